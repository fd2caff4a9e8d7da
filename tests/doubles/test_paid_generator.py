"""The paid double through its generator: every way to misbehave ends as the right error and the right charge."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from generators.base import (
    BadRequest,
    Busy,
    CannotAsk,
    ContentRefused,
    Finished,
    GenerationRequest,
    GeneratorError,
    NeedsTopUp,
    NotFound,
    Progress,
    Ticket,
    Timeout,
    Unreachable,
)
from tests.doubles.paid_generator import PaidDouble
from tests.doubles.processes import ROOT, Double, closed_port
from tests.doubles.waiting import until

CAT = GenerationRequest("video", "a kitten fishing", seconds=1.0)
SUBMIT_AND_WAIT = """
import asyncio, sys
from generators.base import GenerationRequest
from tests.doubles.paid_generator import PaidDouble
asyncio.run(PaidDouble(sys.argv[1], timeout_seconds=60).submit(GenerationRequest("video", "a kitten"), "r1"))
"""


def generator(paid: Double, can_find: bool = False) -> PaidDouble:
    return PaidDouble(paid.url, can_find=can_find, timeout_seconds=0.5)


@pytest.mark.parametrize("paid_server", [{"seconds": 3600}], indirect=True)
async def test_clip_is_bought_and_fetched(paid_server: Double, tmp_path: Path) -> None:
    double = generator(paid_server)
    ticket = await double.submit(CAT, "r1")
    assert isinstance(ticket, Ticket)
    state = await double.poll(ticket)
    assert isinstance(state, Progress)
    assert state.fraction is not None
    assert state.fraction < 0.1
    paid_server.post("/finish")
    state = await double.poll(ticket)
    assert isinstance(state, Finished)
    artifact = await double.fetch(state, tmp_path / "new")
    assert artifact.path.read_bytes()[4:8] == b"ftyp"
    assert list((tmp_path / "new").iterdir()) == [artifact.path]
    assert not await double.cancel(ticket)


@pytest.mark.parametrize(
    ("mode", "error", "charged"),
    [
        ("http500", Unreachable, 0),
        ("busy429", Busy, 0),
        ("no_money", NeedsTopUp, 0),
        ("refuse", BadRequest, 0),
        ("refuse_content", ContentRefused, 0),
        ("hang", Timeout, 0),
        ("cut_before", Timeout, 0),
        ("hang_after", Timeout, 1),
        ("cut_after", Timeout, 1),
        ("slow", Timeout, 1),
        ("http500_after", Timeout, 1),
        ("wrong_body", Timeout, 1),
    ],
)
async def test_failed_submit_says_whether_it_may_have_cost(
    paid_server: Double, mode: str, error: type[GeneratorError], charged: int
) -> None:
    paid_server.misbehave(mode, times=1)
    with pytest.raises(error) as raised:
        await generator(paid_server).submit(CAT, "r1")
    assert paid_server.stats()["charged"] == charged
    assert raised.value.is_charged or not charged
    if isinstance(raised.value, Busy):
        assert raised.value.retry_after_seconds == 2.0
    assert await generator(paid_server).submit(CAT, "r2") == Ticket(f"t{charged + 1}")


async def test_wrong_setting_is_named() -> None:
    with pytest.raises(BadRequest, match="kind"):
        await PaidDouble("http://127.0.0.1:1").submit(replace(CAT, kind="image"), "r1")


async def test_setting_the_far_side_refuses_is_named(paid_server: Double) -> None:
    with pytest.raises(BadRequest, match="fps is 12"):
        await generator(paid_server).submit(replace(CAT, fps=12), "r1")


async def test_nobody_there_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        await PaidDouble(f"http://127.0.0.1:{closed_port()}").submit(CAT, "r1")


@pytest.mark.parametrize("paid_server", [{"can_find": True}], indirect=True)
async def test_request_is_found_again_after_a_cut(paid_server: Double) -> None:
    double = generator(paid_server, can_find=True)
    assert await double.find("r1") == NotFound()
    paid_server.misbehave("cut_after", times=1)
    with pytest.raises(Timeout):
        await double.submit(CAT, "r1")
    assert await double.find("r1") == Ticket("t1")
    assert paid_server.stats()["finds"] == 2


async def test_service_without_a_list_cannot_be_asked(paid_server: Double) -> None:
    assert await generator(paid_server).find("r1") == CannotAsk()
    with pytest.raises(BadRequest):  # And never NotFound, which would be paid twice.
        await generator(paid_server, can_find=True).find("r1")


@pytest.mark.parametrize("paid_server", [{"can_find": True}], indirect=True)
async def test_what_a_killed_bot_bought_is_still_known(paid_server: Double) -> None:
    paid_server.misbehave("hang_after")
    with subprocess.Popen([sys.executable, "-c", SUBMIT_AND_WAIT, paid_server.url], cwd=ROOT) as bot:
        try:
            await until(lambda: paid_server.stats()["charged"])
        finally:
            bot.kill()
    assert await generator(paid_server, can_find=True).find("r1") == Ticket("t1")
