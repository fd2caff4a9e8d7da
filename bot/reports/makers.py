"""How fast each generator is, day by day, and how each is doing just now."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.estimate import percentile
from bot.jobs.health_book import Known, read_book
from bot.reports.days import days_before, place_of
from bot.tables import runs
from generators.base import Generator
from generators.health import Reason
from generators.router import Router

RUNS_BEFORE = 30
"""Runs older than the days shown that make up what was usual."""


@dataclass(frozen=True, slots=True)
class TimesTold:
    """What jobs of one generator and kind took, from the first step to the hand-over, in seconds."""

    generator: str
    kind: str
    runs: int
    """In all the days."""
    median: float
    p90: float
    by_day: tuple[tuple[float, float] | None, ...]
    """Median and p90 of each day, the oldest first; None for a day without a run."""
    usual: float | None
    """The median of the runs just before these days; None where there were fewer than three."""

    @property
    def over_usual(self) -> float | None:
        """The share by which the median is above what was usual: 0.2 is a fifth longer, -0.2 a fifth shorter."""
        return self.median / self.usual - 1 if self.usual else None


@dataclass(frozen=True, slots=True)
class MakerTold:
    """A generator of the settings, as it is now."""

    name: str
    title: str
    is_preview: bool
    missing_key: str
    """Name of the variable its key is looked for in; empty where nothing is missing."""
    resting: Reason
    """Why it rests; empty where it does not."""
    resting_until: float
    is_slow: bool
    slow_until: float
    known: Known
    """With its last error."""


def read_times(connection: Connection, zone: ZoneInfo, now: float, *, count: int = 14) -> tuple[TimesTold, ...]:
    """Of every generator that made something in these days; the busiest first."""
    spans = days_before(zone, now, count)
    day = place_of(runs.c.at, spans)
    query = sa.select(runs.c.generator, runs.c.kind, day, runs.c.took_seconds).where(runs.c.at >= spans[0].begin)
    took: dict[tuple[str, str], list[list[float]]] = {}
    for generator, kind, place, seconds in connection.execute(query):
        took.setdefault((generator, kind), [[] for _ in spans])[place].append(seconds)
    told = [
        _times(generator, kind, days, _usual(connection, generator, kind, spans[0].begin))
        for (generator, kind), days in took.items()
    ]
    return tuple(sorted(told, key=lambda one: (-one.runs, one.generator, one.kind)))


def read_makers(connection: Connection, router: Router, now: float) -> tuple[MakerTold, ...]:
    """Of the settings, in their order; what shows albums is none of them."""
    book = read_book(connection)
    wanted = [one for one in router.all() if not one.capabilities.makes_albums]
    return tuple(_maker(one, router, book.get(one.name, Known()), now) for one in wanted)


def _maker(generator: Generator, router: Router, known: Known, now: float) -> MakerTold:
    able, name = generator.capabilities, generator.name
    state = router.health.state(name)
    return MakerTold(
        name=name,
        title=able.title or name,
        is_preview=able.is_preview,
        missing_key=generator.missing_key,
        resting=router.health.why_not(name),
        resting_until=state.resting_until,
        is_slow=state.is_slow(now),
        slow_until=state.slow_until,
        known=known,
    )


def _times(generator: str, kind: str, days: Sequence[list[float]], usual: float | None) -> TimesTold:
    every = sorted(seconds for day in days for seconds in day)
    by_day = tuple((percentile(sorted(day), 0.5), percentile(sorted(day), 0.9)) if day else None for day in days)
    return TimesTold(generator, kind, len(every), percentile(every, 0.5), percentile(every, 0.9), by_day, usual)


def _usual(connection: Connection, generator: str, kind: str, before: float) -> float | None:
    earlier = (
        sa.select(runs.c.took_seconds)
        .where(runs.c.generator == generator, runs.c.kind == kind, runs.c.at < before)
        .order_by(runs.c.id.desc())
        .limit(RUNS_BEFORE)
    )
    took = sorted(connection.scalars(earlier))
    return percentile(took, 0.5) if len(took) >= 3 else None
