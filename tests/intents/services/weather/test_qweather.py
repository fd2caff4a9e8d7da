"""和风: signed calls, strings read as figures, warnings by gravity, and every refusal an error of its own."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr

from intents.services.weather.errors import (
    BadRequest,
    NotFound,
    OverQuota,
    SourceError,
    TooFrequent,
    Unavailable,
    WrongKey,
)
from intents.services.weather.qweather import QWeather
from intents.services.weather.qweather_token import LASTS_SECONDS, QWeatherAccount, Token, can_sign
from intents.services.weather.types import Where
from tests.doubles.processes import Double, StartDouble
from tests.intents.services.weather.conftest import TODAY, Clock

pytest.importorskip("cryptography", reason="the extra qweather is not installed")

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as other_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.doubles.qweather import CREDENTIAL, PROJECT

QINGHE = Where("青禾", 34.2, 105.1042)
KEY = Ed25519PrivateKey.generate()
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


@pytest.fixture
def server(start_double: StartDouble) -> Double:
    return start_double("qweather", public_key=PUBLIC, today=TODAY)


def account(server: Double, pem: str = PEM, credential: str = CREDENTIAL) -> QWeatherAccount:
    return QWeatherAccount(server.url, PROJECT, credential, SecretStr(pem))


@pytest.fixture
async def qweather(server: Double, http: httpx.AsyncClient) -> AsyncIterator[QWeather]:
    yield QWeather(account(server), http)
    assert server.stats()["problems"] == []


@pytest.mark.parametrize(
    ("place", "labels"),
    [
        ("青禾", ["禾川省 青禾"]),
        ("禾川省青禾市", ["禾川省 青禾"]),
        ("河东", ["禾川省 青禾 河东", "岚山省 松浦 河东"]),
        ("青禾市河东区书院街1号", ["禾川省 青禾 河东"]),
        ("东京", ["日本 东京都 东京"]),
    ],
)
async def test_places_are_found_as_they_are_written(qweather: QWeather, place: str, labels: list[str]) -> None:
    assert [where.label for where in await qweather.look_up(place)] == labels


async def test_a_place_that_nobody_knows(qweather: QWeather) -> None:
    with pytest.raises(NotFound):
        await qweather.look_up("无此镇")


async def test_a_week_now_a_day_of_hours_and_the_warnings(qweather: QWeather, server: Double) -> None:
    weather = await qweather.forecast(QINGHE, 3)
    assert [day.date for day in weather.days] == [TODAY + timedelta(day) for day in range(7)]
    rainy = weather.days[1]
    assert (rainy.text, rainy.is_rainy, rainy.low_c, rainy.high_c, rainy.rain_mm) == ("小雨转中雨", True, 6, 11, 1.2)
    assert (rainy.wind, rainy.wind_level, rainy.rain_probability) == ("北风", 4, None)
    assert weather.current is not None
    assert (weather.current.text, weather.current.feels_like_c, weather.current.wind_level) == ("多云", 7, 2)
    assert weather.current.reported_at.isoformat() == "2026-11-21T10:48:00+08:00"
    assert len(weather.hours) == 24
    assert [(hour.at.hour, hour.rain_probability) for hour in weather.hours if hour.is_wet] == [(16, 70)]
    assert weather.warnings == ("寒潮橙色预警", "大风蓝色预警", "道路结冰提示")
    assert weather.source == "和风天气"
    assert server.stats()["last"]["days"] == {"location": "105.10,34.20"}


@pytest.mark.parametrize("part", ["now", "hours", "alerts"])
async def test_days_come_without_a_part_that_fails(qweather: QWeather, server: Double, part: str) -> None:
    server.misbehave("http500", at=part)
    weather = await qweather.forecast(QINGHE, 1)
    assert len(weather.days) == 7
    left = {"now": weather.current, "hours": weather.hours, "alerts": weather.warnings}
    assert not left.pop(part)
    assert all(left.values())


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("code204", NotFound),
        ("code400", BadRequest),
        ("code401", WrongKey),
        ("code402", OverQuota),
        ("code403", WrongKey),
        ("code404", NotFound),
        ("code429", TooFrequent),
        ("code500", Unavailable),
        ("no_credit", OverQuota),
        ("overdue", OverQuota),
        ("no_money", OverQuota),
        ("invalid_host", WrongKey),
        ("too_many", TooFrequent),
        ("http500", Unavailable),
        ("wrong_body", Unavailable),
        ("cut_before", Unavailable),
        ("half_body", Unavailable),
    ],
)
async def test_every_refusal_is_an_error_of_its_own(
    qweather: QWeather, server: Double, mode: str, error: type[SourceError]
) -> None:
    server.misbehave(mode)
    with pytest.raises((SourceError, NotFound)) as caught:
        await qweather.forecast(QINGHE, 1)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("pem", "credential"),
    [
        (Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(), CREDENTIAL),
        (PEM, "SOMEONE1"),
        (other_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(), CREDENTIAL),
        ("no key at all", CREDENTIAL),
        ("", CREDENTIAL),
    ],
    ids=["another", "another account's", "another kind", "none", "empty"],
)  # fmt: skip
async def test_a_wrong_key_is_said_to_be_one(
    server: Double, http: httpx.AsyncClient, pem: str, credential: str
) -> None:
    with pytest.raises(WrongKey) as caught:
        await QWeather(account(server, pem, credential), http).forecast(QINGHE, 1)
    assert len(str(caught.value)) < 80


async def test_no_error_and_no_repr_shows_the_key(server: Double) -> None:
    assert PEM.splitlines()[1] not in repr(account(server))


def test_a_token_is_used_until_shortly_before_its_end(server: Double) -> None:
    assert can_sign()
    clock = Clock()
    token = Token(account(server), clock)
    first = token.text()
    clock.seconds += LASTS_SECONDS / 2
    assert token.text() == first
    clock.seconds += LASTS_SECONDS / 2 - 60
    assert token.text() != first
