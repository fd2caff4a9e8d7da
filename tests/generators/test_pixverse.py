"""What only PixVerse has: pictures handed in first, an id for every request, errors at HTTP 200. The rest is in test_providers.py."""

import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from pydantic import ValidationError

from generators.base import BadRequest, Broken, ContentRefused, Failed, GenerationRequest, Ticket, Unreachable
from generators.pixverse import MODELS, PIXVERSE, Pixverse, PixverseOptions
from generators.remote.tasks import Told
from tests.doubles.processes import Double, StartDouble
from tests.generators.providers import KEY, KITTEN
from tests.generators.providers.pixverse import PROVIDER


@pytest.fixture
def double(start_double: StartDouble) -> Double:
    return start_double("pixverse", key=KEY)


def picture(path: Path, width: int = 4000, height: int = 3000) -> Path:
    Image.linear_gradient("L").convert("RGB").resize((width, height)).save(path, "JPEG")
    return path


def asked(double: Double) -> dict[str, Any]:
    sent: dict[str, Any] = double.stats()["last"]["submit"]
    return sent


async def test_photo_is_handed_in_first(double: Double, tmp_path: Path) -> None:
    generator = PROVIDER.make(double)
    source = picture(tmp_path / "grandma.jpg")
    request = GenerationRequest("video", "She smiles.", "people", seconds=3, source=source)
    assert isinstance(await generator.submit(request, "1-a"), Ticket)
    await generator.close()
    stats = double.stats()
    assert (stats["requests"], stats["charged"], stats["problems"]) == ({"upload": 1, "submit": 1}, 1, [])
    assert stats["last"]["submit"] == {
        "model": "v6",
        "prompt": "She smiles.",
        "negative_prompt": "people",
        "duration": 3,
        "quality": "720p",
        "seed": 0,
        "img_id": 9_007_199,
    }
    assert "grandma" not in stats["last"]["upload"]["image"]
    assert stats["last"]["upload"]["image"].startswith("data:image/jpeg;name=")


async def test_first_and_last_picture_have_a_door_of_their_own(double: Double, tmp_path: Path) -> None:
    generator = PROVIDER.make(double)
    first, last = picture(tmp_path / "a.jpg"), picture(tmp_path / "b.jpg", 600, 900)
    request = GenerationRequest("video", "Growing up.", "people", source=first, last=last)
    assert isinstance(await generator.submit(request, "1-a"), Ticket)
    await generator.close()
    sent = asked(double)
    assert (sent["first_frame_img"], sent["last_frame_img"]) == (9_007_199, 9_007_200)
    assert double.stats()["requests"] == {"upload": 2, "submit": 1}
    assert double.stats()["problems"] == []


@pytest.mark.parametrize("mode", ["hang", "hang_after", "cut_after", "http500_after", "wrong_body", "cut_before"])
async def test_picture_that_did_not_arrive_costs_nothing(double: Double, tmp_path: Path, mode: str) -> None:
    generator = PROVIDER.make(double, timeout_seconds=1)
    double.misbehave(mode, at="upload", times=1)
    request = GenerationRequest("video", "She smiles.", source=picture(tmp_path / "a.jpg"))
    with pytest.raises(Unreachable) as told:
        await generator.submit(request, "1-a")
    assert not told.value.is_charged
    assert isinstance(await generator.submit(request, "1-a"), Ticket)
    await generator.close()
    assert double.stats()["charged"] == 1


@pytest.mark.parametrize(
    ("status", "code", "kind"), [(500, "500052", ContentRefused), (200, "500032", BadRequest), (200, "42", Unreachable)]
)
async def test_refused_picture_is_not_paid_for(
    double: Double, tmp_path: Path, status: int, code: str, kind: type[Exception]
) -> None:
    generator = PROVIDER.make(double)
    double.post("/refuse", at="upload", status=status, code=code)
    with pytest.raises(kind, match=code) as told:
        await generator.submit(GenerationRequest("video", "She smiles.", source=picture(tmp_path / "a.jpg")), "1-a")
    await generator.close()
    assert KEY not in str(told.value)
    assert double.stats()["requests"] == {"upload": 1}


async def test_picture_alone_is_not_enough(double: Double, tmp_path: Path) -> None:
    generator = PROVIDER.make(double)
    with pytest.raises(BadRequest, match="prompt"):
        await generator.submit(GenerationRequest("video", " ", source=picture(tmp_path / "a.jpg")), "1-a")
    assert double.stats()["requests"] == {}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("quality", ["360p", "1080p"])
