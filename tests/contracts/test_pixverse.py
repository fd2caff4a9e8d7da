"""The description of PixVerse bites: right requests pass, and wrong ones of each kind are caught by the field."""

import json
from typing import Any

import pytest

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract

V6 = {"model": "v6", "prompt": "a kitten", "duration": 15, "quality": "720p", "aspect_ratio": "16:9"}
V5 = V6 | {"model": "v5", "duration": 8}
PHOTO = {"model": "v6", "prompt": "she smiles", "duration": 5, "quality": "540p", "img_id": 7}
PAIR = {
    "model": "v5",
    "prompt": "growing up",
    "duration": 5,
    "quality": "540p",
    "first_frame_img": 7,
    "last_frame_img": 8,
}
FILE = {"image": "data:image/jpeg;name=a1.jpg;base64,/9j/4AAQ"}
HEADERS = {"API-KEY": "aa.bb", "Ai-trace-id": "0f8fad5b-d9cb-469f-a165-70867728950e"}

RIGHT = [
    ("upload", FILE),
    ("submit.text", V6 | {"aspect_ratio": "21:9", "negative_prompt": "people", "seed": 2147483647}),
    ("submit.text", V5),
    ("submit.text", V5 | {"model": "v5.6", "duration": 10}),
    ("submit.picture", PHOTO),
    ("submit.pair", PAIR),
]
WRONG = [
    ("upload", {}, ("image", "missing")),
    ("upload", {"image": "/9j/4AAQ"}, ("image", "wrong")),
    ("upload", FILE | {"image_url": "https://a.test/b.jpg"}, ("image_url", "unknown")),
    ("submit.text", {name: V6[name] for name in V6 if name != "aspect_ratio"}, ("aspect_ratio", "missing")),
    ("submit.text", {name: V6[name] for name in V6 if name != "quality"}, ("quality", "missing")),
    ("submit.text", {name: V6[name] for name in V6 if name != "model"}, ("model", "missing")),
    ("submit.text", V6 | {"model": "v9"}, ("model", "wrong")),
    ("submit.text", V6 | {"duration": 16}, ("duration", "wrong")),
    ("submit.text", V6 | {"duration": "5"}, ("duration", "wrong")),
    ("submit.text", V5 | {"duration": 7}, ("duration", "wrong")),
    ("submit.text", V5 | {"aspect_ratio": "21:9"}, ("aspect_ratio", "wrong")),
    ("submit.text", V6 | {"quality": "4k"}, ("quality", "wrong")),
    ("submit.text", V6 | {"prompt": "a" * 2049}, ("prompt", "wrong")),
    ("submit.text", V6 | {"seed": 2**31}, ("seed", "wrong")),
    ("submit.text", V6 | {"img_id": 7}, ("img_id", "unknown")),
    ("submit.picture", PHOTO | {"img_id": "7"}, ("img_id", "wrong")),
    ("submit.picture", PHOTO | {"aspect_ratio": "16:9"}, ("aspect_ratio", "unknown")),
    ("submit.picture", {name: PHOTO[name] for name in PHOTO if name != "prompt"}, ("prompt", "missing")),
    ("submit.pair", {name: PAIR[name] for name in PAIR if name != "last_frame_img"}, ("last_frame_img", "missing")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), RIGHT)
def test_right_body_passes(kind: str, body: dict[str, Any]) -> None:
    assert Bodies("pixverse").problems(kind, json.dumps(body).encode()) == []


@pytest.mark.parametrize(("kind", "body", "found"), WRONG)
def test_wrong_body_is_caught(kind: str, body: dict[str, Any], found: tuple[str, str]) -> None:
    problems = Bodies("pixverse").problems(kind, json.dumps(body).encode())
    assert [(problem.name, problem.wrong) for problem in problems] == [found]


def test_every_request_has_a_key_and_an_id_of_its_own() -> None:
    contract, path = Contract("pixverse"), "/openapi/v2/video/result/343252978602905"
    assert contract.problems("GET", path, {}, HEADERS) == []
    assert [problem.name for problem in contract.problems("GET", path, {})] == ["API-KEY", "Ai-trace-id"]
    bad = HEADERS | {"Ai-trace-id": "1732170000000-m1"}
    assert [problem.name for problem in contract.problems("GET", path, {}, bad)] == ["Ai-trace-id"]
    assert [problem.name for problem in contract.problems("GET", f"{path}x", {}, HEADERS)] == ["id"]
