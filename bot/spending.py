"""What the family's paid generators have cost, and the end of it for one day.

Every call that may cost something stands in the ledger before it is made, and the sum is taken in the transaction that writes it
there: two clips that begin at once cannot both spend the last yuan. A call nobody can tell the end of counts until it is settled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.days import Span, day_of, month_of
from bot.store import Store
from bot.tables import jobs, ledger
from generators.base import GeneratorError

SPENT = ("open", "taken", "settled")
"""States of a call that has cost something, or may have."""


class DayBudgetSpent(GeneratorError):
    """The call would cost more than is left of the day's money. Nothing was asked for."""

    code = "day_budget"

    def __init__(self, day: str, limit_fen: int) -> None:
        super().__init__(f"more than {limit_fen} fen on {day}")
        self.day = day
        self.limit_fen = limit_fen


@dataclass(frozen=True, slots=True)
class Spent:
    """What one generator cost in some time."""

    generator: str
    calls: int
    fen: int
    unclear_fen: int
    """Of it, for calls that nobody knows the end of."""


class Spending:
    """Sums up the ledger. `yuan_per_day` of 0 is no limit."""

    def __init__(self, store: Store, yuan_per_day: float, zone: ZoneInfo, now: Callable[[], float]) -> None:
        self._store = store
        self._limit_fen = round(yuan_per_day * 100)
        self._zone = zone
        self._now = now

    @property
    def limit_fen(self) -> int:
        """What may be spent a day, in fen; 0 is no limit."""
        return self._limit_fen

    def allow(self, connection: Connection, price_fen: int) -> None:
        """Let a call of this price be made, inside the transaction that writes it down. Raises `DayBudgetSpent`."""
        if not price_fen or not self._limit_fen:
            return
        day = day_of(self._now(), self._zone)
        if _sum(connection, day) + price_fen > self._limit_fen:
            raise DayBudgetSpent(day.name, self._limit_fen)

    def left_fen(self, connection: Connection) -> int | None:
        """What may still be spent today; None where there is no limit."""
        if not self._limit_fen:
            return None
        return max(0, self._limit_fen - _sum(connection, day_of(self._now(), self._zone)))

    def day_name(self) -> str:
        """Today, 2026-11-21, as the family's clock has it."""
        return day_of(self._now(), self._zone).name

    async def today(self) -> tuple[Spent, ...]:
        """By generator, the dearest first; free ones are in it with 0 fen."""
        return await self._in(day_of(self._now(), self._zone))

    async def this_month(self) -> tuple[Spent, ...]:
        """By generator, the dearest first; free ones are in it with 0 fen."""
        return await self._in(month_of(self._now(), self._zone))

    async def _in(self, span: Span) -> tuple[Spent, ...]:
        unclear = sa.case((jobs.c.state == "needs_admin", ledger.c.price_fen), else_=0)
        fen = sa.func.sum(ledger.c.price_fen)
        query = (
            sa.select(ledger.c.generator, sa.func.count(), fen, sa.func.sum(unclear))
            .join(jobs, jobs.c.id == ledger.c.job_id)
            .where(*_spent_in(span))
            .group_by(ledger.c.generator)
            .order_by(fen.desc(), ledger.c.generator)
        )
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        return tuple(Spent(*row) for row in rows)


def yuan(fen: int) -> str:
    """An amount as one says it: 1.5, 10, 0.06."""
    return f"{fen / 100:.2f}".rstrip("0").rstrip(".")


def _sum(connection: Connection, span: Span) -> int:
    return connection.scalar(sa.select(sa.func.sum(ledger.c.price_fen)).where(*_spent_in(span))) or 0


def _spent_in(span: Span) -> tuple[sa.ColumnElement[bool], ...]:
    return ledger.c.state.in_(SPENT), ledger.c.opened_at >= span.begin, ledger.c.opened_at < span.end
