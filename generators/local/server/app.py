"""The routes of `xiaoai serve`: OpenAI's videos and images, a simple one, and what a monitor asks."""

import asyncio
import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, FastAPI, Query, Request, Security
from fastapi.params import Depends as Dependency
from fastapi.responses import FileResponse, PlainTextResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import Response

from generators.local.server import problems
from generators.local.server.answers import Deleted, Health, Model, Picture, Pictures, Video, VideoPage
from generators.local.server.answers import Models as ModelList
from generators.local.server.description import body_of, describe
from generators.local.server.jobs import Book, Full, Job
from generators.local.server.lane import Lane
from generators.local.server.metrics import CONTENT_TYPE, Metrics
from generators.local.server.models import Models, Served
from generators.local.server.orders import image_order, shape_of, video_order
from generators.local.server.problems import Problem
from generators.local.server.reading import Read, SmallBodies, read
from generators.local.server.shelf import Shelf
from generators.local.server.wishes import ImageWish, SimpleWish, VideoWish
from generators.local.types import Order

RETRY_SECONDS = 15
WATCH_SECONDS = 0.1
INCOMING = "incoming"
ERRORS: dict[int | str, dict[str, object]] = {
    "4XX": {"model": problems.ApiError, "description": "What is wrong, and where"},
    "5XX": {"model": problems.ApiError, "description": "It could not be made"},
}


@dataclass(frozen=True, slots=True)
class Service:
    """What the routes work with."""

    models: Models
    book: Book
    shelf: Shelf
    metrics: Metrics
    lanes: Sequence[Lane]
    key: str = ""
    """Empty for a server anybody on this machine may ask."""
    most_clip_bytes: int = 6 * 10**9
    """Of the frames of one request, which lie in memory all together."""


def make_app(service: Service) -> FastAPI:
    """The application; the lanes are started by whoever serves it."""
    app = FastAPI(title="小爱 local generation", version="1", docs_url=None, redoc_url=None, responses=ERRORS)
    problems.install(app)
    app.add_middleware(SmallBodies)
    open_routes, closed_routes = APIRouter(), APIRouter(dependencies=[_door(service)])
    _monitoring(open_routes, closed_routes, service)
    _clips(closed_routes, service)
    _making(closed_routes, service)
    app.include_router(open_routes)
    app.include_router(closed_routes)
    describe(app)
    return app


def _door(service: Service) -> Dependency:
    bearer = HTTPBearer(auto_error=False, description="XIAOAI_SERVE_KEY of the server")

    def check(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]) -> None:
        if not service.key and "origin" in request.headers:
            # Without a key any page that a browser of this machine shows could have clips made.
            raise Problem(403, "origin: pages may not ask a server that has no key")
        if service.key and not (given and secrets.compare_digest(given.credentials.encode(), service.key.encode())):
            raise Problem(401, "authorization: the key is missing or wrong", code="invalid_api_key")

    return Dependency(check)


def _monitoring(open_routes: APIRouter, closed_routes: APIRouter, service: Service) -> None:
    @open_routes.get("/health")
    async def health() -> Health:
        """Whether it can take requests."""
        reason = next((lane.reason for lane in service.lanes if lane.reason), "")
        is_ready = any(lane.bench for lane in service.lanes)
        is_broken = all(lane.reason for lane in service.lanes)
        status: Literal["ok", "broken", "starting"] = "ok" if is_ready else "broken" if is_broken else "starting"
        return Health(status=status, queued=service.book.queued, running=service.book.running, reason=reason)

    @closed_routes.get("/metrics", response_class=PlainTextResponse)
    async def metrics() -> Response:
        """Numbers for Prometheus."""
        now = {
            "xiaoai_queue_length": service.book.queued,
            "xiaoai_running": service.book.running,
            "xiaoai_resident_bytes": sum(lane.resident_bytes for lane in service.lanes),
            "xiaoai_shelf_bytes": await asyncio.to_thread(lambda: service.shelf.bytes),
        }
        return Response(service.metrics.text(now), media_type=CONTENT_TYPE)

    @closed_routes.get("/v1/models")
    async def models() -> ModelList:
        """What it makes clips and pictures with, best first."""
        loaded = {folder for lane in service.lanes for folder in lane.loaded}
        return ModelList(
            data=[
                Model(
                    id=one.name,
                    owned_by=one.family.name,
                    kind=one.family.kind,
                    is_loaded=one.model.path in loaded,
                )
                for one in service.models.all
            ]
        )


