"""What the pages give as files: the figures for Prometheus, and the bundle for whoever is asked to help."""

from fastapi import FastAPI
from fastapi.responses import Response

from bot.console.jobs import number_in
from bot.console.parts import Parts
from bot.reports.metrics import CONTENT_TYPE, as_prometheus


def add_reports(app: FastAPI, parts: Parts) -> None:
    """The routes."""

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(as_prometheus(await parts.archive.overview()), media_type=CONTENT_TYPE)

    @app.get("/diagnosis")
    async def diagnosis(job: str = "", words: str = "") -> Response:
        made = await parts.diagnosis.bundle(job=number_in(job), has_words=words == "1")
        headers = {"content-disposition": 'attachment; filename="xiaoai-diagnosis.zip"', "cache-control": "no-store"}
        return Response(made, media_type="application/zip", headers=headers)
