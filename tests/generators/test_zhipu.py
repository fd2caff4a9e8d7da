"""智谱 against its double: what is sent, what every answer means, and what it costs."""

import asyncio
import json
import logging
from pathlib import Path

import httpx
import pytest
from PIL import Image
from pydantic import SecretStr

from generators import mp4
from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    Busy,
    CannotAsk,
    ContentRefused,
    Failed,
    Finished,
    GenerationRequest,
    GeneratorError,
    NeedsTopUp,
    Progress,
    Ticket,
    Timeout,
    Unreachable,
)
from generators.zhipu import MODELS, VideoOptions, Zhipu
from generators.zhipu_image import ImageOptions, ZhipuImage
from tests.doubles.processes import Double, StartDouble, closed_port

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


async def test_words_become_a_clip(zhipu_double: Double, tmp_path: Path) -> None:
    artifact = await made(maker(zhipu_double), KITTEN, tmp_path)
    assert (artifact.kind, artifact.path.suffix, mp4.probe(artifact.path).seconds) == ("video", ".mp4", 5.0)
    stats = zhipu_double.stats()
    assert stats["last"]["submit"] == {
        "model": "cogvideox-flash",
        "prompt": "A kitten chasing a butterfly.",
        "quality": "speed",
        "with_audio": False,
        "size": "1920x1080",
        "fps": 30,
        "request_id": "1732170000000-m1",
    }
    assert (stats["charged"], stats["fen"], stats["problems"], stats["keys_at_files"]) == (1, 0, [], 0)


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


CODES = [
    (401, "1000", BadRequest), (401, "1001", BadRequest), (401, "1003", BadRequest), (429, "1113", NeedsTopUp),
    (400, "1210", BadRequest), (400, "1211", BadRequest), (400, "1212", BadRequest), (400, "1213", BadRequest),
    (400, "1214", BadRequest), (400, "1215", BadRequest), (403, "1220", BadRequest), (400, "1261", BadRequest),
    (400, "1301", ContentRefused), (429, "1302", Busy), (429, "1303", Busy), (429, "1304", Busy), (429, "1305", Busy),
    (429, "1308", Busy), (429, "1310", Busy), (500, "1234", Timeout),
    (400, "9999", BadRequest), (429, "9999", Busy), (402, "9999", NeedsTopUp), (500, "9999", Timeout), (503, "", Timeout),
]  # fmt: skip


async def test_every_code_is_an_error_of_ours(zhipu_double: Double) -> None:
    clips, pictures = maker(zhipu_double), painter(zhipu_double)
    for status, code, kind in CODES:
        for at in ("submit", "image"):
            zhipu_double.post("/refuse", at=at, status=status, code=code)
            with pytest.raises(GeneratorError) as told:
                await (clips.submit(KITTEN, "1-a") if at == "submit" else pictures.submit(LAKE, "1-a"))
            assert (type(told.value), told.value.is_charged) == (kind, kind is Timeout), (status, code, at)
            assert code in str(told.value)
            assert KEY not in str(told.value)
            assert "?key" not in str(told.value)
    await clips.close()
    await pictures.close()
    assert (zhipu_double.stats()["charged"], zhipu_double.stats()["pictures"]) == (0, 0)


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


@pytest.mark.parametrize("key", ["“a1b2c3.topsecretkey”", "a1b2c3 topsecretkey", "a1b2c3\ntopsecretkey"])
async def test_key_that_was_pasted_wrongly_is_told_without_it(zhipu_double: Double, key: str) -> None:
    generator = Zhipu(VideoOptions(base_url=f"{zhipu_double.url}/paas/v4"), SecretStr(key))
    with pytest.raises(BadRequest, match="the key holds characters") as told:
        await generator.submit(KITTEN, "1-a")
    assert "secret" not in str(told.value)


async def test_what_cannot_be_made_is_not_sent(zhipu_double: Double) -> None:
    generator = maker(zhipu_double)
    for request in (LAKE, GenerationRequest("video", "a" * 513), GenerationRequest("video", " ")):
        with pytest.raises(BadRequest):
            await generator.submit(request, "1-a")
    with pytest.raises(BadRequest, match="ZHIPU_API_KEY"):
        await Zhipu().submit(KITTEN, "1-a")
    assert zhipu_double.stats()["requests"] == {}


