"""智谱 as a service of its own: clips are submitted and asked about, pictures come at once; it refuses what its contract forbids.

    python -m tests.doubles.zhipu --port 0 [--key id.secret] [--seconds 0.2] [--url-seconds 3600]

For the bot: the paths of tests/contracts/zhipu.openapi.yaml. For the test: see `provider.py`.
"""

import json
import time
from argparse import Namespace
from typing import Any

from tests.contracts.checker import Problem
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import serve
from tests.doubles.picture_sizes import go_together
from tests.doubles.provider import ProviderApp, as_json, provider_arguments, size_of

PRICES_FEN = {"cogvideox-flash": 0, "cogvideox-2": 50, "cogvideox-3": 100}
VIDU_PRICES_FEN = {
    "viduq1-text": 250,
    "viduq1-image": 250,
    "viduq1-start-end": 250,
    "vidu2-image": 125,
    "vidu2-start-end": 125,
}
"""Of the double's own making: the pages that were read name none."""
WORDS = {"running": "PROCESSING", "succeeded": "SUCCESS", "failed": "FAIL"}


class ZhipuApp(ProviderApp):
    """The routes."""

    first_id = 8868902201637896192

    def __init__(self, options: Namespace) -> None:
        super().__init__("zhipu", options)

    def error(self, status: int, code: str, message: str) -> Answer:
        return as_json({"error": {"code": code or ("1000" if status == 401 else "1210"), "message": message}}, status)

    def problem_code(self, problem: Problem) -> tuple[int, str]:
        if problem.name == "Authorization":
            return 401, "1001"
        return 400, "1211" if problem.name == "model" else "1210"

    def read(self, kind: str, asked: Asked) -> bytes:
        # The official client sends a null for everything that is not set, and is answered.
        try:
            given = json.loads(asked.body)
        except ValueError:
            return asked.body
        if not isinstance(given, dict):
            return asked.body
        return json.dumps({name: value for name, value in given.items() if value is not None}).encode()

    def take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        match kind:
            case "submit":
                return self._submit(body, mode)
            case "image":
                address = self.draw(asked, body.get("size", "1024x1024"))
                return as_json({"created": int(time.time()), "data": [{"url": address}], "content_filter": []})
        return self._result(asked, mode)

    def _submit(self, body: dict[str, Any], mode: str) -> Answer:
        pictures = body.get("image_url", [])
        if isinstance(pictures, list) and pictures and "vidu" in body["model"] and not go_together(pictures):
            return self.error(400, "1210", "the two pictures differ in size")
        number = self.charge(
            model=body["model"],
            price_fen=(PRICES_FEN | VIDU_PRICES_FEN)[body["model"]],
            size=size_of(body["aspect_ratio"], "1080p") if "aspect_ratio" in body else body.get("size", "1024x1024"),
            mode=mode,
            prompt=body.get("prompt", ""),
            request_id=body.get("request_id", ""),
            seconds=body.get("duration", 5),
            fps=body.get("fps", 30),
            picture=next(iter([pictures] if isinstance(pictures, str) else pictures), ""),
        )
        return as_json(
            {
                "model": body["model"],
                "id": number,
                "request_id": body.get("request_id", ""),
                "task_status": "PROCESSING",
            }
        )

    def _result(self, asked: Asked, mode: str) -> Answer:
        number = asked.path.rpartition("/")[2]
        try:
            word = "THINKING" if mode == "odd_word" else WORDS[self.state(number)]
        except Refusal:
            return self.error(400, "1210", "no such task")
        answer: dict[str, Any] = {"model": self.models[number], "request_id": number, "task_status": word}
        if word == "SUCCESS" and mode != "no_video":
            clip, cover = self.clip_address(asked, number), self.cover_address(asked, number)
            answer["video_result"] = [{"url": clip, "cover_image_url": cover}]
        return as_json(answer)


if __name__ == "__main__":
    options = provider_arguments(__doc__).parse_args()
    serve(ZhipuApp(options), options)
