"""What only Ark has: its models and prices, a cancel that may remove what is finished, and pictures. The rest is in test_providers.py."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr, ValidationError

from generators.ark import Ark, SeedanceOptions
from generators.ark_image import SIZES, ArkImage, SeedreamOptions
from generators.base import (
    BadRequest,
    Broken,
    CannotAsk,
    ContentRefused,
    Failed,
    Finished,
    GenerationRequest,
    GeneratorError,
    Ticket,
    Timeout,
)
from tests.doubles.processes import Double, StartDouble
from tests.generators.providers import KEY, KITTEN
from tests.generators.providers.ark import PROVIDER

LAKE = GenerationRequest("image", "A lake at dawn.", width=768, height=432)
MODELS: list[tuple[dict[str, Any], tuple[float, float], int]] = [
    ({"model": "doubao-seedance-2-5-260628"}, (4, 15), 767),
    ({"model": "doubao-seedance-2-0-260128"}, (4, 15), 505),
    ({"model": "dreamina-seedance-2-0-260128"}, (4, 15), 505),
    ({"model": "doubao-seedance-2-0-fast-260128"}, (4, 15), 405),
    ({"model": "doubao-seedance-2-0-mini-260615"}, (4, 15), 253),
    ({"model": "doubao-seedance-2-5-260628", "resolution": "1080p", "fen_per_second": 300}, (4, 15), 1500),
    ({"model": "doubao-seedance-2-0-mini-260615", "resolution": "480p", "fen_per_second": 25}, (4, 15), 125),
    ({"model": "doubao-seedance-1-0-pro-250528", "price_fen": 400}, (2, 12), 400),
    ({"model": "ep-20261121-abcde", "fen_per_second": 100}, (4, 15), 500),
]
"""Settings, the shortest and the longest clip, and the price of five seconds in fen."""


@pytest.fixture
def ark_double(start_double: StartDouble) -> Double:
    return start_double("ark", key=KEY)


def maker(double: Double, **options: object) -> Ark:
    written = {"base_url": f"{double.url}/api/v3", **options}
    return Ark(SeedanceOptions.model_validate(written), SecretStr(KEY))


def painter(double: Double, work: Path, **options: object) -> ArkImage:
    written = {"base_url": f"{double.url}/api/v3", "price_fen": 25, **options}
    return ArkImage(SeedreamOptions.model_validate(written), SecretStr(KEY), work)


def photo(path: Path) -> Path:
    Image.linear_gradient("L").convert("RGB").resize((3000, 300)).save(path, "JPEG")
    return path


def submitted(double: Double) -> Any:
    stats = double.stats()
    assert stats["problems"] == []
    return stats["last"]["submit"]


@pytest.mark.parametrize(
    ("options", "seconds", "fen"), MODELS, ids=[" ".join(map(str, one[0].values())) for one in MODELS]
)
async def test_every_model_is_asked_for_what_it_sells(
    ark_double: Double, options: dict[str, Any], seconds: tuple[float, float], fen: int
) -> None:
    generator = maker(ark_double, **options)
    able = generator.capabilities
    assert (float(min(able.lengths)), able.max_seconds) == seconds
    assert (able.price(5.0), able.is_free, able.refuses_faces) == (fen, False, True)
    ratios = set()
    for width, height in [(768, 432), (432, 768), (512, 512), (640, 480), (480, 640), (1470, 630)]:
        for asked in (1.0, 5.0, 60.0):
            request = GenerationRequest("video", "A lake.", seconds=asked, width=width, height=height, seed=2**32 - 1)
            assert isinstance(await generator.submit(request, "1-a"), Ticket)
            ratios.add(submitted(ark_double)["ratio"])
    await generator.close()
    assert ratios == {"16:9", "9:16", "1:1", "4:3", "3:4", "21:9"}


async def test_frames_have_roles_and_their_own_shape(ark_double: Double, tmp_path: Path) -> None:
    generator, source = maker(ark_double), photo(tmp_path / "grandma.jpg")
    await generator.submit(GenerationRequest("video", "", seconds=8, source=source, last=source), "1-a")
    sent = submitted(ark_double)
    assert [each.get("role") for each in sent["content"]] == ["first_frame", "last_frame"]
    assert (sent["ratio"], sent["duration"]) == ("adaptive", 8)
    with pytest.raises(BadRequest, match="last"):
        await generator.submit(GenerationRequest("video", "A lake.", last=source), "1-b")
    await generator.close()
    assert ark_double.stats()["charged"] == 1


async def test_sound_is_asked_for_where_there_is_any(ark_double: Double) -> None:
    for options, sent, has_audio in (
        ({}, True, True),
        ({"with_audio": False}, False, False),
        ({"model": "doubao-seedance-1-0-pro-250528", "price_fen": 400}, None, False),
    ):
        generator = maker(ark_double, **options)
        assert generator.capabilities.has_audio is has_audio
        await generator.submit(KITTEN, "1-a")
        await generator.close()
        assert submitted(ark_double).get("generate_audio") is sent


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"model": "doubao-seedance-1-5-pro-251215"}, "2026 年 11 月 11 日起停用了：model 写 doubao-seedance-2-0-mini"),
        ({"model": "doubao-seedance-1-5-pro-251215", "fen_per_second": 10}, "停用"),
        ({"model": "doubao-seedance-1-0-pro-250528"}, "再写一行 fen_per_second"),
        ({"model": "ep-20261121-abcde"}, "再写一行 fen_per_second"),
        ({"model": "doubao-seedance-2-0-turbo-270101"}, "再写一行 fen_per_second"),
        ({"resolution": "480p"}, "再写一行 fen_per_second"),
        ({"resolution": "1080p", "fen_per_second": 100}, "480p 或 720p"),
        ({"resolution": "720P"}, "resolution"),
        ({"model": ""}, "model"),
    ],
)
def test_wrong_setting_is_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        SeedanceOptions.model_validate(options)


async def test_cancel_never_removes_what_is_finished(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("ark", key=KEY, seconds=1.5)
    generator = maker(double)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    await asyncio.sleep(0.6)
    assert await generator.cancel(ticket) is False, "it runs"
    double.post("/finish")
    assert await generator.cancel(ticket) is False, "it is finished"
    assert (await generator.fetch(Finished(ticket.id), tmp_path)).path.is_file()
    await generator.close()
    assert "cancel" not in double.stats()["requests"]


@pytest.mark.parametrize("mode", ["ok", "wrong_body", "hang_after"])
async def test_cancelled_is_what_the_status_says(start_double: StartDouble, mode: str) -> None:
    double = start_double("ark", key=KEY, seconds=300)
    generator = maker(double, timeout_seconds=1)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    double.misbehave(mode, at="cancel")
    assert await generator.cancel(ticket) is True
    await generator.close()
    assert double.stats()["refunded"] == 1


async def test_cancel_that_came_too_late_is_told(start_double: StartDouble) -> None:
    double = start_double("ark", key=KEY, seconds=300)
    generator = maker(double)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    double.post("/refuse", at="cancel", status=403, code="OperationDenied.UnsupportedPhase")
    assert await generator.cancel(ticket) is False
    await generator.close()
    assert double.stats()["refunded"] == 0


async def test_task_that_expired_in_the_queue_was_not_paid_for(
    ark_double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = maker(ark_double)
    answers: list[dict[str, Any]] = [
        {"id": "a", "status": "expired", "error": None},
        {"id": "a", "status": "failed", "error": ["x"]},
        {"id": "a", "status": "failed", "error": {"code": "InputImageRiskDetection", "message": None}},
    ]

    async def ask(call: object) -> dict[str, Any]:
        return answers.pop(0)

    monkeypatch.setattr(generator._calls, "ask", ask)
    for kind in (Broken, Broken, ContentRefused):
        state = await generator.poll(Ticket("a"))
        assert isinstance(state, Failed)
        assert (type(state.error), state.error.is_charged) == (kind, False)


@pytest.mark.parametrize("answer", [{}, {"id": None}, {"id": []}, {"error": "boom"}, {"status": None, "data": [3]}])
async def test_answer_that_says_nothing_may_have_been_taken(
    ark_double: Double, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]
) -> None:
    generator = maker(ark_double)

    async def ask(call: object) -> dict[str, Any]:
        return answer

    monkeypatch.setattr(generator._calls, "ask", ask)
    with pytest.raises(Timeout):
        await generator.submit(KITTEN, "1-a")
    with pytest.raises(Timeout):
        await generator.poll(Ticket("a"))


def test_odd_id_stays_one_part_of_the_path() -> None:
    generator = Ark()
    for call in (generator.question("a/b?c"), generator.stop("a/b?c")):
        assert call.path == "/contents/generations/tasks/a%2Fb%3Fc"


async def test_pictures_are_made_at_once(ark_double: Double, tmp_path: Path) -> None:
    generator = painter(ark_double, tmp_path)
    artifact = await generator.fetch(await generator.submit(LAKE, "1-a"), tmp_path / "out")
    with Image.open(artifact.path) as picture:
        assert (artifact.kind, picture.size) == ("image", (2560, 1440))
    assert await generator.find("1-a") == CannotAsk()
    await generator.close()
    stats = ark_double.stats()
    assert (stats["problems"], stats["pictures"], stats["keys_at_files"]) == ([], 1, 0)
    assert stats["last"]["image"] == {
        "model": "doubao-seedream-4-5-251128",
        "prompt": LAKE.prompt,
        "size": "2560x1440",
        "response_format": "url",
        "watermark": False,
    }


async def test_every_size_is_one_that_the_models_take(ark_double: Double, tmp_path: Path) -> None:
    generator = painter(ark_double, tmp_path, model="doubao-seedream-5-0-260128", watermark=True)
    for size in SIZES:
        width, height = (int(side) for side in size.split("x"))
        assert 3_686_400 <= width * height <= 16_777_216
        await generator.submit(GenerationRequest("image", "A lake.", width=width, height=height), "1-a")
        assert ark_double.stats()["last"]["image"]["size"] == size
    await generator.close()
    assert ark_double.stats()["problems"] == []


async def test_every_code_of_a_picture_is_an_error_of_ours(ark_double: Double, tmp_path: Path) -> None:
    pictures = painter(ark_double, tmp_path)
    for status, code, kind in PROVIDER.codes:
        ark_double.post("/refuse", at="image", status=status, code=code)
        with pytest.raises(GeneratorError) as told:
            await pictures.submit(LAKE, "1-a")
        assert (type(told.value), told.value.is_charged) == (kind, kind is Timeout), (status, code)
        assert code in str(told.value)
        assert KEY not in str(told.value)
    await pictures.close()
    assert ark_double.stats()["pictures"] == 0


def test_picture_refused_inside_a_good_answer_is_an_error() -> None:
    refused = {"code": "OutputImageSensitiveContentDetected", "message": "no"}
    assert ArkImage.vendor.said({"data": [{"error": refused}]}) == (refused["code"], "no")
    assert ArkImage.vendor.said({"data": [{"url": "https://a.test/1.png"}], "error": None}) == ("", "")
    assert ArkImage.vendor.said({"data": "x"}) == ("", "")


def test_picture_without_a_price_is_told() -> None:
    with pytest.raises(ValidationError, match="再写一行 price_fen"):
        SeedreamOptions()
    able = ArkImage(SeedreamOptions(price_fen=25)).capabilities
    assert (able.price_fen, able.is_free, able.price(0.0)) == (25, False, 25)
    assert ArkImage(SeedreamOptions(price_fen=0)).missing_key == "ARK_API_KEY"
