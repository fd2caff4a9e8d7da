"""高德: now and four days, for every district of China. Shares key and pace with the map.

Contract: lbs.amap.com/api/webservice/guide/api/weatherinfo.
"""

from collections.abc import Awaitable
from typing import TypeVar

from intents.services.maps import errors as map_errors
from intents.services.maps.amap_places import Geocodes
from intents.services.maps.amap_web import AmapWeb
from intents.services.weather.amap_weather_answers import Forecasts, Lives, current_of, days_of, wheres_of
from intents.services.weather.errors import (
    BadRequest,
    NotFound,
    OverQuota,
    SourceError,
    TooFrequent,
    Unavailable,
    WrongKey,
)
from intents.services.weather.together import together
from intents.services.weather.types import CurrentWeather, Weather, Where

NAME = "amap"
ATTRIBUTION = "高德"
NO_SUCH_ADDRESS = "30001"
"""What the geocoder's engine says of an address it can make nothing of."""

SAME: dict[type[map_errors.MapError], type[SourceError]] = {
    map_errors.WrongKey: WrongKey,
    map_errors.NotSetUp: WrongKey,
    map_errors.OverQuota: OverQuota,
    map_errors.TooFrequent: TooFrequent,
    map_errors.BadRequest: BadRequest,
}
"""Everything else is Unavailable, but for places that are not there or not in China."""

T = TypeVar("T")


class AmapWeather:
    """See `WeatherSource`."""

    name = NAME
    reach_days = 4

    def __init__(self, web: AmapWeb) -> None:
        self._web = web

    async def look_up(self, place: str) -> tuple[Where, ...]:
        asked = self._web.ask("geocode", "/v3/geocode/geo", {"address": place}, Geocodes)
        found = wheres_of(await _translated(asked, place))
        if not found:
            raise NotFound(place)
        return found

    async def forecast(self, where: Where, days: int) -> Weather:
        if not where.adcode:  # found by a service that does not know China's division codes
            raise NotFound(where.name)
        forecasts, (current,) = await together(self._forecasts(where), self._current(where))
        known = tuple(days_of(forecasts))
        if not known:
            raise Unavailable(NAME, "no days")
        return Weather(where.name, current, known, (), (), ATTRIBUTION)

    async def _forecasts(self, where: Where) -> Forecasts:
        asked = {"city": where.adcode, "extensions": "all"}
        return await _translated(self._web.ask("weather", "/v3/weather/weatherInfo", asked, Forecasts), where.name)

    async def _current(self, where: Where) -> CurrentWeather | None:
        asked = {"city": where.adcode, "extensions": "base"}
        return current_of(
            await _translated(self._web.ask("weather", "/v3/weather/weatherInfo", asked, Lives), where.name)
        )


async def _translated(asked: Awaitable[T], place: str) -> T:
    try:
        return await asked
    except (map_errors.NotFound, map_errors.OutsideChina):
        raise NotFound(place) from None
    except map_errors.MapError as error:
        if error.call == "geocode" and error.infocode == NO_SUCH_ADDRESS:
            raise NotFound(place) from None
        detail = " ".join(part for part in (error.call, error.reason, error.infocode) if part)
        raise SAME.get(type(error), Unavailable)(NAME, detail) from None
