"""Ways on foot, by bicycle and by car."""

import pytest

from intents.services.maps.amap import AmapMaps
from intents.services.maps.amap_routes import LONGEST_POLYLINE
from intents.services.maps.errors import MapError, NoRoute, OutsideChina, TooFar, Unavailable
from intents.services.maps.types import Mode, Route, Strategy
from tests.doubles.processes import Double
from tests.intents.services.maps.conftest import ABROAD, BAILU_LAKE, FAR_AWAY, ISLAND, PARK, SCHOOL, STATION

MODES: tuple[Mode, ...] = ("walking", "bicycling", "electrobike", "driving")


async def go(maps: AmapMaps, mode: Mode, origin: object = SCHOOL, destination: object = PARK) -> Route:
    route: Route = (await getattr(maps, mode)(origin, destination))[0]
    return route


@pytest.mark.parametrize(("mode", "minutes"), [("walking", 33), ("bicycling", 10), ("electrobike", 8), ("driving", 4)])
async def test_every_way_of_going_has_length_time_and_steps(maps: AmapMaps, mode: Mode, minutes: int) -> None:
    route = await go(maps, mode)
    assert (route.mode, route.distance_m, round(route.seconds / 60)) == (mode, 2494, minutes)
    assert [(step.instruction, step.road, step.distance_m) for step in route.steps] == [
        ("沿书院街向东走1746米", "书院街", 1746),
        ("右转进入无名道路走748米", "", 748),
    ]


async def test_a_drive_has_tolls_lights_and_the_price_of_a_taxi(maps: AmapMaps) -> None:
    routes = await maps.driving(SCHOOL, BAILU_LAKE)
    best = routes[0]
    assert (best.tolls_yuan, best.traffic_lights, best.taxi_yuan) == (64.0, 213, 307.0)
    assert routes[1].distance_m > best.distance_m
    assert not best.is_restricted


async def test_only_a_drive_has_the_price_of_a_taxi(maps: AmapMaps) -> None:
    assert (await go(maps, "walking")).taxi_yuan is None


@pytest.mark.parametrize(
    ("strategy", "sent"), [("fastest", "32"), ("avoid_jams", "33"), ("no_motorway", "35"), ("fewer_tolls", "36")]
)
async def test_how_to_drive_is_asked_for(maps: AmapMaps, amap: Double, strategy: Strategy, sent: str) -> None:
    await maps.driving(SCHOOL, PARK, strategy)
    assert amap.stats()["last"]["driving"]["strategy"] == sent


@pytest.mark.parametrize("mode", MODES)
async def test_the_time_is_read_where_it_stands_beside_the_cost(maps: AmapMaps, amap: Double, mode: Mode) -> None:
    in_cost = await go(maps, mode)
    amap.misbehave("beside_cost")
    assert (await go(maps, mode)).seconds == in_cost.seconds


async def test_a_way_without_a_time_is_none(maps: AmapMaps, amap: Double) -> None:
    amap.misbehave("no_duration")
    with pytest.raises(Unavailable, match="no_duration"):
        await maps.walking(SCHOOL, PARK)


async def test_the_way_can_be_drawn_with_few_points(maps: AmapMaps) -> None:
    polyline = (await go(maps, "driving", SCHOOL, STATION)).polyline
    assert len(polyline) == LONGEST_POLYLINE
    assert (polyline[0], polyline[-1]) == (SCHOOL.point, STATION.point)


async def test_a_very_long_way_is_not_drawn(maps: AmapMaps, amap: Double) -> None:
    assert (await go(maps, "driving", SCHOOL, FAR_AWAY)).polyline == ()
    assert amap.stats()["last"]["driving"]["show_fields"] == "cost"


@pytest.mark.parametrize(
    ("mode", "destination", "error"),
    [
        ("walking", BAILU_LAKE, TooFar),
        ("bicycling", FAR_AWAY, TooFar),
        ("driving", ABROAD, OutsideChina),
        ("driving", ISLAND, NoRoute),
    ],
)
async def test_where_no_way_leads_the_reason_is_said(
    maps: AmapMaps, mode: Mode, destination: object, error: type[MapError]
) -> None:
    with pytest.raises(error):
        await go(maps, mode, SCHOOL, destination)
