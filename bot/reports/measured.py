"""What makers said of their making, day by day: most memory of the card, and how steady the clips came out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.estimate import percentile
from bot.jobs.records import read_measured
from bot.reports.days import days_before, place_of
from bot.tables import ledger
from generators.base import Measured


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the middle and the most of something."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure over the days."""

    whole: Spread
    """Of all the days together."""
    by_day: tuple[Spread | None, ...]
    """The oldest first; None for a day without a figure."""


@dataclass(frozen=True, slots=True)
class MeasuredTold:
    """Of one generator; None where it said nothing of that kind."""

    generator: str
    peak_bytes: Trend | None
    temporal_ssim: Trend | None
    """0 to 1, see `generators/base.py`, Measured."""


def read_trends(connection: Connection, zone: ZoneInfo, now: float, *, count: int = 14) -> tuple[MeasuredTold, ...]:
    """Of every generator that measured something in these days, by name."""
    spans = days_before(zone, now, count)
    begin = spans[0].begin
    query = (
        sa.select(ledger.c.generator, place_of(ledger.c.opened_at, spans), ledger.c.measured)
        .where(ledger.c.opened_at >= begin, ledger.c.measured.is_not(None))
        .order_by(ledger.c.generator)
    )
    found: dict[str, list[list[Measured]]] = {}
    for generator, place, kept in connection.execute(query):
        if measured := read_measured(kept):
            found.setdefault(generator, [[] for _ in spans])[place].append(measured)
    return tuple(
        MeasuredTold(generator, _trend(days, lambda one: one.peak_bytes), _trend(days, lambda one: one.temporal_ssim))
        for generator, days in found.items()
    )


def _trend(days: Sequence[Sequence[Measured]], figure: Callable[[Measured], float | None]) -> Trend | None:
    known = [[value for one in day if (value := figure(one)) is not None] for day in days]
    whole = _spread([value for day in known for value in day])
    return Trend(whole, tuple(_spread(day) for day in known)) if whole else None


def _spread(values: Sequence[float]) -> Spread | None:
    return Spread(min(values), percentile(sorted(values), 0.5), max(values)) if values else None
