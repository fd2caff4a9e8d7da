"""The description of 硅基流动 bites: right requests pass, and wrong ones of each kind are caught by the field."""

import json
from typing import Any

import pytest

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract

WORDS = {"model": "Wan-AI/Wan2.2-T2V-A14B", "prompt": "a kitten", "image_size": "1280x720"}
PHOTO = WORDS | {"model": "Wan-AI/Wan2.2-I2V-A14B", "image": "data:image/jpeg;base64,/9j/4AAQ"}
KOLORS = {"model": "Kwai-Kolors/Kolors", "prompt": "a lake", "image_size": "1024x1024"}
QWEN = {"model": "Qwen/Qwen-Image", "prompt": "a lake", "image_size": "1664x928"}
ID = {"requestId": "c13b5dd0-8a41-4c6e-9f0b-000000000001"}

RIGHT = [
    ("submit", WORDS),
    ("submit", WORDS | {"seed": 7, "negative_prompt": "people"}),
    ("submit", PHOTO | {"image": "https://example.com/a.png", "image_size": "960x960"}),
    ("result", ID),
    ("image", KOLORS | {"batch_size": 1, "guidance_scale": 7.5, "seed": 9999999999}),
    ("image", QWEN | {"num_inference_steps": 20}),
]
WRONG = [
    ("submit", {"prompt": "a kitten", "image_size": "1280x720"}, ("model", "missing")),
    ("submit", WORDS | {"model": "Lightricks/LTX-Video"}, ("model", "wrong")),
    ("submit", {"model": WORDS["model"], "image_size": "1280x720"}, ("prompt", "missing")),
    ("submit", {"model": WORDS["model"], "prompt": "a"}, ("image_size", "missing")),
    ("submit", WORDS | {"prompt": ""}, ("prompt", "wrong")),
    ("submit", WORDS | {"image_size": "1920x1080"}, ("image_size", "wrong")),
    ("submit", WORDS | {"image": PHOTO["image"]}, ("image", "unknown")),
    ("submit", WORDS | {"duration": 5}, ("duration", "unknown")),
    ("submit", WORDS | {"seed": "7"}, ("seed", "wrong")),
    ("submit", WORDS | {"negative_prompt": None}, ("negative_prompt", "wrong")),
    ("submit", WORDS | {"model": PHOTO["model"]}, ("image", "missing")),
    ("submit", PHOTO | {"image": "/9j/4AAQ"}, ("image", "wrong")),
    ("submit", PHOTO | {"image": "http://example.com/a.png"}, ("image", "wrong")),
    ("result", {}, ("requestId", "missing")),
    ("result", {"requestId": 7}, ("requestId", "wrong")),
    ("image", KOLORS | {"image_size": "1664x928"}, ("image_size", "wrong")),
    ("image", QWEN | {"image_size": "1024x1024"}, ("image_size", "wrong")),
    ("image", QWEN | {"batch_size": 2}, ("batch_size", "unknown")),
    ("image", KOLORS | {"size": "1024x1024"}, ("size", "unknown")),
    ("image", KOLORS | {"seed": 10000000000}, ("seed", "wrong")),
    ("image", KOLORS | {"batch_size": 5}, ("batch_size", "wrong")),
    ("image", KOLORS | {"guidance_scale": 21}, ("guidance_scale", "wrong")),
    ("image", KOLORS | {"model": "Qwen/Qwen-Image-Edit"}, ("model", "wrong")),
    ("image", {"model": "Qwen/Qwen-Image", "image_size": "1664x928"}, ("prompt", "missing")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), RIGHT)
def test_right_body_passes(kind: str, body: dict[str, Any]) -> None:
    assert Bodies("siliconflow").problems(kind, json.dumps(body).encode()) == []


@pytest.mark.parametrize(("kind", "body", "found"), WRONG)
def test_wrong_body_is_caught(kind: str, body: dict[str, Any], found: tuple[str, str]) -> None:
    problems = Bodies("siliconflow").problems(kind, json.dumps(body).encode())
    assert [(problem.name, problem.wrong) for problem in problems] == [found]


def test_status_is_asked_for_by_post_and_with_a_key() -> None:
    contract, token = Contract("siliconflow"), {"Authorization": "Bearer sk-aabb"}
    assert contract.problems("POST", "/v1/video/status", {}, token) == []
    assert [problem.name for problem in contract.problems("GET", "/v1/video/status", {}, token)] == ["method"]
    assert [problem.name for problem in contract.problems("POST", "/v1/video/status", {})] == ["Authorization"]
