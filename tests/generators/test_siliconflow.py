"""What only 硅基流动 has: two models for clips, limits told in words, odd answers, and its pictures. The rest is in test_providers.py."""

from pathlib import Path

import pytest
from PIL import Image
from pydantic import JsonValue, SecretStr, ValidationError

from generators.base import BadRequest, Busy, GenerationRequest, GeneratorError, NeedsTopUp, Progress, Ticket, Timeout
from generators.remote.siliconflow_api import SILICONFLOW
from generators.remote.vendor import Refused
from generators.siliconflow import SiliconFlow, VideoOptions
from generators.siliconflow_image import SIZES, ImageOptions, SiliconFlowImage
from tests.doubles.processes import Double, StartDouble
from tests.generators.providers.siliconflow import PROVIDER

KEY = "sk-topsecretkey"
KITTEN = GenerationRequest("video", "A kitten chasing a butterfly.", negative_prompt="people", seed=4294967295)
LAKE = GenerationRequest("image", "A lake at dawn.", width=768, height=432, seed=7)


@pytest.fixture
def siliconflow_double(start_double: StartDouble) -> Double:
    return start_double("siliconflow", key=KEY)


def maker(double: Double, **options: object) -> SiliconFlow:
    written = {"base_url": f"{double.url}/v1", "price_fen": 200, **options}
    return SiliconFlow(VideoOptions.model_validate(written), SecretStr(KEY))


def painter(double: Double, **options: object) -> SiliconFlowImage:
    written = {"base_url": f"{double.url}/v1", "price_fen": 0, **options}
    return SiliconFlowImage(ImageOptions.model_validate(written), SecretStr(KEY))


def refused(status: int, answer: dict[str, JsonValue]) -> GeneratorError:
    return SILICONFLOW.error(Refused(status, answer, str), "siliconflow")


async def test_photo_is_given_to_the_other_model(siliconflow_double: Double, tmp_path: Path) -> None:
    source = tmp_path / "grandma.jpg"
    Image.linear_gradient("L").convert("RGB").resize((3000, 4000)).save(source)
    generator = maker(siliconflow_double)
    request = GenerationRequest("video", "She smiles.", width=480, height=640, source=source)
    assert isinstance(await generator.submit(request, "1-a"), Ticket)
    sent = siliconflow_double.stats()["last"]["submit"]
    assert (sent["model"], sent["image_size"]) == ("Wan-AI/Wan2.2-I2V-A14B", "720x1280")
    assert sent["image"].startswith("data:image/jpeg;base64,/9j/")
    with pytest.raises(BadRequest, match="prompt"):
        await generator.submit(GenerationRequest("video", " ", source=source), "1-b")
    await generator.close()
    assert siliconflow_double.stats()["charged"] == 1


async def test_what_is_not_wanted_and_the_seed_are_sent(siliconflow_double: Double) -> None:
    generator = maker(siliconflow_double)
    await generator.submit(KITTEN, "1-a")
    await generator.close()
    sent = siliconflow_double.stats()["last"]["submit"]
    assert (sent["negative_prompt"], sent["seed"]) == ("people", 2147483647)


async def test_waiting_and_making_are_both_still_running(siliconflow_double: Double) -> None:
    generator = maker(siliconflow_double)
    for word in ("InQueue", "InProgress", "Succeed", "Failed"):
        told = generator.told({"status": word, "reason": "", "results": None})
        assert (told.word in generator.words, told.address) == (True, "")
    assert [generator.words[word] for word in ("InQueue", "InProgress")] == ["running", "running"]


@pytest.mark.parametrize(
    "results",
    [None, [], "", 5, {}, {"videos": None}, {"videos": {}}, {"videos": ["a"]}, {"videos": [{"url": None}]}],
)
def test_odd_results_hold_no_address(results: JsonValue) -> None:
    generator = SiliconFlow(VideoOptions(price_fen=0))
    assert generator.told({"status": "Succeed", "reason": None, "results": results}).address == ""


@pytest.mark.parametrize("given", [None, "", [], {}, True])
def test_odd_id_is_none(given: JsonValue) -> None:
    assert SiliconFlow(VideoOptions(price_fen=0)).ticket_in({"requestId": given}) == ""


def test_id_of_any_letters_is_asked_about_unchanged() -> None:
    generator = SiliconFlow(VideoOptions(price_fen=0))
    assert generator.question("a/b?c 7").body == {"requestId": "a/b?c 7"}
    assert generator.question("a/b?c 7").path == "/video/status"


@pytest.mark.parametrize(("limit", "seconds"), [("RPM", 30), ("IPM", 30), ("TPD", 3600), ("IPD", 3600), ("RPH", 3600)])
async def test_days_share_is_not_waited_for(siliconflow_double: Double, limit: str, seconds: float) -> None:
    generator = maker(siliconflow_double)
    siliconflow_double.post("/refuse", at="submit", status=429, code=limit)
    with pytest.raises(Busy, match=limit) as told:
        await generator.submit(KITTEN, "1-a")
    await generator.close()
    assert told.value.retry_after_seconds == seconds


