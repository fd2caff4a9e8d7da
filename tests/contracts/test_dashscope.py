"""The description of DashScope bites: right requests pass, and wrong ones of each kind are caught by the field."""

import json
from typing import Any

import pytest

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract

PICTURE = "data:image/jpeg;base64,/9j/4AAQ"
WORDS = {"prompt": "a kitten"}
FIRST = {"type": "first_frame", "url": PICTURE}
LAST = {"type": "last_frame", "url": PICTURE}
TOKEN = {"Authorization": "Bearer sk-aa"}
ASYNC = TOKEN | {"X-DashScope-Async": "enable"}
SUBMIT = "/api/v1/services/aigc/video-generation/video-synthesis"


def body(model: str, shown: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    return {"model": model, "input": shown, "parameters": wanted}


RIGHT = [
    body("wan3.0-video", WORDS, resolution="480P", ratio="9:16", duration=30, seed=0, watermark=False),
    body("wan3.0-video", {"media": [FIRST, LAST]}, resolution="720P", duration=2, prompt_extend=True),
    body("wan2.7-t2v", WORDS | {"negative_prompt": "people"}, resolution="1080P", ratio="4:3", duration=15),
    body("wan2.7-i2v", WORDS | {"media": [FIRST]}, resolution="720P", duration=5),
    body("wan2.6-t2v", WORDS, size="1280*720", duration=15),
    body("wan2.6-i2v-flash", {"img_url": PICTURE}, resolution="720P", duration=10),
    body("wan2.5-t2v-preview", WORDS, size="624*624", duration=10),
    body("wan2.5-i2v-preview", {"img_url": PICTURE}, resolution="480P", duration=5),
    body("wan2.2-t2v-plus", WORDS, size="832*480"),
    body("wan2.2-i2v-plus", {"img_url": PICTURE}, resolution="1080P"),
]
WRONG = [
    ({"input": WORDS, "parameters": {}}, ("model", "missing")),
    (body("wan9.0-video", WORDS), ("model", "wrong")),
    ({"model": "wan3.0-video", "prompt": "a", "input": WORDS, "parameters": {}}, ("prompt", "unknown")),
    (body("wan3.0-video", {}), ("prompt", "missing")),
    (body("wan3.0-video", WORDS | {"img_url": PICTURE}), ("img_url", "unknown")),
    (body("wan3.0-video", WORDS, size="1280*720"), ("size", "unknown")),
    (body("wan3.0-video", WORDS, resolution="720p"), ("resolution", "wrong")),
    (body("wan3.0-video", WORDS, duration=31), ("duration", "wrong")),
    (body("wan3.0-video", WORDS, duration="5"), ("duration", "wrong")),
    (body("wan3.0-video", WORDS, ratio="21:9"), ("ratio", "wrong")),
    (body("wan3.0-video", WORDS, seed=2**31), ("seed", "wrong")),
    (body("wan3.0-video", WORDS, watermark=0), ("watermark", "wrong")),
    (body("wan3.0-video", WORDS, fps=24), ("fps", "unknown")),
    (body("wan3.0-video", {"prompt": "a" * 5001}), ("prompt", "wrong")),
    (body("wan3.0-video", WORDS | {"negative_prompt": "a" * 501}), ("negative_prompt", "wrong")),
    (body("wan3.0-video", {"media": []}), ("media", "wrong")),
    (body("wan3.0-video", {"media": [{"type": "image", "url": PICTURE}]}), ("type", "wrong")),
    (body("wan3.0-video", {"media": [{"type": "first_frame", "url": "/9j/4AAQ"}]}), ("url", "wrong")),
    (body("wan2.7-t2v", WORDS | {"media": [FIRST]}), ("media", "unknown")),
    (body("wan2.7-t2v", WORDS, resolution="480P"), ("resolution", "wrong")),
    (body("wan2.7-t2v", WORDS, duration=16), ("duration", "wrong")),
    (body("wan2.7-i2v", WORDS), ("media", "missing")),
    (body("wan2.7-i2v", {"media": [FIRST]}, ratio="16:9"), ("ratio", "unknown")),
    (body("wan2.6-t2v", WORDS, size="1280x720"), ("size", "wrong")),
    (body("wan2.6-t2v", WORDS, size="832*480"), ("size", "wrong")),
    (body("wan2.6-t2v", WORDS, resolution="720P"), ("resolution", "unknown")),
    (body("wan2.6-t2v", WORDS, duration=8), ("duration", "wrong")),
    (body("wan2.6-i2v", WORDS), ("img_url", "missing")),
    (body("wan2.6-i2v", WORDS | {"media": [FIRST]}), ("media", "unknown")),
    (body("wan2.5-t2v-preview", WORDS, duration=15), ("duration", "wrong")),
    (body("wan2.2-t2v-plus", WORDS, duration=5), ("duration", "unknown")),
    (body("wan2.2-t2v-plus", WORDS, size="1280*720"), ("size", "wrong")),
]  # fmt: skip


@pytest.mark.parametrize("sent", RIGHT)
def test_right_body_passes(sent: dict[str, Any]) -> None:
    assert Bodies("dashscope").problems("submit", json.dumps(sent).encode()) == []


@pytest.mark.parametrize(("sent", "found"), WRONG)
def test_wrong_body_is_caught(sent: dict[str, Any], found: tuple[str, str]) -> None:
    problems = Bodies("dashscope").problems("submit", json.dumps(sent).encode())
    assert found in [(problem.name, problem.wrong) for problem in problems]


def test_submit_must_ask_for_a_task() -> None:
    contract = Contract("dashscope")
    assert contract.problems("POST", SUBMIT, {}, ASYNC) == []
    assert [problem.name for problem in contract.problems("POST", SUBMIT, {}, TOKEN)] == ["X-DashScope-Async"]
    wrong = contract.problems("POST", SUBMIT, {}, TOKEN | {"X-DashScope-Async": "true"})
    assert [problem.name for problem in wrong] == ["X-DashScope-Async"]


def test_result_and_cancel_need_a_key_and_no_body() -> None:
    contract, path = Contract("dashscope"), "/api/v1/tasks/966cebcd-dedc-4962-af88-000000000001"
    for method, each in (("GET", path), ("POST", f"{path}/cancel")):
        assert contract.problems(method, each, {}, TOKEN) == []
        assert [problem.name for problem in contract.problems(method, each, {})] == ["Authorization"]
    for kind in ("result", "cancel"):
        assert [problem.name for problem in Bodies("dashscope").problems(kind, b"{}")] == ["body"]
