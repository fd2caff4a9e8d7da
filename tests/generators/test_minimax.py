"""What only MiniMax has: a list of contents, prices by the second, ten seconds between two questions, and a cancel that also deletes."""

import asyncio
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr, ValidationError

from generators.base import (
    BadRequest,
    Broken,
    Busy,
    ContentRefused,
    Failed,
    Finished,
    GenerationRequest,
    GeneratorError,
    NeedsTopUp,
    Progress,
    Ticket,
    Timeout,
)
from generators.minimax import ANY_MOTION, MINIMAX, MiniMax, MiniMaxOptions
from generators.polling import schedule_for
from generators.remote.vendor import Refused
from tests.doubles.processes import Double, StartDouble
from tests.generators.providers import KITTEN

KEY = "a1b2c3.topsecretkey"


@pytest.fixture
def double(start_double: StartDouble) -> Double:
    return start_double("minimax", key=KEY)


def maker(double: Double, **options: object) -> MiniMax:
    return MiniMax(MiniMaxOptions.model_validate({"base_url": double.url, **options}), SecretStr(KEY))


def unasked() -> MiniMax:
    """One that nobody asks for anything: no double is needed."""
    return MiniMax(MiniMaxOptions(), SecretStr(KEY))


def photo(path: Path) -> Path:
    Image.linear_gradient("L").convert("RGB").resize((1200, 900)).save(path, "JPEG")
    return path


def last_sent(double: Double) -> dict[str, Any]:
    sent: dict[str, Any] = double.stats()["last"]["submit"]
    return sent


async def test_photo_needs_words_and_gives_the_shape(double: Double, tmp_path: Path) -> None:
    generator = maker(double)
    source = photo(tmp_path / "grandma.jpg")
    await generator.submit(GenerationRequest("video", " ", source=source), "1-a")
    sent = last_sent(double)
    assert sent["ratio"] == "adaptive"
    assert [each.get("text", each.get("role")) for each in sent["content"]] == [ANY_MOTION, "first_frame"]
    last = tmp_path / "tall.png"
    Image.new("RGB", (300, 900)).save(last)
    await generator.submit(GenerationRequest("video", "Growing up.", source=source, last=last), "1-b")
    await generator.close()
    content = last_sent(double)["content"]
    assert [each.get("role") for each in content] == [None, "first_frame", "last_frame"]
    assert all(each["image_url"]["url"].startswith("data:image/jpeg;base64,") for each in content[1:])
    assert double.stats()["problems"] == []


def test_two_pictures_fit_into_one_request() -> None:
    most = MiniMax.picture.max_bytes
    assert most <= 30_000_000
    assert 2 * most * 4 / 3 + 4 * MiniMax.most_prompt < 64_000_000


