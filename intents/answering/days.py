"""Which days a question about the weather is about, and what to call them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from intents.engine.dates import Span as Said
from intents.engine.dates import resolve
from intents.engine.types import Say
from intents.services.weather.spans import Part, Span

REACH_DAYS = 16
"""The furthest any service forecasts, today included."""
SEVERAL = 3
WEEK = 7

DAWN_HOUR = 6
NOW = timedelta(minutes=20)
"""A time so near is no forecast any more."""


Outside = Literal["", "past", "too_far"]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a question."""

    span: Span
    """As far as there are forecasts."""
    outside: Outside = ""
    """Why nobody can say: all of it is over, or beyond every forecast."""
    is_now: bool = False
    """How it is at this moment is asked for."""
    is_guess: bool = False
    """What was said is no time that could be found on a calendar, 近期; these are the next days."""

    @property
    def is_one(self) -> bool:
        return self.span.first == self.span.last


def days_meant(written: str, now: datetime, *, any_day: bool = False) -> Days:
    """The days that `written` means at `now`; today where nothing was said, the next week where any day will do."""
    today = now.date()
    if not written:
        return Days(Span(today, today + timedelta(WEEK - 1 if any_day else 0)))
    said = resolve(written, now)
    if said is None:
        return Days(Span(today, today + timedelta(WEEK - 1 if any_day else SEVERAL - 1)), is_guess=True)
    part = _part(said, now)
    if said.last < today:
        return Days(Span(said.first, said.last, part), "past")
    last_known = today + timedelta(REACH_DAYS - 1)
    if said.first > last_known:
        return Days(Span(said.first, said.last, part), "too_far")
    span = Span(max(said.first, today), min(said.last, last_known), part)
    return Days(span, is_now=_is_now(said, now))


def day_name(day: date, today: date) -> Say:
    """今天, 明天（周日）, 周三, 12月3日."""
    values = {"ahead": (day - today).days, "weekday": day.isoweekday(), "month": day.month, "day": day.day}
    return Say("weather.day_name", values)


def _part(said: Said, now: datetime) -> Part:
    if said.part is None or said.first != said.last or _is_now(said, now):
        return "all"
    if said.part != "night":
        return said.part
    # 夜里 is the evening of the day that was named, 凌晨 and 夜里两点 its first hours.
    is_early = said.hour.hour < DAWN_HOUR if said.hour else _EARLY.search(said.written) is not None
    return "early" if is_early else "evening"


def _is_now(said: Said, now: datetime) -> bool:
    if said.hour is None or said.first != now.date():
        return False
    return abs(datetime.combine(said.first, said.hour, now.tzinfo) - now) < NOW


_EARLY = re.compile("凌晨|后半夜")