@pytest.mark.parametrize("mode", ["hang_after", "cut_after", "http500_after", "wrong_body"])
async def test_silence_is_no_refusal(zhipu_double: Double, mode: str) -> None:
    zhipu_double.misbehave(mode, at="submit", times=1)
    generator = maker(zhipu_double, timeout_seconds=1, model="cogvideox-2")
    with pytest.raises(Timeout) as told:
        await generator.submit(KITTEN, "1-a")
    assert told.value.is_charged
    assert zhipu_double.stats()["charged"] == 1
    assert await generator.find("1-a") == CannotAsk()
    await generator.close()


async def test_nobody_there_is_not_charged() -> None:
    generator = Zhipu(VideoOptions(base_url=f"http://127.0.0.1:{closed_port()}"), SecretStr(KEY))
    with pytest.raises(Unreachable) as told:
        await generator.submit(KITTEN, "1-a")
    await generator.close()
    assert not told.value.is_charged


async def test_address_that_died_is_asked_for_again(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("zhipu", key=KEY, seconds=0, url_seconds=1.0)
    generator = maker(double)
    taken = await generator.submit(KITTEN, "1-a")
    state = await finished(generator, taken)
    assert isinstance(state, Finished)
    assert "Signature" not in state.location
    authorized = {"authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(headers=authorized, base_url=double.url) as http:
        first = (await http.get(f"/paas/v4/async-result/{state.location}")).json()["video_result"][0]["url"]
        await asyncio.sleep(1.1)
        assert (await http.get(first)).status_code == 403
    assert (await generator.fetch(state, tmp_path)).path.is_file()
    await generator.close()


async def test_clip_that_is_gone_was_paid_for(
    start_double: StartDouble, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    double = start_double("zhipu", key=KEY, seconds=0, url_seconds=-1)
    generator = maker(double, model="cogvideox-2")
    state = await finished(generator, await generator.submit(KITTEN, "1-a"))
    assert isinstance(state, Finished)
    with pytest.raises(GeneratorError) as told:
        await generator.fetch(state, tmp_path)
    assert told.value.is_charged
    assert not list(tmp_path.iterdir())
    double.misbehave("no_video", times=1)
    with pytest.raises(Broken):
        await generator.fetch(state, tmp_path)
    await generator.close()
    assert "Signature" not in str(told.value) + caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize("mode", ["empty_file", "garbage_file"])
async def test_what_is_no_clip_is_refused(zhipu_double: Double, tmp_path: Path, mode: str) -> None:
    generator = maker(zhipu_double)
    state = await finished(generator, await generator.submit(KITTEN, "1-a"))
    assert isinstance(state, Finished)
    zhipu_double.misbehave(mode)
    with pytest.raises(Broken):
        await generator.fetch(state, tmp_path)
    await generator.close()


async def test_given_up_clip_has_failed_and_unknown_word_has_not(
    zhipu_double: Double, caplog: pytest.LogCaptureFixture
) -> None:
    generator = maker(zhipu_double)
    zhipu_double.misbehave("fail_task", times=1)
    state = await finished(generator, await generator.submit(KITTEN, "1-a"))
    assert isinstance(state, Failed)
    assert isinstance(state.error, Broken)
    zhipu_double.misbehave("odd_word", times=2)
    ticket = await generator.submit(KITTEN, "1-b")
    assert isinstance(ticket, Ticket)
    assert [await generator.poll(ticket) for _ in range(2)] == [Progress(), Progress()]
    assert caplog.text.count("THINKING") == 1
    assert isinstance(await finished(generator, ticket), Finished)
    await generator.close()


async def test_asking_is_repeated_only_where_that_helps(zhipu_double: Double) -> None:
    generator = maker(zhipu_double, timeout_seconds=1)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    for status, code in ((429, "1302"), (500, "1234")):
        zhipu_double.post("/refuse", at="result", status=status, code=code)
        with pytest.raises((Busy, Timeout)):
            await generator.poll(ticket)
    zhipu_double.misbehave("hang", at="result", times=1)
    with pytest.raises(Timeout):
        await generator.poll(ticket)
    zhipu_double.post("/refuse", at="result", status=400, code="1301")
    state = await generator.poll(ticket)
    assert isinstance(state, Failed)
    assert isinstance(state.error, ContentRefused)
    zhipu_double.post("/refuse", at="result", status=401, code="1003")
    state = await generator.poll(ticket)
    assert isinstance(state, Failed)
    assert state.error.is_charged, "it was paid for before the key was taken back"
    assert await generator.cancel(ticket) is False
    await generator.close()