def _clips(routes: APIRouter, service: Service) -> None:
    @routes.get("/v1/videos")
    async def list_videos(
        after: Annotated[str, Query(description="Id of the last one of the page before")] = "",
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        order: Literal["asc", "desc"] = "desc",
    ) -> VideoPage:
        """All there are."""
        videos = service.book.all()
        if order == "desc":
            videos.reverse()
        ids = [video.id for video in videos]
        if after and after not in ids:
            raise problems.bad("after", "there is no video of that id")
        rest = videos[ids.index(after) + 1 :] if after else videos
        page = rest[:limit]
        first, last = (page[0].id, page[-1].id) if page else (None, None)
        return VideoPage(data=page, first_id=first, last_id=last, has_more=len(rest) > limit)

    @routes.get("/v1/videos/{video_id}")
    async def retrieve(video_id: str) -> Video:
        """How far it is. 404 for what was deleted, has expired, or was not finished when the server was restarted."""
        return _known(service, video_id)

    @routes.get("/v1/videos/{video_id}/content", response_class=FileResponse)
    async def content(video_id: str, variant: Literal["video"] = "video") -> Response:
        """The MP4, or the PNG of a picture. 404 until it is completed."""
        video = _known(service, video_id)
        path = service.shelf.path(video.id, video.kind)
        if video.status != "completed" or not await asyncio.to_thread(path.is_file):
            raise Problem(404, f"video_id: {video_id} is {video.status}", param="video_id", code="not_ready")
        return FileResponse(path, media_type="video/mp4" if video.kind == "video" else "image/png")

    @routes.delete("/v1/videos/{video_id}")
    async def delete(video_id: str) -> Deleted:
        """Stop what is not finished; it is known as cancelled afterwards. Throw away what is."""
        _known(service, video_id)
        job = service.book.job(video_id)
        if job is None or not service.book.cancel(job):
            service.book.forget([video_id])
            await asyncio.to_thread(service.shelf.remove, video_id)
        return Deleted(id=video_id)

    @routes.post("/v1/videos/{video_id}/cancel")
    async def cancel(video_id: str) -> Video:
        """Stop it at the next boundary. What has ended stays as it is."""
        _known(service, video_id)
        if job := service.book.job(video_id):
            service.book.cancel(job)
        return _known(service, video_id)


def _making(routes: APIRouter, service: Service) -> None:
    def accept(jobs: Sequence[Job]) -> None:
        try:
            service.book.accept(jobs)
        except Full:
            message = "the queue is full, come back later"
            raise Problem(429, message, code="rate_limit_exceeded", retry_after=RETRY_SECONDS) from None

    def job_of(order: Order, served: Served) -> Job:
        return Job(served, order, shape_of(order, served, service.most_clip_bytes))

    @routes.post("/v1/videos", openapi_extra=body_of(VideoWish, has_files=True))
    async def create(request: Request) -> Video:
        """Ask for a clip; it is made in its turn."""
        folder = service.shelf.folder / INCOMING / secrets.token_hex(8)
        job: Job | None = None
        try:
            wish = await read(request, VideoWish, folder)
            job = await asyncio.to_thread(_video_job, service, wish, folder)
            accept([job])
        except BaseException:
            await asyncio.shield(asyncio.to_thread(_remove, folder))
            raise
        return job.as_video()

    @routes.post("/v1/images/generations", openapi_extra=body_of(ImageWish))
    async def images(request: Request) -> Pictures:
        """Pictures, when they are made."""
        wish = (await read(request, ImageWish, service.shelf.folder / INCOMING)).wish
        served = service.models.chosen(wish, "image", {})
        jobs = [job_of(image_order(wish, number), served) for number in range(wish.n)]
        accept(jobs)
        files = [await _finished(service, request, job, jobs) for job in jobs]
        contents = [await asyncio.to_thread(file.read_bytes) for file in files]
        made = [Picture(b64_json=base64.b64encode(content).decode("ascii")) for content in contents]
        told = jobs[0].as_video()
        await asyncio.to_thread(_throw_away, service, jobs)
        return Pictures(
            created=told.created_at,
            data=made,
            changes=told.changes,
            plan=told.plan,
            stage_durations=told.stage_durations,
            inference_time_s=told.inference_time_s,
            peak_memory_mb=told.peak_memory_mb,
        )

    @routes.post("/generate", openapi_extra=body_of(SimpleWish), response_class=FileResponse)
    async def generate(request: Request) -> Response:
        """The simple way: words and a number of frames; the answer is the MP4 itself, when it is made."""
        simple = (await read(request, SimpleWish, service.shelf.folder / INCOMING)).wish
        wish = VideoWish(prompt=simple.prompt, num_frames=simple.num_frames)
        served = service.models.chosen(wish, "video", {})
        job = job_of(video_order(Read(wish), served, service.shelf.folder, lambda _id: None), served)
        accept([job])
        return FileResponse(await _finished(service, request, job, [job]), media_type="video/mp4")


def _known(service: Service, video_id: str) -> Video:
    video = service.book.find(video_id)
    if video is None:
        raise Problem(404, "video_id: there is no video of that id", param="video_id", code="not_found")
    return video


def _video_job(service: Service, wish: Read[VideoWish], folder: Path) -> Job:
    served = service.models.chosen(wish.wish, "video", wish.files)

    def finished_clip(video_id: str) -> Path | None:
        video = service.book.find(video_id)
        if video is None or video.status != "completed" or video.kind != "video":
            return None
        return service.shelf.path(video.id, video.kind)

    order = video_order(wish, served, folder, finished_clip)
    shape = shape_of(order, served, service.most_clip_bytes)
    return Job(served, order, shape, folder=folder, extended=wish.wish.extends or None)


async def _finished(service: Service, request: Request, job: Job, all_of_it: Sequence[Job]) -> Path:
    """The file of a job, once it is there. Whoever hangs up wants none of it. Raises `Problem`."""
    while not job.ended.is_set():
        if await request.is_disconnected():
            for each in all_of_it:
                service.book.cancel(each)
        await asyncio.sleep(WATCH_SECONDS)
    if job.status == "completed":
        return service.shelf.path(job.id, job.order.kind)
    message = job.error.message if job.error else f"it was {job.status}"
    raise Problem(500 if job.error else 409, message, code=job.error.code if job.error else job.status)


def _throw_away(service: Service, jobs: Sequence[Job]) -> None:
    service.book.forget(job.id for job in jobs)
    for job in jobs:
        service.shelf.remove(job.id)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
