"""The answers of Open-Meteo, read: parallel lists that become days and hours."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator

from intents.services.weather.types import CurrentWeather, DayForecast, HourForecast, Weather, Where
from intents.services.weather.words import rains, snows, wind_level, wind_name, wmo_text

ATTRIBUTION = "Open-Meteo.com"
CHINA_TIME = "Asia/Shanghai"

Figures = list[float | None]
Text = Annotated[str, BeforeValidator(lambda value: value or "")]


class Hit(BaseModel):
    """One place of the geocoding answer. Villages lack most of it."""

    name: str
    latitude: float
    longitude: float
    timezone: Text = ""
    feature_code: Text = ""
    country_code: Text = ""
    country: Text = ""
    admin1: Text = ""
    admin2: Text = ""
    population: Annotated[int, BeforeValidator(lambda value: value or 0)] = 0

    def where(self) -> Where:
        if self.country_code == "CN" or not self.timezone:
            # One clock for all of China: for 乌鲁木齐 the list has a local one that no timetable there uses.
            return Where(self.name, self.latitude, self.longitude, province=self.admin1, city=self.admin2)
        region = " ".join(part for part in (self.country, self.admin1) if part)
        return Where(self.name, self.latitude, self.longitude, province=region, timezone=self.timezone)


class Hits(BaseModel):
    """The geocoding answer."""

    results: list[Hit] = []
    """The key is not there where nothing was found."""


class Current(BaseModel):
    """How it is now."""

    time: datetime
    temperature_2m: float
    apparent_temperature: float | None = None
    relative_humidity_2m: float | None = None
    weather_code: int
    wind_speed_10m: float
    wind_direction_10m: float | None = None


class Hourly(BaseModel):
    """The hours, from midnight of today on, in the place's own time."""

    time: list[datetime]
    temperature_2m: Figures
    precipitation_probability: Figures
    weather_code: list[int | None]


class Daily(BaseModel):
    """The days."""

    time: list[datetime]
    weather_code: list[int | None]
    temperature_2m_max: Figures
    temperature_2m_min: Figures
    precipitation_probability_max: Figures
    precipitation_sum: Figures
    wind_speed_10m_max: Figures
    wind_direction_10m_dominant: Figures


class Forecast(BaseModel):
    """The forecast answer."""

    current: Current | None = None
    hourly: Hourly
    daily: Daily

    def weather(self, where: Where) -> Weather:
        zone = ZoneInfo(where.timezone)
        began = self.current.time.replace(minute=0, second=0) if self.current else datetime.min  # noqa: DTZ901
        hours = tuple(hour for hour in _hours(self.hourly, zone) if hour.at.replace(tzinfo=None) >= began)
        current = _current(self.current, zone) if self.current else None
        return Weather(where.name, current, tuple(_days(self.daily)), hours, (), ATTRIBUTION)


def _current(now: Current, zone: ZoneInfo) -> CurrentWeather:
    return CurrentWeather(
        text=wmo_text(now.weather_code),
        temperature_c=now.temperature_2m,
        feels_like_c=now.apparent_temperature,
        humidity_percent=_percent(now.relative_humidity_2m),
        wind=_wind(now.wind_direction_10m),
        wind_level=wind_level(now.wind_speed_10m),
        reported_at=now.time.replace(tzinfo=zone),
    )


def _hours(hourly: Hourly, zone: ZoneInfo) -> Iterator[HourForecast]:
    rows = zip(hourly.time, hourly.temperature_2m, hourly.precipitation_probability, hourly.weather_code, strict=False)
    for at, temperature, probability, code in rows:
        if temperature is not None and code is not None:
            yield HourForecast(at.replace(tzinfo=zone), wmo_text(code), temperature, _percent(probability))


def _days(daily: Daily) -> Iterator[DayForecast]:
    rows = zip(
        daily.time,
        daily.weather_code,
        daily.temperature_2m_min,
        daily.temperature_2m_max,
        daily.precipitation_probability_max,
        daily.precipitation_sum,
        daily.wind_speed_10m_max,
        daily.wind_direction_10m_dominant,
        strict=False,
    )
    for day, code, low, high, probability, rain, speed, direction in rows:
        if code is None or low is None or high is None:
            return  # The last days are empty while the day's model run is under way.
        text = wmo_text(code)
        yield DayForecast(
            date=day.date(),
            text=text,
            is_rainy=rains(text),
            is_snowy=snows(text),
            low_c=low,
            high_c=high,
            rain_probability=_percent(probability),
            wind=_wind(direction),
            wind_level=wind_level(speed or 0),
            rain_mm=rain,
        )


def _percent(figure: float | None) -> int | None:
    return None if figure is None else min(max(round(figure), 0), 100)


def _wind(degrees: float | None) -> str:
    return "" if degrees is None else wind_name(degrees)