@pytest.mark.parametrize(
    ("options", "seconds", "sent", "fen"),
    [
        ({}, 1, ("768P", 4), 228),
        ({}, 5, ("768P", 5), 284),
        ({"resolution": "2K"}, 15, ("2K", 15), 1385),
        ({"model": "MiniMax-H3-Max", "fen_per_second": 40}, 4, ("768P", 5), 200),
        ({"model": "MiniMax-H3-Max", "resolution": "480P", "fen_per_second": 40}, 30, ("480P", 15), 600),
    ],
)
async def test_every_second_costs(
    double: Double, options: dict[str, object], seconds: float, sent: tuple[str, int], fen: int
) -> None:
    generator = maker(double, **options)
    request = GenerationRequest("video", "Rain.", seconds=seconds, width=432, height=768)
    await generator.submit(request, "1-a")
    await generator.close()
    body = last_sent(double)
    assert (body["resolution"], body["duration"], body["ratio"]) == (*sent, "9:16")
    assert double.stats()["problems"] == []
    assert generator.capabilities.price(body["duration"]) == fen
    assert abs(double.stats()["fen"] - fen) <= 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"model": "MiniMax-Hailuo-2.3"}, "旧接口.*model 写 MiniMax-H3"),
        ({"model": "MiniMax-Hailuo-02", "price_fen": 100}, "旧接口"),
        ({"model": "T2V-01-Director"}, "旧接口"),
        ({"resolution": "480P"}, "清晰度只有 768P、2K"),
        ({"model": "MiniMax-H3-Max", "resolution": "2K"}, "清晰度只有 768P、480P"),
        ({"model": "MiniMax-H3-Max"}, "价钱小爱不知道.*fen_per_second"),
        ({"model": "MiniMax-H4"}, "价钱小爱不知道"),
    ],
)
def test_what_is_not_sold_is_told_in_chinese(options: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        MiniMaxOptions.model_validate(options)


def test_price_that_is_set_counts() -> None:
    def price(seconds: float, **options: object) -> int:
        return MiniMax(MiniMaxOptions.model_validate(options)).capabilities.price(seconds)

    assert (price(10), price(10, fen_per_second=60), price(10, price_fen=500)) == (568, 600, 500)
    newer = MiniMax(MiniMaxOptions.model_validate({"model": "MiniMax-H4", "fen_per_second": 70})).capabilities
    assert (newer.lengths, newer.price(10), newer.has_audio) == (tuple(range(4, 16)), 700, False)


@pytest.mark.parametrize("past", [(), (12.0, 13.0, 12.5, 12.2), (90.0, 100.0, 110.0, 400.0), (3000.0,) * 8])
def test_it_is_never_asked_within_ten_seconds(past: tuple[float, ...]) -> None:
    able = MiniMax.capabilities
    assert able.poll_seconds == 10.0
    schedule = schedule_for(past, able.typical_seconds, able.poll_seconds)
    asked = [0.0]
    while asked[-1] < 20_000:
        asked.append(asked[-1] + schedule.pause(asked[-1]))
    assert min(later - earlier for earlier, later in pairwise(asked)) >= 10.0 - 1e-6


async def test_cancelling_never_deletes_what_is_finished(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("minimax", key=KEY, seconds=0)
    generator = maker(double)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    assert await generator.cancel(ticket) is False
    assert "cancel" not in double.stats()["requests"]
    assert (await generator.fetch(Finished(ticket.id), tmp_path)).path.is_file()
    assert await generator.cancel(Ticket("424010985999999")) is False
    await generator.close()


async def test_what_runs_cannot_be_stopped_any_more(start_double: StartDouble) -> None:
    double = start_double("minimax", key=KEY, seconds=2.5)
    generator = maker(double)
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    await asyncio.sleep(0.9)
    assert await generator.cancel(ticket) is False
    assert "cancel" not in double.stats()["requests"]
    # Between the question and the wish it has begun.
    double.post("/refuse", at="cancel", status=400, code="2013")
    waits = await generator.submit(KITTEN, "1-b")
    assert isinstance(waits, Ticket)
    assert await generator.cancel(waits) is False
    assert isinstance(await generator.poll(waits), Progress)
    await generator.close()


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (402, {"type": "error", "error": {"type": "insufficient_balance_error", "message": "no balance"}}, NeedsTopUp),
        (422, {"type": "error", "error": {"type": "unprocessable_entity_error", "message": "no"}}, ContentRefused),
        (401, {"type": "error", "error": {"type": "authorized_error", "message": "login fail"}}, BadRequest),
        (429, {"type": "error", "error": {"type": "rate_limit_error", "message": "(42) later"}}, Busy),
        (500, {"type": "error", "error": {"type": "server_error", "message": "internal error (1000)"}}, Timeout),
        (400, {"type": "error", "error": {"type": "server_error", "message": "no balance (1008) "}}, NeedsTopUp),
        (200, {"base_resp": {"status_code": "1008", "status_msg": "no"}}, NeedsTopUp),
        (200, {"base_resp": {"status_code": 1026, "status_msg": "no"}, "task_id": "42"}, ContentRefused),
        (400, {"error": "no"}, BadRequest),
        (400, {"error": None, "base_resp": []}, BadRequest),
        (418, {}, BadRequest),
    ],
)
def test_error_is_read_from_where_it_stands(status: int, answer: dict[str, Any], kind: type[GeneratorError]) -> None:
    assert type(MINIMAX.error(Refused(status, answer, str), "minimax")) is kind


@pytest.mark.parametrize(
    "answer",
    [{"task_id": "42"}, {"base_resp": {"status_code": 0, "status_msg": "success"}}, {"task": {"error": None}}, {"error": None}],
)  # fmt: skip
def test_good_answer_is_no_error(answer: dict[str, Any]) -> None:
    assert not any(MINIMAX.said(answer))


@pytest.mark.parametrize(
    "task", [None, [], "42", 42, {}, {"status": None}, {"content": []}, {"content": {"url": None}}]
)
def test_odd_answer_has_no_clip(task: Any) -> None:
    told = unasked().told({"task": task})
    assert (told.word, told.address) == ("", "")


@pytest.mark.parametrize("answer", [{}, {"task_id": None}, {"task_id": {}}, {"task_id": []}, {"task_id": ""}])
def test_odd_answer_has_no_ticket(answer: dict[str, Any]) -> None:
    assert unasked().ticket_in(answer) == ""


def test_odd_id_stays_in_its_place() -> None:
    generator = unasked()
    assert generator.question("../v1/x?y").path == "/v2/query/video_generation/..%2Fv1%2Fx%3Fy"
    assert generator.stop("a/b").path == "/v2/video_generation/a%2Fb"
    assert generator.ticket_in({"task_id": 424010985738629}) == "424010985738629"


@pytest.mark.parametrize("code", [1027, "1027"])
async def test_task_that_failed_by_moderation_may_say_its_code_as_a_number(code: str | int) -> None:
    generator = unasked()
    told = generator.told({"task": {"status": "failed", "error": {"code": code, "message": "sensitive"}}})
    assert isinstance(generator._failure(Ticket("42"), told), ContentRefused)


async def test_task_that_expired_was_perhaps_paid_for(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = unasked()

    async def expired(call: object) -> dict[str, Any]:
        return {"task": {"status": "expired"}}

    monkeypatch.setattr(generator._calls, "ask", expired)
    state = await generator.poll(Ticket("42"))
    assert isinstance(state, Failed)
    assert isinstance(state.error, Broken)
    assert state.error.is_charged
