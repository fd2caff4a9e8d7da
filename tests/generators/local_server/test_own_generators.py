"""Our own generators against our own server: the clients the family's requests go through."""

import asyncio
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr

from generators import mp4
from generators.base import BadRequest, Cancelled, Failed, Finished, GenerationRequest, Lost, Progress, Ticket
from generators.local.types import PHASES
from generators.openai_images import ImageOptions, OpenAIImages
from generators.openai_videos import OpenAIVideos, VideoOptions
from tests.generators.local_server.house import KEY, Running

SHOT = GenerationRequest(
    "video", "A kitten chases a butterfly.", "people", seconds=0.7, fps=24, width=96, height=64, seed=7
)
FEW = {"num_inference_steps": 2}


def maker(server: Running, key: str = KEY, **options: object) -> OpenAIVideos:
    written = {"base_url": f"{server.url}/v1", "extra": FEW, **options}
    return OpenAIVideos(VideoOptions.model_validate(written), SecretStr(key))


async def ended(generator: OpenAIVideos, ticket: Ticket) -> Finished | Failed:
    seen = [0.0]
    async with asyncio.timeout(60):
        while isinstance(state := await generator.poll(ticket), Progress):
            seen.append(state.fraction or 0.0)
            await asyncio.sleep(0.02)
    assert seen == sorted(seen), "never backwards"
    return state


async def test_words_and_photos_become_clips(server: Running, tmp_path: Path) -> None:
    generator = maker(server)
    photo = tmp_path / "grandma.jpg"
    Image.linear_gradient("L").convert("RGB").resize((400, 300)).save(photo, "JPEG")
    for name, request in (
        ("words", SHOT),
        ("photo", GenerationRequest("video", "She smiles.", seconds=0.7, fps=24, width=96, height=64, source=photo)),
    ):
        ticket = await generator.submit(request, "1-a")
        assert isinstance(ticket, Ticket)
        finished = await ended(generator, ticket)
        assert isinstance(finished, Finished), (name, finished)
        artifact = await generator.fetch(finished, tmp_path / name)
        facts = mp4.probe(artifact.path)
        assert (facts.width, facts.height, facts.frames) == (96, 64, 17)
        measured = artifact.measured
        assert measured
        assert list(measured.seconds) == list(PHASES)
        assert measured.peak_bytes
        assert measured.temporal_ssim
        assert (measured.first_frame_ssim is not None) == (name == "photo")
    await generator.close()


async def test_what_is_being_made_is_stopped(server: Running) -> None:
    generator = maker(server, extra={"num_inference_steps": 200})
    ticket = await generator.submit(SHOT, "1-a")
    assert isinstance(ticket, Ticket)
    assert await generator.cancel(ticket)
    stopped = await ended(generator, ticket)
    assert isinstance(stopped, Failed)
    assert isinstance(stopped.error, Cancelled)
    await generator.close()


async def test_pictures_are_drawn(server: Running, tmp_path: Path) -> None:
    options = ImageOptions.model_validate({"base_url": f"{server.url}/v1", "extra": FEW})
    generator = OpenAIImages(options, SecretStr(KEY), tmp_path / "work")
    request = GenerationRequest("image", "A lake.", width=64, height=64)
    artifact = await generator.fetch(await generator.submit(request, "1-a"), tmp_path)
    with Image.open(artifact.path) as opened:
        assert opened.size == (64, 64)
    assert artifact.measured
    assert artifact.measured.seconds["denoise"] > 0
    await generator.close()


async def test_what_cannot_be_done_is_told_with_its_setting(server: Running) -> None:
    wrong_key, wrong_model = maker(server, "wrong-key-of-the-house"), maker(server, model="sora-2")
    with pytest.raises(BadRequest, match="OPENAI_VIDEOS_API_KEY"):
        await wrong_key.submit(SHOT, "1-a")
    with pytest.raises(BadRequest, match=r"generators.settings.openai_videos.model: .*only ltx"):
        await wrong_model.submit(SHOT, "1-a")
    unknown = await wrong_model.poll(Ticket("video_0"))
    assert isinstance(unknown, Failed)
    assert isinstance(unknown.error, Lost)
    for each in (wrong_key, wrong_model):
        await each.close()
