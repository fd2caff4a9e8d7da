"""The services in their order: what one cannot say the next one does, in time, and nobody is asked twice for the same."""

import asyncio
import socket
import time
from collections.abc import Callable, Sequence

import httpx
import pytest
from pydantic import SecretStr

from intents.services.cache import MemoryCache
from intents.services.maps.amap_key import AmapAccount
from intents.services.maps.amap_web import AmapWeb
from intents.services.weather.amap_weather import AmapWeather
from intents.services.weather.cached import PLACE_SECONDS, WEATHER_SECONDS
from intents.services.weather.chain import WeatherChain
from intents.services.weather.errors import Ambiguous, NotFound, SourceError, Unavailable, WeatherError
from intents.services.weather.open_meteo import OpenMeteo
from intents.services.weather.source import WeatherSource
from tests.doubles.amap import JS_KEY
from tests.doubles.processes import Double, closed_port
from tests.intents.services.weather.conftest import Clock

MakeChain = Callable[[Sequence[WeatherSource]], WeatherChain]


@pytest.fixture
def told() -> list[str]:
    """What the admin would have been told."""
    return []


@pytest.fixture
def make_chain(clock: Clock, told: list[str]) -> MakeChain:
    def note(source: str, error: SourceError) -> None:
        told.append(f"{source} {error.code}")

    return lambda sources: WeatherChain(sources, MemoryCache(now=clock), note, clock)


@pytest.fixture
def chain(make_chain: MakeChain, amap: AmapWeather, open_meteo: OpenMeteo) -> WeatherChain:
    """As in a house with a key of 高德."""
    return make_chain([amap, open_meteo])


async def test_the_first_answers_and_the_second_is_not_asked(chain: WeatherChain, open_meteo_server: Double) -> None:
    weather = await chain.weather("青禾市")
    assert (weather.source, weather.place) == ("高德", "青禾市")
    assert open_meteo_server.stats()["requests"] == {}


async def test_without_a_key_open_meteo_answers(make_chain: MakeChain, open_meteo: OpenMeteo) -> None:
    assert (await make_chain([open_meteo]).weather("青禾市")).source == "Open-Meteo.com"


async def test_a_day_beyond_the_first_is_asked_of_one_that_knows_it(chain: WeatherChain, amap_server: Double) -> None:
    weather = await chain.weather("青禾市", days=10)
    assert (weather.source, len(weather.days) >= 10) == ("Open-Meteo.com", True)
    assert amap_server.stats()["requests"] == {}


async def test_the_next_days_are_better_than_none(chain: WeatherChain, open_meteo_server: Double) -> None:
    open_meteo_server.misbehave("http500")
    weather = await chain.weather("青禾市", days=10)
    assert (weather.source, len(weather.days)) == ("高德", 4)


async def test_what_the_first_does_not_know_the_second_may(chain: WeatherChain) -> None:
    assert (await chain.weather("东京")).place == "东京"
    with pytest.raises(NotFound):
        await chain.weather("无此镇")


async def test_several_of_a_name_are_for_the_member_to_choose(make_chain: MakeChain, open_meteo: OpenMeteo) -> None:
    chain = make_chain([open_meteo])
    with pytest.raises(Ambiguous) as caught:
        await chain.weather("新桥")
    labels = [where.label for where in caught.value.places]
    assert labels == ["岚山省 新桥市 新桥", "禾川省 白鹭市 新桥"]
    assert (await chain.forecast(caught.value.places[1], 3)).days
    # The family's own city goes first, and then there is nothing to ask.
    assert (await chain.weather("新桥", near="白鹭市")).days


async def test_two_questions_about_one_place_cost_one_request(
    make_chain: MakeChain, open_meteo: OpenMeteo, open_meteo_server: Double, clock: Clock
) -> None:
    chain = make_chain([open_meteo])
    await chain.weather("青禾", days=2)
    await chain.weather("青禾", days=3)
    assert open_meteo_server.stats()["requests"] == {"search": 1, "forecast": 1}
    clock.seconds += WEATHER_SECONDS
    await chain.weather("青禾")
    assert open_meteo_server.stats()["requests"] == {"search": 1, "forecast": 2}
    clock.seconds += PLACE_SECONDS
    await chain.weather("青禾")
    assert open_meteo_server.stats()["requests"] == {"search": 2, "forecast": 3}


async def test_two_questions_at_once_cost_one_request(chain: WeatherChain, amap_server: Double) -> None:
    amap_server.misbehave("slow", seconds=0.2)
    both = await asyncio.gather(chain.weather("青禾市"), chain.weather("青禾市"))
    assert both[0] == both[1]
    assert amap_server.stats()["requests"] == {"geocode": 1, "weather": 2}  # now, and the days


async def test_a_place_nobody_knows_is_looked_up_once(
    make_chain: MakeChain, open_meteo: OpenMeteo, open_meteo_server: Double
) -> None:
    chain = make_chain([open_meteo])
    for _ in range(2):
        with pytest.raises(NotFound):
            await chain.weather("无此镇")
    assert open_meteo_server.stats()["requests"]["search"] == 2  # in China and in the world, the first time


async def test_an_answer_kept_by_another_version_is_asked_for_again(open_meteo: OpenMeteo, told: list[str]) -> None:
    class Old(MemoryCache):
        async def get(self, kind: str, key: str) -> str | None:
            return '{"where": "青禾"}'

    chain = WeatherChain([open_meteo], Old(), lambda *_: None)
    assert (await chain.weather("青禾")).days


