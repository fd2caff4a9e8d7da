"""What only servers that speak OpenAI's shape have: dialects, a place in the house or outside it, and clips that can be stopped."""

import asyncio
from pathlib import Path

import pytest
from PIL import Image
from pydantic import ValidationError

from generators.base import BadRequest, Cancelled, GenerationRequest, GeneratorError, Lost, Progress, Ticket
from generators.openai_videos import OpenAIVideos, VideoOptions
from tests.doubles.processes import StartDouble
from tests.generators.openai_server import DIALECTS, PAID, done, failure, maker
from tests.generators.providers import KEY, KITTEN

SHOT = GenerationRequest(
    "video", "A kitten.", negative_prompt="people", seconds=4.5, fps=16, width=832, height=480, seed=7
)
OWN: dict[str, object] = {"prompt": "A kitten.", "size": "832x480"}
SENT: dict[str, dict[str, object]] = {
    "xiaoai": OWN | {"seconds": "5", "fps": "16", "num_frames": "72", "seed": "7", "negative_prompt": "people"},
    "vllm_omni": OWN | {"seconds": "5", "fps": "16", "num_frames": "72", "seed": "7", "negative_prompt": "people"},
    "sglang": OWN | {"seconds": 5, "fps": 16, "num_frames": 72, "seed": 7, "negative_prompt": "people"},
    "gateway": OWN | {"seconds": "5", "model": "kling-v2"},
}
each_dialect = pytest.mark.parametrize("dialect", DIALECTS)


@each_dialect
async def test_each_is_spoken_to_in_its_own_way(start_double: StartDouble, tmp_path: Path, dialect: str) -> None:
    double = start_double("openai_videos", key=KEY, dialect=dialect)
    generator = maker(double, **{"dialect": dialect, **DIALECTS[dialect]})
    artifact = await generator.fetch(await done(generator, await generator.submit(SHOT, "1-a")), tmp_path)
    await generator.close()
    assert artifact.path.suffix == ".mp4"
    stats = double.stats()
    assert (stats["last"]["submit"], stats["problems"]) == (SENT[dialect], [])


@each_dialect
async def test_a_photo_goes_as_a_file_that_tells_nothing(
    start_double: StartDouble, tmp_path: Path, dialect: str
) -> None:
    double = start_double("openai_videos", key=KEY, dialect=dialect)
    generator = maker(double, **{"dialect": dialect, **DIALECTS[dialect]})
    source = tmp_path / "grandma.jpg"
    Image.linear_gradient("L").convert("RGB").resize((4000, 3000)).save(source, "JPEG")
    request = GenerationRequest("video", "She smiles.", width=640, height=480, source=source)
    assert (await generator.fetch(await done(generator, await generator.submit(request, "1-a")), tmp_path)).path
    await generator.close()
    stats = double.stats()
    begins = stats["last"]["submit"]["input_reference"].partition(";base64,")[0]
    assert begins.startswith("data:image/jpeg;name=")
    assert "grandma" not in begins
    assert stats["problems"] == []


async def test_settings_of_the_model_are_kept_to(start_double: StartDouble) -> None:
    double = start_double("openai_videos", key=KEY)
    generator = maker(
        double, model="Wan2.2", fps=16, sizes=["832x480", "480x832"], lengths=[5, 10], extra={"num_frames": 81}
    )
    able = generator.capabilities
    assert (able.max_seconds, able.lengths, able.frame_rates, able.fps) == (10.0, (5, 10), (16,), (16, 16))
    await generator.submit(GenerationRequest("video", "A lake.", seconds=8, width=1280, height=720), "1-a")
    await generator.close()
    sent = double.stats()["last"]["submit"]
    assert (sent["size"], sent["seconds"], sent["fps"], sent["num_frames"]) == ("832x480", "10", "16", "81")
    assert sent["model"] == "Wan2.2"


@pytest.mark.parametrize(
    ("model", "family"),
    [("", "wan"), ("Wan-AI/Wan2.1-T2V", "wan"), ("Lightricks/LTX-Video", "ltx"), ("zai-org/CogVideoX-5b", "cogvideox")],
)
def test_prompts_are_written_for_its_model(model: str, family: str) -> None:
    assert OpenAIVideos(VideoOptions(model=model)).capabilities.prompt_family == family
    assert OpenAIVideos(VideoOptions(model=model, prompt_family="ltx")).capabilities.prompt_family == "ltx"


def test_a_server_in_the_house_is_free_and_sends_nothing_out() -> None:
    for address in (
        "http://127.0.0.1:8760/v1",
        "http://192.168.1.20:30000/v1",
        "http://[::1]:8000/v1",
        "http://nas/v1",
    ):
        able = OpenAIVideos(VideoOptions(base_url=address)).capabilities
        assert (able.is_remote, able.is_free, able.title, able.poll_seconds) == (False, True, "家里的服务器", 1.0)
        assert able.may_take_seconds == 0, "what it has forgotten is not waited for a day long"