async def test_every_model_is_asked_for_what_it_sells(double: Double, model: str, quality: str) -> None:
    generator = PROVIDER.make(double, model=model, quality=quality)
    for seconds, (width, height) in zip((1.0, 7.0, 30.0), ((768, 432), (512, 768), (512, 512)), strict=True):
        request = GenerationRequest("video", "A lake.", seconds=seconds, width=width, height=height, seed=2**32 - 1)
        assert isinstance(await generator.submit(request, f"1-{seconds}"), Ticket)
        across, down = (int(part) for part in asked(double)["aspect_ratio"].split(":"))
        assert (across > down, across == down) == (width > height, width == height)
    await generator.close()
    assert double.stats()["problems"] == []


def test_1080p_of_older_models_is_shorter() -> None:
    def longest(model: str, quality: str) -> float:
        written = {"model": model, "quality": quality, "price_fen": 1}
        return Pixverse(PixverseOptions.model_validate(written)).capabilities.max_seconds

    assert [longest(model, "720p") for model in ("v5", "v5.6", "v6", "v99")] == [8, 10, 15, 15]
    assert [longest(model, "1080p") for model in ("v5", "v5.6", "v6", "v99")] == [5, 8, 15, 15]


def test_price_has_to_be_set() -> None:
    with pytest.raises(ValidationError, match="价目表"):
        PixverseOptions()


def test_every_request_has_an_id_of_its_own() -> None:
    ids = {PIXVERSE.headers(KEY)["Ai-trace-id"] for _ in range(50)}
    assert len(ids) == 50
    assert all(str(uuid.UUID(each)) == each for each in ids)


async def test_double_makes_nothing_for_an_id_it_has_seen(double: Double) -> None:
    headers = dict(PIXVERSE.headers(KEY))
    body = {"model": "v6", "prompt": "a", "duration": 5, "quality": "720p", "aspect_ratio": "16:9"}
    async with httpx.AsyncClient(base_url=double.url) as http:
        answers = [
            (await http.post("/openapi/v2/video/text/generate", json=body, headers=headers)).json() for _ in range(2)
        ]
    assert [answer["ErrCode"] for answer in answers] == [0, 400033]
    assert double.stats()["charged"] == 1


async def test_deleted_clip_was_paid_for(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = Pixverse(PixverseOptions(price_fen=1))

    async def answer(call: object) -> dict[str, Any]:
        return {"ErrCode": 0, "Resp": {"status": 6, "url": ""}}

    monkeypatch.setattr(generator._calls, "ask", answer)
    state = await generator.poll(Ticket("1"))
    assert isinstance(state, Failed)
    assert isinstance(state.error, Broken)
    assert state.error.is_charged


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({}, ("", "")),
        ({"ErrCode": 0, "ErrMsg": "Success"}, ("", "")),
        ({"ErrCode": "0", "ErrMsg": "success"}, ("", "")),
        ({"ErrCode": None, "ErrMsg": "?"}, ("", "")),
        ({"ErrCode": [500044]}, ("", "")),
        ({"ErrCode": 500044, "ErrMsg": "too many"}, ("500044", "too many")),
        ({"ErrCode": "500044"}, ("500044", "")),
        ({"err_code": 500052, "err_msg": "no", "resp": None}, ("500052", "no")),
    ],
)
def test_errors_are_read_from_good_answers(answer: dict[str, Any], said: tuple[str, str]) -> None:
    assert PIXVERSE.said(answer) == said


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"Resp": None}, Told("", code="status ")),
        ({"Resp": []}, Told("", code="status ")),
        ({"Resp": {"status": "1", "url": "https://a.test/b.mp4"}}, Told("1", "https://a.test/b.mp4", code="status 1")),
        ({"Resp": {"status": 7, "url": None}}, Told("7", code="status 7")),
        ({"Resp": {"status": True}}, Told("", code="status ")),
    ],
)
def test_odd_results_are_read(answer: dict[str, Any], told: Told) -> None:
    assert Pixverse(PixverseOptions(price_fen=1)).told(answer) == told


def test_odd_ids() -> None:
    generator = Pixverse(PixverseOptions(price_fen=1))
    assert generator.ticket_in({"Resp": {"video_id": 343252978602905}}) == "343252978602905"
    assert generator.ticket_in({"Resp": {"video_id": "4-WandVideo-4b"}}) == "4-WandVideo-4b"
    assert [generator.ticket_in({"Resp": odd}) for odd in (None, [], {"video_id": None}, "1")] == [""] * 4
    assert generator.question("a/../b?c").path == "/openapi/v2/video/result/a%2F..%2Fb%3Fc"


async def test_answer_without_an_id_may_have_been_charged(double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = PROVIDER.make(double)
    monkeypatch.setattr(generator, "ticket_in", lambda answer: "")
    with pytest.raises(Exception, match="without an id") as told:
        await generator.submit(KITTEN, "1-a")
    await generator.close()
    assert getattr(told.value, "is_charged", False)
