"""What only Vidu has: three doors, models that differ, the queue it can be taken out of. The rest is in test_providers.py."""

import asyncio
import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import ValidationError

from generators.base import BadRequest, Busy, Failed, Finished, GenerationRequest, NeedsTopUp, Progress, Ticket, Timeout
from generators.remote.tasks import Told
from generators.vidu import MODELS, VIDU, Vidu, ViduOptions
from tests.doubles.processes import Double, StartDouble
from tests.generators.providers import KEY, KITTEN
from tests.generators.providers.vidu import PROVIDER

PRICED = {"fen_per_second": 30}


@pytest.fixture
def double(start_double: StartDouble) -> Double:
    return start_double("vidu", key=KEY)


def picture(path: Path, width: int, height: int) -> Path:
    Image.linear_gradient("L").convert("RGB").resize((width, height)).save(path, "JPEG")
    return path


def sizes(sent: dict[str, Any]) -> list[tuple[int, int]]:
    found = []
    for each in sent["images"]:
        with Image.open(io.BytesIO(base64.b64decode(each.partition("base64,")[2]))) as opened:
            found.append(opened.size)
    return found


def asked(double: Double) -> dict[str, Any]:
    sent: dict[str, Any] = double.stats()["last"]["submit"]
    return sent


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("width", "height"), [(432, 768), (768, 432), (512, 512)])
async def test_every_model_is_asked_for_what_it_sells(double: Double, model: str, width: int, height: int) -> None:
    generator = PROVIDER.make(double, model=model)
    for seconds in (1.0, 5.0, 7.4, 30.0):
        request = GenerationRequest("video", "A lake.", seconds=seconds, width=width, height=height, seed=2**32 - 1)
        assert isinstance(await generator.submit(request, f"1-{seconds}"), Ticket)
        sent = asked(double)
        assert sent["duration"] == generator.capabilities.sold_seconds(seconds)
        assert ("audio" in sent) is model.startswith("viduq3")
        across, down = (int(part) for part in sent["aspect_ratio"].split(":"))
        assert (across > down, across == down) == (width > height, width == height)
    await generator.close()
    assert double.stats()["problems"] == []


async def test_photo_gives_the_clip_its_shape(double: Double, tmp_path: Path) -> None:
    generator = PROVIDER.make(double, audio=True, resolution="1080p")
    source = picture(tmp_path / "a.jpg", 300, 4000)
    await generator.submit(GenerationRequest("video", "", seconds=3, source=source), "1-a")
    await generator.close()
    sent = asked(double)
    assert sorted(sent) == ["audio", "duration", "images", "model", "resolution", "seed"]
    assert (sent["audio"], sent["resolution"], sent["duration"]) == (True, "1080p", 3)
    ((width, height),) = sizes(sent)
    assert 0.25 < width / height < 0.3, "too long a picture is refused there"
    assert double.stats()["problems"] == []


async def test_first_and_last_picture_are_made_alike(double: Double, tmp_path: Path) -> None:
    generator = PROVIDER.make(double)
    first, last = picture(tmp_path / "a.jpg", 4000, 3000), picture(tmp_path / "b.jpg", 480, 800)
    await generator.submit(GenerationRequest("video", "Growing up.", source=first, last=last), "1-a")
    await generator.close()
    one, other = sizes(asked(double))
    assert one == (2048, 1536)
    assert other == pytest.approx(one, abs=2)
    assert double.stats()["charged"] == 1


def test_viduq2_has_no_door_for_pictures() -> None:
    able = Vidu(ViduOptions(model="viduq2", price_fen=100)).capabilities
    assert (able.takes_picture, able.takes_last_picture, able.max_seconds) == (False, False, 10.0)


def test_model_nobody_knows_is_taken_for_a_newer_one() -> None:
    able = Vidu(ViduOptions(model="viduq9-pro", price_fen=100)).capabilities
    assert able == Vidu(ViduOptions(model="viduq3-pro", price_fen=100)).capabilities


