"""The family's own days and months, as seconds since 1970: what was made or spent today begins at its midnight, not at London's."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Span:
    """From `begin`, which is in it, to `end`, which is not. A day with a change of the clocks is 23 or 25 hours long."""

    name: str
    """2026-11-21 for a day, 2026-11 for a month."""
    begin: float
    end: float


def day_of(now: float, zone: ZoneInfo) -> Span:
    """The day it is in `zone`."""
    today = datetime.fromtimestamp(now, zone).date()
    return Span(today.isoformat(), _midnight(today, zone), _midnight(today + timedelta(days=1), zone))


def month_of(now: float, zone: ZoneInfo) -> Span:
    """The month it is in `zone`."""
    first = datetime.fromtimestamp(now, zone).date().replace(day=1)
    next_first = (first + timedelta(days=31)).replace(day=1)
    return Span(f"{first:%Y-%m}", _midnight(first, zone), _midnight(next_first, zone))


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime.combine(day, time(), zone).timestamp()
