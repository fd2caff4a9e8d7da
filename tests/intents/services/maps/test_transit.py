"""Journeys by bus, underground and train."""

import pytest

from intents.services.maps.amap import AmapMaps
from intents.services.maps.amap_transit import plain_line_name
from intents.services.maps.errors import BadRequest, NoRoute
from intents.services.maps.types import Leg, Place, Point
from tests.doubles.processes import Double
from tests.intents.services.maps.conftest import BAILU_LAKE, PARK, SCHOOL, STATION, place


async def test_a_ride_names_line_stops_and_the_last_bus(maps: AmapMaps) -> None:
    by_bus, by_underground = await maps.transit(SCHOOL, STATION)
    assert by_bus.legs == (
        Leg("walk", 200, 160),
        Leg(
            "bus",
            7418,
            1545,
            line="12路",
            other_lines=("旅游3路(怀旧巴士)",),
            from_stop="清河书院",
            to_stop="人民公园",
            stops=4,
            first="06:00",
            last="21:30",
        ),
    )
    assert (by_bus.fare_yuan, by_bus.walking_m, by_bus.taxi_yuan) == (2.0, 200, 22.0)
    assert by_bus.seconds == 2454
    assert [(leg.kind, leg.line) for leg in by_underground.rides] == [("subway", "地铁1号线")]
    assert by_underground.rides[0].stops == 1


async def test_between_cities_the_train_has_times_and_the_cheapest_seat(maps: AmapMaps) -> None:
    journey = (await maps.transit(SCHOOL, BAILU_LAKE))[0]
    assert [leg.kind for leg in journey.legs] == ["walk", "rail", "taxi"]
    train, taxi = journey.rides
    assert (train.line, train.from_stop, train.to_stop) == ("K711", "青禾", "白鹭")
    assert (train.departs, train.arrives, train.seconds, train.cost_yuan) == ("20:36", "21:41", 3900, 16.5)
    assert (taxi.distance_m, taxi.seconds, taxi.cost_yuan) == (2600, 480, None)


async def test_the_stations_of_a_train_are_on_the_map(maps: AmapMaps) -> None:
    # The service writes them with a blank for the comma.
    journey = (await maps.transit(SCHOOL, BAILU_LAKE))[0]
    assert journey.polyline == (SCHOOL.point, Point(105.16, 34.23), Point(106.0, 34.6), BAILU_LAKE.point)


async def test_the_city_of_a_place_without_one_is_looked_up(maps: AmapMaps, amap: Double) -> None:
    nameless = place("有人发来的位置", 105.1, 34.2, citycode="")
    await maps.transit(nameless, BAILU_LAKE)
    stats = amap.stats()
    assert (stats["last"]["transit"]["city1"], stats["last"]["transit"]["city2"]) == ("0999", "0998")
    assert stats["requests"]["regeocode"] == 1


async def test_next_door_there_is_no_bus(maps: AmapMaps) -> None:
    next_door = place("隔壁", SCHOOL.point.longitude + 0.001, SCHOOL.point.latitude)
    with pytest.raises(NoRoute):
        await maps.transit(SCHOOL, next_door)


async def test_a_city_that_the_service_does_not_know_is_our_mistake(maps: AmapMaps) -> None:
    elsewhere = Place("", "别处", "", PARK.point, "", citycode="010")
    with pytest.raises(BadRequest):
        await maps.transit(SCHOOL, elsewhere)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("12路(绿洲小区--青禾站)", "12路"),
        ("旅游7号线(怀旧巴士)(古塔(东门)--新站(北广场))", "旅游7号线(怀旧巴士)"),
        ("地铁1号线", "地铁1号线"),
        ("夜间专线(环线)", "夜间专线(环线)"),
        ("(甲--乙)", "(甲--乙)"),
        ("", ""),
    ],
)
def test_a_line_is_called_without_its_ends(written: str, plain: str) -> None:
    assert plain_line_name(written) == plain
