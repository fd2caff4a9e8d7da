"""One service, left alone while it does not work, and complained of once.

Prevents every question from waiting for the same dead service, a wrong key from being tried with every message, and the admin from
hearing of it each time.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias, TypeVar

from intents.services.models.circuit import Circuit
from intents.services.weather.errors import NotFound, OverQuota, Resting, SourceError, TooFrequent, WrongKey
from intents.services.weather.source import WeatherSource
from intents.services.weather.types import Weather, Where

Troubled: TypeAlias = Callable[[str, SourceError], None]
"""Told the name of a service and what a person has to put right there; returns at once."""

LASTING = (WrongKey, OverQuota)
TOO_SLOW_SECONDS = 1.0
"""Who gives a service up after this long has waited in vain; earlier he changed his mind."""
BUSY_SECONDS = 10.0

T = TypeVar("T")


class Watched:
    """A `WeatherSource` as long as it works; else raises Resting at once. `now` counts seconds and never goes back."""

    def __init__(self, source: WeatherSource, troubled: Troubled, now: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._troubled = troubled
        self._now = now
        self._circuit = Circuit(now)
        self._told = ""

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def reach_days(self) -> int:
        return self._source.reach_days

    async def look_up(self, place: str) -> tuple[Where, ...]:
        return await self._watch(lambda: self._source.look_up(place))

    async def forecast(self, where: Where, days: int) -> Weather:
        return await self._watch(lambda: self._source.forecast(where, days))

    async def _watch(self, ask: Callable[[], Awaitable[T]]) -> T:
        if not self._circuit.is_closed:
            raise Resting(self.name)
        self._circuit.try_it()
        started = self._now()
        try:
            answer = await ask()
        except NotFound:
            # Said without a call where a place lacks what this service goes by: it proves nothing.
            self._circuit.let_go()
            raise
        except SourceError as error:
            self._failed(error)
            raise
        except asyncio.CancelledError:
            if self._now() - started >= TOO_SLOW_SECONDS:
                self._circuit.failed()
            else:
                self._circuit.let_go()
            raise
        self._circuit.worked()
        self._told = ""
        return answer

    def _failed(self, error: SourceError) -> None:
        is_lasting = isinstance(error, LASTING)
        self._circuit.failed(
            is_lasting=is_lasting, rest_seconds=BUSY_SECONDS if isinstance(error, TooFrequent) else 0.0
        )
        if is_lasting and self._told != error.code:
            self._told = error.code
            self._troubled(self.name, error)
