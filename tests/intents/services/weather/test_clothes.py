"""What to wear: right for the day, and never warmer for a warmer day."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intents.services.weather.clothes import BANDS, Band, Extra, how_warm, what_to_wear
from intents.services.weather.spans import Span
from intents.services.weather.types import DayForecast, Weather
from prompts.loader import Sentences
from tests.intents.services.weather.forecasts import TODAY, a_day, an_hour, any_weather, weather

ROOT = Path(__file__).parents[4]
WARMTH = [band for _, band in BANDS] + ["light"]
SPAN = Span(TODAY, TODAY)


@pytest.mark.parametrize(
    ("day", "band", "extras"),
    [
        (a_day(low=-12, high=-3), "down_coat", ("gloves",)),
        (a_day(text="大雪", low=-6, high=1), "down_coat", ("gloves", "boots")),
        (a_day(low=2, high=9), "thick_coat", ()),
        (a_day(low=6, high=14, wind_level=5), "coat", ("windproof",)),
        (a_day(low=12, high=18), "jacket", ()),
        (a_day(low=10, high=24), "jacket", ("layers",)),
        (a_day(low=18, high=24), "long_sleeves", ()),
        (a_day(low=22, high=29), "short_sleeves", ()),
        (a_day(text="晴", low=26, high=36), "light", ("sun",)),
    ],
)
def test_clothes_of_a_day(day: DayForecast, band: Band, extras: tuple[Extra, ...]) -> None:
    clothes = what_to_wear(weather(day), SPAN)
    assert clothes is not None
    assert (clothes.band, clothes.extras) == (band, extras)


@pytest.mark.parametrize(
    ("low", "high", "is_cold", "is_hot"),
    [(-5, 3, True, False), (4, 9, True, False), (14, 22, False, False), (26, 35, False, True)],
)
def test_cold_and_hot(low: float, high: float, is_cold: bool, is_hot: bool) -> None:
    warmth = how_warm(weather(a_day(low=low, high=high)), SPAN)
    assert warmth is not None
    assert (warmth.is_cold, warmth.is_hot) == (is_cold, is_hot)


def test_the_same_day_in_a_gale_wants_more() -> None:
    bands = [what_to_wear(weather(a_day(low=4, high=12, wind_level=level)), SPAN) for level in (2, 4, 7)]
    assert [clothes.band for clothes in bands if clothes] == ["coat", "thick_coat", "thick_coat"]
    assert [clothes.warmth.felt_c for clothes in bands if clothes] == pytest.approx([8.8, 6.8, 4.8])


def test_the_evening_is_judged_by_its_own_hours() -> None:
    hours = tuple(an_hour(at, degrees=20 if at < 18 else 6) for at in range(24))
    forecast = weather(a_day(low=6, high=20), hours=hours)
    evening = how_warm(forecast, Span(TODAY, TODAY, "evening"))
    assert evening is not None
    assert (evening.low_c, evening.high_c, evening.is_cold) == (6, 6, True)


def test_every_band_and_extra_has_its_sentence() -> None:
    sentences = Sentences.load(ROOT / "prompts" / "replies")
    for name in (*get_args(Band), *get_args(Extra)):
        assert sentences.render(f"weather.wear_{name}", {}).strip()
    clothes = what_to_wear(weather(a_day(low=10, high=24)), SPAN)
    assert clothes is not None
    assert clothes.keys == ("weather.wear_jacket", "weather.wear_layers")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_weather(), st.integers(0, 5), st.floats(0.5, 20))
def test_a_warmer_forecast_never_asks_for_warmer_clothes(forecast: Weather, last: int, more: float) -> None:
    span = Span(TODAY, TODAY + timedelta(last))
    warmer = replace(
        forecast, days=tuple(replace(day, low_c=day.low_c + more, high_c=day.high_c + more) for day in forecast.days)
    )
    before, after = what_to_wear(forecast, span), what_to_wear(warmer, span)
    assert before is not None
    assert after is not None
    assert WARMTH.index(before.band) <= WARMTH.index(after.band)
    assert not (before.warmth.is_cold and before.warmth.is_hot)
    assert not (before.warmth.is_hot and after.warmth.is_cold)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_weather(), st.integers(0, 3))
def test_nothing_is_said_of_days_beyond_the_forecast(forecast: Weather, further: int) -> None:
    first = TODAY + timedelta(len(forecast.days) + further)
    assert what_to_wear(forecast, Span(first, first)) is None
    assert how_warm(forecast, Span(first, first)) is None


def test_a_span_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="no span"):
        Span(TODAY, TODAY - timedelta(1))
