"""The description of Vidu bites: right requests pass, and wrong ones of each kind are caught by the field."""

import json
from typing import Any

import pytest

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract

PICTURE = "data:image/jpeg;base64,/9j/4AAQ"
Q3 = {"model": "viduq3-turbo", "prompt": "a kitten"}
Q2 = {"model": "viduq2", "prompt": "a kitten"}
Q1 = {"model": "viduq1", "prompt": "a kitten"}
PHOTO = {"model": "viduq3-pro", "images": [PICTURE]}
PAIR = {"model": "viduq3-pro", "images": [PICTURE, PICTURE]}
TOKEN = {"Authorization": "Token aa.bb"}

RIGHT = [
    ("submit.text", Q3 | {"duration": 16, "seed": 0, "aspect_ratio": "4:3", "resolution": "540p", "audio": False}),
    ("submit.text", Q2 | {"duration": 10}),
    ("submit.text", Q1 | {"duration": 5, "resolution": "1080p", "movement_amplitude": "small"}),
    ("submit.picture", PHOTO | {"audio": True}),
    ("submit.picture", PHOTO | {"model": "viduq1", "prompt": "she smiles"}),
    ("submit.pair", PAIR | {"duration": 8}),
    ("cancel", {"id": "1"}),
]
WRONG = [
    ("submit.text", {"prompt": "a kitten"}, ("model", "missing")),
    ("submit.text", Q3 | {"model": "viduq9"}, ("model", "wrong")),
    ("submit.text", {"model": "viduq3-pro"}, ("prompt", "missing")),
    ("submit.text", Q3 | {"prompt": "a" * 2001}, ("prompt", "wrong")),
    ("submit.text", Q3 | {"duration": 17}, ("duration", "wrong")),
    ("submit.text", Q3 | {"duration": "5"}, ("duration", "wrong")),
    ("submit.text", Q2 | {"duration": 11}, ("duration", "wrong")),
    ("submit.text", Q2 | {"audio": False}, ("audio", "unknown")),
    ("submit.text", Q1 | {"duration": 4}, ("duration", "wrong")),
    ("submit.text", Q1 | {"aspect_ratio": "4:3"}, ("aspect_ratio", "wrong")),
    ("submit.text", Q1 | {"resolution": "720p"}, ("resolution", "wrong")),
    ("submit.text", Q3 | {"seed": 2**31}, ("seed", "wrong")),
    ("submit.text", Q3 | {"size": "1280x720"}, ("size", "unknown")),
    ("submit.text", Q3 | {"audio": 1}, ("audio", "wrong")),
    ("submit.text", Q3 | {"images": [PICTURE]}, ("images", "unknown")),
    ("submit.picture", PAIR, ("images", "wrong")),
    ("submit.picture", PHOTO | {"images": PICTURE}, ("images", "wrong")),
    ("submit.picture", PHOTO | {"images": ["/9j/4AAQ"]}, ("images", "wrong")),
    ("submit.picture", PHOTO | {"aspect_ratio": "16:9"}, ("aspect_ratio", "unknown")),
    ("submit.picture", PHOTO | {"model": "viduq2"}, ("model", "wrong")),
    ("submit.pair", PHOTO, ("images", "wrong")),
    ("cancel", {}, ("id", "missing")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), RIGHT)
def test_right_body_passes(kind: str, body: dict[str, Any]) -> None:
    assert Bodies("vidu").problems(kind, json.dumps(body).encode()) == []


@pytest.mark.parametrize(("kind", "body", "found"), WRONG)
def test_wrong_body_is_caught(kind: str, body: dict[str, Any], found: tuple[str, str]) -> None:
    problems = Bodies("vidu").problems(kind, json.dumps(body).encode())
    assert [(problem.name, problem.wrong) for problem in problems] == [found]


def test_key_is_a_token() -> None:
    contract, path = Contract("vidu"), "/ent/v2/tasks/855/creations"
    assert contract.problems("GET", path, {}, TOKEN) == []
    assert [problem.name for problem in contract.problems("GET", path, {})] == ["Authorization"]
    bearer = {"Authorization": "Bearer aa.bb"}
    assert [problem.name for problem in contract.problems("GET", path, {}, bearer)] == ["Authorization"]
    assert [problem.wrong for problem in contract.problems("POST", "/ent/v2/reference2video", {}, TOKEN)] == ["unknown"]
