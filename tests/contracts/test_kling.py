"""The description of 可灵 bites: right requests pass, and wrong ones of each kind are caught by the field."""

import json
from typing import Any

import pytest

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract

PICTURE = "/9j/4AAQ"
WORDS = {"model_name": "kling-v2-6", "prompt": "a kitten"}
WORDS_V3 = {"model_name": "kling-v3", "prompt": "a kitten"}
PHOTO = {"model_name": "kling-v2-6", "image": PICTURE}
TOKEN = {"Authorization": "Bearer aa.bb.c-c"}

RIGHT = [
    ("submit.text", WORDS | {"mode": "pro", "aspect_ratio": "9:16", "duration": "10", "sound": "on", "external_task_id": "1"}),
    ("submit.text", WORDS_V3 | {"duration": "13", "negative_prompt": "people"}),
    ("submit.image", PHOTO | {"image_tail": PICTURE, "prompt": "she smiles", "duration": "5"}),
    ("submit.image", {"model_name": "kling-v3", "image": "iVBORw0KGgo=", "duration": "3"}),
]  # fmt: skip
WRONG = [
    ("submit.text", {"prompt": "a kitten"}, ("model_name", "missing")),
    ("submit.text", {"model_name": "kling-v9", "prompt": "a"}, ("model_name", "wrong")),
    ("submit.text", {"model": "kling-v3", "prompt": "a"}, ("model_name", "missing")),
    ("submit.text", {"model_name": "kling-v3-omni", "prompt": "a"}, ("model_name", "wrong")),
    ("submit.text", {"model_name": "kling-v3"}, ("prompt", "missing")),
    ("submit.text", WORDS | {"prompt": "a" * 2501}, ("prompt", "wrong")),
    ("submit.text", WORDS | {"negative_prompt": "a" * 2501}, ("negative_prompt", "wrong")),
    ("submit.text", WORDS | {"duration": 5}, ("duration", "wrong")),
    ("submit.text", WORDS | {"duration": "8"}, ("duration", "wrong")),
    ("submit.text", WORDS_V3 | {"duration": "2"}, ("duration", "wrong")),
    ("submit.text", WORDS | {"aspect_ratio": "4:3"}, ("aspect_ratio", "wrong")),
    ("submit.text", WORDS | {"sound": True}, ("sound", "wrong")),
    ("submit.text", WORDS | {"mode": "4k"}, ("mode", "wrong")),
    ("submit.text", WORDS | {"image": PICTURE}, ("image", "unknown")),
    ("submit.image", {"model_name": "kling-v3", "prompt": "she smiles"}, ("image", "missing")),
    ("submit.image", PHOTO | {"image": f"data:image/jpeg;base64,{PICTURE}"}, ("image", "wrong")),
    ("submit.image", PHOTO | {"image": "UklGRgAA"}, ("image", "wrong")),
    ("submit.image", PHOTO | {"aspect_ratio": "16:9"}, ("aspect_ratio", "unknown")),
    ("submit.image", PHOTO | {"image_tail": [PICTURE]}, ("image_tail", "wrong")),
]


@pytest.mark.parametrize(("kind", "body"), RIGHT)
def test_right_body_passes(kind: str, body: dict[str, Any]) -> None:
    assert Bodies("kling").problems(kind, json.dumps(body).encode()) == []


@pytest.mark.parametrize(("kind", "body", "found"), WRONG)
def test_wrong_body_is_caught(kind: str, body: dict[str, Any], found: tuple[str, str]) -> None:
    problems = Bodies("kling").problems(kind, json.dumps(body).encode())
    assert [(problem.name, problem.wrong) for problem in problems] == [found]


@pytest.mark.parametrize("route", ["text2video", "image2video"])
def test_result_is_asked_for_with_a_token_and_without_a_body(route: str) -> None:
    contract, path = Contract("kling"), f"/v1/videos/{route}/831922345719271433"
    assert contract.problems("GET", path, {}, TOKEN) == []
    assert [problem.name for problem in contract.problems("GET", path, {})] == ["Authorization"]
    assert [problem.name for problem in contract.problems("GET", path, {}, {"Authorization": "Bearer ak:sk"})] == [
        "Authorization"
    ]
    assert [problem.name for problem in contract.problems("GET", path, {"pageNum": "1"}, TOKEN)] == ["pageNum"]
    assert [problem.wrong for problem in contract.problems("DELETE", path, {}, TOKEN)] == ["unknown"]
    assert [problem.name for problem in Bodies("kling").problems("result.text", b"{}")] == ["body"]
