"""What a forecast means for whoever asks: umbrella, clothes, quilts on the line. Judgements only; the words for them stand in
`prompts/replies/weather.yaml`.

Every function gives None where the forecast does not reach the days that are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from intents.services.weather.spans import HOURS, QUARTERS, Part, Span, days_in, hours_in, text_of
from intents.services.weather.types import DayForecast, HourForecast, Weather
from intents.services.weather.words import has_foul_air, is_fair, rains, snows

Verdict = Literal["no", "maybe", "yes"]
_VERDICTS: tuple[Verdict, ...] = ("no", "maybe", "yes")

OUT_OF_DOORS = range(6, 24)
"""Hours at which rain matters to somebody who asks about a whole day."""
ON_THE_LINE = range(9, 17)
"""Hours at which quilts hang outside."""


@dataclass(frozen=True, slots=True)
class Umbrella:
    """Whether to take one."""

    needed: Verdict
    date: date
    """The day it is needed most."""
    text: str
    """What falls, 小雨; the day's weather where nothing does."""
    parts: tuple[Part, ...]
    """When, where that is known."""
    probability: int | None

    @property
    def is_for_snow(self) -> bool:
        return snows(self.text) and not rains(self.text)


def needs_umbrella(weather: Weather, span: Span) -> Umbrella | None:
    """Whether rain or snow is to be expected, by the hour where the hours are known."""
    found = [_umbrella(weather, day, span.part) for day in days_in(weather, span)]
    return max(found, key=lambda umbrella: _VERDICTS.index(umbrella.needed), default=None)


@dataclass(frozen=True, slots=True)
class Drying:
    """Whether quilts dry outside."""

    answer: Verdict
    date: date
    """The best of the days."""
    reason: Literal["", "rain", "snow", "damp", "cloudy", "windy", "dirty"]
    """What stands against it."""
    is_wet_at_night: bool
    """Whether they must be in before the evening."""


STRONG_WIND = 6
"""Beaufort; it takes quilts off the line."""
DAMP_PERCENT = 60
"""From this probability of rain on, a fair word is not trusted."""


def can_dry_quilts(weather: Weather, span: Span) -> Drying | None:
    """Whether one of the days is dry, sunny and not too windy; the first of the best."""
    found = [_drying(weather, day) for day in days_in(weather, span)]
    return max(found, key=lambda drying: _VERDICTS.index(drying.answer), default=None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much warmer the days are than today."""

    degrees: int
    """°C between the highs; below zero is colder."""

    @property
    def is_felt(self) -> bool:
        """Whether anybody would notice."""
        return abs(self.degrees) >= 2


def compared_with_today(weather: Weather, span: Span, today: date) -> Comparison | None:
    """The span's mean high against today's; None also for today itself."""
    of_today = [day.high_c for day in weather.days if day.date == today]
    highs = [day.high_c for day in days_in(weather, span) if day.date != today]
    if not of_today or not highs:
        return None
    return Comparison(round(sum(highs) / len(highs) - of_today[0]))


def _umbrella(weather: Weather, day: DayForecast, part: Part) -> Umbrella:
    hours = hours_in(weather, day.date, OUT_OF_DOORS if part == "all" else HOURS[part])
    if hours:
        return _umbrella_by_the_hour(day, hours)
    text = text_of(day, part)
    is_wet = rains(text) or snows(text) or (part == "all" and (day.is_rainy or day.is_snowy))
    needed = _verdict(is_wet, day.rain_probability)
    if part != "all" and needed == "yes" and not is_wet:
        needed = "maybe"  # The probability is the whole day's.
    return Umbrella(needed, day.date, text, _wet_parts(day) if part == "all" else (part,), day.rain_probability)


def _umbrella_by_the_hour(day: DayForecast, hours: Sequence[HourForecast]) -> Umbrella:
    judged = [(_verdict(hour.is_wet, hour.rain_probability), hour) for hour in hours]
    needed = max((verdict for verdict, _ in judged), key=_VERDICTS.index)
    if needed == "no":
        return Umbrella("no", day.date, day.text, (), day.rain_probability)
    worst = [hour for verdict, hour in judged if verdict == needed]
    falling = max(worst, key=lambda hour: (hour.is_wet, hour.rain_probability or 0))
    when = {hour.at.hour for hour in worst}
    parts = tuple(quarter for quarter in QUARTERS if when & set(HOURS[quarter]))
    text = falling.text if falling.is_wet else day.text
    return Umbrella(needed, day.date, text, parts, falling.rain_probability)


def _verdict(is_wet: bool, probability: int | None) -> Verdict:
    if is_wet:
        return "yes" if probability is None or probability >= 40 else "maybe"
    if probability is None or probability < 30:
        return "no"
    return "yes" if probability >= 60 else "maybe"


def _wet_parts(day: DayForecast) -> tuple[Part, ...]:
    by_day, by_night = (rains(text) or snows(text) for text in (day.day_text, day.night_text))
    if by_day == by_night:
        return ()
    return ("morning", "afternoon") if by_day else ("evening",)


def _drying(weather: Weather, day: DayForecast) -> Drying:
    hours = hours_in(weather, day.date, ON_THE_LINE)
    texts = [hour.text for hour in hours] or [day.day_text or day.text]
    chances = [hour.rain_probability for hour in hours] or [day.rain_probability]
    chance = max((chance for chance in chances if chance is not None), default=0)
    night = day.night_text or day.text
    is_wet_at_night = rains(night) or snows(night)
    fair = sum(map(is_fair, texts)) / len(texts)

    def says(answer: Verdict, reason: Literal["", "rain", "snow", "damp", "cloudy", "windy", "dirty"]) -> Drying:
        return Drying(answer, day.date, reason, is_wet_at_night)

    if any(map(rains, texts)):
        return says("no", "rain")
    if any(map(snows, texts)):
        return says("no", "snow")
    if chance >= DAMP_PERCENT:
        return says("no", "damp")
    if any(map(has_foul_air, texts)):
        return says("no", "dirty")
    if day.wind_level >= STRONG_WIND:
        return says("no", "windy")
    if chance >= 30:
        return says("maybe", "damp")
    if fair >= 0.5:
        return says("yes", "")
    if any("多云" in text or is_fair(text) for text in texts):
        return says("maybe", "cloudy")
    return says("no", "cloudy")
