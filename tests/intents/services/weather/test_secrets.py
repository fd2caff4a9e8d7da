"""Neither a key nor a token is in a log or an error."""

import logging

import httpx
import pytest

from intents.services.cache import MemoryCache
from intents.services.weather.amap_weather import AmapWeather
from intents.services.weather.chain import WeatherChain
from intents.services.weather.errors import WeatherError
from tests.doubles.amap import KEY
from tests.doubles.processes import Double, StartDouble
from tests.intents.services.weather.conftest import TODAY


@pytest.mark.parametrize("mode", ["ok", "http500", "cut_before", "wrong_body", "redirect", "code10001", "slow"])
async def test_no_log_and_no_error_holds_the_key(
    amap: AmapWeather, amap_server: Double, caplog: pytest.LogCaptureFixture, mode: str
) -> None:
    caplog.set_level(logging.DEBUG)
    amap_server.misbehave(mode, seconds=0.1)
    said = ""
    try:
        await WeatherChain([amap], MemoryCache(), lambda *told: logging.warning("%r", told)).weather("青禾市")
    except WeatherError as error:
        said = f"{error!r} {error.__cause__!r} {error.__context__!r}"
    assert bool(said) == (mode not in ("ok", "slow"))
    assert "青禾市" not in said
    assert KEY not in caplog.text + said


@pytest.mark.parametrize("mode", ["ok", "http500", "code401"])
async def test_no_log_and_no_error_holds_a_token(
    start_double: StartDouble, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, mode: str
) -> None:
    pytest.importorskip("cryptography", reason="the extra qweather is not installed")
    from intents.services.weather.qweather import QWeather
    from intents.services.weather.qweather_token import Token
    from tests.intents.services.weather.test_qweather import PUBLIC, account

    caplog.set_level(logging.DEBUG)
    server = start_double("qweather", public_key=PUBLIC, today=TODAY)
    server.misbehave(mode)
    token = Token(account(server))
    said = ""
    try:
        await QWeather(account(server), http, token).look_up("青禾")
    except WeatherError as error:
        said = f"{error!r} {error.__cause__!r} {error.__context__!r}"
    assert bool(said) == (mode != "ok")
    assert token.text() not in caplog.text + said
