"""`maps:` and `weather:` in the settings: which services are asked, how often and where they are.

Keys stand in the environment or in `.env`: AMAP_KEY, AMAP_SECRET, QWEATHER_PRIVATE_KEY. An address is only written where a service
is one's own, and has to be https outside of the house.
"""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from intents.services.maps.amap_key import AMAP_URL
from intents.services.models.client import is_in_the_house
from intents.services.weather.open_meteo import FORECAST_URL, GEOCODING_URL


def _may_be_asked(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.query or parts.fragment:
        raise ValueError("地址要像 https://restapi.amap.com 这样，里面没有用户名、密码和 “?”。")
    if parts.scheme == "http" and not is_in_the_house(host):
        raise ValueError("http:// 只能用于家里的机器（127.0.0.1、192.168.…），外面的地址要用 https://。")
    return url.rstrip("/")


Address = Annotated[str, AfterValidator(_may_be_asked)]
Calls = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MapCalls(_Part):
    """Calls a day by kind; 0 is no limit. A personal key had 100 place searches and 5000 of each other kind in 2022."""

    place: Calls = 100
    geocode: Calls = 3000
    walking: Calls = 1000
    bicycling: Calls = 1000
    electrobike: Calls = 1000
    driving: Calls = 1000
    transit: Calls = 1000
    picture: Calls = 1000
    weather: Calls = 3000


class MapSettings(_Part):
    """高德; without a key in AMAP_KEY nothing is asked."""

    base_url: Address = AMAP_URL
    calls_per_second: float = Field(default=3, gt=0, le=1000)
    calls_per_day: MapCalls = MapCalls()


class QWeatherSettings(_Part):
    """和风's account; its private key is in QWEATHER_PRIVATE_KEY."""

    base_url: Address
    project_id: str = Field(min_length=1)
    credential_id: str = Field(min_length=1)


class WeatherSettings(_Part):
    """Where the weather comes from: 和风 where it is set up, 高德 where a key is, then Open-Meteo."""

    open_meteo: bool = True
    forecast_url: Address = FORECAST_URL
    geocoding_url: Address = GEOCODING_URL
    qweather: QWeatherSettings | None = None
