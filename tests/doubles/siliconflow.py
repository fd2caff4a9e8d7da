"""硅基流动 as a service of its own: clips are submitted and asked about by POST, pictures come at once.

    python -m tests.doubles.siliconflow --port 0 [--key id.secret] [--seconds 0.2] [--url-seconds 3600]

For the bot: the paths of tests/contracts/siliconflow.openapi.yaml. For the test: see `provider.py`; a `/refuse` with the name of
a limit as its code (IPD) answers as the service does, without a code and with the name in the words.
"""

from argparse import Namespace
from typing import Any

from tests.contracts.checker import Problem
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import serve
from tests.doubles.provider import ProviderApp, as_json, provider_arguments

PRICE_FEN = 200
"""Of a clip. No page names one; the tests set the same."""
FIRST_HALF = "c13b5dd0-8a41-4c6e-9f0b-"


class SiliconFlowApp(ProviderApp):
    """The routes."""

    def __init__(self, options: Namespace) -> None:
        super().__init__("siliconflow", options)

    def error(self, status: int, code: str, message: str) -> Answer:
        if status in (401, 403, 404) and not code:
            # These come as a bare text, not as an object.
            return as_json({401: "Invalid token", 403: "Forbidden", 404: "404 page not found"}[status], status)
        if code and not code.isdecimal():
            words = f"Request was rejected due to rate limiting. Details: {code} limit reached. {message}"
            return as_json({"message": words, "data": None}, status)
        return as_json({"code": int(code or 20015), "message": message, "data": None}, status)

    def problem_code(self, problem: Problem) -> tuple[int, str]:
        if problem.name == "Authorization":
            return 401, ""
        return 400, "20012" if problem.name == "model" else "20015"

    def take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        match kind:
            case "submit":
                return self._submit(body, mode)
            case "image":
                images = [{"url": self.draw(asked, body["image_size"])}]
                return as_json({"images": images, "timings": {"inference": 1.5}, "seed": body.get("seed", 1)})
        return self._result(asked, body["requestId"], mode)

    def name_of(self, number: int) -> str:
        return f"{FIRST_HALF}{number:012x}"

    def number_of(self, task: str) -> int:
        return int(task.removeprefix(FIRST_HALF), 16) if task.startswith(FIRST_HALF) else 0

    def _submit(self, body: dict[str, Any], mode: str) -> Answer:
        number = self.charge(
            model=body["model"],
            price_fen=PRICE_FEN,
            size=body["image_size"],
            mode=mode,
            prompt=body["prompt"],
            picture=body.get("image", ""),
        )
        return as_json({"requestId": number})

    def _result(self, asked: Asked, number: str, mode: str) -> Answer:
        try:
            state = self.state(number)
        except Refusal:
            return self.error(400, "20015", "no such request")
        if state == "running":
            word = "InQueue" if self.progress(number) < 0.3 else "InProgress"
        else:
            word = {"succeeded": "Succeed", "failed": "Failed"}[state]
        answer: dict[str, Any] = {"status": word, "reason": "", "results": None}
        if mode == "odd_word":
            answer["status"] = "Reviewing"
        elif word == "Failed":
            answer["reason"] = f"the model gave up, see https://help.test/?key={self.key}"
        elif word == "Succeed":
            videos = [] if mode == "no_video" else [{"url": self.clip_address(asked, number)}]
            answer["results"] = {"videos": videos, "timings": {"inference": 41.2}, "seed": 7}
        return as_json(answer)


if __name__ == "__main__":
    options = provider_arguments(__doc__).parse_args()
    serve(SiliconFlowApp(options), options)
