"""Open-Meteo: the weather of the whole world, 16 days and by the hour, without a key.

Free for use that is not commercial, below 600 calls a minute, 5 000 an hour and 10 000 a day; the data are CC BY 4.0, so its name
must be shown. Contract: open-meteo.com/en/docs, open-meteo.com/en/docs/geocoding-api.
"""

import httpx

from intents.services.weather.ask import Answered, Service
from intents.services.weather.errors import BadRequest, NotFound, OverQuota, TooFrequent, Unavailable
from intents.services.weather.gazetteer import names_to_try, namesakes
from intents.services.weather.open_meteo_answers import Forecast, Hits
from intents.services.weather.types import Weather, Where

NAME = "open-meteo"
FORECAST_URL = "https://api.open-meteo.com"
GEOCODING_URL = "https://geocoding-api.open-meteo.com"

CURRENT = "temperature_2m,apparent_temperature,relative_humidity_2m,weather_code,wind_speed_10m,wind_direction_10m"
HOURLY = "temperature_2m,precipitation_probability,weather_code"
DAILY = (
    "weather_code,temperature_2m_max,temperature_2m_min,precipitation_probability_max,precipitation_sum,"
    "wind_speed_10m_max,wind_direction_10m_dominant"
)


class OpenMeteo:
    """See `WeatherSource`."""

    name = NAME
    reach_days = 16

    def __init__(
        self, http: httpx.AsyncClient, forecast_url: str = FORECAST_URL, geocoding_url: str = GEOCODING_URL
    ) -> None:
        self._forecasts = Service(NAME, forecast_url, http)
        self._geocoding = Service(NAME, geocoding_url, http)

    async def look_up(self, place: str) -> tuple[Where, ...]:
        """In China first: many of its names have namesakes abroad that nobody means."""
        for name in names_to_try(place):
            if found := await self._search(name, place, {"countryCode": "CN"}):
                return found
        if found := await self._search(place, place, {}):
            return found
        raise NotFound(place)

    async def forecast(self, where: Where, days: int) -> Weather:
        """Days, hours and now, in one call."""
        query = {
            "latitude": f"{where.latitude:.4f}",
            "longitude": f"{where.longitude:.4f}",
            "current": CURRENT,
            "hourly": HOURLY,
            "daily": DAILY,
            "timezone": where.timezone,
            "forecast_days": str(min(max(days, 1), self.reach_days)),
        }
        answered = _checked(await self._forecasts.ask("/v1/forecast", query))
        return answered.read_as(Forecast).weather(where)

    async def _search(self, name: str, place: str, more: dict[str, str]) -> tuple[Where, ...]:
        query = {"name": name, "count": "10", "language": "zh"} | more
        answered = _checked(await self._geocoding.ask("/v1/search", query))
        return tuple(hit.where() for hit in namesakes(name, place, answered.read_as(Hits).results))


def _checked(answered: Answered) -> Answered:
    status = answered.status
    if status == 200:
        return answered
    detail = f"HTTP {status}"
    if status == 429:
        # It says which of its limits was passed; those of the minute and the hour are soon over.
        raise (OverQuota if b"daily" in answered.body.lower() else TooFrequent)(NAME, detail)
    raise (BadRequest if 400 <= status < 500 else Unavailable)(NAME, detail)
