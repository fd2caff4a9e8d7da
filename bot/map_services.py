"""From the settings to the map and the weather: without a key no map, and the weather of Open-Meteo."""

from dataclasses import dataclass, field

import httpx

from bot.config import Settings
from bot.keys import find_key
from bot.service_trouble import ServiceTrouble
from intents.services.cache import AnswerCache, CallBudget, MemoryCache
from intents.services.maps.amap import AmapMaps
from intents.services.maps.amap_key import AmapAccount
from intents.services.maps.amap_web import AmapWeb
from intents.services.maps.cached import CachedMaps
from intents.services.weather.amap_weather import AmapWeather
from intents.services.weather.chain import WeatherChain
from intents.services.weather.open_meteo import OpenMeteo
from intents.services.weather.qweather import QWeather
from intents.services.weather.qweather_token import QWeatherAccount
from intents.services.weather.source import WeatherSource

AMAP_KEY, AMAP_SECRET, QWEATHER_KEY = "AMAP_KEY", "AMAP_SECRET", "QWEATHER_PRIVATE_KEY"


@dataclass(frozen=True, slots=True)
class MapServices:
    """The map and the weather; None where nothing is set up for it. Whoever builds them closes them."""

    maps: CachedMaps | None
    weather: WeatherChain | None
    web: AmapWeb | None = field(default=None, repr=False)
    http: httpx.AsyncClient | None = field(default=None, repr=False)

    async def close(self) -> None:
        """Let go of the connections."""
        if self.web:
            await self.web.close()
        if self.http:
            await self.http.aclose()


def build_map_services(
    settings: Settings, answers: AnswerCache, budget: CallBudget, trouble: ServiceTrouble
) -> MapServices:
    """Every service of the settings, with one cache and one pace for all that ask with the same key."""
    cache = MemoryCache(behind=answers)
    account = amap_account(settings)
    web = AmapWeb(account, budget, watch=trouble) if account else None
    sources: list[WeatherSource] = []
    qweather = qweather_account(settings)
    http = httpx.AsyncClient() if qweather or settings.weather.open_meteo else None
    if qweather and http:
        sources.append(QWeather(qweather, http))
    if web:
        sources.append(AmapWeather(web))
    if settings.weather.open_meteo and http:
        sources.append(OpenMeteo(http, settings.weather.forecast_url, settings.weather.geocoding_url))
    return MapServices(
        CachedMaps(AmapMaps(web), cache) if web else None,
        WeatherChain(sources, cache, trouble.weather) if sources else None,
        web,
        http,
    )


def amap_account(settings: Settings) -> AmapAccount | None:
    """The account of AMAP_KEY; None where there is no key."""
    key = find_key(settings.home, settings.data, AMAP_KEY)
    if key is None:
        return None
    private_key = find_key(settings.home, settings.data, AMAP_SECRET)
    return AmapAccount(key, private_key, settings.maps.base_url, settings.maps.calls_per_second)


def qweather_account(settings: Settings) -> QWeatherAccount | None:
    """The account of the settings; None where there is none, or no key for it."""
    account = settings.weather.qweather
    key = find_key(settings.home, settings.data, QWEATHER_KEY) if account else None
    if account is None or key is None:
        return None
    return QWeatherAccount(account.base_url, account.project_id, account.credential_id, key)
