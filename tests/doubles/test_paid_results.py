"""How a clip bought from the paid double ends: fetched whole, or with nothing left behind."""

from pathlib import Path

import pytest

from generators.base import (
    BadRequest,
    Broken,
    Cancelled,
    Failed,
    Finished,
    GenerationRequest,
    GeneratorError,
    Ticket,
    Timeout,
)
from tests.doubles.paid_generator import PaidDouble
from tests.doubles.processes import Double

CAT = GenerationRequest("video", "a kitten fishing", seconds=1.0)
AT_ONCE = {"seconds": 0}


async def finished(paid: Double) -> tuple[PaidDouble, Finished]:
    double = PaidDouble(paid.url, timeout_seconds=0.5)
    ticket = await double.submit(CAT, "r1")
    assert isinstance(ticket, Ticket)
    state = await double.poll(ticket)
    assert isinstance(state, Finished)
    return double, state


@pytest.mark.parametrize("paid_server", [AT_ONCE], indirect=True)
@pytest.mark.parametrize(("mode", "error"), [("empty_file", Broken), ("half_file", Timeout), ("hang", Timeout)])
async def test_file_that_did_not_come_leaves_nothing(
    paid_server: Double, tmp_path: Path, mode: str, error: type[GeneratorError]
) -> None:
    double, result = await finished(paid_server)
    paid_server.misbehave(mode, at="file", times=1)
    with pytest.raises(error):
        await double.fetch(result, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert (await double.fetch(result, tmp_path)).path.stat().st_size > 1000


@pytest.mark.parametrize("paid_server", [AT_ONCE], indirect=True)
async def test_garbage_is_fetched_for_the_quality_gate_to_find(paid_server: Double, tmp_path: Path) -> None:
    double, result = await finished(paid_server)
    paid_server.misbehave("garbage_file", times=1)
    assert (await double.fetch(result, tmp_path)).path.read_bytes().startswith(b"not a film")


async def test_result_of_another_service_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(BadRequest):
        await PaidDouble("http://127.0.0.1:1").fetch(Finished("http://127.0.0.1:2/file/t1"), tmp_path)


@pytest.mark.parametrize("paid_server", [AT_ONCE], indirect=True)
async def test_task_that_fails_and_task_it_forgot_are_broken(paid_server: Double) -> None:
    paid_server.misbehave("fail_task", times=1)
    double = PaidDouble(paid_server.url)
    for ticket in (await double.submit(CAT, "r1"), Ticket("t99")):
        assert isinstance(ticket, Ticket)
        state = await double.poll(ticket)
        assert isinstance(state, Failed)
        assert isinstance(state.error, Broken)
    assert paid_server.stats()["charged"] == 1


@pytest.mark.parametrize("paid_server", [{"can_cancel": True, "seconds": 3600}], indirect=True)
async def test_cancelled_task_says_so(paid_server: Double) -> None:
    double = PaidDouble(paid_server.url)
    ticket = await double.submit(CAT, "r1")
    assert isinstance(ticket, Ticket)
    assert await double.cancel(ticket)
    state = await double.poll(ticket)
    assert isinstance(state, Failed)
    assert isinstance(state.error, Cancelled)
