"""Pictures of servers that speak OpenAI's shape: as base64 from one at home, by address from a gateway."""

from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr, ValidationError

from generators.base import (
    BadRequest,
    Broken,
    CannotAsk,
    GenerationRequest,
    GeneratorError,
    Timeout,
    Unreachable,
)
from generators.openai_images import ImageOptions, OpenAIImages
from tests.doubles.processes import Double, StartDouble, closed_port
from tests.generators.providers import KEY
from tests.generators.providers.openai_videos import PROVIDER

LAKE = GenerationRequest("image", "A lake at dawn.", width=768, height=432, seed=7, negative_prompt="people")
PAID = {"dialect": "gateway", "model": "gpt-image-2", "price_fen": 30}


@pytest.fixture
def server(start_double: StartDouble) -> Double:
    return start_double("openai_videos", key=KEY)


def painter(double: Double, work: Path, **options: object) -> OpenAIImages:
    written = {"base_url": f"{double.url}/v1", **options}
    return OpenAIImages(ImageOptions.model_validate(written), SecretStr(KEY), work)


async def test_a_picture_from_home_comes_in_the_answer(server: Double, tmp_path: Path) -> None:
    generator = painter(server, tmp_path / "work", model="z-image", extra={"guidance_scale": 3.5})
    able = generator.capabilities
    assert (able.is_remote, able.is_free, able.title) == (False, True, "家里的服务器")
    finished = await generator.submit(LAKE, "1732170000000-m1")
    await generator.close()
    assert server.stats()["last"]["image"] == {
        "prompt": "A lake at dawn.",
        "size": "768x432",
        "n": 1,
        "model": "z-image",
        "response_format": "b64_json",
        "seed": 7,
        "negative_prompt": "people",
        "guidance_scale": 3.5,
    }
    # Killed in between: the picture of the answer is on our own disk.
    again = painter(server, tmp_path / "work")
    artifact = await again.fetch(finished, tmp_path / "out")
    with Image.open(artifact.path) as picture:
        assert (artifact.kind, picture.size) == ("image", (768, 432))
    assert await again.find("1732170000000-m1") == CannotAsk()
    # Killed again, right after it was moved: it was paid for once and is still there.
    assert (await again.fetch(finished, tmp_path / "out")).path.read_bytes() == artifact.path.read_bytes()
    artifact.path.unlink()
    with pytest.raises(Broken):
        await again.fetch(finished, tmp_path / "out")
    assert (server.stats()["problems"], server.stats()["pictures"]) == ([], 1)


async def test_a_gateways_picture_is_fetched_from_its_address(start_double: StartDouble, tmp_path: Path) -> None:
    gateway = start_double("openai_videos", key=KEY, dialect="gateway")
    generator = painter(gateway, tmp_path / "work", sizes=["1024x1024", "1536x1024"], **PAID)
    assert (generator.capabilities.is_remote, generator.capabilities.price(0)) == (True, 30)
    finished = await generator.submit(LAKE, "1-a")
    artifact = await generator.fetch(finished, tmp_path)
    await generator.close()
    with Image.open(artifact.path) as picture:
        assert picture.size == (1536, 1024)
    sent = {"prompt": "A lake at dawn.", "size": "1536x1024", "n": 1, "model": "gpt-image-2"}
    stats = gateway.stats()
    assert (stats["last"]["image"], stats["problems"], stats["keys_at_files"]) == (sent, [], 0)


async def test_every_code_of_a_picture_is_an_error_of_ours(server: Double, tmp_path: Path) -> None:
    generator = painter(server, tmp_path)
    for status, code, kind in PROVIDER.codes:
        server.post("/refuse", at="image", status=status, code=code)
        with pytest.raises(GeneratorError) as told:
            await generator.submit(LAKE, "1-a")
        assert (type(told.value), told.value.is_charged) == (kind, kind is Timeout), (status, code)
        assert code in str(told.value)
        assert KEY not in str(told.value)
    await generator.close()
    assert server.stats()["pictures"] == 0


async def test_what_cannot_be_drawn_is_not_sent(server: Double, tmp_path: Path) -> None:
    generator = painter(server, tmp_path)
    wrong = [
        GenerationRequest("video", "A lake."),
        GenerationRequest("image", " "),
        GenerationRequest("image", "A lake.", source=tmp_path / "a.jpg"),
        GenerationRequest("image", "a" * (generator.most_prompt + 1)),
    ]
    for request in wrong:
        with pytest.raises(BadRequest):
            await generator.submit(request, "1-a")
    assert server.stats()["requests"] == {}


async def test_silence_and_absence_are_two_things(server: Double, tmp_path: Path) -> None:
    generator = painter(server, tmp_path, timeout_seconds=1)
    for mode in ("hang_after", "cut_after", "http500_after", "wrong_body"):
        server.misbehave(mode, at="image", times=1)
        with pytest.raises(Timeout):
            await generator.submit(LAKE, "1-a")
    await generator.close()
    nobody = OpenAIImages(ImageOptions(base_url=f"http://127.0.0.1:{closed_port()}/v1"), None, tmp_path)
    with pytest.raises(Unreachable):
        await nobody.submit(LAKE, "1-a")
    await nobody.close()


@pytest.mark.parametrize("data", [{}, {"data": None}, {"data": []}, {"data": ["a"]}, {"data": [{"b64_json": None}]}])
def test_an_answer_without_a_picture_has_none(data: dict[str, object]) -> None:
    assert OpenAIImages().picture_in(data) == ("", "")  # type: ignore[arg-type]


async def test_each_generator_has_a_key_of_its_own(start_double: StartDouble, tmp_path: Path) -> None:
    stranger = painter(start_double("openai_videos", key="another"), tmp_path)
    with pytest.raises(BadRequest, match=r"^OPENAI_IMAGES_API_KEY: "):
        await stranger.submit(LAKE, "1-a")
    await stranger.close()


def test_a_server_outside_needs_a_price() -> None:
    with pytest.raises(ValidationError, match="price_fen"):
        ImageOptions(base_url="https://pictures.example.com/v1")
    able = OpenAIImages(ImageOptions(base_url="https://pictures.example.com/v1", price_fen=0)).capabilities
    assert (able.is_remote, able.is_free) == (True, True)
