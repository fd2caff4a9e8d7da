"""How warm a day feels, and what to put on for it."""

from dataclasses import dataclass
from typing import Literal

from intents.services.weather.spans import HOURS, Span, days_in, hours_in
from intents.services.weather.types import Weather
from intents.services.weather.words import is_fair

Feeling = Literal["freezing", "cold", "cool", "mild", "warm", "hot", "scorching"]
Band = Literal["down_coat", "thick_coat", "coat", "jacket", "long_sleeves", "short_sleeves", "light"]
Extra = Literal["layers", "windproof", "gloves", "sun", "boots"]

FEELINGS: tuple[tuple[float, Feeling], ...] = (
    (0, "freezing"),
    (8, "cold"),
    (15, "cool"),
    (23, "mild"),
    (28, "warm"),
    (33, "hot"),
)
"""Below that many degrees, as felt; `scorching` above all."""
BANDS: tuple[tuple[float, Band], ...] = (
    (0, "down_coat"),
    (8, "thick_coat"),
    (14, "coat"),
    (19, "jacket"),
    (23, "long_sleeves"),
    (28, "short_sleeves"),
)
"""The same for clothes; `light` above all."""

WIDE_APART_C = 10
WINDY = 5


@dataclass(frozen=True, slots=True)
class Warmth:
    """How warm it is."""

    feeling: Feeling
    low_c: float
    high_c: float
    felt_c: float
    """By day and in the wind."""

    @property
    def is_cold(self) -> bool:
        return self.feeling in ("freezing", "cold")

    @property
    def is_hot(self) -> bool:
        return self.feeling in ("hot", "scorching")


@dataclass(frozen=True, slots=True)
class Clothes:
    """What to put on."""

    band: Band
    extras: tuple[Extra, ...]
    warmth: Warmth

    @property
    def keys(self) -> tuple[str, ...]:
        """The sentences of `prompts/replies/weather.yaml` that say it."""
        return (f"weather.wear_{self.band}", *(f"weather.wear_{extra}" for extra in self.extras))


def how_warm(weather: Weather, span: Span) -> Warmth | None:
    """How warm the span feels; None where the forecast does not reach it."""
    days = days_in(weather, span)
    if not days:
        return None
    low, high = min(day.low_c for day in days), max(day.high_c for day in days)
    if span.part != "all" and span.first == span.last:
        hours = hours_in(weather, span.first, HOURS[span.part])
        if hours:
            low, high = min(hour.temperature_c for hour in hours), max(hour.temperature_c for hour in hours)
    felt = 0.6 * high + 0.4 * low - _chill(max(day.wind_level for day in days))
    return Warmth(next((name for below, name in FEELINGS if felt < below), "scorching"), low, high, felt)


def what_to_wear(weather: Weather, span: Span) -> Clothes | None:
    """What to put on for the span; None where the forecast does not reach it."""
    warmth = how_warm(weather, span)
    if warmth is None:
        return None
    days = days_in(weather, span)
    band: Band = next((name for below, name in BANDS if warmth.felt_c < below), "light")
    wanted: dict[Extra, bool] = {
        "layers": warmth.high_c - warmth.low_c >= WIDE_APART_C and band not in ("down_coat", "light"),
        "windproof": max(day.wind_level for day in days) >= WINDY and warmth.felt_c < 20,
        "gloves": warmth.low_c <= -5,
        "sun": warmth.high_c >= 30 and any(is_fair(day.day_text or day.text) for day in days),
        "boots": any(day.is_snowy for day in days),
    }
    return Clothes(band, tuple(extra for extra, is_wanted in wanted.items() if is_wanted), warmth)


def _chill(wind_level: int) -> float:
    return 4.0 if wind_level >= 6 else 2.0 if wind_level >= 4 else 0.0
