"""What only 可灵 has: two keys in one variable, a token for every request, two paths, and models that sell different lengths."""

import asyncio
import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr, ValidationError

from generators.base import (
    BadRequest,
    ContentRefused,
    Failed,
    Finished,
    GenerationRequest,
    GeneratorError,
    NeedsTopUp,
    Progress,
    Ticket,
)
from generators.kling import KLING, Kling, KlingOptions, token
from generators.remote.vendor import Refused
from tests.doubles.processes import Double, StartDouble
from tests.generators.providers import KITTEN
from tests.generators.providers.kling import PROVIDER

KEY = PROVIDER.key
RAIN = GenerationRequest("video", "Rain.", seconds=8, width=432, height=768)


@pytest.fixture
def double(start_double: StartDouble) -> Double:
    return start_double("kling", key=KEY)


def maker(double: Double, key: str = KEY, **options: object) -> Kling:
    written = {"base_url": double.url, "fen_per_second": 50, **options}
    return Kling(KlingOptions.model_validate(written), SecretStr(key))


def unasked(**options: object) -> Kling:
    """One that nobody asks for anything: no double is needed."""
    return Kling(KlingOptions.model_validate({"fen_per_second": 50, **options}), SecretStr(KEY))


def photo(path: Path) -> Path:
    Image.linear_gradient("L").convert("RGB").resize((1200, 900)).save(path, "JPEG")
    return path


def last_sent(double: Double) -> dict[str, Any]:
    sent: dict[str, Any] = double.stats()["last"]["submit"]
    return sent


async def ended(generator: Kling, ticket: Ticket | Finished) -> Finished | Failed:
    assert isinstance(ticket, Ticket)
    async with asyncio.timeout(20):
        while isinstance(state := await generator.poll(ticket), Progress):
            await asyncio.sleep(0.05)
    return state


def part(letters: str) -> dict[str, object]:
    content: dict[str, object] = json.loads(base64.urlsafe_b64decode(letters + "=="))
    return content


def test_token_says_who_and_until_when() -> None:
    head, claims, signature = token("Ak1", "secret", 1_763_700_000.7).split(".")
    assert part(head) == {"alg": "HS256", "typ": "JWT"}
    assert part(claims) == {"iss": "Ak1", "exp": 1_763_701_800, "nbf": 1_763_699_995}
    assert signature == token("Ak1", "secret", 1_763_700_000.1).split(".")[2]
    assert signature != token("Ak1", "Secret", 1_763_700_000.7).split(".")[2]
    assert "=" not in signature


