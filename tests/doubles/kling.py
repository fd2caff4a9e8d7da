"""可灵 as a service of its own: two paths, an error in every answer's `code`, and a token that is looked at as closely as it can be.

    python -m tests.doubles.kling --port 0 [--key AccessKey:SecretKey] [--seconds 0.2] [--url-seconds 3600]

For the bot: the paths of tests/contracts/kling.openapi.yaml. For the test: see `provider.py`; an error ordered with the status 200
comes in a good answer. A task is known only on the path it was made on.
"""

import base64
import hashlib
import hmac
import json
import time
from argparse import Namespace
from typing import Any

from tests.contracts.checker import Problem
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import serve
from tests.doubles.provider import ProviderApp, as_json, provider_arguments

FEN_PER_SECOND = {"std": 50, "pro": 80}
"""Made up: no price list was found."""
SIDES = {"16:9": "1280x720", "9:16": "720x1280", "1:1": "720x720", "": "720x720"}
QUEUED_FOR = 0.3
"""Part of the time that a task waits."""
LONGEST_TOKEN_SECONDS = 1860


class KlingApp(ProviderApp):
    """The routes."""

    first_id = 831922345719271433

    def __init__(self, options: Namespace) -> None:
        super().__init__("kling", options)
        self.paths: dict[str, str] = {}
        """Where each task was made."""

    def error(self, status: int, code: str, message: str) -> Answer:
        number = code or ("1000" if status == 401 else "1202")
        return as_json({"code": int(number), "message": message, "request_id": "CjMT7WdSwWcAAAAAALvB3g"}, status)

    def no_entry(self, asked: Asked) -> Answer | None:
        code, message = _wrong_with(asked.headers.get("authorization", ""), *self.key.split(":"))
        return self.error(401, code, message) if code else None

    def problem_code(self, problem: Problem) -> tuple[int, str]:
        return 400, "1200" if problem.wrong == "missing" else "1201"

    def take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        return self._submit(asked, body, mode) if kind == "submit" else self._result(asked, mode)

    def _submit(self, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        seconds = int(body.get("duration", "5"))
        number = self.charge(
            model=body["model_name"],
            price_fen=FEN_PER_SECOND[body.get("mode", "std")] * seconds,
            size=SIDES[body.get("aspect_ratio", "")],
            mode=mode,
            prompt=body.get("prompt", ""),
            request_id=body.get("external_task_id", ""),
            seconds=seconds,
            picture=body.get("image", ""),
        )
        self.paths[number] = asked.path
        return self._told(number, "submitted", {"task_info": {"external_task_id": body.get("external_task_id", "")}})

    def _result(self, asked: Asked, mode: str) -> Answer:
        path, _, number = asked.path.rpartition("/")
        try:
            state = self.state(number)
        except Refusal:
            return self.error(404, "1203", "task not found")
        if self.paths[number] != path:
            return self.error(404, "1203", "task not found on this path")
        if mode == "odd_word":
            return self._told(number, "polishing", {})
        if state == "failed":
            why = "Failure to pass the risk control system" if number in self.refused_tasks else "Generation failed"
            return self._told(number, "failed", {"task_status_msg": why})
        if state == "running":
            return self._told(number, "submitted" if self.progress(number) < QUEUED_FOR else "processing", {})
        video = {"id": f"v{number}", "url": self.clip_address(asked, number), "duration": "5.1"}
        return self._told(number, "succeed", {"task_result": {"videos": [] if mode == "no_video" else [video]}})

    def _told(self, number: str, word: str, more: dict[str, Any]) -> Answer:
        now = round(time.time() * 1000)
        task = {"task_id": number, "task_status": word, "created_at": now, "updated_at": now, **more}
        return as_json({"code": 0, "message": "SUCCEED", "request_id": "CjMT7WdSwWcAAAAAALvB3g", "data": task})


def _wrong_with(authorization: str, access_key: str, secret_key: str) -> tuple[str, str]:
    """Code and message for what is wrong with a token; two empty strings for a right one."""
    if not authorization:
        return "1001", "Authorization is empty"
    signed, _, signature = authorization.removeprefix("Bearer ").rpartition(".")
    wanted = hmac.new(secret_key.encode(), signed.encode(), hashlib.sha256).digest()
    try:
        head, claims = (json.loads(_bytes(part)) for part in signed.split("."))
        is_signed = hmac.compare_digest(_bytes(signature), wanted)
    except ValueError:
        return "1002", "Authorization is invalid"
    if not is_signed or head != {"alg": "HS256", "typ": "JWT"} or claims["iss"] != access_key:
        return "1002", "Authorization is invalid"
    if claims.keys() != {"iss", "exp", "nbf"} or not all(type(claims[name]) is int for name in ("exp", "nbf")):
        return "1002", "Authorization is invalid"
    if claims["nbf"] > time.time():
        return "1003", "Authorization is not yet valid"
    if not time.time() < claims["exp"] <= time.time() + LONGEST_TOKEN_SECONDS:
        return "1004", "Authorization has expired"
    return "", ""


def _bytes(letters: str) -> bytes:
    # Padding is no part of a token.
    if "=" in letters:
        raise ValueError(letters)
    return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))


if __name__ == "__main__":
    options = provider_arguments(__doc__).parse_args()
    serve(KlingApp(options), options)
