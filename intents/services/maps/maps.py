"""What a map can be asked, whoever answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from intents.services.maps.errors import Unavailable
from intents.services.maps.types import Mark, Place, Point, Route, Strategy, TransitRoute

ANSWER_SECONDS = 5.5
"""After this long a member hears that the map does not answer; with half a second for the way to him it stays under six."""


class Maps(Protocol):
    """A map of China. Every question raises `MapError` and takes at most four seconds by itself."""

    async def find_place(self, text: str, city: str = "") -> tuple[Place, ...]:
        """The places that a name or an address may mean, likeliest first, those in `city` before others.

        Several with the same name in different cities are for the asker to choose from. Raises `NotFound` where there is none.
        """
        ...

    async def search(self, keyword: str, city: str) -> tuple[Place, ...]:
        """Places of a kind in a city, best first; empty where there are none."""
        ...

    async def around(self, keyword: str, point: Point, radius_m: int = 3000) -> tuple[Place, ...]:
        """Places of a kind near a point, best first, with their distance; empty where there are none. At most 50 km."""
        ...

    async def walking(self, origin: Place, destination: Place) -> tuple[Route, ...]:
        """Ways on foot, best first, at least one."""
        ...

    async def bicycling(self, origin: Place, destination: Place) -> tuple[Route, ...]:
        """Ways by bicycle."""
        ...

    async def electrobike(self, origin: Place, destination: Place) -> tuple[Route, ...]:
        """Ways by electric bicycle."""
        ...

    async def driving(self, origin: Place, destination: Place, strategy: Strategy = "fastest") -> tuple[Route, ...]:
        """Ways by car, as the roads are now."""
        ...

    async def transit(self, origin: Place, destination: Place) -> tuple[TransitRoute, ...]:
        """Journeys by bus, underground and, between cities, by train, leaving now."""
        ...

    async def static_map(self, marks: Sequence[Mark], polyline: Sequence[Point] = ()) -> bytes:
        """A PNG of at most ten pins and a way."""
        ...


@contextlib.asynccontextmanager
async def all_within(seconds: float = ANSWER_SECONDS, call: str = "all") -> AsyncIterator[None]:
    """Gives up on all questions asked inside together, as `Unavailable`: two places, a route and a picture are five calls."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise Unavailable(call, "timeout") from None
