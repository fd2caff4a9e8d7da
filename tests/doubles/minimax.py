"""MiniMax 海螺 as a service of its own: a list of contents, errors whose code stands at the end of the message, and a cancel that also deletes.

    python -m tests.doubles.minimax --port 0 [--key key] [--seconds 0.2] [--url-seconds 3600]

For the bot: the paths of tests/contracts/minimax.openapi.yaml. For the test: see `provider.py`; an error ordered with the status 200
comes as `base_resp`. A task that is cancelled while it runs is refused, one that is finished is deleted.
"""

import time
from argparse import Namespace
from typing import Any

from tests.contracts.checker import Problem
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import serve
from tests.doubles.provider import ProviderApp, as_json, provider_arguments

FEN_PER_SECOND = {("MiniMax-H3", "768P"): 56.8, ("MiniMax-H3", "2K"): 92.3}
UNLISTED_FEN_PER_SECOND = 40
"""Made up: no price list was found."""
SIDES = {"16:9": "1366x768", "9:16": "768x1366", "1:1": "768x768", "4:3": "1024x768", "3:4": "768x1024", "21:9": "1792x768"}  # fmt: skip
TYPES = {
    400: "bad_request_error",
    401: "authorized_error",
    402: "insufficient_balance_error",
    422: "unprocessable_entity_error",
    429: "rate_limit_error",
}
QUEUED_FOR = 0.3
"""Part of the time that a task waits."""


class MiniMaxApp(ProviderApp):
    """The routes."""

    first_id = 424010985738629

    def __init__(self, options: Namespace) -> None:
        super().__init__("minimax", options)
        self.deleted: set[str] = set()

    def error(self, status: int, code: str, message: str) -> Answer:
        number = code or ("1004" if status == 401 else "2013")
        if status == 200:
            return as_json({"task_id": "", "base_resp": {"status_code": int(number), "status_msg": message}})
        kind = TYPES.get(status, "server_error")
        told = {"type": kind, "message": f"{message} ({number})", "http_code": str(status)}
        return as_json({"type": "error", "error": told, "request_id": "021785229015510a2c883cf675b9804d"}, status)

    def problem_code(self, problem: Problem) -> tuple[int, str]:
        return (401, "1004") if problem.name == "Authorization" else (400, "2013")

    def take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        if kind == "submit":
            return self._submit(body, mode)
        number = asked.path.rpartition("/")[2]
        try:
            state = self.state(number)
        except Refusal:
            state = ""
        if not state or number in self.deleted:
            return self.error(400, "2013", "invalid task_id")
        if state == "running" and self.progress(number) < QUEUED_FOR:
            state = "queued"
        return self._cancel(number, state) if kind == "cancel" else self._result(asked, number, state, mode)

    def _submit(self, body: dict[str, Any], mode: str) -> Answer:
        content = body["content"]
        words = [each["text"] for each in content if each["type"] == "text"]
        pictures = [each for each in content if each["type"] == "image_url"]
        ratio = body.get("ratio", "")
        wrong = ""
        if len(words) != 1 or not words[0].strip():
            wrong = "content must include a non-empty text item"
        elif not pictures and ratio in ("", "adaptive"):
            wrong = "ratio is required and cannot be adaptive without a picture"
        elif [each["role"] for each in pictures] not in (
            [],
            ["first_frame"],
            ["last_frame"],
            ["first_frame", "last_frame"],
        ):
            wrong = "role"
        if wrong:
            self.problems.append(f"submit: {wrong}")
            return self.error(400, "2013", wrong)
        resolution = body.get("resolution", "768P")
        number = self.charge(
            model=body["model"],
            price_fen=FEN_PER_SECOND.get((body["model"], resolution), UNLISTED_FEN_PER_SECOND) * body["duration"],
            size=SIDES.get(ratio, "768x768"),
            mode=mode,
            prompt=words[0],
            seconds=body["duration"],
            picture=pictures[0]["image_url"]["url"] if pictures else "",
        )
        return as_json({"task_id": number})

    def _cancel(self, number: str, state: str) -> Answer:
        if state in ("running", "cancelled"):
            return self.error(400, "2013", f"a {state} task cannot be cancelled")
        if state == "queued":
            self.stop(number)
            return as_json({"task_id": number, "action": "cancelled"})
        self.deleted.add(number)
        return as_json({"task_id": number, "action": "deleted"})

    def _result(self, asked: Asked, number: str, state: str, mode: str) -> Answer:
        now = round(time.time())
        word = "polishing" if mode == "odd_word" else state
        task: dict[str, Any] = {"id": number, "model": self.models[number], "status": word, "created_at": now}
        if word == "failed":
            is_refused = number in self.refused_tasks
            why = "output video contains sensitive content (1027)" if is_refused else "internal error (1000)"
            task["error"] = {"code": "unprocessable_entity_error" if is_refused else "server_error", "message": why}
        if word == "succeeded" and mode != "no_video":
            task["content"] = {"url": self.clip_address(asked, number)}
        return as_json({"task": task})


if __name__ == "__main__":
    options = provider_arguments(__doc__).parse_args()
    serve(MiniMaxApp(options), options)
