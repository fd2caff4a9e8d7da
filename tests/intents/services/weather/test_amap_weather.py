"""高德: division codes, four days, and each of its codes as an error."""

import asyncio
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from intents.services.maps.amap_places import Geocodes
from intents.services.maps.infocodes import INFOCODES
from intents.services.weather.amap_weather import AmapWeather
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
from intents.services.weather.together import GRACE_SECONDS, together
from intents.services.weather.types import CurrentWeather, Where
from tests.doubles.amap import KEY
from tests.doubles.processes import Double
from tests.intents.services.weather.conftest import TODAY

RIVER_EAST = Where("河东区", 34.2, 105.1, adcode="990102")


@pytest.mark.parametrize(
    ("place", "label", "adcode"),
    [
        ("青禾市", "禾川省 青禾市", "990102"),
        ("河东区", "禾川省 青禾市 河东区", "990102"),
        ("书院街17号", "禾川省 青禾市 河东区", "990102"),
        # Written as 北京 is: no city of its own.
        ("湖滨区", "白鹭市 湖滨区", "990202"),
    ],
)
async def test_a_place_is_its_division(amap: AmapWeather, place: str, label: str, adcode: str) -> None:
    (where,) = await amap.look_up(place)
    assert (where.label, where.adcode) == (label, adcode)


async def test_a_place_that_nobody_knows(amap: AmapWeather) -> None:
    with pytest.raises(NotFound):
        await amap.look_up("无此镇")


async def test_four_days_and_now(amap: AmapWeather, amap_server: Double) -> None:
    weather = await amap.forecast(RIVER_EAST, 2)
    assert [(day.date - TODAY).days for day in weather.days] == [0, 1, 2, 3]
    assert [day.text for day in weather.days] == ["多云转阴", "小雨转中雨", "晴", "小雪转多云"]
    assert [day.is_rainy for day in weather.days] == [False, True, False, False]
    assert [day.is_snowy for day in weather.days] == [False, False, False, True]
    first = weather.days[0]
    assert (first.low_c, first.high_c, first.rain_probability, first.wind, first.wind_level) == (5, 14, None, "北风", 3)
    assert (first.day_text, first.night_text) == ("多云", "阴")
    assert weather.current == CurrentWeather(
        "多云", 9, None, 48, "东北风", 3, datetime(2026, 11, 21, 11, 2, 37, tzinfo=ZoneInfo("Asia/Shanghai"))
    )
    assert weather.source == "高德"
    assert amap_server.stats()["requests"] == {"weather": 2}
    assert amap_server.stats()["problems"] == []


async def test_a_place_without_a_division_code_is_for_another_service(amap: AmapWeather, amap_server: Double) -> None:
    with pytest.raises(NotFound):
        await amap.forecast(Where("青禾", 34.2, 105.1), 1)
    assert amap_server.stats()["requests"] == {}


async def test_a_division_without_a_forecast_is_unavailable(amap: AmapWeather) -> None:
    with pytest.raises(Unavailable):
        await amap.forecast(Where("别处", 34.2, 105.1, adcode="999999"), 1)


EXPECTED: dict[str, type[SourceError] | type[NotFound]] = {
    **dict.fromkeys(("10001", "10002", "10005", "10007", "10009", "10012", "10013"), WrongKey),
    **dict.fromkeys(("10003", "10044"), OverQuota),
    **dict.fromkeys(("10004", "10014", "10019", "10020", "10021"), TooFrequent),
    **dict.fromkeys(("20000", "20001"), BadRequest),
    "20800": NotFound,
    **dict.fromkeys(("20801", "20802", "20803", "30001", "30002", "99999"), Unavailable),
}


def test_every_known_code_is_expected() -> None:
    assert EXPECTED.keys() >= INFOCODES.keys()


# Those that the map asks again for after a second are four of one kind: one of them will do.
@pytest.mark.parametrize("infocode", [code for code in EXPECTED if code not in ("10014", "10019", "10020")])
async def test_each_code_is_an_error(amap: AmapWeather, amap_server: Double, infocode: str) -> None:
    amap_server.misbehave(f"code{infocode}")
    with pytest.raises((SourceError, NotFound)) as caught:
        await amap.forecast(RIVER_EAST, 1)
    assert type(caught.value) is EXPECTED[infocode]
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("mode", ["http500", "wrong_body", "cut_before", "half_body", "redirect"])
async def test_a_broken_answer_is_unavailable(amap: AmapWeather, amap_server: Double, mode: str) -> None:
    amap_server.misbehave(mode)
    with pytest.raises(Unavailable):
        await amap.look_up("青禾市")
    with pytest.raises(Unavailable):
        await amap.forecast(RIVER_EAST, 1)


def geocode(level: str, adcode: str, province: str, city: object, district: object) -> dict[str, object]:
    return {
        "level": level,
        "adcode": adcode,
        "province": province,
        "city": city,
        "district": district,
        "location": "105.10,34.20",
    }


def test_divisions_go_before_stops_of_the_same_name_and_each_counts_once() -> None:
    answer = Geocodes.model_validate(
        {
            "geocodes": [
                geocode("公交地铁站点", "990301", "岚山省", "松浦市", "南坪区"),
                geocode("区县", "990104", "禾川省", "青禾市", "新桥区"),
                geocode("市", "990400", "岚山省", "新桥市", []),
                geocode("区县", "990104", "禾川省", "青禾市", "新桥区"),
            ]
        }
    )
    assert [where.label for where in wheres_of(answer)] == ["禾川省 青禾市 新桥区", "岚山省 新桥市"]


def test_what_is_missing_in_an_answer_is_left_out() -> None:
    cast = {"date": "2026-11-21", "dayweather": [], "nightweather": "小雨", "daytemp": [], "nighttemp": "3"}
    answer = Forecasts.model_validate({"forecasts": [{"casts": [cast, {"date": "明天"}, {"date": "2026-11-23"}]}]})
    (day,) = days_of(answer)
    assert (day.date, day.text, day.low_c, day.high_c, day.wind, day.wind_level) == (
        date(2026, 11, 21),
        "小雨",
        3,
        3,
        "",
        0,
    )
    assert current_of(Lives.model_validate({"lives": [{"weather": "晴", "temperature": []}]})) is None


async def test_the_better_half_is_waited_for_only_a_moment() -> None:
    async def says(word: str, after: float) -> str:
        await asyncio.sleep(after)
        return word

    async def fails() -> str:
        raise Unavailable("amap")

    assert await together(says("needed", 0.01), says("soon", 0.02), fails(), says("late", GRACE_SECONDS * 20)) == (
        "needed",
        ("soon", None, None),
    )
    with pytest.raises(Unavailable):
        await together(fails(), says("soon", 0.0))
