"""A service that is watched: left alone when it keeps people waiting, and not for their impatience."""

import asyncio
import contextlib

import pytest

from intents.services.weather.errors import Resting
from intents.services.weather.open_meteo import OpenMeteo
from intents.services.weather.watched import TOO_SLOW_SECONDS, Watched
from tests.doubles.processes import Double
from tests.intents.services.weather.conftest import Clock


async def give_up_after(seconds: float, watched: Watched, clock: Clock) -> None:
    asked = asyncio.create_task(watched.look_up("青禾"))
    await asyncio.sleep(0.02)
    clock.seconds += seconds
    asked.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asked


async def test_three_who_waited_in_vain_are_enough(
    open_meteo: OpenMeteo, open_meteo_server: Double, clock: Clock
) -> None:
    watched = Watched(open_meteo, lambda *_: None, clock)
    open_meteo_server.misbehave("hang")
    for _ in range(3):
        await give_up_after(TOO_SLOW_SECONDS, watched, clock)
    with pytest.raises(Resting):
        await watched.look_up("青禾")
    open_meteo_server.misbehave("ok")
    clock.seconds += 30
    assert await watched.look_up("青禾")


async def test_who_changes_his_mind_says_nothing_of_the_service(
    open_meteo: OpenMeteo, open_meteo_server: Double, clock: Clock
) -> None:
    watched = Watched(open_meteo, lambda *_: None, clock)
    open_meteo_server.misbehave("hang")
    for _ in range(5):
        await give_up_after(TOO_SLOW_SECONDS / 2, watched, clock)
    open_meteo_server.misbehave("ok")
    assert await watched.look_up("青禾")
