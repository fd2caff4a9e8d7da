"""高德's weather answers, read: `/v3/weather/weatherInfo`, with `extensions=base` now and with `all` four days."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from intents.services.maps.amap_places import Geocode, Geocodes
from intents.services.maps.amap_values import Many, Number, Read, Text
from intents.services.maps.amap_web import Answer
from intents.services.maps.types import Point
from intents.services.weather.types import CurrentWeather, DayForecast, Where
from intents.services.weather.words import highest_level, rains, snows, turning

CHINA = ZoneInfo("Asia/Shanghai")
DIVISIONS = ("省", "市", "区县")
"""Levels at which a hit is a city or a district itself, not a street or a stop in one."""


class Live(Read):
    weather: Text = ""
    temperature: Number = None
    winddirection: Text = ""
    windpower: Text = ""
    humidity: Number = None
    reporttime: Text = ""


class Lives(Answer):
    lives: Many[Live] = ()


class Cast(Read):
    date: Text = ""
    dayweather: Text = ""
    nightweather: Text = ""
    daytemp: Number = None
    nighttemp: Number = None
    daywind: Text = ""
    daypower: Text = ""
    nightpower: Text = ""


class CastsOfACity(Read):
    casts: Many[Cast] = ()


class Forecasts(Answer):
    forecasts: Many[CastsOfACity] = ()


def current_of(answer: Lives) -> CurrentWeather | None:
    """How it is now; None where the service does not know."""
    for live in answer.lives:
        reported = _time(live.reporttime)
        if live.temperature is not None and live.weather and reported:
            return CurrentWeather(
                text=live.weather,
                temperature_c=live.temperature,
                feels_like_c=None,
                humidity_percent=None if live.humidity is None else min(max(round(live.humidity), 0), 100),
                wind=wind(live.winddirection),
                wind_level=highest_level(live.windpower),
                reported_at=reported,
            )
    return None


def days_of(answer: Forecasts) -> Iterator[DayForecast]:
    """The days, those left out that have no date or no temperatures."""
    for cast in (cast for city in answer.forecasts for cast in city.casts):
        day = _date(cast.date)
        # In the evening today's daytime is over, and its figures may be missing.
        high = cast.nighttemp if cast.daytemp is None else cast.daytemp
        low = cast.daytemp if cast.nighttemp is None else cast.nighttemp
        if day is None or high is None or low is None:
            continue
        both = cast.dayweather, cast.nightweather
        yield DayForecast(
            date=day,
            text=turning(*both),
            is_rainy=any(map(rains, both)),
            is_snowy=any(map(snows, both)),
            # The night that follows is now and then warmer than the day.
            low_c=min(low, high),
            high_c=max(low, high),
            rain_probability=None,
            wind=wind(cast.daywind),
            wind_level=max(highest_level(cast.daypower), highest_level(cast.nightpower)),
            day_text=cast.dayweather or cast.nightweather,
            night_text=cast.nightweather or cast.dayweather,
        )


def wheres_of(answer: Geocodes) -> tuple[Where, ...]:
    """The divisions of the hits, each once; where one hit is a division itself, streets and stops elsewhere are not meant."""
    hits = [hit for hit in answer.geocodes if hit.adcode and Point.parse(hit.location)]
    divisions = [hit for hit in hits if hit.level in DIVISIONS]
    found: dict[str, Where] = {}
    for hit in divisions or hits:
        found.setdefault(hit.adcode, _where(hit))
    return tuple(found.values())


def wind(direction: str) -> str:
    """北风 for 北; 无风向 and 旋转不定 as they are."""
    return f"{direction}风" if direction and not set(direction) - set("东南西北") else direction


def _where(hit: Geocode) -> Where:
    point = Point.parse(hit.location)
    assert point is not None
    name = hit.district or hit.city or hit.province
    # 北京, 上海, 天津 and 重庆 are cities without a province above them.
    return Where(
        name, point.latitude, point.longitude, hit.adcode, hit.province, "" if hit.city == hit.province else hit.city
    )


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _time(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written).replace(tzinfo=CHINA)
    except ValueError:
        return None
