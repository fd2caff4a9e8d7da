"""Answers in the very shapes that were measured, with the names of invented towns; each in `samples/`."""

from pathlib import Path

from intents.services.maps.amap_places import Geocodes, Pois, addresses_of, places_of
from intents.services.maps.amap_routes import Routed, routes_of
from intents.services.maps.amap_transit import journeys_of
from intents.services.maps.amap_transit_answer import TransitRouted
from intents.services.maps.types import Leg, Point, Step
from tests.intents.services.maps.conftest import BAILU_LAKE, SCHOOL, STATION

SAMPLES = Path(__file__).with_name("samples")


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


def test_an_address_that_is_a_bus_stop() -> None:
    (place,) = addresses_of(Geocodes.model_validate_json(sample("geocode")), "清河书院")
    assert (place.name, place.is_stop, place.citycode, place.adcode) == ("清河书院", True, "0999", "990102")
    assert place.point == Point(105.1032, 34.2011)


def test_a_place() -> None:
    (place,) = places_of(Pois.model_validate_json(sample("place_text")))
    assert (place.id, place.name, place.kind, place.city) == ("Q01", "清河书院博物馆", "博物馆", "青禾市")
    assert (place.rating, place.open_today, place.phone) == (4.8, "09:00-17:00", "0999-5550101")
    assert (place.cost_yuan, place.distance_m) == (None, None)


def test_a_drive_and_its_alternative() -> None:
    best, other = routes_of(Routed.model_validate_json(sample("driving")), "driving")
    assert (best.distance_m, best.seconds, best.tolls_yuan, best.taxi_yuan, best.traffic_lights) == (1460, 412, 0, 9, 4)
    assert best.steps[1] == Step("沿公园路向北行驶360米到达目的地", "公园路", 360)
    # The end of one step is the start of the next.
    assert best.polyline == (Point(105.1032, 34.2011), Point(105.108, 34.203), Point(105.112, 34.205))
    assert (other.seconds, other.is_restricted, other.steps) == (455, True, ())


def test_a_walk() -> None:
    (walk,) = routes_of(Routed.model_validate_json(sample("walking")), "walking")
    assert (walk.distance_m, walk.seconds, walk.taxi_yuan, walk.traffic_lights) == (1310, 1048, None, None)
    assert [step.road for step in walk.steps] == ["书院街", ""]


def test_a_journey_by_underground() -> None:
    (journey,) = journeys_of(TransitRouted.model_validate_json(sample("transit")), SCHOOL, STATION)
    assert (journey.seconds, journey.fare_yuan, journey.walking_m, journey.taxi_yuan) == (1978, 3, 512, 19)
    assert [leg.kind for leg in journey.legs] == ["walk", "subway", "walk"]
    assert journey.rides == (
        Leg("subway", 7373, 1123, line="地铁1号线", from_stop="书院街", to_stop="站前广场", stops=6),
    )


def test_a_journey_by_train_and_taxi() -> None:
    (journey,) = journeys_of(TransitRouted.model_validate_json(sample("rail_and_taxi")), STATION, BAILU_LAKE)
    assert (journey.fare_yuan, journey.taxi_yuan) == (None, None)
    train, taxi = journey.legs
    assert (train.departs, train.arrives, train.cost_yuan) == ("23:36", "00:41", 16.5)
    assert taxi == Leg("taxi", 2600, 480, from_stop="白鹭")
    assert journey.polyline[1:3] == (Point(105.16, 34.23), Point(106.0, 34.6))
