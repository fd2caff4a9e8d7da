"""DashScope as a service of its own, for 万相: clips are submitted, asked about, and cancelled while they wait.

    python -m tests.doubles.dashscope --port 0 [--key sk-secret] [--seconds 0.2] [--url-seconds 3600]

For the bot: the paths of tests/contracts/dashscope.openapi.yaml. For the test: see `provider.py`. A task nobody knows is no error
but has the status UNKNOWN, and a task waits for the first three tenths of its time.
"""

from argparse import Namespace
from typing import Any

from tests.contracts.checker import Problem
from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import serve
from tests.doubles.provider import ProviderApp, as_json, provider_arguments

FEN_PER_SECOND = {
    "wan3.0-video": {"480P": 29.11, "720P": 58.93, "1080P": 117.15},
    "wan2.7": {"720P": 61.06, "1080P": 101.53},
}
FIRST_HALF = "966cebcd-dedc-4962-af88-"
FRAMES = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (12, 12), "4:3": (12, 9), "3:4": (9, 12)}
UNITS = {"480P": 48, "720P": 80, "1080P": 120}
WORDS = {"succeeded": "SUCCEEDED", "failed": "FAILED", "cancelled": "CANCELED"}


class DashScopeApp(ProviderApp):
    """The routes."""

    def __init__(self, options: Namespace) -> None:
        super().__init__("dashscope", options)

    def error(self, status: int, code: str, message: str) -> Answer:
        code = code or {401: "InvalidApiKey", 404: "NotFound"}.get(status, "InvalidParameter")
        return as_json({"code": code, "message": message, "request_id": "c1209113"}, status)

    def problem_code(self, problem: Problem) -> tuple[int, str]:
        match problem.name:
            case "Authorization":
                return 401, "InvalidApiKey"
            case "X-DashScope-Async":
                return 403, "AccessDenied"
            case "model":
                return 404, "ModelNotFound"
        return 400, "InvalidParameter"

    def take(self, kind: str, asked: Asked, body: dict[str, Any], mode: str) -> Answer:
        match kind:
            case "submit":
                return self._submit(body, mode)
            case "cancel":
                return self._cancel(asked.path.removesuffix("/cancel").rpartition("/")[2])
        return self._result(asked, mode)

    def name_of(self, number: int) -> str:
        return f"{FIRST_HALF}{number:012x}"

    def number_of(self, task: str) -> int:
        return int(task.removeprefix(FIRST_HALF), 16) if task.startswith(FIRST_HALF) else 0

    def _submit(self, body: dict[str, Any], mode: str) -> Answer:
        shown, wanted = body["input"], body["parameters"]
        media = {each["type"]: each["url"] for each in shown.get("media", ())}
        seconds = wanted.get("duration", 5)
        number = self.charge(
            model=body["model"],
            price_fen=_fen(body["model"], wanted.get("resolution", "")) * seconds,
            size=wanted["size"].replace("*", "x") if "size" in wanted else _frame(wanted),
            mode=mode,
            prompt=shown.get("prompt", ""),
            seconds=seconds,
            fps=30,
            picture=shown.get("img_url", "") or media.get("first_frame", ""),
        )
        return as_json({"request_id": "c1209113", "output": {"task_id": number, "task_status": "PENDING"}})

    def _cancel(self, number: str) -> Answer:
        if self._word(number) != "PENDING" or not self.stop(number):
            return self.error(400, "UnsupportedOperation", "only a task that waits can be cancelled")
        return as_json({"request_id": "45ac7f13"})

    def _result(self, asked: Asked, mode: str) -> Answer:
        number = asked.path.rpartition("/")[2]
        word = "REVIEWING" if mode == "odd_word" else self._word(number)
        output: dict[str, Any] = {"task_id": number, "task_status": word}
        match word:
            case "SUCCEEDED" if mode != "no_video":
                output["video_url"] = self.clip_address(asked, number)
            case "FAILED":
                refused = number in self.refused_tasks
                output["code"] = "DataInspectionFailed" if refused else "InternalError.Algo"
                output["message"] = f"it was given up, see https://help.test/?key={self.key}"
        return as_json({"request_id": "850f8d29", "output": output})

    def _word(self, number: str) -> str:
        try:
            state = self.state(number)
        except Refusal:
            return "UNKNOWN"
        if state == "running":
            return "PENDING" if self.progress(number) < 0.3 else "RUNNING"
        return WORDS[state]


def _fen(model: str, resolution: str) -> float:
    prices = next((prices for name, prices in FEN_PER_SECOND.items() if model.startswith(name)), {})
    return prices.get(resolution, 0.0)


def _frame(wanted: dict[str, Any]) -> str:
    across, down = FRAMES[wanted.get("ratio", "16:9")]
    unit = UNITS[wanted.get("resolution", "1080P")]
    return f"{across * unit}x{down * unit}"


if __name__ == "__main__":
    options = provider_arguments(__doc__).parse_args()
    serve(DashScopeApp(options), options)
