"""Forecasts for tests: as written out, and any at all."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from intents.services.weather.types import DayForecast, HourForecast, Weather
from intents.services.weather.words import rains, snows, turning

CHINA = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 21)
WORDS = ("晴", "多云", "阴", "小雨", "暴雨", "雷阵雨", "小雪", "雨夹雪", "雾", "扬沙")


def a_day(
    after: int = 0,
    text: str = "多云",
    low: float = 8,
    high: float = 16,
    *,
    night: str = "",
    probability: int | None = None,
    wind_level: int = 2,
) -> DayForecast:
    """A day so many days after today; with `night` the service tells day and night apart."""
    whole = turning(text, night)
    return DayForecast(
        date=TODAY + timedelta(after),
        text=whole,
        is_rainy=rains(whole),
        is_snowy=snows(whole),
        low_c=low,
        high_c=high,
        rain_probability=probability,
        wind="北风",
        wind_level=wind_level,
        day_text=text if night else "",
        night_text=night,
    )


def an_hour(
    at: int, text: str = "多云", probability: int | None = None, *, after: int = 0, degrees: float = 10
) -> HourForecast:
    return HourForecast(datetime.combine(TODAY + timedelta(after), time(at), CHINA), text, degrees, probability)


def weather(*days: DayForecast, hours: tuple[HourForecast, ...] = ()) -> Weather:
    return Weather("青禾", None, days, hours, (), "高德")


chances = st.none() | st.integers(0, 100)
temperatures = st.floats(-30, 42)


@st.composite
def any_day(draw: st.DrawFn, after: int = 0) -> DayForecast:
    low, high = sorted((draw(temperatures), draw(temperatures)))
    return a_day(
        after,
        draw(st.sampled_from(WORDS)),
        low,
        high,
        night=draw(st.just("") | st.sampled_from(WORDS)),
        probability=draw(chances),
        wind_level=draw(st.integers(0, 12)),
    )


@st.composite
def any_weather(draw: st.DrawFn) -> Weather:
    """One to six days, some of them by the hour from some hour on."""
    days = [draw(any_day(after)) for after in range(draw(st.integers(1, 6)))]
    first, count = draw(st.integers(0, 23)), draw(st.integers(0, 40))
    hours = tuple(
        an_hour(at % 24, draw(st.sampled_from(WORDS)), draw(chances), after=at // 24, degrees=draw(temperatures))
        for at in range(first, first + count)
    )
    return weather(*days, hours=hours)
