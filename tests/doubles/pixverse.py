"""PixVerse as a service of its own: pictures are handed in first, every request has an id of its own, errors come with HTTP 200.

    python -m tests.doubles.pixverse --port 0 [--key id.secret] [--seconds 0.2] [--url-seconds 3600]

For the bot: the paths of tests/contracts/pixverse.openapi.yaml. For the test: see `provider.py`.
"""

import json
from argparse import Namespace
from typing import Any

from tests.contracts.checker import Problem
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.forms import parts_of
from tests.doubles.loopback import serve
from tests.doubles.provider import ProviderApp, as_json, provider_arguments, size_of

FEN_PER_SECOND = {"v6": 20, "c1": 20, "v5.6": 18, "v5.5": 16, "v5": 12, "v4.5": 10, "v4": 8, "v3.5": 6}
STATUSES = {"running": 5, "succeeded": 1, "failed": 8}
MODERATED, UNHEARD = 7, 9


class PixverseApp(ProviderApp):
    """The routes."""

    first_id = 343_252_978_000_000

    def __init__(self, options: Namespace) -> None:
        super().__init__("pixverse", options)
        self.traces: set[str] = set()
        self.images: dict[int, str] = {}
        """Pictures that were handed in, by number."""

    def error(self, status: int, code: str, message: str) -> Answer:
        number = int(code) if code.isdecimal() else 400017
        if status == 500:
            # Other letters than everywhere else, as its page has it.
            return as_json({"err_code": number, "err_msg": message, "resp": None}, status)
        return as_json({"ErrCode": number, "ErrMsg": message, "Resp": None}, status)

    def problem_code(self, problem: Problem) -> tuple[int, str]:
        return 200, {"missing": "400011", "unknown": "400013"}.get(problem.wrong, "400017")

    def no_entry(self, asked: Asked) -> Answer | None:
        if asked.headers.get("api-key") == self.key:
            return None
        return self.error(200, "10001", "API key is wrong")

    def read(self, kind: str, asked: Asked) -> bytes:
        return json.dumps(parts_of(asked)).encode() if kind == "upload" else asked.body

    def take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        trace = asked.headers["ai-trace-id"]
        with self.lock:
            if trace in self.traces:
                self.problems.append(f"{kind}: Ai-trace-id used before")
                return self.error(200, "400033", "the trace id was used before")
            self.traces.add(trace)
        match kind:
            case "upload":
                number = self._keep(body["image"])
                return _good({"img_id": number, "img_url": f"https://media.test/{number}.jpg"})
            case "submit":
                return self._submit(body, mode)
        return self._result(asked, mode)

    def _keep(self, picture: str) -> int:
        with self.lock:
            number = 9_007_199 + len(self.images)
            self.images[number] = picture.partition("base64,")[2]
        return number

    def _submit(self, body: dict[str, Any], mode: str) -> Answer:
        numbers = [body[name] for name in ("img_id", "first_frame_img", "last_frame_img") if name in body]
        if any(number not in self.images for number in numbers):
            return self.error(200, "400032", "invalid image id")
        is_newest = body["model"] in ("v6", "c1")
        if body["quality"] == "1080p" and not is_newest and body["duration"] > (8 if "5." in body["model"] else 5):
            return self.error(200, "400017", "1080p is not made that long")
        number = self.charge(
            model=body["model"],
            price_fen=body["duration"] * FEN_PER_SECOND[body["model"]],
            size=size_of(body.get("aspect_ratio", "16:9"), body["quality"]),
            mode=mode,
            prompt=body["prompt"],
            seconds=body["duration"],
            picture=self.images[numbers[0]] if numbers else "",
        )
        return _good({"video_id": int(number), "credits": body["duration"]})

    def _result(self, asked: Asked, mode: str) -> Answer:
        number = asked.path.rpartition("/")[2]
        try:
            status = STATUSES[self.state(number)]
        except Refusal:
            return self.error(200, "500008", "the requested data does not exist")
        if number in self.refused_tasks and status == STATUSES["failed"]:
            status = MODERATED
        if mode == "odd_word":
            status = UNHEARD
        has_clip = status == STATUSES["succeeded"] and mode != "no_video"
        url = self.clip_address(asked, number) if has_clip else ""
        return _good({"id": int(number), "status": status, "url": url, "size": 0, "outputWidth": 0, "outputHeight": 0})


def _good(content: dict[str, Any]) -> Answer:
    return as_json({"ErrCode": 0, "ErrMsg": "Success", "Resp": content})


if __name__ == "__main__":
    options = provider_arguments(__doc__).parse_args()
    serve(PixverseApp(options), options)
