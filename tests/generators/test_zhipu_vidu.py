"""What only Vidu at 智谱 has: a model for words, one for a picture, one for two. The rest is in test_providers.py."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import ValidationError

from generators.base import GenerationRequest, Ticket
from generators.zhipu_vidu import ZhipuVidu, ZhipuViduOptions
from tests.doubles.processes import Double, StartDouble
from tests.generators.providers import KEY
from tests.generators.providers.zhipu_vidu import PROVIDER


@pytest.fixture
def double(start_double: StartDouble) -> Double:
    return start_double("zhipu_vidu", key=KEY)


def picture(path: Path, width: int, height: int) -> Path:
    Image.linear_gradient("L").convert("RGB").resize((width, height)).save(path, "JPEG")
    return path


async def sent(double: Double, request: GenerationRequest, **options: object) -> dict[str, Any]:
    generator = PROVIDER.make(double, **options)
    assert isinstance(await generator.submit(request, "1-a"), Ticket)
    await generator.close()
    stats = double.stats()
    assert stats["problems"] == []
    body: dict[str, Any] = stats["last"]["submit"]
    return body


@pytest.mark.parametrize(("model", "seconds", "size"), [("viduq1", 5, "1920x1080"), ("vidu2", 4, "1280x720")])
async def test_pictures_are_made_by_the_model_that_is_set(
    double: Double, tmp_path: Path, model: str, seconds: int, size: str
) -> None:
    first, last = picture(tmp_path / "a.jpg", 4000, 3000), picture(tmp_path / "b.jpg", 480, 800)
    one = await sent(double, GenerationRequest("video", "She smiles.", source=first), model=model)
    assert (one["model"], one["duration"], one["size"]) == (f"{model}-image", seconds, size)
    assert one["image_url"].startswith("data:image/jpeg;base64,")
    assert not one.keys() & {"aspect_ratio", "style", "watermark_enabled", "quality", "fps"}
    two = await sent(double, GenerationRequest("video", "", source=first, last=last), model=model)
    assert (two["model"], len(two["image_url"]), "prompt" in two) == (f"{model}-start-end", 2, False)


@pytest.mark.parametrize("model", ["viduq1", "vidu2"])
@pytest.mark.parametrize(("width", "height", "shape"), [(432, 768, "9:16"), (512, 512, "1:1"), (3840, 2160, "16:9")])
async def test_words_are_made_by_viduq1(double: Double, model: str, width: int, height: int, shape: str) -> None:
    request = GenerationRequest("video", "A lake.", seconds=9, width=width, height=height)
    body = await sent(double, request, model=model, style="anime", movement_amplitude="small")
    assert (body["model"], body["aspect_ratio"], body["duration"]) == ("viduq1-text", shape, 5)
    assert (body["style"], body["movement_amplitude"], body["size"]) == ("anime", "small", "1920x1080")
    assert "with_audio" not in body


async def test_only_vidu2_has_music(double: Double, tmp_path: Path) -> None:
    request = GenerationRequest("video", "She smiles.", source=picture(tmp_path / "a.jpg", 800, 600))
    assert (await sent(double, request, model="vidu2", with_audio=True))["with_audio"] is True
    with pytest.raises(ValidationError, match="vidu2"):
        ZhipuViduOptions(price_fen=100, with_audio=True)


@pytest.mark.parametrize("options", [{}, {"model": "vidu2"}])
def test_price_has_to_be_set(options: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="价目表"):
        ZhipuViduOptions.model_validate(options)


@pytest.mark.parametrize("options", [{"watermark": False}, {"model": "viduq1-text"}, {"quality": "speed"}])
def test_what_these_models_do_not_have_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ZhipuViduOptions.model_validate({"price_fen": 1, **options})


def test_lengths_are_those_of_both_models() -> None:
    assert ZhipuVidu(ZhipuViduOptions(price_fen=1)).capabilities.lengths == (5,)
    able = ZhipuVidu(ZhipuViduOptions(price_fen=1, model="vidu2")).capabilities
    assert (able.lengths, able.max_seconds) == ((4, 5), 5.0)
