"""The description of ComfyUI bites: right requests pass, and wrong ones of each kind are caught by the field."""

import json
from typing import Any

import pytest

from tests.contracts.bodies import Bodies
from tests.contracts.checker import Contract

GRAPH = {"1": {"class_type": "SaveImage", "inputs": {}}}
RUN = "0d7c0a5e-54a1-4f0c-9d43-2f4f6d1b6f10"
PICTURE = f"data:image/jpeg;name={'a1' * 16}.jpg;base64,/9j/4AAQ"

RIGHT = [
    ("prompt", {"prompt": GRAPH, "client_id": "c", "extra_data": {"xiaoai": "1-m1"}}),
    ("prompt", {"prompt": GRAPH, "prompt_id": RUN}),
    ("delete", {"delete": [RUN]}),
    ("interrupt", {"prompt_id": RUN}),
    ("upload", {"image": PICTURE, "type": "temp", "overwrite": "true"}),
]
WRONG = [
    ("prompt", {"client_id": "c"}, ("prompt", "missing")),
    ("prompt", {"prompt": [GRAPH]}, ("prompt", "wrong")),
    ("prompt", {"prompt": GRAPH, "prompt_id": "1732170000000-m1"}, ("prompt_id", "wrong")),
    ("prompt", {"prompt": GRAPH, "extra": {}}, ("extra", "unknown")),
    ("prompt", {"prompt": GRAPH, "client_id": ""}, ("client_id", "wrong")),
    ("delete", {}, ("delete", "missing")),
    ("delete", {"delete": RUN}, ("delete", "wrong")),
    ("delete", {"delete": []}, ("delete", "wrong")),
    ("interrupt", {}, ("prompt_id", "missing")),
    ("upload", {"type": "temp"}, ("image", "missing")),
    ("upload", {"image": PICTURE.replace("a1", "grandma", 1)}, ("image", "wrong")),
    ("upload", {"image": PICTURE, "type": "output"}, ("type", "wrong")),
]
ASKED = [
    ("GET", "/queue", {}, []),
    ("GET", "/history", {"max_items": "200"}, []),
    ("GET", "/history", {"max_items": "0"}, [("max_items", "wrong")]),
    ("GET", f"/history/{RUN}", {}, []),
    ("GET", f"/history/{RUN}", {"max_items": "1"}, [("max_items", "unknown")]),
    ("GET", "/view", {"filename": "a_00001_.mp4", "subfolder": "video", "type": "output"}, []),
    ("GET", "/view", {"subfolder": "video"}, [("filename", "missing")]),
    ("GET", "/view", {"filename": "/etc/passwd"}, [("filename", "wrong")]),
    ("GET", "/view", {"filename": "a.mp4", "type": "models"}, [("type", "wrong")]),
    ("GET", "/object_info/KSampler", {}, []),
    ("GET", "/system_stats", {}, []),
    ("GET", "/ws", {"clientId": "c"}, []),
    ("GET", "/ws", {}, [("clientId", "missing")]),
    ("DELETE", "/queue", {}, [("method", "unknown")]),
]


@pytest.mark.parametrize(("kind", "body"), RIGHT)
def test_right_body_passes(kind: str, body: dict[str, Any]) -> None:
    assert Bodies("comfyui").problems(kind, json.dumps(body).encode()) == []


@pytest.mark.parametrize(("kind", "body", "found"), WRONG)
def test_wrong_body_is_caught(kind: str, body: dict[str, Any], found: tuple[str, str]) -> None:
    problems = Bodies("comfyui").problems(kind, json.dumps(body).encode())
    assert [(problem.name, problem.wrong) for problem in problems] == [found]


@pytest.mark.parametrize(("method", "path", "query", "found"), ASKED)
def test_what_is_asked(method: str, path: str, query: dict[str, str], found: list[tuple[str, str]]) -> None:
    problems = Contract("comfyui").problems(method, path, query)
    assert [(problem.name, problem.wrong) for problem in problems] == found