@pytest.mark.parametrize(("mode", "code"), [("code10009", "wrong_key"), ("code10044", "over_quota")])
async def test_a_bad_key_falls_to_the_next_and_is_told_once(
    chain: WeatherChain, amap_server: Double, told: list[str], clock: Clock, mode: str, code: str
) -> None:
    amap_server.misbehave(mode)
    for place in ("青禾", "东京", "西陲"):
        assert (await chain.weather(place)).source == "Open-Meteo.com"
    assert told == [f"amap {code}"]
    assert sum(amap_server.stats()["requests"].values()) == 1  # then left alone
    clock.seconds += 3600
    await chain.weather("河东区", near="青禾")
    assert told == [f"amap {code}"]  # tried once more, and nothing new
    amap_server.misbehave("ok")
    clock.seconds += 3600
    assert (await chain.weather("青禾市")).source == "高德"
    amap_server.misbehave(mode)
    await chain.weather("新桥", near="白鹭")
    assert told == [f"amap {code}", f"amap {code}"]


async def test_a_place_the_service_cannot_take_does_not_make_its_key_good(
    chain: WeatherChain, amap_server: Double, open_meteo: OpenMeteo, told: list[str], clock: Clock
) -> None:
    amap_server.misbehave("code10009")
    (without_code,) = await open_meteo.look_up("青禾")
    for place in ("青禾", "东京"):
        await chain.weather(place)
        clock.seconds += 3600
        await chain.forecast(without_code)
    assert told == ["amap wrong_key"]


async def test_a_key_of_another_kind_falls_to_the_next(
    make_chain: MakeChain, amap_server: Double, open_meteo: OpenMeteo, told: list[str]
) -> None:
    web = AmapWeb(AmapAccount(SecretStr(JS_KEY), None, amap_server.url))
    weather = await make_chain([AmapWeather(web), open_meteo]).weather("青禾")
    await web.close()
    assert (weather.source, told) == ("Open-Meteo.com", ["amap wrong_key"])


@pytest.mark.parametrize("mode", ["http500", "wrong_body", "cut_before", "half_body", "redirect"])
async def test_a_broken_service_falls_to_the_next(
    chain: WeatherChain, amap_server: Double, told: list[str], mode: str
) -> None:
    amap_server.misbehave(mode)
    assert (await chain.weather("青禾")).source == "Open-Meteo.com"
    assert told == []


async def test_a_service_of_ten_seconds_is_passed_over_in_time(chain: WeatherChain, amap_server: Double) -> None:
    amap_server.misbehave("slow", seconds=10)
    began = time.monotonic()
    assert (await chain.weather("青禾")).source == "Open-Meteo.com"
    assert time.monotonic() - began < 4
    amap_server.misbehave("ok")


async def test_when_all_hang_it_is_said_within_six_seconds(
    chain: WeatherChain, amap_server: Double, open_meteo_server: Double
) -> None:
    amap_server.misbehave("slow", seconds=10)
    open_meteo_server.misbehave("hang")
    began = time.monotonic()
    with pytest.raises(Unavailable) as caught:
        await chain.weather("青禾")
    assert time.monotonic() - began < 6
    assert str(caught.value) == "all: unavailable (amap unavailable, open-meteo unavailable)"
    for server in (amap_server, open_meteo_server):
        server.misbehave("ok")


async def test_a_dead_service_is_left_alone_and_tried_again(
    make_chain: MakeChain, http: httpx.AsyncClient, open_meteo: OpenMeteo, clock: Clock, open_meteo_server: Double
) -> None:
    chain = make_chain([open_meteo])
    open_meteo_server.misbehave("http500")
    for _ in range(3):
        with pytest.raises(Unavailable, match="open-meteo unavailable"):
            await chain.weather("青禾")
    with pytest.raises(Unavailable, match="open-meteo resting"):
        await chain.weather("青禾")
    assert open_meteo_server.stats()["requests"] == {"search": 3}
    open_meteo_server.misbehave("ok")
    clock.seconds += 60
    assert (await chain.weather("青禾")).days


async def test_nobody_there_is_said_at_once(make_chain: MakeChain, http: httpx.AsyncClient) -> None:
    nowhere = f"http://127.0.0.1:{closed_port()}"
    with pytest.raises(Unavailable, match="open-meteo unavailable"):
        await make_chain([OpenMeteo(http, nowhere, nowhere)]).weather("青禾")


async def test_a_name_that_nobody_resolves_is_nobody_there(
    make_chain: MakeChain, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    chain = make_chain([OpenMeteo(http, "https://api.open-meteo.invalid", "https://geocoding.open-meteo.invalid")])
    with pytest.raises(Unavailable):
        await chain.weather("青禾")


async def test_an_unknown_place_is_not_said_to_be_unknown_while_a_service_is_away(
    chain: WeatherChain, amap_server: Double
) -> None:
    amap_server.misbehave("http500")
    with pytest.raises(Unavailable, match="amap unavailable"):
        await chain.weather("书院街17号")


async def test_whoever_changes_his_mind_does_no_harm(chain: WeatherChain, amap_server: Double) -> None:
    amap_server.misbehave("slow", seconds=0.5)
    for _ in range(4):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(chain.weather("青禾市"), 0.05)
    amap_server.misbehave("ok")
    assert (await chain.weather("青禾市")).source == "高德"


def test_without_any_service_nothing_is_found(make_chain: MakeChain) -> None:
    with pytest.raises(WeatherError):
        asyncio.run(make_chain([]).weather("青禾"))
