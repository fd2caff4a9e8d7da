"""Which days and hours of a forecast a question is about."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from intents.services.weather.types import DayForecast, HourForecast, Weather

Part = Literal["all", "early", "morning", "noon", "afternoon", "evening"]
"""Of a day: 凌晨, 上午, 中午, 下午, 晚上."""

HOURS: dict[Part, range] = {
    "all": range(24),
    "early": range(6),
    "morning": range(6, 12),
    "noon": range(11, 14),
    "afternoon": range(12, 18),
    "evening": range(18, 24),
}
QUARTERS: tuple[Part, ...] = ("early", "morning", "afternoon", "evening")
"""Parts that make up a day."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included, and which part of each."""

    first: date
    last: date
    part: Part = "all"

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.first} to {self.last} is no span")


def days_in(weather: Weather, span: Span) -> tuple[DayForecast, ...]:
    """The days of the span that are forecast; none where it lies beyond."""
    return tuple(day for day in weather.days if span.first <= day.date <= span.last)


def hours_in(weather: Weather, day: date, hours: range) -> tuple[HourForecast, ...]:
    """The hours of a day that are still to come; none where the forecast ends before the last of them."""
    on_the_day = [hour for hour in weather.hours if hour.at.date() == day and hour.at.hour in hours]
    is_whole = bool(on_the_day) and max(hour.at.hour for hour in on_the_day) >= hours.stop - 1
    return tuple(on_the_day) if is_whole else ()


def text_of(day: DayForecast, part: Part) -> str:
    """The day's weather word for a part of it, as far as day and night are told apart."""
    match part:
        case "all":
            return day.text
        case "early" | "evening":
            return day.night_text or day.text
        case _:
            return day.day_text or day.text
