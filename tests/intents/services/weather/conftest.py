"""Weather services on loopback, and 小爱's ways to them."""

from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest
from pydantic import SecretStr

from intents.services.maps.amap_key import AmapAccount
from intents.services.maps.amap_web import AmapWeb
from intents.services.weather.amap_weather import AmapWeather
from intents.services.weather.open_meteo import OpenMeteo
from tests.doubles.amap import KEY
from tests.doubles.processes import Double, StartDouble

TODAY = date(2026, 11, 21)
"""A Saturday; the doubles' first day."""


class Clock:
    """Seconds that only go on when told."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_meteo_server(start_double: StartDouble) -> Double:
    return start_double("open_meteo", today=TODAY)


@pytest.fixture
def amap_server(start_double: StartDouble) -> Double:
    return start_double("amap", today=TODAY)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """No proxy of the environment, and no certificates to load: this never leaves loopback."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def open_meteo(open_meteo_server: Double, http: httpx.AsyncClient) -> OpenMeteo:
    return OpenMeteo(http, open_meteo_server.url, open_meteo_server.url)


@pytest.fixture
async def amap_web(amap_server: Double) -> AsyncIterator[AmapWeb]:
    web = AmapWeb(AmapAccount(SecretStr(KEY), None, amap_server.url, calls_per_second=50))
    yield web
    await web.close()


@pytest.fixture
def amap(amap_web: AmapWeb) -> AmapWeather:
    return AmapWeather(amap_web)
