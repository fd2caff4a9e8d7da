"""The double of a language model by itself: it refuses what vendors refuse."""

import base64
import io
import json
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.doubles.processes import Double, StartDouble

RIGHT: dict[str, Any] = {"model": "small", "messages": [{"role": "user", "content": "你好"}], "temperature": 0.5}
KEY = {"authorization": "Bearer sk-1"}


@pytest.fixture
def double(start_double: StartDouble) -> Double:
    return start_double("language_model", key="sk-1", highest_temperature=1.0)


def ask(double: Double, body: dict[str, Any], headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.post(f"{double.url}/v1/chat/completions", json=body, headers=KEY if headers is None else headers)


def test_it_answers_what_it_was_told_to(double: Double) -> None:
    double.post("/answers", to="你好", say="你也好")
    answer = ask(double, RIGHT).json()
    assert answer["choices"][0]["message"] == {"role": "assistant", "content": "你也好"}
    assert answer["usage"]["completion_tokens"] == 7
    assert double.get("/requests")[0]["model"] == "small"
    assert double.stats() == {"requests": 1, "answered": 1}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"model": "large"}, 404),
        ({"messages": []}, 400),
        ({"messages": [{"role": "user", "content": ""}]}, 400),
        ({"messages": [{"role": "family", "content": "你好"}]}, 400),
        ({"messages": [{"role": "assistant", "content": "你好"}]}, 400),
        ({"temperature": 1.5}, 400),
        ({"max_tokens": 0}, 400),
        ({"stream": True}, 400),
        ({"response_format": {"type": "json_object"}}, 400),
        ({"response_format": {"type": "json_schema"}}, 400),
    ],
)
def test_a_wrong_request_is_refused(double: Double, change: dict[str, Any], status: int) -> None:
    assert ask(double, RIGHT | change).status_code == status
    assert double.stats()["answered"] == 0


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer sk-2"}])
def test_a_wrong_key_is_refused_and_repeated_as_vendors_do(double: Double, headers: dict[str, str]) -> None:
    answer = ask(double, RIGHT, headers)
    assert answer.status_code == 401
    assert str(headers.get("authorization")) in answer.text or not headers


def test_a_mood_ends_after_its_times(double: Double) -> None:
    double.misbehave("empty", times=1)
    said = [ask(double, RIGHT).json()["choices"][0]["message"]["content"] for _ in range(2)]
    assert said == ["", "好的，我听见了。"]


def test_a_picture_is_for_those_that_see_and_has_to_be_small(start_double: StartDouble) -> None:
    double = start_double("language_model", models="small,eye", sees="eye")

    def show(picture: bytes, model: str = "eye") -> int:
        url = f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"
        content = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": "这是什么"}]
        body = {"model": model, "messages": [{"role": "user", "content": content}]}
        return ask(double, body, {}).status_code

    exif = Image.Exif()
    exif[0x010F] = "camera"
    assert show(jpeg(64)) == 200
    assert show(jpeg(64), "small") == 400
    assert show(jpeg(1025)) == 400
    assert show(jpeg(64, exif=exif)) == 400


def jpeg(width: int, **how: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 8)).save(file, "JPEG", **how)
    return file.getvalue()


def test_a_sloppy_shot_forgets_what_it_was_told_to(double: Double) -> None:
    material = json.dumps(
        {"request": "小狗", "checklist": ["三只 → three", "红色 → red", "麝雉 → ?"]}, ensure_ascii=False
    )
    messages = [{"role": "system", "content": "subject_motion JSON"}, {"role": "user", "content": material}]
    double.post("/writes_shots", drops=1, seed=1)
    said = ask(double, RIGHT | {"messages": messages}).json()["choices"][0]["message"]["content"]
    shot = json.loads(said)
    shot = shot.get("shot", shot)
    assert shot["words"] == {"三只": "three", "红色": "red"}
    assert ("three" in shot["subject"]) + ("red" in shot["subject"]) == 1
    double.post("/forget")
    assert double.get("/requests") == []
    assert ask(double, RIGHT).json()["choices"][0]["message"]["content"] == "好的，我听见了。"