async def test_every_request_has_a_token_of_its_own(double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = maker(double)
    now = time.time()
    for clock, code in ((now - 3600, "1004"), (now + 60, "1003")):
        monkeypatch.setattr(time, "time", lambda clock=clock: clock)
        with pytest.raises(BadRequest, match=rf"^KLING_API_KEY: .*{code}.*clock"):
            await generator.submit(KITTEN, "1-a")
    monkeypatch.undo()
    assert isinstance(await generator.submit(KITTEN, "1-a"), Ticket)
    await generator.close()


@pytest.mark.parametrize("key", ["onlyonekey", ":secretpart", "accesspart:", ":"])
async def test_one_key_alone_is_told_how_two_are_written(double: Double, key: str) -> None:
    generator = maker(double, key)
    with pytest.raises(BadRequest, match=r"^KLING_API_KEY: .*AccessKey:SecretKey") as told:
        await generator.submit(KITTEN, "1-a")
    assert not any(one in str(told.value) for one in ("onlyonekey", "secretpart", "accesspart"))
    await generator.close()
    assert double.stats()["requests"] == {}


async def test_ticket_knows_on_which_path_it_was_made(double: Double, tmp_path: Path) -> None:
    generator = maker(double)
    words = await generator.submit(KITTEN, "1-a")
    request = GenerationRequest("video", "", source=photo(tmp_path / "a.jpg"))
    picture = await generator.submit(request, "1-b")
    assert isinstance(words, Ticket)
    assert isinstance(picture, Ticket)
    assert (words.id.split("/")[0], picture.id.split("/")[0]) == ("text2video", "image2video")
    # After a restart another generator goes on with it.
    again = maker(double)
    state = await ended(again, picture)
    assert state == Finished(picture.id)
    assert (await again.fetch(state, tmp_path / "out")).path.is_file()
    lost = await again.poll(Ticket(words.id.replace("text2video", "image2video")))
    assert isinstance(lost, Failed)
    assert "1203" in str(lost.error)
    await generator.close()
    await again.close()


@pytest.mark.parametrize(
    ("ticket", "path"),
    [
        ("text2video/831", "/v1/videos/text2video/831"),
        ("image2video/a/b", "/v1/videos/image2video/a%2Fb"),
        ("text2video/../../v1/account?x=1", "/v1/videos/text2video/..%2F..%2Fv1%2Faccount%3Fx%3D1"),
    ],
)
def test_odd_id_stays_in_its_place(ticket: str, path: str) -> None:
    assert unasked().question(ticket).path == path


@pytest.mark.parametrize("ticket", ["831", "", "text2video/", "/831", "account/831", "../x/831"])
async def test_ticket_of_somebody_else_has_failed(ticket: str) -> None:
    state = await unasked().poll(Ticket(ticket))
    assert isinstance(state, Failed)
    assert state.error.is_charged


async def test_photo_and_last_picture_are_bare_base64(double: Double, tmp_path: Path) -> None:
    generator = maker(double, sound=True, mode="pro")
    first, last = photo(tmp_path / "a.jpg"), tmp_path / "tall.png"
    Image.new("RGB", (300, 900)).save(last)
    request = GenerationRequest("video", " ", negative_prompt="people" * 500, source=first, last=last)
    assert isinstance(await generator.submit(request, "1-a"), Ticket)
    sent = last_sent(double)
    assert {name for name in sent if name not in ("image", "image_tail", "negative_prompt")} == {
        *("model_name", "mode", "duration", "sound", "external_task_id"),
    }
    assert (sent["mode"], sent["sound"], len(sent["negative_prompt"])) == ("pro", "on", 2500)
    sizes = []
    for name in ("image", "image_tail"):
        (tmp_path / name).write_bytes(base64.b64decode(sent[name], validate=True))
        with Image.open(tmp_path / name) as picture:
            sizes.append(picture.size)
    assert sizes[0] == sizes[1], "the service refuses two of different sizes"
    await generator.submit(GenerationRequest("video", "", source=first), "1-b")
    assert "image_tail" not in last_sent(double)
    await generator.close()
    assert double.stats()["problems"] == []


@pytest.mark.parametrize(
    ("model", "duration", "fen"), [("kling-v1-6", "10", 500), ("kling-v2-6", "10", 500), ("kling-v3", "8", 400)]
)
async def test_length_is_one_the_model_sells(double: Double, model: str, duration: str, fen: int) -> None:
    generator = maker(double, model=model)
    await generator.submit(RAIN, "1-a")
    await generator.close()
    sent = last_sent(double)
    assert (sent["duration"], sent["aspect_ratio"], sent["model_name"]) == (duration, "9:16", model)
    assert (double.stats()["fen"], double.stats()["problems"]) == (fen, [])
    assert generator.capabilities.price(float(duration)) == fen


def test_unknown_model_is_taken_for_a_newer_one() -> None:
    able = unasked(model="kling-v4-turbo").capabilities
    assert (able.lengths, able.max_seconds) == (tuple(range(3, 16)), 15.0)


@pytest.mark.parametrize("model", ["kling-video-o1", "kling-v3-omni"])
def test_model_of_another_path_is_told_in_chinese(model: str) -> None:
    with pytest.raises(ValidationError, match="小爱不会用；model 写 kling-v3"):
        KlingOptions.model_validate({"model": model, "price_fen": 100})


def test_price_has_to_be_set() -> None:
    with pytest.raises(ValidationError, match=r"可灵是收费的.*fen_per_second"):
        KlingOptions.model_validate({})
    once = Kling(KlingOptions.model_validate({"price_fen": 300})).capabilities
    second = Kling(KlingOptions.model_validate({"fen_per_second": 60.5, "sound": True})).capabilities
    assert (once.price(5), once.price(10), once.has_audio) == (300, 300, False)
    assert (second.price(5), second.price(10), second.has_audio) == (303, 605, True)


@pytest.mark.parametrize(
    ("code", "kind"), [(1101, NeedsTopUp), ("1101", NeedsTopUp), ("1301", ContentRefused), (1004, BadRequest)]
)
def test_code_is_read_as_a_number_and_as_a_text(code: object, kind: type[GeneratorError]) -> None:
    answer: dict[str, Any] = {"code": code, "message": "no", "data": {"task_id": "831"}}
    assert type(KLING.error(Refused(200, answer, str), "kling")) is kind


@pytest.mark.parametrize(
    "answer", [{"code": 0, "message": "SUCCEED"}, {"code": "0"}, {"code": None, "message": "x"}, {}]
)
def test_good_answer_is_no_error(answer: dict[str, Any]) -> None:
    assert not any(KLING.said(answer))


@pytest.mark.parametrize(
    "data",
    [
        *(None, [], "831", 831, {}, {"task_id": None}, {"task_id": {}}, {"task_id": True, "task_result": None}),
        {"task_result": []},
        {"task_result": {"videos": None}},
        {"task_result": {"videos": {"url": "https://a.test/x.mp4"}}},
        {"task_result": {"videos": [None]}},
        {"task_result": {"videos": [{"url": ["https://a.test/x.mp4"]}]}},
    ],
)
def test_odd_answer_has_neither_ticket_nor_clip(data: Any) -> None:
    generator = unasked()
    assert generator.ticket_in({"code": 0, "data": data}) == ""
    told = generator.told({"code": 0, "data": data})
    assert (told.word, told.address) == ("", "")


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("Failure to pass the risk control system", "1301"),
        ("触发平台内容风控", "1301"),
        ("Generation failed", ""),
        ("", ""),
    ],
)
def test_moderation_is_known_by_its_sentence(reason: str, code: str) -> None:
    told = unasked().told({"data": {"task_status": "failed", "task_status_msg": reason}})
    assert (told.code, told.reason) == (code, reason)


def test_token_is_kept_out_of_errors() -> None:
    made = token("Ak1b2c3", "topsecretkey", 1_763_700_000)
    said = unasked()._calls.clean(f"bad authorization Bearer {made}, Ak1b2c3, {KEY}")
    assert said == "bad authorization Bearer ***, ***, ***"
