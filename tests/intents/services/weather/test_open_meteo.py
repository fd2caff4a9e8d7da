"""Open-Meteo: places found as families write them, figures in the family's units, and every fault an error of its own."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from intents.services.weather.errors import (
    BadRequest,
    NotFound,
    OverQuota,
    SourceError,
    TooFrequent,
    Unavailable,
)
from intents.services.weather.open_meteo import OpenMeteo
from intents.services.weather.types import Where
from tests.doubles.processes import Double
from tests.intents.services.weather.conftest import TODAY

QINGHE = Where("青禾", 34.2, 105.1)


@pytest.fixture(autouse=True)
def _contract_is_kept(open_meteo_server: Double) -> object:
    yield
    assert open_meteo_server.stats()["problems"] == []


@pytest.mark.parametrize(
    ("place", "labels"),
    [
        ("青禾", ["禾川省 青禾市 青禾"]),
        ("青禾市", ["禾川省 青禾市 青禾"]),
        ("禾川省青禾市", ["禾川省 青禾市 青禾"]),
        ("禾川省青禾市河东区书院街1号", ["禾川省 青禾市 河东区"]),
        ("青禾市河东区绿洲小区3号楼", ["禾川省 青禾市 河东区"]),
        ("新桥", ["岚山省 新桥市 新桥", "禾川省 白鹭市 新桥"]),
        ("河东区", ["禾川省 青禾市 河东区", "岚山省 松浦市 河东区"]),
        ("东京", ["日本 东京都 东京"]),
    ],
)
async def test_places_are_found_as_they_are_written(open_meteo: OpenMeteo, place: str, labels: list[str]) -> None:
    assert [where.label for where in await open_meteo.look_up(place)] == labels


async def test_a_place_that_nobody_knows(open_meteo: OpenMeteo, open_meteo_server: Double) -> None:
    with pytest.raises(NotFound) as caught:
        await open_meteo.look_up("无此镇")
    assert caught.value.place == "无此镇"
    assert open_meteo_server.stats()["requests"] == {"search": 2}  # in China, then in the world


async def test_days_have_figures_in_our_units(open_meteo: OpenMeteo) -> None:
    weather = await open_meteo.forecast(QINGHE, 4)
    assert [(day.date - TODAY).days for day in weather.days] == [0, 1, 2, 3]
    cloudy, rainy, clear, snowy = weather.days
    assert (cloudy.text, cloudy.is_rainy, cloudy.high_c, cloudy.low_c) == ("多云", False, 14, 5)
    assert (rainy.text, rainy.is_rainy, rainy.rain_probability, rainy.rain_mm) == ("小雨", True, 85, 4.2)
    assert (snowy.text, snowy.is_rainy, snowy.is_snowy, snowy.low_c) == ("小雪", False, True, -4)
    assert (clear.wind, clear.wind_level) == ("北风", 4)  # 359°, 21.5 km/h
    assert (weather.place, weather.source) == ("青禾", "Open-Meteo.com")


async def test_now_and_the_hours_from_now_on(open_meteo: OpenMeteo) -> None:
    weather = await open_meteo.forecast(QINGHE, 2)
    assert weather.current is not None
    assert weather.current.reported_at.isoformat() == "2026-11-21T11:15:00+08:00"
    assert (weather.current.text, weather.current.humidity_percent) == ("多云", 55)
    assert (weather.current.wind, weather.current.wind_level) == ("东北风", 3)  # 47°, 13 km/h
    assert weather.current.feels_like_c == weather.current.temperature_c - 1.5
    assert weather.hours[0].at.isoformat() == "2026-11-21T11:00:00+08:00"
    assert len(weather.hours) == 13 + 24
    wet = [hour.at.hour for hour in weather.hours if hour.is_wet]
    assert wet == [13, 14, 15, 16, 17]


async def test_sixteen_days_end_where_the_figures_end(open_meteo: OpenMeteo, open_meteo_server: Double) -> None:
    weather = await open_meteo.forecast(QINGHE, 40)
    assert open_meteo_server.stats()["last"]["forecast"]["forecast_days"] == "16"
    assert weather.days[-1].date == TODAY + timedelta(14)


@pytest.mark.parametrize(("place", "zone"), [("西陲", "Asia/Shanghai"), ("东京", "Asia/Tokyo")])
async def test_hours_are_told_by_the_clocks_of_the_place(open_meteo: OpenMeteo, place: str, zone: str) -> None:
    (where,) = await open_meteo.look_up(place)
    weather = await open_meteo.forecast(where, 1)
    assert weather.hours[0].at == datetime(2026, 11, 21, 11, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("minutely", TooFrequent),
        ("daily", OverQuota),
        ("refuse", BadRequest),
        ("http500", Unavailable),
        ("wrong_body", Unavailable),
        ("cut_before", Unavailable),
        ("half_body", Unavailable),
        ("redirect", Unavailable),
        ("huge", Unavailable),
    ],
)
async def test_every_fault_is_an_error_of_its_own(
    open_meteo: OpenMeteo, open_meteo_server: Double, mode: str, error: type[SourceError]
) -> None:
    open_meteo_server.misbehave(mode)
    with pytest.raises(SourceError) as caught:
        await open_meteo.forecast(QINGHE, 1)
    assert type(caught.value) is error
    assert caught.value.source == "open-meteo"
    with pytest.raises(error):
        await open_meteo.look_up("青禾")
    open_meteo_server.misbehave("ok")
    assert (await open_meteo.forecast(QINGHE, 1)).days


async def test_a_request_that_is_refused_says_that_it_is_our_fault(
    open_meteo: OpenMeteo, open_meteo_server: Double
) -> None:
    with pytest.raises(BadRequest):
        await open_meteo.forecast(Where("天外", 91.0, 105.1), 1)
    assert open_meteo_server.stats()["problems"] == ["/v1/forecast: latitude wrong is out of range"]
    open_meteo_server.post("/forgive")


async def test_errors_hold_neither_place_nor_address(open_meteo: OpenMeteo, open_meteo_server: Double) -> None:
    open_meteo_server.misbehave("http500")
    with pytest.raises(Unavailable) as caught:
        await open_meteo.look_up("青禾市")
    assert str(caught.value) == "open-meteo: unavailable (HTTP 500)"


async def test_a_wrong_address_in_the_settings_is_unavailable(http: httpx.AsyncClient) -> None:
    with pytest.raises(Unavailable):
        await OpenMeteo(http, "api.open-meteo", "api.open-meteo").look_up("青禾")
