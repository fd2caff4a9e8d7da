"""What only 万相 has: two dialects and which models speak them, prices by the second, and what is told of wrong settings."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr, ValidationError

from generators.base import BadRequest, Broken, Failed, GenerationRequest, Ticket, Timeout
from generators.dashscope import DashScope, WanOptions
from generators.remote.dashscope_api import VERSIONS, version_of
from tests.doubles.processes import Double, StartDouble
from tests.generators.providers import KEY, KITTEN

OLD = {"fen_per_second": 60}
MODELS: list[tuple[dict[str, Any], float, int]] = [
    ({"model": "wan3.0-video", "resolution": "480P"}, 30, 146),
    ({"model": "wan3.0-video", "resolution": "1080P"}, 30, 586),
    ({"model": "wan2.7-t2v"}, 15, 306),
    ({"model": "wan2.7-t2v", "resolution": "1080P"}, 15, 508),
    ({"model": "wan2.7-t2v-2026-06-12", "picture_model": "wan2.7-i2v-2026-04-25"}, 15, 306),
    ({"model": "wan2.6-t2v", **OLD}, 15, 300),
    ({"model": "wan2.6-t2v", "picture_model": "wan2.6-i2v-flash", "resolution": "1080P", **OLD}, 15, 300),
    ({"model": "wan2.5-t2v-preview", "resolution": "480P", **OLD}, 10, 300),
    ({"model": "wan2.2-t2v-plus", "resolution": "480P", **OLD}, 5, 300),
]
"""Settings, the longest clip, and the price of five seconds in fen."""


@pytest.fixture
def wan(start_double: StartDouble) -> Double:
    return start_double("dashscope", key=KEY)


def maker(double: Double, **options: object) -> DashScope:
    return DashScope(WanOptions.model_validate({"base_url": double.url, **options}), SecretStr(KEY))


def photo(path: Path) -> Path:
    Image.linear_gradient("L").convert("RGB").resize((3000, 300)).save(path, "JPEG")
    return path


def submitted(double: Double) -> Any:
    stats = double.stats()
    assert stats["problems"] == []
    return stats["last"]["submit"]


@pytest.mark.parametrize(
    ("options", "longest", "fen"), MODELS, ids=[" ".join(map(str, one[0].values())) for one in MODELS]
)
async def test_every_model_is_asked_in_its_dialect(
    wan: Double, tmp_path: Path, options: dict[str, Any], longest: float, fen: int
) -> None:
    generator = maker(wan, **options)
    able = generator.capabilities
    assert (able.max_seconds, able.price(5.0), able.is_free) == (longest, fen, False)
    source = photo(tmp_path / "a.jpg")
    for width, height in [(768, 432), (432, 768), (512, 512), (640, 480), (480, 640)]:
        for seconds in (1.0, 8.0, 60.0):
            request = GenerationRequest("video", "A lake.", seconds=seconds, width=width, height=height)
            assert isinstance(await generator.submit(request, "1-a"), Ticket)
            sent = submitted(wan)
            assert sent["model"] == options["model"]
            assert 2 <= sent["parameters"].get("duration", 5) <= longest
    for last in (None, source):
        request = GenerationRequest("video", "", source=source, last=last)
        assert isinstance(await generator.submit(request, "1-b"), Ticket)
        assert submitted(wan)["model"] == options.get("picture_model", options["model"].replace("-t2v", "-i2v"))
    await generator.close()


async def test_newer_dialect_names_class_and_shape_and_lists_pictures(wan: Double, tmp_path: Path) -> None:
    generator = maker(wan, model="wan2.7-t2v", resolution="1080P", watermark=True)
    request = GenerationRequest("video", "A lake.", "people", seconds=8, width=432, height=768, seed=2**32 - 1)
    await generator.submit(request, "1-a")
    assert submitted(wan) == {
        "model": "wan2.7-t2v",
        "input": {"prompt": "A lake.", "negative_prompt": "people"},
        "parameters": {
            "prompt_extend": False,
            "watermark": True,
            "seed": 2**31 - 1,
            "duration": 8,
            "resolution": "1080P",
            "ratio": "9:16",
        },
    }
    source = photo(tmp_path / "grandma.jpg")
    await generator.submit(GenerationRequest("video", "", seconds=8, source=source, last=source), "1-b")
    sent = submitted(wan)
    assert [each["type"] for each in sent["input"]["media"]] == ["first_frame", "last_frame"]
    assert sent["input"].keys() == {"media"}
    assert "ratio" not in sent["parameters"]
    await generator.close()


async def test_older_dialect_names_pixels_or_one_picture(wan: Double, tmp_path: Path) -> None:
    generator = maker(wan, model="wan2.6-t2v", **OLD)
    assert not generator.capabilities.takes_last_picture
    await generator.submit(KITTEN, "1-a")
    assert submitted(wan)["parameters"] | {"seed": 0} == {
        "prompt_extend": False,
        "watermark": False,
        "seed": 0,
        "duration": 5,
        "size": "1280*720",
    }
    source = photo(tmp_path / "a.jpg")
    await generator.submit(GenerationRequest("video", "Smile.", source=source, last=source), "1-b")
    sent = submitted(wan)
    assert sent["input"].keys() == {"prompt", "img_url"}
    assert sent["parameters"].keys() == {"prompt_extend", "watermark", "seed", "duration", "resolution"}
    await generator.close()


async def test_long_negative_prompt_is_cut_and_an_end_alone_is_not_sent(wan: Double, tmp_path: Path) -> None:
    generator = maker(wan)
    await generator.submit(GenerationRequest("video", "A lake.", "no " * 400), "1-a")
    assert len(submitted(wan)["input"]["negative_prompt"]) == 500
    with pytest.raises(BadRequest, match="last"):
        await generator.submit(GenerationRequest("video", "A lake.", last=photo(tmp_path / "a.jpg")), "1-b")
    await generator.close()
    assert wan.stats()["charged"] == 1


def test_what_is_sold_goes_by_the_version() -> None:
    named = {
        "wanx2.1-t2v-turbo": (2, 1), "wan2.0-t2v": (2, 1), "wan2.2-t2v-plus": (2, 2), "wan2.3-t2v": (2, 2), "wan2.6-t2v": (2, 6),
        "wan2.7-t2v-2026-06-12": (2, 7), "wan2.8-t2v": (2, 7), "wan3.0-video": (3, 0), "wan10.1-video": (3, 0), "happyhorse-1.1": (3, 0),
    }  # fmt: skip
    for name, version in named.items():
        assert version_of(name) == VERSIONS[version], name
    assert [version.has_audio for version in VERSIONS.values()] == [False, False, True, True, True, True]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"model": "wan2.6-t2v"}, "再写一行 fen_per_second"),
        ({"model": "wan3.0-video-prime"}, "再写一行 fen_per_second"),
        ({"model": "wan4.0-video"}, "再写一行 fen_per_second"),
        ({"model": "wan2.7-t2v", "picture_model": "wan2.7-r2v"}, "再写一行 fen_per_second"),
        ({"model": "wan2.7-i2v"}, "写在 picture_model"),
        ({"model": "wan2.7-r2v"}, "写在 picture_model"),
        ({"picture_model": "wan2.7-t2v"}, "照文字拍的写在 model"),
        ({"model": "wan2.7-t2v", "picture_model": "wan2.6-i2v"}, "同一版"),
        ({"model": "wan2.7-t2v", "resolution": "480P"}, "720P 或 1080P"),
        ({"model": "wan2.2-t2v-plus", "fen_per_second": 14}, "480P 或 1080P"),
        ({"model": ""}, "model"),
        ({"resolution": "720p"}, "resolution"),
        ({"fen_per_second": -1}, "fen_per_second"),
    ],
)
def test_wrong_setting_is_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        WanOptions.model_validate(options)


def test_price_is_the_settings_before_it_is_the_lists() -> None:
    def price(seconds: float, **options: object) -> int:
        return DashScope(WanOptions.model_validate(options)).capabilities.price(seconds)

    assert price(5.0) == 295
    assert price(1.0) == 118, "two seconds are the shortest there are"
    assert price(5.0, fen_per_second=10) == 50
    assert price(5.0, price_fen=80) == 80
    assert price(5.0, price_fen=80, fen_per_second=10) == 130
    assert price(5.0, fen_per_second=0) == 0
    mixed = {"model": "wan3.0-video", "picture_model": "wan3.0-video"}
    assert price(5.0, **mixed) == 295


async def test_only_what_waits_is_cancelled(start_double: StartDouble) -> None:
    double = start_double("dashscope", key=KEY, seconds=1.5)
    generator = maker(double)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    await asyncio.sleep(0.6)
    assert await generator.cancel(ticket) is False
    await generator.close()
    assert double.stats()["refunded"] == 0


async def test_what_is_forgotten_is_gone(wan: Double) -> None:
    generator = maker(wan)
    state = await generator.poll(Ticket("966cebcd-dedc-4962-af88-00000000000f"))
    await generator.close()
    assert isinstance(state, Failed)
    assert isinstance(state.error, Broken)
    assert state.error.is_charged, "it may have been paid for: nobody else is asked for the same"


async def test_gone_model_names_both_settings(wan: Double) -> None:
    generator = maker(wan)
    wan.post("/refuse", at="submit", status=404, code="ModelNotFound")
    with pytest.raises(BadRequest, match=r"^generators\.settings\.dashscope\.model: .*picture_model"):
        await generator.submit(KITTEN, "1-a")
    await generator.close()


@pytest.mark.parametrize(
    "answer", [{}, {"output": None}, {"output": []}, {"output": "x"}, {"output": {"task_id": None}}]
)
async def test_answer_without_a_task_may_have_been_taken(
    wan: Double, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]
) -> None:
    generator = maker(wan)

    async def ask(call: object) -> dict[str, Any]:
        return answer

    monkeypatch.setattr(generator._calls, "ask", ask)
    with pytest.raises(Timeout):
        await generator.submit(KITTEN, "1-a")
    with pytest.raises(Timeout):
        await generator.poll(Ticket("a"))


def test_odd_id_stays_one_part_of_the_path() -> None:
    generator = DashScope()
    assert generator.question("a/b?c").path == "/api/v1/tasks/a%2Fb%3Fc"
    assert generator.stop("../x").path == "/api/v1/tasks/..%2Fx/cancel"
