"""The descriptions of servers that speak OpenAI's shape bite: right requests pass, wrong ones of each kind are caught by the field."""

import json
from typing import Any

import pytest

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract

OURS, SGLANG = "openai_videos", "openai_videos_sglang"
VLLM, GATEWAY = "openai_videos_vllm_omni", "openai_videos_gateway"
ALL = (OURS, SGLANG, VLLM, GATEWAY)
PICTURE = "data:image/jpeg;name=a1.jpg;base64,/9j/4AAQ"
KITTEN = {"prompt": "a kitten"}
SOLD = KITTEN | {"model": "kling-v2"}
TOKEN = {"Authorization": "Bearer sk-1"}

RIGHT = [
    (OURS, "submit", KITTEN | {"seconds": "5", "size": "768x432", "fps": "24", "num_frames": "120", "seed": "0"}),
    (OURS, "submit", KITTEN | {"input_reference": PICTURE, "negative_prompt": "people", "guidance_scale": "3.5"}),
    (OURS, "image", KITTEN | {"n": 1, "size": "1024x1024", "response_format": "b64_json", "seed": 3}),
    (SGLANG, "submit", KITTEN | {"seconds": 5, "size": "832x480", "fps": 16, "num_frames": 81, "seed": 0}),
    (SGLANG, "submit", KITTEN | {"input_reference": PICTURE, "enable_teacache": True}),
    (VLLM, "submit", KITTEN | {"seconds": "5", "flow_shift": "5.0", "boundary_ratio": "0.875", "guidance_scale": "20"}),
    (GATEWAY, "submit", SOLD | {"seconds": "10", "size": "1280x720", "metadata": '{"mode": "std"}'}),
    (GATEWAY, "image", SOLD | {"n": 1, "quality": "low"}),
]
WRONG = [
    (OURS, "submit", {"seconds": "5"}, ("prompt", "missing")),
    (OURS, "submit", KITTEN | {"seconds": 5}, ("seconds", "wrong")),
    (OURS, "submit", KITTEN | {"seconds": "4.5"}, ("seconds", "wrong")),
    (OURS, "submit", KITTEN | {"size": "1280*720"}, ("size", "wrong")),
    (OURS, "submit", KITTEN | {"duration": "5"}, ("duration", "unknown")),
    (OURS, "submit", KITTEN | {"model": ""}, ("model", "wrong")),
    (OURS, "submit", KITTEN | {"input_reference": "https://a.test/b.jpg"}, ("input_reference", "wrong")),
    (OURS, "image", {"size": "1024x1024"}, ("prompt", "missing")),
    (OURS, "image", KITTEN | {"n": 2}, ("n", "wrong")),
    (OURS, "image", KITTEN | {"seed": "3"}, ("seed", "wrong")),
    (OURS, "image", KITTEN | {"image_size": "1024x1024"}, ("image_size", "unknown")),
    (SGLANG, "submit", KITTEN | {"seconds": "5"}, ("seconds", "wrong")),
    (SGLANG, "submit", KITTEN | {"generate_sound": "true"}, ("generate_sound", "unknown")),
    (VLLM, "submit", KITTEN | {"seconds": "0"}, ("seconds", "wrong")),
    (VLLM, "submit", KITTEN | {"num_inference_steps": "201"}, ("num_inference_steps", "wrong")),
    (VLLM, "submit", KITTEN | {"guidance_scale": "21"}, ("guidance_scale", "wrong")),
    (VLLM, "submit", KITTEN | {"generate_sound": "yes"}, ("generate_sound", "wrong")),
    (GATEWAY, "submit", KITTEN, ("model", "missing")),
    (GATEWAY, "submit", SOLD | {"num_frames": "120"}, ("num_frames", "unknown")),
    (GATEWAY, "submit", SOLD | {"metadata": "std"}, ("metadata", "wrong")),
    (GATEWAY, "image", SOLD | {"response_format": "b64_json"}, ("response_format", "unknown")),
]  # fmt: skip


@pytest.mark.parametrize(("server", "kind", "body"), RIGHT)
def test_right_body_passes(server: str, kind: str, body: dict[str, Any]) -> None:
    assert Bodies(server).problems(kind, json.dumps(body).encode()) == []


@pytest.mark.parametrize(("server", "kind", "body", "found"), WRONG)
def test_wrong_body_is_caught(server: str, kind: str, body: dict[str, Any], found: tuple[str, str]) -> None:
    problems = Bodies(server).problems(kind, json.dumps(body).encode())
    assert [(problem.name, problem.wrong) for problem in problems] == [found]


@pytest.mark.parametrize("server", ALL)
def test_clip_is_asked_for_without_a_body_and_with_a_key_that_can_be_one(server: str) -> None:
    contract = Contract(server)
    for path in ("/v1/videos/video_1", "/v1/videos/video_1/content"):
        assert contract.problems("GET", path, {}, TOKEN) == []
        wrong = contract.problems("GET", path, {"after": "1"}, {"Authorization": "Basic abc"})
        assert [(each.name, each.wrong) for each in wrong] == [("Authorization", "wrong"), ("after", "unknown")]
        assert contract.problems("PUT", path, {}, TOKEN)[0].name == "method"
    assert [each.name for each in Bodies(server).problems("result", b"{}")] == ["body"]


def test_each_is_stopped_in_its_own_way() -> None:
    ways = [("DELETE", "/v1/videos/video_1"), ("POST", "/v1/videos/video_1/cancel")]
    known = {server: [way for way in ways if Contract(server).operation_id(*way) == "cancel"] for server in ALL}
    assert known == {OURS: ways[:1], SGLANG: ways[1:], VLLM: ways[:1], GATEWAY: []}


def test_only_a_gateway_always_wants_a_key() -> None:
    missing = [server for server in ALL if Contract(server).problems("GET", "/v1/videos/video_1", {})]
    assert missing == [GATEWAY]
