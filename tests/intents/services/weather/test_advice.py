"""Umbrella, quilts, and warmer or colder than today: judged from the forecast, and never against it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intents.services.weather.advice import can_dry_quilts, compared_with_today, needs_umbrella
from intents.services.weather.spans import QUARTERS, Part, Span
from intents.services.weather.types import DayForecast, HourForecast, Weather
from tests.intents.services.weather.forecasts import TODAY, a_day, an_hour, any_weather, weather

VERDICTS = ("no", "maybe", "yes")


def span(first: int = 0, last: int | None = None, part: Part = "all") -> Span:
    return Span(TODAY + timedelta(first), TODAY + timedelta(first if last is None else last), part)


@pytest.mark.parametrize(
    ("day", "needed"),
    [
        (a_day(text="小雨"), "yes"),
        (a_day(text="小雨", probability=80), "yes"),
        (a_day(text="小雨", probability=20), "maybe"),
        (a_day(text="多云", probability=70), "yes"),
        (a_day(text="多云", probability=40), "maybe"),
        (a_day(text="多云", probability=10), "no"),
        (a_day(text="晴"), "no"),
        (a_day(text="小雪"), "yes"),
        (a_day(text="晴", night="小雨"), "yes"),
        (a_day(text="雾"), "no"),
    ],
)
def test_umbrella_of_a_day(day: DayForecast, needed: str) -> None:
    umbrella = needs_umbrella(weather(day), span())
    assert umbrella is not None
    assert umbrella.needed == needed


@pytest.mark.parametrize(
    ("part", "needed"), [("morning", "no"), ("afternoon", "no"), ("evening", "yes"), ("early", "yes"), ("all", "yes")]
)
def test_umbrella_by_day_and_by_night(part: Part, needed: str) -> None:
    umbrella = needs_umbrella(weather(a_day(text="晴", night="小雨")), span(part=part))
    assert umbrella is not None
    assert umbrella.needed == needed


def hours_of_a_day(wet: dict[int, str], after: int = 0, first: int = 0) -> tuple[HourForecast, ...]:
    return tuple(an_hour(at, wet.get(at, "多云"), 80 if at in wet else 5, after=after) for at in range(first, 24))


def test_umbrella_by_the_hour_says_when() -> None:
    umbrella = needs_umbrella(
        weather(a_day(text="中雨", probability=80), hours=hours_of_a_day({14: "小雨", 15: "中雨", 19: "小雨"})), span()
    )
    assert umbrella is not None
    assert (umbrella.needed, umbrella.parts, umbrella.probability) == ("yes", ("afternoon", "evening"), 80)


@pytest.mark.parametrize(
    ("wet", "first"),
    [({2: "大雨", 3: "大雨"}, 0), ({8: "大雨"}, 12)],
    ids=["at night, in bed", "this morning, it is noon"],
)
def test_rain_that_nobody_meets_needs_no_umbrella(wet: dict[int, str], first: int) -> None:
    rainy = weather(a_day(text="大雨", probability=90), hours=hours_of_a_day(wet, first=first))
    umbrella = needs_umbrella(rainy, span())
    assert umbrella is not None
    assert umbrella.needed == "no"


def test_hours_that_end_in_the_middle_of_a_day_say_nothing_of_it() -> None:
    dry_until_noon = tuple(an_hour(at, "晴", 0) for at in range(12))
    umbrella = needs_umbrella(weather(a_day(text="小雨"), hours=dry_until_noon), span())
    assert umbrella is not None
    assert umbrella.needed == "yes"


def test_umbrella_of_a_weekend_names_the_wetter_day() -> None:
    umbrella = needs_umbrella(weather(a_day(0, "阴", probability=40), a_day(1, "大雨"), a_day(2, "大雪")), span(0, 1))
    assert umbrella is not None
    assert (umbrella.date, umbrella.text, umbrella.is_for_snow) == (TODAY + timedelta(1), "大雨", False)


def test_umbrella_for_snow() -> None:
    umbrella = needs_umbrella(weather(a_day(0, "小雪")), span())
    assert umbrella is not None
    assert umbrella.is_for_snow


@pytest.mark.parametrize(
    ("day", "answer", "reason"),
    [
        (a_day(text="晴"), "yes", ""),
        (a_day(text="晴", wind_level=6), "no", "windy"),
        (a_day(text="晴", probability=40), "maybe", "damp"),
        (a_day(text="晴", probability=80), "no", "damp"),
        (a_day(text="多云"), "maybe", "cloudy"),
        (a_day(text="阴"), "no", "cloudy"),
        (a_day(text="小雨"), "no", "rain"),
        (a_day(text="小雪"), "no", "snow"),
        (a_day(text="扬沙"), "no", "dirty"),
    ],
)
def test_quilts_of_a_day(day: DayForecast, answer: str, reason: str) -> None:
    drying = can_dry_quilts(weather(day), span())
    assert drying is not None
    assert (drying.answer, drying.reason) == (answer, reason)


def test_quilts_of_a_weekend_go_out_on_the_better_day() -> None:
    drying = can_dry_quilts(weather(a_day(0, "小雨"), a_day(1, "晴", night="小雨")), span(0, 1))
    assert drying is not None
    assert (drying.answer, drying.date, drying.is_wet_at_night) == ("yes", TODAY + timedelta(1), True)


def test_quilts_by_the_hour_need_only_the_hours_they_hang() -> None:
    hours = hours_of_a_day({22: "小雨"})
    sunny = tuple(replace(hour, text="晴") if hour.at.hour in range(9, 17) else hour for hour in hours)
    drying = can_dry_quilts(weather(a_day(text="小雨"), hours=sunny), span())
    assert drying is not None
    assert drying.answer == "yes"


def test_colder_than_today() -> None:
    days = weather(a_day(0, high=20), a_day(1, high=16), a_day(2, high=19.4))
    colder = compared_with_today(days, span(1), TODAY)
    assert colder is not None
    assert (colder.degrees, colder.is_felt) == (-4, True)
    same = compared_with_today(days, span(2), TODAY)
    assert same is not None
    assert (same.degrees, same.is_felt) == (-1, False)
    assert compared_with_today(days, span(0), TODAY) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_weather(), st.sampled_from(["all", *QUARTERS, "noon"]), st.integers(0, 3))
def test_nothing_is_said_of_days_beyond_the_forecast(forecast: Weather, part: Part, further: int) -> None:
    beyond = span(len(forecast.days) + further, len(forecast.days) + further + 2, part)
    assert needs_umbrella(forecast, beyond) is None
    assert can_dry_quilts(forecast, beyond) is None
    assert compared_with_today(forecast, beyond, TODAY) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_weather(), st.integers(0, 5))
def test_a_longer_span_never_needs_less_and_never_dries_worse(forecast: Weather, last: int) -> None:
    short, long = span(0, last), span(0, last + 1)
    umbrellas = [needs_umbrella(forecast, each) for each in (short, long)]
    quilts = [can_dry_quilts(forecast, each) for each in (short, long)]
    assert umbrellas[0] is not None
    assert umbrellas[1] is not None
    assert VERDICTS.index(umbrellas[0].needed) <= VERDICTS.index(umbrellas[1].needed)
    assert quilts[0] is not None
    assert quilts[1] is not None
    assert VERDICTS.index(quilts[0].answer) <= VERDICTS.index(quilts[1].answer)
    assert short.first <= umbrellas[0].date <= short.last


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_weather(), st.sampled_from(["all", *QUARTERS]), st.integers(1, 40))
def test_more_probable_rain_never_needs_less(forecast: Weather, part: Part, more: int) -> None:
    def wetter(probability: int | None) -> int | None:
        return None if probability is None else min(100, probability + more)

    wet = replace(
        forecast,
        days=tuple(replace(day, rain_probability=wetter(day.rain_probability)) for day in forecast.days),
        hours=tuple(replace(hour, rain_probability=wetter(hour.rain_probability)) for hour in forecast.hours),
    )
    before, after = (needs_umbrella(each, span(0, 5, part)) for each in (forecast, wet))
    assert before is not None
    assert after is not None
    assert VERDICTS.index(before.needed) <= VERDICTS.index(after.needed)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_weather())
def test_quilts_never_hang_in_the_rain(forecast: Weather) -> None:
    days_only = replace(forecast, hours=())
    for day in range(len(forecast.days)):
        drying, umbrella = can_dry_quilts(days_only, span(day)), needs_umbrella(days_only, span(day, part="afternoon"))
        assert drying is not None
        assert umbrella is not None
        assert not (drying.answer == "yes" and umbrella.needed == "yes")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_weather(), st.integers(0, 5))
def test_comparisons_are_even_handed(forecast: Weather, last: int) -> None:
    """Five degrees more on every day but today are five degrees more in the answer."""
    warmer = replace(
        forecast,
        days=tuple(day if day.date == TODAY else replace(day, high_c=day.high_c + 5) for day in forecast.days),
    )
    before, after = (compared_with_today(each, span(1, 1 + last), TODAY) for each in (forecast, warmer))
    assert (before is None) == (after is None) == (len(forecast.days) == 1)
    if before is not None and after is not None:
        assert abs(after.degrees - before.degrees - 5) <= 1  # rounding
