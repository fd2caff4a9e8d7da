"""The description of Ark bites: right requests pass, and wrong ones of each kind are caught by the field."""

import json
from typing import Any

import pytest

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract

PICTURE = "data:image/jpeg;base64,/9j/4AAQ"
TEXT = {"type": "text", "text": "a kitten"}
FIRST = {"type": "image_url", "image_url": {"url": PICTURE}, "role": "first_frame"}
LAST = FIRST | {"role": "last_frame"}
FIVE = {"model": "doubao-seedance-2-5-260628", "content": [TEXT]}
MINI = {"model": "doubao-seedance-2-0-mini-260615", "content": [TEXT]}
ONE = {"model": "doubao-seedance-1-0-pro-250528", "content": [TEXT]}
DREAM = {"model": "doubao-seedream-4-5-251128", "prompt": "a lake"}
TOKEN = {"Authorization": "Bearer aa-bb"}
TASKS = "/api/v3/contents/generations/tasks"

RIGHT = [
    ("submit", FIVE | {"resolution": "1080p", "ratio": "21:9", "duration": 15, "seed": 7, "generate_audio": False}),
    ("submit", MINI | {"content": [TEXT, FIRST, LAST], "resolution": "480p", "ratio": "adaptive", "duration": 4}),
    ("submit", MINI | {"content": [FIRST], "watermark": True}),
    ("submit", ONE | {"duration": 2}),
    ("image", DREAM | {"size": "2560x1440", "response_format": "url", "watermark": False}),
    ("image", DREAM | {"size": "2K"}),
]
WRONG = [
    ("submit", {"content": [TEXT]}, ("model", "missing")),
    ("submit", FIVE | {"model": "doubao-seedance-1-5-pro-251215"}, ("model", "wrong")),
    ("submit", {"model": "doubao-seedance-2-5-260628"}, ("content", "missing")),
    ("submit", FIVE | {"content": []}, ("content", "wrong")),
    ("submit", FIVE | {"content": "a kitten"}, ("content", "wrong")),
    ("submit", FIVE | {"content": [{"text": "a kitten"}]}, ("type", "missing")),
    ("submit", FIVE | {"content": [{"type": "video_url", "text": "a"}]}, ("type", "wrong")),
    ("submit", FIVE | {"content": [TEXT | {"text": "a" * 2001}]}, ("text", "wrong")),
    ("submit", FIVE | {"content": [FIRST | {"role": "cover"}]}, ("role", "wrong")),
    ("submit", FIVE | {"content": [{"type": "image_url", "image_url": {"url": PICTURE}}]}, ("role", "missing")),
    ("submit", FIVE | {"content": [FIRST | {"image_url": PICTURE}]}, ("image_url", "wrong")),
    ("submit", FIVE | {"content": [FIRST | {"image_url": {"url": "/9j/4AAQ"}}]}, ("url", "wrong")),
    ("submit", FIVE | {"prompt": "a kitten"}, ("prompt", "unknown")),
    ("submit", FIVE | {"resolution": "720P"}, ("resolution", "wrong")),
    ("submit", MINI | {"resolution": "1080p"}, ("resolution", "wrong")),
    ("submit", FIVE | {"ratio": "2:3"}, ("ratio", "wrong")),
    ("submit", FIVE | {"duration": 3}, ("duration", "wrong")),
    ("submit", FIVE | {"duration": "5"}, ("duration", "wrong")),
    ("submit", ONE | {"duration": 13}, ("duration", "wrong")),
    ("submit", ONE | {"generate_audio": True}, ("generate_audio", "unknown")),
    ("submit", FIVE | {"seed": -1}, ("seed", "wrong")),
    ("submit", FIVE | {"watermark": "false"}, ("watermark", "wrong")),
    ("image", {"model": "doubao-seedream-4-5-251128"}, ("prompt", "missing")),
    ("image", DREAM | {"size": "768x432"}, ("size", "wrong")),
    ("image", DREAM | {"size": "2560*1440"}, ("size", "wrong")),
    ("image", DREAM | {"response_format": "png"}, ("response_format", "wrong")),
    ("image", DREAM | {"n": 1}, ("n", "unknown")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), RIGHT)
def test_right_body_passes(kind: str, body: dict[str, Any]) -> None:
    assert Bodies("ark").problems(kind, json.dumps(body).encode()) == []


@pytest.mark.parametrize(("kind", "body", "found"), WRONG)
def test_wrong_body_is_caught(kind: str, body: dict[str, Any], found: tuple[str, str]) -> None:
    problems = Bodies("ark").problems(kind, json.dumps(body).encode())
    assert [(problem.name, problem.wrong) for problem in problems] == [found]


def test_result_and_cancel_need_a_key_and_no_body() -> None:
    contract, path = Contract("ark"), f"{TASKS}/cgt-20261121120000-00001"
    for method in ("GET", "DELETE"):
        assert contract.problems(method, path, {}, TOKEN) == []
        assert [problem.name for problem in contract.problems(method, path, {})] == ["Authorization"]
        assert [problem.name for problem in contract.problems(method, f"{TASKS}/7", {}, TOKEN)] == ["id"]
    for kind in ("result", "cancel"):
        assert [problem.name for problem in Bodies("ark").problems(kind, b"{}")] == ["body"]
