"""What only 智谱 has: its models, and its pictures. The rest is in test_providers.py."""

import asyncio
import json
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr

from generators.base import (
    Artifact,
    BadRequest,
    Busy,
    CannotAsk,
    Failed,
    Finished,
    GenerationRequest,
    GeneratorError,
    Progress,
    Ticket,
    Timeout,
)
from generators.zhipu import MODELS, VideoOptions, Zhipu
from generators.zhipu_image import ImageOptions, ZhipuImage
from tests.doubles.processes import Double, StartDouble
from tests.generators.providers.zhipu import PROVIDER

KEY = "a1b2c3.topsecretkey"
KITTEN = GenerationRequest("video", "A kitten chasing a butterfly.", seconds=5, fps=24, width=768, height=432)
LAKE = GenerationRequest("image", "A lake at dawn.", width=768, height=432)


@pytest.fixture
def zhipu_double(start_double: StartDouble) -> Double:
    return start_double("zhipu", key=KEY)


def maker(double: Double, **options: object) -> Zhipu:
    written = {"base_url": f"{double.url}/paas/v4", **options}
    return Zhipu(VideoOptions.model_validate(written), SecretStr(KEY))


def painter(double: Double, **options: object) -> ZhipuImage:
    written = {"base_url": f"{double.url}/paas/v4", **options}
    return ZhipuImage(ImageOptions.model_validate(written), SecretStr(KEY))


async def finished(generator: Zhipu, taken: Ticket | Finished) -> Finished | Failed:
    assert isinstance(taken, Ticket)
    async with asyncio.timeout(20):
        while isinstance(state := await generator.poll(taken), Progress):
            await asyncio.sleep(0.05)
    return state


async def made(generator: Zhipu, request: GenerationRequest, into: Path) -> Artifact:
    state = await finished(generator, await generator.submit(request, "1732170000000-m1"))
    assert isinstance(state, Finished)
    artifact = await generator.fetch(state, into)
    await generator.close()
    return artifact


def photo(path: Path) -> Path:
    Image.linear_gradient("L").convert("RGB").resize((4000, 3000)).save(path, "JPEG")
    return path


async def test_photo_comes_to_life(zhipu_double: Double, tmp_path: Path) -> None:
    source = photo(tmp_path / "grandma.jpg")
    request = GenerationRequest("video", "", width=480, height=640, source=source)
    assert (await made(maker(zhipu_double), request, tmp_path / "out")).path.is_file()
    sent = zhipu_double.stats()["last"]["submit"]
    assert sent["image_url"].startswith("data:image/jpeg;base64,")
    assert len(sent["image_url"]) < 5_000_000
    assert (sent["size"], "prompt" in sent, "grandma" in json.dumps(sent)) == ("960x1280", False, False)


async def test_first_and_last_picture_need_cogvideox_3(zhipu_double: Double, tmp_path: Path) -> None:
    source = photo(tmp_path / "a.jpg")
    request = GenerationRequest("video", "Growing up.", seconds=8, width=768, height=432, source=source, last=source)
    await made(maker(zhipu_double, model="cogvideox-3"), request, tmp_path / "out")
    sent = zhipu_double.stats()["last"]["submit"]
    assert (len(sent["image_url"]), sent["duration"], sent["size"]) == (2, 10, "1280x720")
    await made(maker(zhipu_double), request, tmp_path / "out2")
    assert isinstance(zhipu_double.stats()["last"]["submit"]["image_url"], str)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("width", "height", "fps"), [(432, 768, 24), (512, 512, 60), (3840, 2160, 15), (640, 480, 30)])
async def test_every_shape_is_one_the_model_sells(
    zhipu_double: Double, model: str, width: int, height: int, fps: int
) -> None:
    generator = maker(zhipu_double, model=model, watermark=False, with_audio=True, quality="quality")
    request = GenerationRequest("video", "A lake.", seconds=3, fps=fps, width=width, height=height)
    assert isinstance(await generator.submit(request, "1-a"), Ticket)
    await generator.close()
    sent = zhipu_double.stats()["last"]["submit"]
    across, down = (int(side) for side in sent["size"].split("x"))
    assert (across > down) is (width > height)
    assert (across == down) is (width == height)
    assert (sent["fps"], sent["watermark_enabled"]) == (60 if fps == 60 else 30, False)
    assert zhipu_double.stats()["fen"] == generator.capabilities.price_fen == MODELS[model].price_fen


async def test_pictures_are_made_at_once(zhipu_double: Double, tmp_path: Path) -> None:
    generator = painter(zhipu_double)
    state = await generator.submit(LAKE, "1-a")
    artifact = await generator.fetch(state, tmp_path)
    with Image.open(artifact.path) as picture:
        assert (artifact.kind, picture.size) == ("image", (1344, 768))
    assert await generator.find("1-a") == CannotAsk()
    await generator.close()
    assert (zhipu_double.stats()["problems"], zhipu_double.stats()["pictures"]) == ([], 1)


async def test_every_code_of_a_picture_is_an_error_of_ours(zhipu_double: Double) -> None:
    pictures = painter(zhipu_double)
    for status, code, kind in PROVIDER.codes:
        zhipu_double.post("/refuse", at="image", status=status, code=code)
        with pytest.raises(GeneratorError) as told:
            await pictures.submit(LAKE, "1-a")
        assert (type(told.value), told.value.is_charged) == (kind, kind is Timeout), (status, code)
        assert code in str(told.value)
        assert KEY not in str(told.value)
        assert "?key" not in str(told.value)
    await pictures.close()
    assert zhipu_double.stats()["pictures"] == 0


@pytest.mark.parametrize(("code", "seconds"), [("1305", 30), ("1304", 3600), ("1310", 3600)])
async def test_days_share_is_not_waited_for(zhipu_double: Double, code: str, seconds: float) -> None:
    generator = maker(zhipu_double)
    zhipu_double.post("/refuse", at="submit", status=429, code=code)
    with pytest.raises(Busy) as told:
        await generator.submit(KITTEN, "1-a")
    await generator.close()
    assert told.value.retry_after_seconds == seconds


async def test_wrong_key_and_gone_model_name_what_to_change(zhipu_double: Double) -> None:
    generator = maker(zhipu_double)
    zhipu_double.post("/refuse", at="submit", status=400, code="1211")
    with pytest.raises(BadRequest, match=r"^generators\.settings\.zhipu\.model: "):
        await generator.submit(KITTEN, "1-a")
    await generator.close()
    stranger = Zhipu(VideoOptions(base_url=f"{zhipu_double.url}/paas/v4"), SecretStr("another.key"))
    with pytest.raises(BadRequest, match=r"^ZHIPU_API_KEY: .*1000"):
        await stranger.submit(KITTEN, "1-a")
    await stranger.close()
