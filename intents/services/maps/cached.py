"""Any map, asked once where it would be asked the same again."""

import base64
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from intents.services.cache import AnswerCache, MemoryCache
from intents.services.maps.errors import NotFound
from intents.services.maps.maps import Maps
from intents.services.maps.types import Mark, Place, Point, Route, Strategy, TransitRoute
from intents.services.single_flight import SingleFlight

HOUR = 3600.0
DAY = 24 * HOUR
MONTH = 30 * DAY
ROUTE_SECONDS = 120.0
"""As long as traffic stays the same, and a member asks back."""
PICTURE_CHARACTERS = 4_000_000

T = TypeVar("T")
_PLACES = TypeAdapter(tuple[Place, ...])
_ROUTES = TypeAdapter(tuple[Route, ...])
_JOURNEYS = TypeAdapter(tuple[TransitRoute, ...])


class CachedMaps:
    """Asks `maps` for what `cache` does not hold; the same question asked twice at once is asked once.

    Pictures stay in memory: they are big, and good for two minutes.
    """

    def __init__(self, maps: Maps, cache: AnswerCache) -> None:
        self._maps = maps
        self._cache = cache
        self._pictures = MemoryCache(most_characters=PICTURE_CHARACTERS)
        self._flights = SingleFlight()

    async def find_place(self, text: str, city: str = "") -> tuple[Place, ...]:
        async def ask() -> tuple[Place, ...]:
            try:
                return await self._maps.find_place(text, city)
            except NotFound:
                return ()

        found = await self._once("place", [text.strip(), city.strip()], ask, _PLACES, _seconds_found)
        if not found:
            raise NotFound("place")
        return found

    async def search(self, keyword: str, city: str) -> tuple[Place, ...]:
        key = [keyword.strip(), city.strip()]
        return await self._once("search", key, lambda: self._maps.search(keyword, city), _PLACES, _a_day)

    async def around(self, keyword: str, point: Point, radius_m: int = 3000) -> tuple[Place, ...]:
        key = [keyword.strip(), str(point), str(radius_m)]
        return await self._once("around", key, lambda: self._maps.around(keyword, point, radius_m), _PLACES, _a_day)

    async def walking(self, origin: Place, destination: Place) -> tuple[Route, ...]:
        return await self._route("walking", origin, destination, lambda: self._maps.walking(origin, destination))

    async def bicycling(self, origin: Place, destination: Place) -> tuple[Route, ...]:
        return await self._route("bicycling", origin, destination, lambda: self._maps.bicycling(origin, destination))

    async def electrobike(self, origin: Place, destination: Place) -> tuple[Route, ...]:
        return await self._route(
            "electrobike", origin, destination, lambda: self._maps.electrobike(origin, destination)
        )

    async def driving(self, origin: Place, destination: Place, strategy: Strategy = "fastest") -> tuple[Route, ...]:
        return await self._route(
            f"driving {strategy}", origin, destination, lambda: self._maps.driving(origin, destination, strategy)
        )

    async def transit(self, origin: Place, destination: Place) -> tuple[TransitRoute, ...]:
        key = [str(origin.point), str(destination.point)]
        return await self._once(
            "transit", key, lambda: self._maps.transit(origin, destination), _JOURNEYS, _two_minutes
        )

    async def static_map(self, marks: Sequence[Mark], polyline: Sequence[Point] = ()) -> bytes:
        key = json.dumps([[f"{mark.label} {mark.point}" for mark in marks], [str(point) for point in polyline]])
        kept = await self._pictures.get("picture", key)
        if kept is None:
            picture = await self._flights.ask("picture", key, lambda: self._maps.static_map(marks, polyline))
            await self._pictures.put("picture", key, base64.b64encode(picture).decode(), ROUTE_SECONDS)
            return picture
        return base64.b64decode(kept)

    async def _route(
        self, how: str, origin: Place, destination: Place, ask: Callable[[], Awaitable[tuple[Route, ...]]]
    ) -> tuple[Route, ...]:
        key = [how, str(origin.point), str(destination.point)]
        return await self._once("route", key, ask, _ROUTES, _two_minutes)

    async def _once(
        self,
        kind: str,
        words: list[str],
        ask: Callable[[], Awaitable[T]],
        shape: TypeAdapter[T],
        seconds: Callable[[T], float],
    ) -> T:
        key = json.dumps(words, ensure_ascii=False)

        async def look_up() -> T:
            kept = await self._cache.get(kind, key)
            if kept is not None:
                try:
                    return shape.validate_json(kept)
                except ValidationError:
                    pass  # Kept by a version of 小爱 that knew places otherwise.
            answer = await ask()
            await self._cache.put(kind, key, shape.dump_json(answer).decode(), seconds(answer))
            return answer

        return await self._flights.ask(kind, key, look_up)


def _seconds_found(places: tuple[Place, ...]) -> float:
    """A place for a day, an address for a month; what may be found better in an hour for an hour."""
    if not places or any(place.is_stop for place in places[:1]):
        return HOUR
    return DAY if any(place.id for place in places) else MONTH


def _a_day(_: object) -> float:
    return DAY


def _two_minutes(_: object) -> float:
    return ROUTE_SECONDS
