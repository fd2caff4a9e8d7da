"""The weather of one place, in the same words and units from every service: °C, mm, Beaufort, per cent."""

from dataclasses import dataclass
from datetime import date, datetime

from intents.services.weather.words import rains, snows


@dataclass(frozen=True, slots=True)
class Where:
    """A place the weather can be asked for."""

    name: str
    """The district or the city, 朝阳区."""
    latitude: float
    longitude: float
    """Degrees. 高德's lie up to 500 m beside WGS-84, which no forecast notices."""
    adcode: str = ""
    """The division code of China's statistics; empty where the service does not know it."""
    province: str = ""
    """For a place abroad the region and the country."""
    city: str = ""
    timezone: str = "Asia/Shanghai"

    @property
    def label(self) -> str:
        """Name with what tells it from others of the same name, 北京 朝阳区."""
        parts = dict.fromkeys(part for part in (self.province, self.city, self.name) if part)
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class CurrentWeather:
    """How it is now."""

    text: str
    """小雨."""
    temperature_c: float
    feels_like_c: float | None
    humidity_percent: int | None
    wind: str
    """Where it comes from, 西北风; empty where nobody says."""
    wind_level: int
    """Beaufort; of a range its upper end."""
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class DayForecast:
    """One day, from midnight to midnight at the place."""

    date: date
    text: str
    """Of the whole day, 晴转小雨."""
    is_rainy: bool
    is_snowy: bool
    low_c: float
    high_c: float
    rain_probability: int | None
    """Of rain or snow at some time of the day, 0 to 100; None where the service does not say."""
    wind: str
    wind_level: int
    """The strongest of the day, Beaufort."""
    rain_mm: float | None = None
    """Rain and melted snow of the whole day."""
    day_text: str = ""
    night_text: str = ""
    """From sunrise and from sunset on, where the service tells them apart; else both are empty."""


@dataclass(frozen=True, slots=True)
class HourForecast:
    """One hour, from `at` on."""

    at: datetime
    """Aware, in the place's time zone."""
    text: str
    temperature_c: float
    rain_probability: int | None

    @property
    def is_wet(self) -> bool:
        """Whether rain or snow is expected."""
        return rains(self.text) or snows(self.text)


@dataclass(frozen=True, slots=True)
class Weather:
    """What one service says about one place."""

    place: str
    """Name of the `Where`."""
    current: CurrentWeather | None
    days: tuple[DayForecast, ...]
    """From today on, one after the other."""
    hours: tuple[HourForecast, ...]
    """From now on; empty where the service has none."""
    warnings: tuple[str, ...]
    """Official ones in force, 暴雨蓝色预警, gravest first; empty also where the service has none."""
    source: str
    """Whom to name for it, Open-Meteo.com."""
