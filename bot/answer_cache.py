"""Answers of the map and the weather, kept over a restart: a free key has a hundred place searches a day.

They are nobody's: what was looked up stands here, not who asked. Old ones go every night.
"""

import contextlib
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.errors import StoreFull, StoreLocked
from bot.store import Store
from bot.tables import answers

LONGEST_KEY = 400
SHORTEST_WORTH_SECONDS = 600.0
"""What is forgotten sooner stays in memory: a route of two minutes is not worth a write."""


class StoredAnswers:
    """An `AnswerCache` in the store. Before `open` it holds nothing."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._store: Store | None = None

    def open(self, store: Store) -> None:
        """From here on answers are kept."""
        self._store = store

    async def get(self, kind: str, key: str) -> str | None:
        """The answer, unless it is too old or not there."""
        if self._store is None or len(key) > LONGEST_KEY:
            return None
        query = sa.select(answers.c.value).where(*_is(kind, key), answers.c.expires_at > self._now())
        return await self._store.read(lambda connection: connection.scalar(query))

    async def put(self, kind: str, key: str, value: str, seconds: float) -> None:
        """Keep an answer this long. On a full disk it is not kept: the member has his answer all the same."""
        if self._store is None or len(key) > LONGEST_KEY or seconds < SHORTEST_WORTH_SECONDS:
            return
        row = {"kind": kind, "key": key, "value": value, "expires_at": self._now() + seconds}

        def change(connection: Connection) -> None:
            connection.execute(sa.delete(answers).where(*_is(kind, key)))
            connection.execute(sa.insert(answers).values(row))

        with contextlib.suppress(StoreFull, StoreLocked):
            await self._store.write(change)


def _is(kind: str, key: str) -> tuple[sa.ColumnElement[bool], ...]:
    return answers.c.kind == kind, answers.c.key == key
