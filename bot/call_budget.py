"""How often a service was called today, by kind of question; over a restart too.

Prevents a talkative evening from using up what the key may ask in a day, or what it would cost. Counted in the family's own day.
"""

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.errors import StoreFull, StoreLocked
from bot.store import Store
from bot.tables import service_calls
from bot.telemetry import log

_log = log("service")


class DailyBudget:
    """A `CallBudget` for one service. `limits` are calls a day by kind; a kind that is not in it, or 0, has no limit."""

    def __init__(self, service: str, limits: Mapping[str, int], zone: ZoneInfo, now: Callable[[], float]) -> None:
        self._service = service
        self._limits = limits
        self._zone = zone
        self._now = now
        self._store: Store | None = None
        self._day = ""
        self._calls: Counter[str] = Counter()

    async def open(self, store: Store) -> None:
        """Take up what was called today before a restart."""
        self._store = store
        self._begin_day()
        day = self._day
        query = sa.select(service_calls).where(service_calls.c.day == day, service_calls.c.service == self._service)
        for row in await store.read(lambda connection: connection.execute(query).all()):
            self._calls[row.kind] += row.calls

    async def take(self, kind: str) -> bool:
        """Count one call of this kind; False where none is left today."""
        self._begin_day()
        if 0 < self._limits.get(kind, 0) <= self._calls[kind]:
            return False
        self._calls[kind] += 1
        _log.debug("service.called", service=self._service, kind=kind)
        if self._store is not None:
            day, store = self._day, self._store
            # On a full disk it is counted in memory only: the answer does not wait for the books.
            with contextlib.suppress(StoreFull, StoreLocked):
                await store.write(lambda connection: self._add(connection, store, day, kind))
        return True

    def _begin_day(self) -> None:
        day = datetime.fromtimestamp(self._now(), self._zone).date().isoformat()
        if day != self._day:
            self._day = day
            self._calls.clear()

    def _add(self, connection: Connection, store: Store, day: str, kind: str) -> None:
        row = {"day": day, "service": self._service, "kind": kind}
        connection.execute(store.insert_new(service_calls).values(**row, calls=0))
        connection.execute(
            sa.update(service_calls)
            .where(*(service_calls.c[name] == value for name, value in row.items()))
            .values(calls=service_calls.c.calls + 1)
        )
