"""The answers of 和风, read. All figures are strings; a figure that is missing is "" or null or not there."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from intents.services.weather.gazetteer import stem
from intents.services.weather.types import CurrentWeather, DayForecast, HourForecast, Where
from intents.services.weather.words import highest_level, rains, snows, turning

Text = Annotated[str, BeforeValidator(lambda value: value or "")]
Figure = Annotated[float | None, BeforeValidator(lambda value: None if value in ("", None) else value)]

GRAVEST_FIRST = ("red", "orange", "yellow", "blue")


class Answer(BaseModel):
    """What v7 puts around every answer."""

    code: str = ""


class Location(BaseModel):
    """One place."""

    name: str
    lat: float
    lon: float
    adm1: Text = ""
    adm2: Text = ""
    country: Text = ""
    tz: Text = ""

    @property
    def feature_code(self) -> str:
        """Its rank in GeoNames' words: a city carries the name of its own prefecture, 西安 of 西安."""
        if self.name == stem(self.adm1):
            return "PPLA"
        return "PPLA2" if self.name == stem(self.adm2) else "PPLA3"

    @property
    def admin1(self) -> str:
        return self.adm1

    @property
    def admin2(self) -> str:
        return self.adm2

    @property
    def population(self) -> int:
        """Not told."""
        return 0

    def where(self) -> Where:
        is_home = self.country in ("", "中国")
        province = self.adm1 if is_home else " ".join(part for part in (self.country, self.adm1) if part)
        zone = "Asia/Shanghai" if is_home or not self.tz else self.tz
        return Where(
            self.name,
            self.lat,
            self.lon,
            province=province,
            city="" if self.adm2 == self.adm1 else self.adm2,
            timezone=zone,
        )


class Locations(Answer):
    """Places of a name."""

    location: list[Location] = []


class Now(BaseModel):
    """How it is now."""

    obsTime: datetime  # noqa: N815
    temp: float
    feelsLike: Figure = None  # noqa: N815
    text: str
    windDir: Text = ""  # noqa: N815
    windScale: Text = ""  # noqa: N815
    humidity: Figure = None


class NowAnswer(Answer):
    """The answer around it."""

    now: Now

    def current(self) -> CurrentWeather:
        now = self.now
        return CurrentWeather(
            text=now.text,
            temperature_c=now.temp,
            feels_like_c=now.feelsLike,
            humidity_percent=_percent(now.humidity),
            wind=now.windDir,
            wind_level=highest_level(now.windScale),
            reported_at=now.obsTime,
        )


class Day(BaseModel):
    """One day."""

    fxDate: date  # noqa: N815
    tempMax: float  # noqa: N815
    tempMin: float  # noqa: N815
    textDay: str  # noqa: N815
    textNight: Text = ""  # noqa: N815
    windDirDay: Text = ""  # noqa: N815
    windScaleDay: Text = ""  # noqa: N815
    windScaleNight: Text = ""  # noqa: N815
    precip: Figure = None


class Days(Answer):
    """The days from today on."""

    daily: list[Day] = []

    def days(self) -> Iterator[DayForecast]:
        for day in self.daily:
            both = day.textDay + day.textNight
            yield DayForecast(
                date=day.fxDate,
                text=turning(day.textDay, day.textNight),
                is_rainy=rains(day.textDay) or rains(day.textNight),
                is_snowy=snows(both),
                low_c=day.tempMin,
                high_c=day.tempMax,
                rain_probability=None,
                wind=day.windDirDay,
                wind_level=max(highest_level(day.windScaleDay), highest_level(day.windScaleNight)),
                rain_mm=day.precip,
                day_text=day.textDay,
                night_text=day.textNight or day.textDay,
            )


class Hour(BaseModel):
    """One hour."""

    fxTime: datetime  # noqa: N815
    temp: float
    text: str
    pop: Figure = None


class Hours(Answer):
    """The next 24 hours."""

    hourly: list[Hour] = []

    def hours(self) -> Iterator[HourForecast]:
        for hour in self.hourly:
            yield HourForecast(hour.fxTime, hour.text, hour.temp, _percent(hour.pop))


class EventType(BaseModel):
    """What a warning is about."""

    name: Text = ""


class Colour(BaseModel):
    """How grave a warning is."""

    code: Text = ""


class Alert(BaseModel):
    """One official warning."""

    headline: Text = ""
    eventType: EventType = EventType()  # noqa: N815
    color: Colour | None = None

    def name(self) -> str:
        colour = {"red": "红色", "orange": "橙色", "yellow": "黄色", "blue": "蓝色"}.get(self._colour, "")
        return f"{self.eventType.name}{colour}预警" if self.eventType.name else self.headline

    def gravity(self) -> int:
        return GRAVEST_FIRST.index(self._colour) if self._colour in GRAVEST_FIRST else len(GRAVEST_FIRST)

    @property
    def _colour(self) -> str:
        return self.color.code if self.color else ""


class Alerts(BaseModel):
    """Those in force."""

    alerts: list[Alert] = []


def warnings(alerts: Sequence[Alert]) -> tuple[str, ...]:
    """Names of the warnings, gravest first, each once."""
    return tuple(dict.fromkeys(alert.name() for alert in sorted(alerts, key=Alert.gravity) if alert.name()))


def _percent(figure: float | None) -> int | None:
    return None if figure is None else min(max(round(figure), 0), 100)
