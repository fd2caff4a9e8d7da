"""Vidu as a service of its own: words, a picture or two come in at three doors; it refuses what its contract forbids.

    python -m tests.doubles.vidu --port 0 [--key id.secret] [--seconds 0.2] [--url-seconds 3600]

For the bot: the paths of tests/contracts/vidu.openapi.yaml. For the test: see `provider.py`.
"""

from argparse import Namespace
from typing import Any

from tests.contracts.checker import Problem
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import serve
from tests.doubles.picture_sizes import go_together
from tests.doubles.provider import ProviderApp, as_json, provider_arguments, size_of

FEN_PER_SECOND = {"viduq3-pro": 60, "viduq3-turbo": 30, "viduq2": 25, "viduq1": 50}
WAITS_UNTIL = 0.4
"""Part of its time that a task stands in the queue, where it can still be stopped."""


class ViduApp(ProviderApp):
    """The routes."""

    first_id = 855_000_000_000_000_000

    def __init__(self, options: Namespace) -> None:
        super().__init__("vidu", options)

    def error(self, status: int, code: str, message: str) -> Answer:
        reason = code or ("NotFound" if status == 404 else "BadRequest")
        return as_json({"code": status, "reason": reason, "message": message, "metadata": {"trace_id": "04e5"}}, status)

    def problem_code(self, problem: Problem) -> tuple[int, str]:
        if problem.name == "Authorization":
            return 401, "Unauthorized"
        return 400, {"missing": "FieldLacking", "unknown": "FieldUnwanted"}.get(problem.wrong, "FieldInvalid")

    def no_entry(self, asked: Asked) -> Answer | None:
        if asked.headers.get("authorization") == f"Token {self.key}":
            return None
        return self.error(401, "Unauthorized", "unauthorized")

    def take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        match kind:
            case "submit":
                return self._submit(body, mode)
            case "cancel":
                return self._cancel(asked, body)
        return self._result(asked, mode)

    def _submit(self, body: dict[str, Any], mode: str) -> Answer:
        seconds, pictures = body.get("duration", 5), body.get("images", [])
        if pictures and not go_together(pictures):
            return self.error(400, "PageSizeOutOfRange", "page size out of range")
        number = self.charge(
            model=body["model"],
            price_fen=seconds * FEN_PER_SECOND[body["model"]],
            size=size_of(body.get("aspect_ratio", "16:9"), body.get("resolution", "720p")),
            mode=mode,
            prompt=body.get("prompt", ""),
            seconds=seconds,
            picture=next(iter(pictures), ""),
        )
        return as_json(
            {"task_id": number, "state": "created", **body, "credits": seconds, "created_at": "2026-11-21T15:41:31Z"}
        )

    def _result(self, asked: Asked, mode: str) -> Answer:
        number = asked.path.split("/")[-2]
        try:
            state, is_waiting = self.state(number), self.progress(number) < WAITS_UNTIL
        except Refusal:
            return self.error(404, "TaskNotFound", "task not found")
        word, code = {
            "running": ("queueing" if is_waiting else "processing", ""),
            "succeeded": ("success", ""),
            "failed": (
                "failed",
                "CreationPolicyViolation" if number in self.refused_tasks else "InternalServiceFailure",
            ),
            "cancelled": ("failed", "UserCancelled"),
        }[state]
        answer: dict[str, Any] = {"id": number, "state": "dreaming" if mode == "odd_word" else word, "err_code": code}
        answer["creations"] = []
        if word == "success" and mode != "no_video":
            clip, cover = self.clip_address(asked, number), self.cover_address(asked, number)
            answer["creations"] = [{"id": f"{number}1", "url": clip, "cover_url": cover}]
        return as_json(answer)

    def _cancel(self, asked: Asked, body: dict[str, Any]) -> Answer:
        number = asked.path.split("/")[-2]
        try:
            can_be = body["id"] == number and self.progress(number) < WAITS_UNTIL
        except Refusal:
            return self.error(404, "TaskNotFound", "task not found")
        if can_be and self.stop(number):
            return as_json({})
        return self.error(400, "BadRequest", "task state is scheduled, can not cancel")


if __name__ == "__main__":
    options = provider_arguments(__doc__).parse_args()
    serve(ViduApp(options), options)