def test_limit_is_looked_for_only_where_limits_are_told() -> None:
    # The words of a refusal may repeat the prompt.
    assert type(refused(400, {"code": 20015, "message": "prompt: an engine at its IPD"})) is BadRequest
    assert type(refused(500, {"code": 60000, "message": "RPD"})) is Timeout


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (400, {"code": "20012", "message": "Model does not exist."}, BadRequest),
        (400, {"code": None, "message": None, "data": None}, BadRequest),
        (400, {"code": [20012], "message": {}}, BadRequest),
        (401, {}, BadRequest),
        (403, {}, NeedsTopUp),
        (429, {"message": None}, Busy),
        (503, {"code": 50505, "message": ""}, Busy),
        (503, {"message": "overloaded"}, Busy),
        # Not its own words: perhaps a gateway that lost the answer.
        (503, {}, Timeout),
        (504, {"code": 60001, "message": "timeout"}, Timeout),
    ],
)
def test_refusals_of_every_shape(status: int, answer: dict[str, JsonValue], kind: type[GeneratorError]) -> None:
    assert type(refused(status, answer)) is kind


async def test_empty_account_may_also_be_an_unverified_one(siliconflow_double: Double) -> None:
    generator = maker(siliconflow_double)
    siliconflow_double.post("/refuse", at="submit", status=403, code="")
    with pytest.raises(NeedsTopUp, match="no balance, or its real name is not verified"):
        await generator.submit(KITTEN, "1-a")
    await generator.close()


async def test_model_that_is_gone_names_the_settings(siliconflow_double: Double) -> None:
    generator = maker(siliconflow_double, model="Wan-AI/Wan9-T2V")
    with pytest.raises(BadRequest, match=r"^generators\.settings\.siliconflow\.model: .*20012.*picture_model"):
        await generator.submit(KITTEN, "1-a")
    await generator.close()
    pictures = painter(siliconflow_double, model="Kwai-Kolors/Kolors-9")
    with pytest.raises(BadRequest, match=r"^generators\.settings\.siliconflow_image\.model: ") as told:
        await pictures.submit(LAKE, "1-a")
    await pictures.close()
    assert "picture_model" not in str(told.value)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"model": "Lightricks/LTX-Video"}, "已经没有 Lightricks/LTX-Video 了：model 写 Wan-AI/Wan2.2-T2V-A14B"),
        ({"model": "Pro/tencent/HunyuanVideo-HD"}, "已经没有 Pro/tencent/HunyuanVideo-HD 了"),
        ({"picture_model": "genmo/mochi-1-preview"}, "picture_model 写 Wan-AI/Wan2.2-I2V-A14B"),
        ({"model": "Wan-AI/Wan2.2-I2V-A14B"}, "写反了"),
        ({"picture_model": "Wan-AI/Wan2.2-T2V-A14B"}, "写反了"),
        ({}, "再写一行 price_fen: 拍一次几分钱"),
    ],
)
def test_setting_that_cannot_work_is_told_on_start(options: dict[str, str], told: str) -> None:
    price = {"price_fen": 200} if options else {}
    with pytest.raises(ValidationError, match=told):
        VideoOptions.model_validate(options | price)


@pytest.mark.parametrize(
    ("options", "told"),
    [({}, "再写一行 price_fen: 画一张几分钱"), ({"model": "Qwen/Qwen-Image-Edit-2509"}, "是改图的")],
)
def test_setting_of_pictures_that_cannot_work_is_told_on_start(options: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        ImageOptions.model_validate(options)


async def test_pictures_are_made_at_once(siliconflow_double: Double, tmp_path: Path) -> None:
    generator = painter(siliconflow_double, model="Qwen/Qwen-Image", price_fen=30)
    artifact = await generator.fetch(await generator.submit(LAKE, "1-a"), tmp_path)
    with Image.open(artifact.path) as picture:
        assert (artifact.kind, picture.size) == ("image", (1664, 928))
    await generator.close()
    stats = siliconflow_double.stats()
    assert stats["last"]["image"] == {
        "model": "Qwen/Qwen-Image",
        "prompt": "A lake at dawn.",
        "image_size": "1664x928",
        "seed": 7,
    }
    assert (stats["problems"], stats["pictures"], generator.capabilities.price_fen) == ([], 1, 30)


@pytest.mark.parametrize("model", SIZES)
@pytest.mark.parametrize(("width", "height"), [(768, 432), (432, 768), (512, 512), (1440, 1080), (1080, 1440)])
async def test_every_shape_is_one_the_model_draws(
    siliconflow_double: Double, model: str, width: int, height: int
) -> None:
    generator = painter(siliconflow_double, model=model)
    request = GenerationRequest("image", "A lake.", negative_prompt="people", width=width, height=height)
    await generator.submit(request, "1-a")
    await generator.close()
    stats = siliconflow_double.stats()
    assert (stats["problems"], stats["last"]["image"]["negative_prompt"]) == ([], "people")
    assert stats["last"]["image"]["image_size"] in SIZES[model]


async def test_every_code_of_a_picture_is_an_error_of_ours(siliconflow_double: Double) -> None:
    pictures = painter(siliconflow_double)
    for status, code, kind in PROVIDER.codes:
        siliconflow_double.post("/refuse", at="image", status=status, code=code)
        with pytest.raises(GeneratorError) as told:
            await pictures.submit(LAKE, "1-a")
        assert (type(told.value), told.value.is_charged) == (kind, kind is Timeout), (status, code)
        assert code in str(told.value)
        assert KEY not in str(told.value)
    await pictures.close()
    assert siliconflow_double.stats()["pictures"] == 0


async def test_given_up_clip_tells_why_without_the_key(siliconflow_double: Double) -> None:
    generator = maker(siliconflow_double)
    siliconflow_double.misbehave("fail_task", at="submit", times=1)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    siliconflow_double.post("/finish")
    state = await generator.poll(ticket)
    await generator.close()
    assert not isinstance(state, Progress)
    assert "the model gave up" in str(state)
    assert KEY not in str(state)
