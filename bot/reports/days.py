"""How it went, day by day in the family's own days: talk, tokens, money, jobs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.days import Span, day_of
from bot.spending import SPENT
from bot.tables import exchanges, jobs, ledger, model_calls

Series = Mapping[str, tuple[int, ...]]
"""By name, one figure a day, the oldest first; names with nothing but 0 are left out, the largest stand first."""
_Key = tuple[Any, ...]
"""The place of the day, then the names that were counted by."""
SLOW = "slow"
"""Why a generator was passed over, in a job's decision."""
DOUBTFUL = "quality: "
"""How the detail of a job begins whose clip looked odd."""


@dataclass(frozen=True, slots=True)
class DaysTold:
    """The last days, the oldest first; each series has a figure for each."""

    days: tuple[str, ...]
    """2026-11-21."""
    intents: Series
    """Turns, by the intent's name; `order` for orders and for what nobody could read."""
    tiers: Series
    """Turns that were read as an intent: rules, classifier, model, fallback; `unknown` for those of an older version."""
    tokens: Series
    """By language model."""
    model_calls: Series
    """By what they were for: classify, rewrite, …"""
    fen: Series
    """By generator, with what may have been spent."""
    asked: Series
    """Jobs by the state they are in."""
    failures: Mapping[str, int]
    """Failed jobs of all these days by their reason, the most frequent first."""
    doubtful: tuple[int, ...]
    """Clips a day that looked black, frozen or noisy, as far as the words about it are still kept."""
    slow: Mapping[str, int]
    """How many jobs of these days were given to another generator because this one had become slow."""

    def total(self, series: Series, *, last: int = 0) -> int:
        """The sum of all names over all days, or over the last few."""
        return sum(sum(figures[-last:]) for figures in series.values())


def read_days(connection: Connection, zone: ZoneInfo, now: float, *, count: int = 14) -> DaysTold:
    """Today and the days before it, `count` in all."""
    spans = days_before(zone, now, count)
    begin = spans[0].begin
    turns = _count_by(
        connection, spans, exchanges.c.at, exchanges.c.intent, exchanges.c.tier, where=[exchanges.c.at >= begin]
    )
    asked = _count_by(
        connection, spans, jobs.c.created_at, jobs.c.state, jobs.c.reason, where=[jobs.c.created_at >= begin]
    )
    doubtful = _count_by(
        connection,
        spans,
        jobs.c.created_at,
        where=[jobs.c.created_at >= begin, jobs.c.detail.startswith(DOUBTFUL, autoescape=True)],
    )
    failed: dict[str, int] = {}
    for (_, state, reason), number in asked.items():
        if state == "failed":
            failed[reason] = failed.get(reason, 0) + number
    return DaysTold(
        days=tuple(span.name for span in spans),
        intents=_series(spans, turns, 0, "order"),
        tiers=_series(spans, {key: number for key, number in turns.items() if key[1]}, 1, "unknown"),
        tokens=_model_series(connection, spans, model_calls.c.model, model_calls.c.tokens),
        model_calls=_model_series(connection, spans, model_calls.c.purpose, model_calls.c.calls),
        fen=_spent(connection, spans),
        asked=_series(spans, asked, 0, "unknown"),
        failures=dict(sorted(failed.items(), key=lambda one: -one[1])),
        doubtful=tuple(doubtful.get((place,), 0) for place in range(len(spans))),
        slow=_slow(connection, begin),
    )


def days_before(zone: ZoneInfo, now: float, count: int) -> tuple[Span, ...]:
    """Today and the days before it, `count` in all, the oldest first. A day with a change of the clocks is one day."""
    noon = datetime.fromtimestamp(now, zone).replace(hour=12, minute=0)
    return tuple(day_of((noon - timedelta(days=back)).timestamp(), zone) for back in reversed(range(count)))


def place_of(at: sa.ColumnElement[float], spans: Sequence[Span]) -> sa.ColumnElement[int]:
    """The day a time falls on, as its place among the spans. Not a division: days are not all equally long."""
    newest_first = [(at >= span.begin, place) for place, span in reversed(list(enumerate(spans)))]
    return sa.case(*newest_first, else_=-1)


def _count_by(
    connection: Connection,
    spans: Sequence[Span],
    at: sa.ColumnElement[float],
    *names: sa.ColumnElement[str],
    where: Sequence[sa.ColumnElement[bool]],
) -> dict[_Key, int]:
    day = place_of(at, spans).label("day")
    counted: dict[_Key, int] = {}
    for *key, number in connection.execute(sa.select(day, *names, sa.func.count()).where(*where).group_by(day, *names)):
        counted[tuple(key)] = number
    return counted


def _series(spans: Sequence[Span], counted: Mapping[_Key, int], place: int, unnamed: str) -> Series:
    """By the name at that place of the key."""
    figures: dict[str, list[int]] = {}
    for (day, *names), number in counted.items():
        figures.setdefault(names[place] or unnamed, [0] * len(spans))[day] += number
    return _ordered(figures)


def _ordered(figures: Mapping[str, Sequence[int]]) -> Series:
    largest_first = sorted(figures.items(), key=lambda one: (-sum(one[1]), one[0]))
    return {name: tuple(numbers) for name, numbers in largest_first if any(numbers)}


def _model_series(
    connection: Connection, spans: Sequence[Span], name: sa.Column[str], figure: sa.Column[int]
) -> Series:
    places = {span.name: place for place, span in enumerate(spans)}
    query = sa.select(model_calls.c.day, name, sa.func.sum(figure)).where(model_calls.c.day.in_(places))
    figures: dict[str, list[int]] = {}
    for day, one, number in connection.execute(query.group_by(model_calls.c.day, name)):
        figures.setdefault(one, [0] * len(spans))[places[day]] = number
    return _ordered(figures)


def _spent(connection: Connection, spans: Sequence[Span]) -> Series:
    day = place_of(ledger.c.opened_at, spans).label("day")
    query = sa.select(day, ledger.c.generator, sa.func.sum(ledger.c.price_fen)).where(
        ledger.c.opened_at >= spans[0].begin, ledger.c.state.in_(SPENT)
    )
    figures: dict[str, list[int]] = {}
    for place, generator, fen in connection.execute(query.group_by(day, ledger.c.generator)):
        figures.setdefault(generator, [0] * len(spans))[place] = fen
    return _ordered(figures)


def _slow(connection: Connection, begin: float) -> dict[str, int]:
    """Looked for in the decisions as they are written; only the few that name a slow generator are read."""
    is_slow = sa.cast(jobs.c.decision, sa.Text).contains(f": {SLOW}", autoescape=True)
    found: dict[str, int] = {}
    for decisions in connection.scalars(sa.select(jobs.c.decision).where(jobs.c.created_at >= begin, is_slow)):
        passed_over = {one for decision in decisions for one in decision["passed_over"]}
        for name, _, reason in (one.partition(": ") for one in passed_over):
            if reason == SLOW:
                found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items(), key=lambda one: -one[1]))
