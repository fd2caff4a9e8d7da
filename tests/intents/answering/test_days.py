"""Which days of a forecast are meant."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intents.answering.days import days_meant
from intents.services.weather.spans import Part, Span

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Saturday."""
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("written", "first", "last", "part"),
    [
        ("", 0, 0, "all"),
        ("今天", 0, 0, "all"),
        ("明天下午", 1, 1, "afternoon"),
        ("今晚", 0, 0, "evening"),
        ("今儿夜里", 0, 0, "evening"),
        ("明天凌晨", 1, 1, "early"),
        ("后天", 2, 2, "all"),
        ("未来三天", 0, 2, "all"),
        ("现在", 0, 0, "all"),
    ],
)
def test_the_days_that_are_said_are_meant(written: str, first: int, last: int, part: Part) -> None:
    days = days_meant(written, NOW)
    assert days.span == Span(TODAY + timedelta(first), TODAY + timedelta(last), part)
    assert not days.outside


@pytest.mark.parametrize(("written", "outside"), [("昨天", "past"), ("12月30号", "too_far"), ("去年国庆", "past")])
def test_nobody_knows_what_is_over_or_far_away(written: str, outside: str) -> None:
    assert days_meant(written, NOW).outside == outside


def test_as_far_as_there_are_forecasts() -> None:
    assert days_meant("未来二十天", NOW).span == Span(TODAY, date(2026, 12, 6))


def test_what_is_no_time_is_the_next_days_and_said_to_be_a_guess() -> None:
    days = days_meant("改天", NOW)
    assert days.span == Span(TODAY, TODAY + timedelta(2))
    assert days.is_guess


def test_any_day_is_one_of_the_next_week() -> None:
    assert days_meant("", NOW, any_day=True).span == Span(TODAY, TODAY + timedelta(6))


def test_now_is_now() -> None:
    assert days_meant("现在", NOW).is_now
    assert not days_meant("今晚八点", NOW).is_now
