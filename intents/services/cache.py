"""Answers of the world outside, kept for a while, and the day's calls, counted.

Prevents a second question about the same place from costing a second call: a free key has a hundred place searches a day.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

FROM_BEHIND_SECONDS = 60.0
"""What was found in the slower cache behind stays in memory this long: only that cache knows how old it is."""


class AnswerCache(Protocol):
    """Answers as JSON texts. `kind` is a word such as `place`, `key` whatever tells two questions of a kind apart."""

    async def get(self, kind: str, key: str) -> str | None:
        """The answer, unless it is too old or not there."""
        ...

    async def put(self, kind: str, key: str, value: str, seconds: float) -> None:
        """Keep an answer this long; it replaces the one before."""
        ...


class CallBudget(Protocol):
    """How often a service may still be called today."""

    async def take(self, kind: str) -> bool:
        """Count one call of this kind; False where none is left."""
        ...


@dataclass(frozen=True, slots=True)
class _Kept:
    value: str
    until: float


class MemoryCache:
    """The answers asked for last, in memory, in front of a slower cache where there is one.

    `now` counts seconds and never goes back. `most_characters` bounds keys and answers together.
    """

    def __init__(
        self,
        *,
        most_answers: int = 500,
        most_characters: int = 4_000_000,
        behind: AnswerCache | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most_answers = most_answers
        self._most_characters = most_characters
        self._behind = behind
        self._now = now
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._characters = 0

    def __len__(self) -> int:
        return len(self._kept)

    async def get(self, kind: str, key: str) -> str | None:
        """The answer from here, else from behind."""
        kept = self._kept.get((kind, key))
        if kept is not None and self._now() < kept.until:
            self._kept.move_to_end((kind, key))
            return kept.value
        self._forget((kind, key))
        if self._behind is None:
            return None
        value = await self._behind.get(kind, key)
        if value is not None:
            self._keep((kind, key), value, FROM_BEHIND_SECONDS)
        return value

    async def put(self, kind: str, key: str, value: str, seconds: float) -> None:
        """Keep it here and behind. Too long an answer is kept behind only."""
        self._keep((kind, key), value, seconds)
        if self._behind is not None:
            await self._behind.put(kind, key, value, seconds)

    def _keep(self, name: tuple[str, str], value: str, seconds: float) -> None:
        self._forget(name)
        size = _size(name, value)
        if seconds <= 0 or size > self._most_characters:
            return
        self._kept[name] = _Kept(value, self._now() + seconds)
        self._characters += size
        while len(self._kept) > self._most_answers or self._characters > self._most_characters:
            self._forget(next(iter(self._kept)))

    def _forget(self, name: tuple[str, str]) -> None:
        kept = self._kept.pop(name, None)
        if kept is not None:
            self._characters -= _size(name, kept.value)


def _size(name: tuple[str, str], value: str) -> int:
    return len(name[0]) + len(name[1]) + len(value)
