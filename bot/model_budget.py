"""How often the language models were asked today, and how much they said; over a restart too.

Prevents a loop, or a child with too much time, from spending what the family pays for. Counted in the family's own day.
"""

import contextlib
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.errors import StoreFull, StoreLocked
from bot.model_settings import LanguageModelSettings
from bot.store import Store
from bot.tables import model_calls
from bot.telemetry import log
from intents.services.models.meter import Call

DAYS_KEPT = 60

_log = log("model")


class ModelBudget:
    """Counts calls and the tokens of the answers. Without `open` it counts for this process only."""

    def __init__(self, limits: LanguageModelSettings, zone: ZoneInfo, now: Callable[[], float]) -> None:
        self._limits = limits
        self._zone = zone
        self._now = now
        self._store: Store | None = None
        self._day = ""
        self._calls = 0
        self._tokens = 0

    async def open(self, store: Store) -> None:
        """Take up what was spent today before a restart."""
        self._store = store
        self._begin_day()
        day = self._day
        spent = sa.select(sa.func.sum(model_calls.c.calls), sa.func.sum(model_calls.c.tokens))
        calls, tokens = await store.read(lambda c: c.execute(spent.where(model_calls.c.day == day)).one())
        self._calls += calls or 0
        self._tokens += tokens or 0

    @property
    def is_used_up(self) -> bool:
        """Whether today's calls or tokens are gone. A limit of 0 is none."""
        self._begin_day()
        limits = self._limits
        return (0 < limits.calls_per_day <= self._calls) or (0 < limits.tokens_per_day <= self._tokens)

    async def count(self, call: Call) -> None:
        """Add a call to today's. On a full disk it is counted in memory only: the answer does not wait for the books."""
        self._begin_day()
        self._calls += 1
        self._tokens += call.tokens
        _log.info(
            "model.failed" if call.trouble else "model.answered",
            model=call.model,
            purpose=call.purpose,
            tokens=call.tokens,
            took_seconds=round(call.took_seconds, 2),
            **({"trouble": call.trouble} if call.trouble else {}),
        )
        if self._store is not None:
            day, store = self._day, self._store
            with contextlib.suppress(StoreFull, StoreLocked):
                await store.write(lambda connection: _add(connection, store, day, call))

    def _begin_day(self) -> None:
        day = datetime.fromtimestamp(self._now(), self._zone).date().isoformat()
        if day != self._day:
            self._day, self._calls, self._tokens = day, 0, 0


def _add(connection: Connection, store: Store, day: str, call: Call) -> None:
    row = {"day": day, "model": call.model[:100], "purpose": call.purpose}
    is_new_day = connection.scalar(sa.select(sa.func.count()).where(model_calls.c.day == day)) == 0
    connection.execute(store.insert_new(model_calls).values(**row, calls=0, tokens=0))
    connection.execute(
        sa.update(model_calls)
        .where(*(model_calls.c[name] == value for name, value in row.items()))
        .values(calls=model_calls.c.calls + 1, tokens=model_calls.c.tokens + call.tokens)
    )
    if is_new_day:
        known = model_calls.alias()
        oldest = sa.select(known.c.day).distinct().order_by(known.c.day.desc()).offset(DAYS_KEPT - 1).limit(1)
        connection.execute(sa.delete(model_calls).where(model_calls.c.day < oldest.scalar_subquery()))
