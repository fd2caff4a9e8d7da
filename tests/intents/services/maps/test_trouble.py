"""A service that is slow, broken, gone or not what it should be: an answer in time, and one that says so."""

import asyncio
import contextlib
import socket
import time

import pytest

from intents.services.maps.amap import AmapMaps
from intents.services.maps.errors import TooFrequent, Unavailable
from intents.services.maps.maps import all_within
from tests.doubles.processes import Double, closed_port
from tests.intents.services.maps.conftest import PARK, SCHOOL, STATION, OpenWeb


@pytest.mark.parametrize(
    "mode", ["http500", "wrong_body", "cut_before", "cut_after", "half_body", "half_json", "redirect", "huge", "refuse"]
)
async def test_a_broken_answer_is_said_to_be_none(maps: AmapMaps, amap: Double, mode: str) -> None:
    amap.misbehave(mode)
    with pytest.raises(Unavailable):
        await maps.walking(SCHOOL, PARK)
    assert amap.stats()["requests"]["walking"] == 1
    amap.misbehave("ok")
    assert await maps.walking(SCHOOL, PARK)


async def test_a_service_of_ten_seconds_is_given_up_in_time(maps: AmapMaps, amap: Double) -> None:
    amap.misbehave("slow", seconds=10)
    began = time.monotonic()
    with pytest.raises(Unavailable, match="timeout"):
        await maps.walking(SCHOOL, PARK)
    assert time.monotonic() - began < 4.5
    amap.misbehave("ok")


async def test_all_questions_of_an_answer_together_stay_under_six_seconds(maps: AmapMaps, amap: Double) -> None:
    async def five_questions() -> None:
        async with all_within():
            for _ in range(5):
                # A handler that goes on without one of its answers.
                with contextlib.suppress(Unavailable):
                    await maps.find_place("人民公园")

    amap.misbehave("hang")
    began = time.monotonic()
    with pytest.raises(Unavailable, match="timeout"):
        await five_questions()
    assert time.monotonic() - began < 6
    amap.misbehave("ok")


async def test_nobody_there_is_said_at_once(open_web: OpenWeb) -> None:
    maps = AmapMaps(open_web(base_url=f"http://127.0.0.1:{closed_port()}"))
    with pytest.raises(Unavailable, match="ConnectError"):
        await maps.walking(SCHOOL, PARK)


async def test_a_name_that_nobody_resolves_is_nobody_there(open_web: OpenWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unavailable, match="ConnectError"):
        await AmapMaps(open_web(base_url="https://restapi.amap.invalid")).walking(SCHOOL, PARK)


@pytest.mark.parametrize("amap", [{"calls_per_second": 3}], indirect=True)
async def test_many_at_once_keep_to_the_pace_of_the_key(open_web: OpenWeb, amap: Double) -> None:
    maps = AmapMaps(open_web(calls_per_second=3))
    began = time.monotonic()
    answers = await asyncio.gather(*(maps.walking(SCHOOL, PARK) for _ in range(6)))
    assert len(answers) == 6
    assert time.monotonic() - began >= 1


async def test_who_would_wait_too_long_for_a_turn_is_told(open_web: OpenWeb, amap: Double) -> None:
    maps = AmapMaps(open_web(calls_per_second=1))
    answers = await asyncio.gather(*(maps.driving(SCHOOL, STATION) for _ in range(4)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, TooFrequent)]
    assert [error.reason for error in refused] == ["queue", "queue"]
    assert amap.stats()["requests"]["driving"] == 2