@pytest.mark.parametrize(("model", "shape"), [("viduq3-turbo", "4:3"), ("viduq2", "4:3"), ("viduq1", "1:1")])
async def test_shape_is_the_nearest_that_is_sold(double: Double, model: str, shape: str) -> None:
    generator = PROVIDER.make(double, model=model)
    await generator.submit(GenerationRequest("video", "A lake.", width=660, height=512), "1-a")
    await generator.close()
    assert asked(double)["aspect_ratio"] == shape


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "价目表"),
        ({"model": "viduq3-pro"}, "price_fen"),
        ({"model": "viduq1", "resolution": "720p"} | PRICED, "viduq1 的清晰度只有 1080p"),
        ({"model": "viduq2", "audio": True} | PRICED, "viduq2 不会配声音"),
        ({"movement": "large"} | PRICED, "movement"),
    ],
)
def test_what_is_not_sold_is_told_before_anything_is_sent(options: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        ViduOptions.model_validate(options)


@pytest.mark.parametrize(
    ("options", "fen"), [({"price_fen": 0}, 0), ({"price_fen": 120}, 120), ({"fen_per_second": 31.25}, 157)]
)
def test_price_of_five_seconds(options: dict[str, object], fen: int) -> None:
    assert Vidu(ViduOptions.model_validate(options)).capabilities.price(5.0) == fen


async def test_what_is_being_made_cannot_be_stopped(start_double: StartDouble) -> None:
    double = start_double("vidu", key=KEY, seconds=1)
    generator = PROVIDER.make(double)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    assert await generator.poll(ticket) == Progress()
    await asyncio.sleep(0.6)
    assert await generator.cancel(ticket) is False
    assert await generator.poll(ticket) == Progress()
    double.post("/finish")
    assert isinstance(await generator.poll(ticket), Finished)
    assert await generator.cancel(Ticket("../../etc")) is False, "a task nobody knows"
    await generator.close()
    assert double.stats()["refunded"] == 0


async def test_task_nobody_knows_has_failed(double: Double) -> None:
    generator = PROVIDER.make(double)
    state = await generator.poll(Ticket("1/2?key=3"))
    await generator.close()
    assert isinstance(state, Failed)
    assert "TaskNotFound" in str(state.error)


async def test_model_that_is_gone_names_the_setting(double: Double) -> None:
    generator = PROVIDER.make(double)
    double.post("/refuse", at="submit", status=400, code="ModelUnavailable")
    with pytest.raises(BadRequest, match=r"^generators\.settings\.vidu\.model: "):
        await generator.submit(KITTEN, "1-a")
    await generator.close()


def test_ids_cannot_lead_elsewhere() -> None:
    generator = Vidu(ViduOptions(price_fen=1))
    assert generator.question("a/../b?c#d").path == "/tasks/a%2F..%2Fb%3Fc%23d/creations"
    assert generator.stop("a/b").path == "/tasks/a%2Fb/cancel"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({}, Told("")),
        ({"state": None, "creations": None, "err_code": None}, Told("")),
        ({"state": ["success"], "creations": {}}, Told("")),
        ({"state": "success", "creations": []}, Told("success")),
        ({"state": "success", "creations": [None]}, Told("success")),
        ({"state": "success", "creations": [{"url": 5, "cover_url": None}]}, Told("success", "5")),
        ({"state": "success", "creations": "https://a.test/b.mp4"}, Told("success")),
        ({"state": "failed", "err_code": 400}, Told("failed", code="400")),
        ({"state": "failed", "err_code": "UserCancelled"}, Told("UserCancelled", code="UserCancelled")),
    ],
)
def test_odd_answers_are_read(answer: dict[str, Any], told: Told) -> None:
    assert Vidu(ViduOptions(price_fen=1)).told(answer) == told


@pytest.mark.parametrize("answer", [{}, {"task_id": None}, {"task_id": ["1"]}, {"task_id": {}}, {"task_id": ""}])
def test_answer_without_an_id(answer: dict[str, Any]) -> None:
    assert Vidu(ViduOptions(price_fen=1)).ticket_in(answer) == ""


def test_every_429_is_waited_for_and_no_money_is_not() -> None:
    for code in ("QuotaExceeded", "TooManyRequests", "SystemThrottling"):
        assert isinstance(VIDU.error_of(VIDU.errors[code], code, "vidu"), Busy)
    assert isinstance(VIDU.error_of(VIDU.errors["CreditInsufficient"], "", "vidu"), NeedsTopUp)
    assert isinstance(VIDU.error_of(VIDU.errors["InternalServiceFailure"], "", "vidu"), Timeout)
