"""The description of 智谱 bites: right requests pass, and wrong ones of each kind are caught by the field."""

import json
from typing import Any

import pytest

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract

PICTURE = "data:image/jpeg;base64,/9j/4AAQ"
FLASH = {"model": "cogvideox-flash", "prompt": "a kitten"}
THREE = {"model": "cogvideox-3", "prompt": "a kitten"}
WORDS = {"model": "viduq1-text", "prompt": "a kitten"}
PHOTO = {"model": "vidu2-image", "image_url": PICTURE}
PAIR = {"model": "vidu2-start-end", "image_url": [PICTURE, PICTURE]}
VIEW = {"model": "cogview-3-flash", "prompt": "a kitten"}
TOKEN = {"Authorization": "Bearer aa.bb"}

RIGHT = [
    ("submit", FLASH | {"size": "720x480", "fps": 30, "request_id": "1", "quality": "speed", "with_audio": False}),
    ("submit", {"model": "cogvideox-2", "image_url": PICTURE}),
    ("submit", THREE | {"size": "1280x720", "duration": 10, "image_url": [PICTURE, PICTURE]}),
    ("submit", WORDS | {"duration": 5, "aspect_ratio": "1:1", "size": "1920x1080", "style": "anime"}),
    ("submit", PHOTO | {"duration": 4, "size": "1280x720", "with_audio": True, "movement_amplitude": "large"}),
    ("submit", PHOTO | {"model": "viduq1-image", "duration": 5, "prompt": "she smiles", "request_id": "1"}),
    ("submit", PAIR | {"with_audio": False}),
    ("submit", PAIR | {"model": "viduq1-start-end", "size": "1920x1080"}),
    ("image", VIEW | {"size": "1344x768"}),
    ("image", {"model": "glm-image", "prompt": "a lake", "size": "1728x960"}),
]
WRONG = [
    ("submit", {"prompt": "a kitten"}, ("model", "missing")),
    ("submit", {"model": "cogvideox-9", "prompt": "a"}, ("model", "wrong")),
    ("submit", {"model": "cogvideox-flash"}, ("prompt", "missing")),
    ("submit", FLASH | {"size": "1280x720"}, ("size", "wrong")),
    ("submit", THREE | {"size": "720x480"}, ("size", "wrong")),
    ("submit", FLASH | {"duration": 5}, ("duration", "unknown")),
    ("submit", THREE | {"duration": 8}, ("duration", "wrong")),
    ("submit", FLASH | {"fps": 24}, ("fps", "wrong")),
    ("submit", FLASH | {"fps": "30"}, ("fps", "wrong")),
    ("submit", FLASH | {"with_audio": 1}, ("with_audio", "wrong")),
    ("submit", FLASH | {"prompt": "a" * 513}, ("prompt", "wrong")),
    ("submit", FLASH | {"negative_prompt": "people"}, ("negative_prompt", "unknown")),
    ("submit", FLASH | {"image_url": [PICTURE, PICTURE]}, ("image_url", "wrong")),
    ("submit", THREE | {"image_url": [PICTURE]}, ("image_url", "wrong")),
    ("submit", FLASH | {"image_url": "data:image/webp;base64,AAAA"}, ("image_url", "wrong")),
    ("submit", FLASH | {"user_id": "mama"}, ("user_id", "wrong")),
    ("submit", {"model": "viduq1-text"}, ("prompt", "missing")),
    ("submit", WORDS | {"image_url": PICTURE}, ("image_url", "unknown")),
    ("submit", WORDS | {"aspect_ratio": "4:3"}, ("aspect_ratio", "wrong")),
    ("submit", WORDS | {"size": "1080x1920"}, ("size", "wrong")),
    ("submit", WORDS | {"prompt": "a" * 513}, ("prompt", "wrong")),
    ("submit", WORDS | {"watermark_enabled": False}, ("watermark_enabled", "unknown")),
    ("submit", WORDS | {"fps": 30}, ("fps", "unknown")),
    ("submit", PHOTO | {"duration": 5}, ("duration", "wrong")),
    ("submit", PHOTO | {"size": "1920x1080"}, ("size", "wrong")),
    ("submit", PHOTO | {"image_url": [PICTURE]}, ("image_url", "wrong")),
    ("submit", PHOTO | {"aspect_ratio": "16:9"}, ("aspect_ratio", "unknown")),
    ("submit", PHOTO | {"model": "viduq1-image", "with_audio": True}, ("with_audio", "unknown")),
    ("submit", PAIR | {"image_url": [PICTURE]}, ("image_url", "wrong")),
    ("submit", PAIR | {"movement_amplitude": "huge"}, ("movement_amplitude", "wrong")),
    ("submit", PAIR | {"model": "vidu2-reference"}, ("model", "wrong")),
    ("image", VIEW | {"size": "1280x1280"}, ("size", "wrong")),
    ("image", VIEW | {"request_id": "1"}, ("request_id", "unknown")),
    ("image", {"model": "cogview-4"}, ("prompt", "missing")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), RIGHT)
def test_right_body_passes(kind: str, body: dict[str, Any]) -> None:
    assert Bodies("zhipu").problems(kind, json.dumps(body).encode()) == []


@pytest.mark.parametrize(("kind", "body", "found"), WRONG)
def test_wrong_body_is_caught(kind: str, body: dict[str, Any], found: tuple[str, str]) -> None:
    problems = Bodies("zhipu").problems(kind, json.dumps(body).encode())
    assert [(problem.name, problem.wrong) for problem in problems] == [found]


def test_body_that_is_no_json_is_caught() -> None:
    assert [problem.detail for problem in Bodies("zhipu").problems("submit", b"{")] == ["is no JSON"]


def test_result_is_asked_for_with_a_key_and_without_a_body() -> None:
    contract, path = Contract("zhipu"), "/paas/v4/async-result/8868902201637896192"
    assert contract.problems("GET", path, {}, TOKEN) == []
    assert [problem.name for problem in contract.problems("GET", path, {})] == ["Authorization"]
    assert [problem.name for problem in contract.problems("GET", path, {"model": "cogvideox-3"}, TOKEN)] == ["model"]
    assert [problem.name for problem in Bodies("zhipu").problems("result", b"{}")] == ["body"]
