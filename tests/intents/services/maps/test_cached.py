"""Two questions about the same cost one request."""

import asyncio

import pytest

from intents.services.cache import MemoryCache
from intents.services.maps.amap import AmapMaps
from intents.services.maps.cached import DAY, HOUR, MONTH, ROUTE_SECONDS, CachedMaps
from intents.services.maps.errors import NotFound, Unavailable
from intents.services.maps.maps import Maps
from intents.services.maps.types import Mark, Point
from tests.doubles.processes import Double
from tests.intents.services.maps.conftest import BAILU_LAKE, PARK, SCHOOL, STATION


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cached(maps: AmapMaps, clock: Clock) -> CachedMaps:
    return CachedMaps(maps, MemoryCache(now=clock))


def requests(amap: Double) -> dict[str, int]:
    counted: dict[str, int] = amap.stats()["requests"]
    return counted


async def test_every_question_is_answered_as_without_a_cache(maps: AmapMaps, cached: CachedMaps) -> None:
    async def all_of(asked: Maps) -> list[object]:
        return [
            await asked.find_place("清河书院", "青禾市"),
            await asked.search("面馆", "青禾市"),
            await asked.around("面馆", PARK.point, 2000),
            await asked.walking(SCHOOL, PARK),
            await asked.bicycling(SCHOOL, PARK),
            await asked.electrobike(SCHOOL, PARK),
            await asked.driving(SCHOOL, PARK, "avoid_jams"),
            await asked.transit(SCHOOL, BAILU_LAKE),
            await asked.static_map([Mark(PARK.point, "A")], [SCHOOL.point, PARK.point]),
        ]

    plain = await all_of(maps)
    assert await all_of(cached) == plain
    assert await all_of(cached) == plain


async def test_every_question_is_asked_once(cached: CachedMaps, amap: Double) -> None:
    for _ in range(2):
        await cached.find_place("人民公园", "青禾市")
        await cached.search("面馆", "青禾市")
        await cached.around("面馆", PARK.point)
        for mode in (cached.walking, cached.bicycling, cached.electrobike, cached.driving):
            await mode(SCHOOL, PARK)
        await cached.transit(SCHOOL, STATION)
        await cached.static_map([Mark(PARK.point, "A")])
    assert requests(amap) == {
        "place_text": 2,
        "place_around": 1,
        "picture": 1,
        "transit": 1,
        "walking": 1,
        "bicycling": 1,
        "electrobike": 1,
        "driving": 1,
    }


async def test_asked_at_once_it_is_one_request(cached: CachedMaps, amap: Double) -> None:
    answers = await asyncio.gather(*(cached.find_place("人民公园") for _ in range(5)))
    assert all(answer == answers[0] for answer in answers)
    assert requests(amap) == {"place_text": 1}


async def test_other_questions_are_asked(cached: CachedMaps, amap: Double) -> None:
    await cached.driving(SCHOOL, PARK)
    await cached.driving(SCHOOL, PARK, "fewer_tolls")
    await cached.driving(PARK, SCHOOL)
    await cached.driving(STATION, PARK)
    await cached.around("面馆", PARK.point, 1000)
    await cached.around("面馆", PARK.point, 2000)
    assert requests(amap) == {"driving": 4, "place_around": 2}


@pytest.mark.parametrize(("words", "kept_seconds"), [("人民公园", DAY), ("河沿街5号", MONTH), ("随便哪儿都行", HOUR)])
async def test_a_place_is_kept_a_day_an_address_a_month_and_nothing_an_hour(
    cached: CachedMaps, amap: Double, clock: Clock, words: str, kept_seconds: float
) -> None:
    async def ask() -> int:
        try:
            await cached.find_place(words)
        except NotFound:
            assert kept_seconds == HOUR
        return requests(amap)["place_text"]

    assert await ask() == 1
    clock.now += kept_seconds - 1
    assert await ask() == 1
    clock.now += 2
    assert await ask() == 2


async def test_a_stop_found_for_want_of_better_is_asked_for_again_soon(
    cached: CachedMaps, amap: Double, clock: Clock
) -> None:
    amap.misbehave("code10044", at="place_text", times=1)
    assert (await cached.find_place("清河书院"))[0].is_stop
    clock.now += HOUR + 1
    assert (await cached.find_place("清河书院"))[0].name == "清河书院博物馆"


async def test_a_route_is_kept_two_minutes(cached: CachedMaps, amap: Double, clock: Clock) -> None:
    await cached.driving(SCHOOL, PARK)
    clock.now += ROUTE_SECONDS - 1
    await cached.driving(SCHOOL, PARK)
    assert requests(amap) == {"driving": 1}
    clock.now += 2
    await cached.driving(SCHOOL, PARK)
    assert requests(amap) == {"driving": 2}


async def test_an_error_is_not_kept(cached: CachedMaps, amap: Double) -> None:
    amap.misbehave("http500")
    with pytest.raises(Unavailable):
        await cached.walking(SCHOOL, PARK)
    amap.misbehave("ok")
    assert await cached.walking(SCHOOL, PARK)


async def test_what_an_older_version_kept_is_asked_for_anew(maps: AmapMaps, amap: Double) -> None:
    cache = MemoryCache()
    await cache.put("place", '["人民公园", ""]', '[{"title": "人民公园"}]', DAY)
    assert await CachedMaps(maps, cache).find_place("人民公园")
    assert requests(amap) == {"place_text": 1}


async def test_points_that_differ_by_less_than_a_hand_are_one_question(cached: CachedMaps, amap: Double) -> None:
    await cached.around("面馆", Point(105.1, 34.2))
    await cached.around("面馆", Point(105.1000001, 34.2000002))
    assert requests(amap) == {"place_around": 1}