def test_a_server_outside_is_remote_and_has_a_price_and_a_name() -> None:
    able = OpenAIVideos(VideoOptions(base_url="https://video.example.com/v1", price_fen=30)).capabilities
    assert (able.is_remote, able.price(5), able.title, able.poll_seconds) == (True, 30, "video.example.com", 2.0)
    assert able.may_take_seconds > 3600
    # Wherever a gateway stands, what it is given goes on to somebody else.
    gateway = VideoOptions.model_validate(PAID | {"base_url": "http://192.168.1.5:3000/v1", "title": "可灵"})
    assert (OpenAIVideos(gateway).capabilities.is_remote, OpenAIVideos(gateway).capabilities.title) == (True, "可灵")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"base_url": "https://video.example.com/v1"}, "price_fen"),
        ({"dialect": "gateway", "model": "kling-v2"}, "price_fen"),
        ({"dialect": "gateway", "price_fen": 100}, "要写 model"),
        ({"base_url": "http://video.example.com/v1", "price_fen": 1}, "https://"),
        ({"sizes": ["832*480"]}, "832x480"),
        ({"sizes": ["831x480"]}, "双数"),
        ({"lengths": [5, 0]}, "整秒数"),
        ({"extra": {"prompt": "a"}}, "prompt"),
        ({"extra": {"input_reference": "a"}}, "照片"),
        ({"extra": {"bad name": 1}}, "名字"),
        ({"extra": {"api_key": "sk-1"}}, "钥匙不写在"),
        ({"extra": {"generate_sound": True}}, "两边加上引号"),
        ({"extra": {"lora": {"name": "a"}}}, "文字或者数字"),
        ({"extra": ["a"]}, "名字: 内容"),
    ],
)
def test_wrong_settings_are_told_with_the_cure(written: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError) as error:
        VideoOptions.model_validate(written)
    assert told in str(error.value.errors()[0]["ctx"]["error"])
    assert "sk-1" not in str(error.value.errors()[0]["ctx"]["error"])


async def test_an_open_server_needs_no_key_and_a_closed_one_names_it(start_double: StartDouble) -> None:
    open_one = maker(start_double("openai_videos", key=""), key=None)
    assert (open_one.missing_key, open_one.file_headers()) == ("", {})
    assert isinstance(await open_one.submit(KITTEN, "1-a"), Ticket)
    await open_one.close()
    closed = maker(start_double("openai_videos", key=KEY), key=None)
    with pytest.raises(BadRequest, match=r"^OPENAI_VIDEOS_API_KEY: "):
        await closed.submit(KITTEN, "1-a")
    await closed.close()


async def test_a_proxy_of_the_environment_is_not_asked_for_what_is_at_home(
    start_double: StartDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = maker(start_double("openai_videos", key=KEY))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert isinstance(await generator.submit(KITTEN, "1-a"), Ticket)
    await generator.close()


@pytest.mark.parametrize(("dialect", "after"), [("xiaoai", Cancelled), ("vllm_omni", Lost), ("sglang", Cancelled)])
async def test_a_running_clip_is_stopped(start_double: StartDouble, dialect: str, after: type[GeneratorError]) -> None:
    double = start_double("openai_videos", key=KEY, dialect=dialect, seconds=300)
    generator = maker(double, dialect=dialect)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    assert await generator.cancel(ticket) is True
    assert isinstance(await failure(generator, ticket.id), after)
    assert (double.stats()["refunded"], double.stats()["problems"]) == (1, [])
    assert await generator.cancel(ticket) is (after is Cancelled)
    await generator.close()


@each_dialect
async def test_a_finished_clip_is_not_thrown_away(start_double: StartDouble, tmp_path: Path, dialect: str) -> None:
    double = start_double("openai_videos", key=KEY, dialect=dialect)
    generator = maker(double, **{"dialect": dialect, **DIALECTS[dialect]})
    taken = await generator.submit(KITTEN, "1-a")
    finished = await done(generator, taken)
    assert isinstance(taken, Ticket)
    assert await generator.cancel(taken) is False
    assert (await generator.fetch(finished, tmp_path)).path.is_file()
    await generator.close()
    assert "cancel" not in double.stats()["requests"]


@pytest.mark.parametrize("status", [404, 405])
async def test_an_engine_that_cannot_stop_says_so(start_double: StartDouble, status: int) -> None:
    double = start_double("openai_videos", key=KEY, dialect="sglang", seconds=300)
    generator = maker(double, dialect="sglang")
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    double.post("/refuse", at="cancel", status=status, code="")
    assert await generator.cancel(ticket) is False
    assert isinstance(await generator.poll(ticket), Progress)
    await generator.close()


async def test_counted_steps_are_told_and_none_are_made_up(start_double: StartDouble) -> None:
    double = start_double("openai_videos", key=KEY, seconds=1)
    generator = maker(double)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    fractions = []
    while isinstance(state := await generator.poll(ticket), Progress):
        fractions.append(state.fraction)
        await asyncio.sleep(0.05)
    await generator.close()
    counted = [fraction for fraction in fractions if fraction is not None]
    assert counted == sorted(counted)
    assert len(set(counted)) > 3
    assert 0 < counted[0] < counted[-1] <= 1
