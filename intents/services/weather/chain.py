"""The weather services in their order: the first that knows answers, and none holds a member up."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from intents.services.cache import AnswerCache
from intents.services.weather.cached import CachedWeather
from intents.services.weather.errors import Ambiguous, NotFound, SourceError, Unavailable
from intents.services.weather.gazetteer import stem
from intents.services.weather.source import WeatherSource
from intents.services.weather.types import Weather, Where
from intents.services.weather.watched import Troubled, Watched

ANSWER_SECONDS = 5.5
"""For everything together; after six a member thinks that nobody is there."""
ALL = "all"

T = TypeVar("T")


class WeatherChain:
    """和风 where it is set up, 高德 where a key is, Open-Meteo always: give `sources` in that order.

    `troubled` hears of a key that is wrong or used up, once until it has worked again. `now` counts seconds and never goes back.
    """

    def __init__(
        self,
        sources: Sequence[WeatherSource],
        cache: AnswerCache,
        troubled: Troubled,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        # The cache outside: what it answers says nothing about how the service is.
        self._sources = [CachedWeather(Watched(source, troubled, now), cache) for source in sources]

    async def weather(self, place: str, days: int = 1, near: str = "") -> Weather:
        """The weather of a place by its name, today and on. `near` is the family's city: its 新城区 goes before all others.

        Raises NotFound, Ambiguous with the places to choose from, or Unavailable, within six seconds.
        """

        async def ask(source: WeatherSource) -> Weather:
            found = _nearest(await source.look_up(place), near)
            if len(found) > 1:
                raise Ambiguous(found)
            return await source.forecast(found[0], days)

        return await self._first(ask, days, place)

    async def forecast(self, where: Where, days: int = 1) -> Weather:
        """The weather of a place that was chosen. Raises NotFound or Unavailable, within six seconds."""
        return await self._first(lambda source: source.forecast(where, days), days, where.name)

    async def _first(self, ask: Callable[[WeatherSource], Awaitable[T]], days: int, place: str) -> T:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + ANSWER_SECONDS
        # One that knows the day that is asked for goes before one that only knows the next few.
        sources = sorted(self._sources, key=lambda source: source.reach_days < days)
        faults: list[SourceError] = []
        for index, source in enumerate(sources):
            share = (deadline - loop.time()) / (len(sources) - index)
            try:
                async with asyncio.timeout(share):
                    return await ask(source)
            except TimeoutError:
                faults.append(Unavailable(source.name, "no answer in time"))
            except SourceError as error:
                faults.append(error)
            except NotFound:
                continue
        if not faults:
            raise NotFound(place)
        # Also where another service does not know the place: the one that failed might.
        raise Unavailable(ALL, ", ".join(f"{fault.source} {fault.code}" for fault in faults))


def _nearest(found: tuple[Where, ...], near: str) -> tuple[Where, ...]:
    here = stem(near)
    return tuple(where for where in found if here and here in where.label)[:1] or found
