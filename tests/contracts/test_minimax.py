"""The description of MiniMax bites: right requests pass, and wrong ones of each kind are caught by the field."""

import json
from typing import Any

import pytest

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract

TEXT = {"type": "text", "text": "a kitten"}
FIRST = {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9j/4AAQ"}, "role": "first_frame"}
LAST = FIRST | {"role": "last_frame"}
H3 = {"model": "MiniMax-H3", "content": [TEXT], "duration": 5}
MAX = {"model": "MiniMax-H3-Max", "content": [TEXT], "duration": 5}
TOKEN = {"Authorization": "Bearer aa.bb"}

RIGHT = [
    H3 | {"resolution": "2K", "ratio": "21:9", "duration": 15},
    H3 | {"resolution": "768P", "ratio": "adaptive", "content": [TEXT, FIRST, LAST], "duration": 4},
    MAX | {"resolution": "480P", "ratio": "9:16"},
]
WRONG = [
    ({"content": [TEXT], "duration": 5}, ("model", "missing")),
    (H3 | {"model": "MiniMax-Hailuo-2.3"}, ("model", "wrong")),
    ({"model": "MiniMax-H3", "content": [TEXT]}, ("duration", "missing")),
    (H3 | {"duration": "5"}, ("duration", "wrong")),
    (H3 | {"duration": 3}, ("duration", "wrong")),
    (MAX | {"duration": 4}, ("duration", "wrong")),
    (H3 | {"duration": 16}, ("duration", "wrong")),
    (H3 | {"resolution": "480P"}, ("resolution", "wrong")),
    (MAX | {"resolution": "2K"}, ("resolution", "wrong")),
    (H3 | {"ratio": "2:3"}, ("ratio", "wrong")),
    (H3 | {"prompt": "a kitten"}, ("prompt", "unknown")),
    (H3 | {"content": []}, ("content", "wrong")),
    (H3 | {"content": "a kitten"}, ("content", "wrong")),
    (H3 | {"content": [{"text": "a kitten"}]}, ("type", "missing")),
    (H3 | {"content": [{"type": "text"}]}, ("text", "missing")),
    (H3 | {"content": [{"type": "text", "text": "a" * 7001}]}, ("text", "wrong")),
    (H3 | {"content": [TEXT, FIRST | {"role": "reference_image"}]}, ("role", "wrong")),
    (H3 | {"content": [TEXT, FIRST | {"image_url": {"url": "/9j/4AAQ"}}]}, ("url", "wrong")),
    (H3 | {"content": [TEXT, FIRST | {"image_url": "https://a.test/a.jpg"}]}, ("image_url", "wrong")),
]


@pytest.mark.parametrize("body", RIGHT)
def test_right_body_passes(body: dict[str, Any]) -> None:
    assert Bodies("minimax").problems("submit", json.dumps(body).encode()) == []


@pytest.mark.parametrize(("body", "found"), WRONG)
def test_wrong_body_is_caught(body: dict[str, Any], found: tuple[str, str]) -> None:
    problems = Bodies("minimax").problems("submit", json.dumps(body).encode())
    assert [(problem.name, problem.wrong) for problem in problems] == [found]


@pytest.mark.parametrize(("method", "path"), [("GET", "/v2/query/video_generation/42"), ("DELETE", "/v2/video_generation/42")])  # fmt: skip
def test_task_is_asked_about_with_a_key_and_without_a_body(method: str, path: str) -> None:
    contract = Contract("minimax")
    assert contract.problems(method, path, {}, TOKEN) == []
    assert [problem.name for problem in contract.problems(method, path, {})] == ["Authorization"]
    assert [problem.name for problem in contract.problems(method, path, {"task_id": "42"}, TOKEN)] == ["task_id"]
    assert [problem.wrong for problem in contract.problems("PUT", path, {}, TOKEN)] == ["unknown"]
    assert [problem.name for problem in Bodies("minimax").problems("result", b"{}")] == ["body"]
