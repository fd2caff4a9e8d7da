"""Any weather service, asked once where it would be asked the same again: a place for a month, its weather for 20 minutes."""

import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from intents.services.cache import AnswerCache
from intents.services.single_flight import SingleFlight
from intents.services.weather.errors import NotFound
from intents.services.weather.source import WeatherSource
from intents.services.weather.types import Weather, Where

WEATHER_SECONDS = 20 * 60.0
PLACE_SECONDS = 30 * 24 * 3600.0
NO_PLACE_SECONDS = 24 * 3600.0
A_WEEK = 7
"""So much is asked for at least: who asks for tomorrow asks for the day after next."""

T = TypeVar("T")
_PLACES = TypeAdapter(tuple[Where, ...])
_WEATHER = TypeAdapter(Weather)


class CachedWeather:
    """A `WeatherSource` with its answers kept in `cache`; the same question asked twice at once is asked once."""

    def __init__(self, source: WeatherSource, cache: AnswerCache) -> None:
        self._source = source
        self._cache = cache
        self._flights = SingleFlight()

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def reach_days(self) -> int:
        return self._source.reach_days

    async def look_up(self, place: str) -> tuple[Where, ...]:
        place = place.strip()

        async def ask() -> tuple[Where, ...]:
            try:
                return await self._source.look_up(place)
            except NotFound:
                return ()

        found = await self._once(
            "weather_place", [place], ask, _PLACES, lambda found: PLACE_SECONDS if found else NO_PLACE_SECONDS
        )
        if not found:
            raise NotFound(place)
        return found

    async def forecast(self, where: Where, days: int) -> Weather:
        days = min(A_WEEK if days <= A_WEEK else self.reach_days, self.reach_days)
        key = [where.name, where.adcode, f"{where.latitude:.4f},{where.longitude:.4f}", str(days)]
        return await self._once(
            "weather", key, lambda: self._source.forecast(where, days), _WEATHER, lambda _: WEATHER_SECONDS
        )

    async def _once(
        self,
        kind: str,
        words: list[str],
        ask: Callable[[], Awaitable[T]],
        shape: TypeAdapter[T],
        seconds: Callable[[T], float],
    ) -> T:
        key = json.dumps([self.name, *words], ensure_ascii=False)

        async def look_up() -> T:
            kept = await self._cache.get(kind, key)
            if kept is not None:
                try:
                    return shape.validate_json(kept)
                except ValidationError:
                    pass  # Kept by a version of 小爱 that knew the weather otherwise.
            answer = await ask()
            await self._cache.put(kind, key, shape.dump_json(answer).decode(), seconds(answer))
            return answer

        return await self._flights.ask(kind, key, look_up)
