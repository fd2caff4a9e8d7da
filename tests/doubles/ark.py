"""Volcengine Ark as a service of its own: clips are submitted and asked about, pictures come at once.

    python -m tests.doubles.ark --port 0 [--key aa-bb] [--seconds 0.2] [--url-seconds 3600]

For the bot: the paths of tests/contracts/ark.openapi.yaml. For the test: see `provider.py`. DELETE cancels a task that is queued, which
it is for the first three tenths of its time, refuses one that runs, and removes the record of one that is finished.
"""

import time
from argparse import Namespace
from typing import Any

from tests.contracts.checker import Problem
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import serve
from tests.doubles.provider import ProviderApp, as_json, provider_arguments

FEN_PER_SECOND = {
    "doubao-seedance-2-5-260628": 153.36,
    "doubao-seedance-2-0-260128": 100.82,
    "doubao-seedance-2-0-fast-260128": 80.94,
    "doubao-seedance-2-0-mini-260615": 50.41,
}
"""At 720p; nothing else is known."""
FIRST_HALF = "cgt-20261121120000-"
FRAMES = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (12, 12), "4:3": (12, 9), "3:4": (9, 12), "21:9": (21, 9)}
UNITS = {"480p": 48, "720p": 80, "1080p": 120}
TYPES = {401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 429: "TooManyRequests"}


class ArkApp(ProviderApp):
    """The routes."""

    def __init__(self, options: Namespace) -> None:
        super().__init__("ark", options)
        self.removed: set[str] = set()

    def error(self, status: int, code: str, message: str) -> Answer:
        code = code or {401: "AuthenticationError", 404: "NotFound.Task"}.get(status, "InvalidParameter")
        kind = TYPES.get(status, "BadRequest")
        return as_json({"error": {"code": code, "message": message, "param": "", "type": kind}}, status)

    def problem_code(self, problem: Problem) -> tuple[int, str]:
        if problem.name == "Authorization":
            return 401, "AuthenticationError"
        if problem.name == "model":
            return 404, "InvalidEndpointOrModel.NotFound"
        return 400, f"{'MissingParameter' if problem.wrong == 'missing' else 'InvalidParameter'}.{problem.name}"

    def take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        number = asked.path.rpartition("/")[2]
        match kind:
            case "submit":
                return self._submit(body, mode)
            case "cancel":
                return self._delete(number)
            case "image":
                picture = {"url": self.draw(asked, body["size"]), "size": body["size"]}
                answer = {"model": body["model"], "created": int(time.time()), "data": [picture]}
                return as_json(answer | {"usage": {"generated_images": 1}})
        return self._result(asked, number, mode)

    def name_of(self, number: int) -> str:
        return f"{FIRST_HALF}{number:05d}"

    def number_of(self, task: str) -> int:
        return int(task.removeprefix(FIRST_HALF)) if task.startswith(FIRST_HALF) and task not in self.removed else 0

    def _submit(self, body: dict[str, Any], mode: str) -> Answer:
        across, down = FRAMES.get(body["ratio"], (16, 9))
        unit = UNITS[body["resolution"]]
        frames = {each["role"]: each["image_url"]["url"] for each in body["content"] if each["type"] == "image_url"}
        known = FEN_PER_SECOND.get(body["model"], 0.0) if body["resolution"] == "720p" else 0.0
        number = self.charge(
            model=body["model"],
            price_fen=known * body["duration"],
            size=f"{across * unit}x{down * unit}",
            mode=mode,
            prompt="".join(each["text"] for each in body["content"] if each["type"] == "text"),
            seconds=body["duration"],
            picture=frames.get("first_frame", ""),
        )
        return as_json({"id": number})

    def _delete(self, number: str) -> Answer:
        try:
            word = self._word(number)
        except Refusal:
            return self.error(404, "", "no such task")
        if word == "running":
            return self.error(403, "OperationDenied.UnsupportedPhase", "a running task cannot be cancelled")
        if word == "queued":
            self.stop(number)
        else:
            self.removed.add(number)
        return as_json({})

    def _result(self, asked: Asked, number: str, mode: str) -> Answer:
        try:
            word = "reviewing" if mode == "odd_word" else self._word(number)
        except Refusal:
            return self.error(404, "", "no such task")
        answer: dict[str, Any] = {"id": number, "model": self.models[number], "status": word, "error": None}
        match word:
            case "succeeded":
                answer["content"] = {} if mode == "no_video" else {"video_url": self.clip_address(asked, number)}
                answer["usage"] = {"completion_tokens": 108900, "total_tokens": 108900}
            case "failed":
                refused = number in self.refused_tasks
                code = "OutputVideoSensitiveContentDetected" if refused else "InternalServiceError"
                answer["error"] = {"code": code, "message": f"it was given up, see https://help.test/?key={self.key}"}
        return as_json(answer)

    def _word(self, number: str) -> str:
        state = self.state(number)
        if state == "running" and self.progress(number) < 0.3:
            return "queued"
        return state


if __name__ == "__main__":
    options = provider_arguments(__doc__).parse_args()
    serve(ArkApp(options), options)
