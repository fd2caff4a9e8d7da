"""Reading what the service writes: numbers as strings, and three ways of writing nothing."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from intents.services.maps.amap_places import Geocodes, Pois, addresses_of, places_of
from intents.services.maps.amap_routes import Routed, routes_of
from intents.services.maps.amap_transit import journeys_of
from intents.services.maps.amap_transit_answer import TransitRouted
from intents.services.maps.amap_values import clock, number, text, whole
from intents.services.maps.errors import MapError
from intents.services.maps.types import Point
from tests.intents.services.maps.conftest import PARK, SCHOOL


@pytest.mark.parametrize("nothing", [[], "", None, {}, " ", True])
def test_nothing_is_nothing_however_it_is_written(nothing: object) -> None:
    assert (text(nothing), number(nothing), whole(nothing)) == ("", None, None)


@pytest.mark.parametrize(
    ("written", "read"),
    [("759", 759), (759, 759), ("8.6", 9), (" 12 ", 12), ("nan", None), ("1e999", None), ("≤3", None)],
)
def test_numbers_are_read_from_strings(written: object, read: int | None) -> None:
    assert whole(written) == read


@pytest.mark.parametrize(
    ("written", "read"), [("2036", "20:36"), ("06:05", "06:05"), ("2460", ""), ("9999", ""), ("", ""), ("下午", "")]
)
def test_the_time_of_a_train_is_a_clock(written: str, read: str) -> None:
    assert clock(written) == read


@pytest.mark.parametrize("written", ["105.1,34.2", "105.1 34.2", " 105.100000, 34.200000 "])
def test_a_point_is_read_with_a_comma_and_with_a_blank(written: str) -> None:
    assert Point.parse(written) == Point(105.1, 34.2)


@pytest.mark.parametrize("written", ["", "105.1", "105.1,", "a,b", "205.1,34.2", "105.1,94.2", "105.1,34.2,0"])
def test_what_is_no_point_is_none(written: str) -> None:
    assert Point.parse(written) is None


@settings(deadline=None)
@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_point_is_written_as_it_is_read(longitude: float, latitude: float) -> None:
    point = Point(longitude, latitude)
    assert Point.parse(str(point)) == point


def test_a_place_of_empty_lists_is_read() -> None:
    hollow: dict[str, object] = {
        "id": "X",
        "name": "望河亭",
        "location": "105.1,34.2",
        "business": [],
        "address": [],
        "type": [],
        "adname": None,
    }
    no_point = {"id": "Y", "name": "没有坐标", "location": []}
    pois = Pois.model_validate({"pois": [hollow, no_point, []]})
    assert [(place.name, place.address, place.kind, place.rating) for place in places_of(pois)] == [
        ("望河亭", "", "", None)
    ]
    assert places_of(Pois.model_validate({"pois": []})) == places_of(Pois.model_validate({"pois": ""})) == ()


def test_an_address_of_empty_lists_is_read() -> None:
    geocode = {"location": "105.1,34.2", "city": [], "province": "白鹭市", "citycode": "0998", "level": []}
    (place,) = addresses_of(Geocodes.model_validate({"geocodes": [geocode]}), "湖滨路")
    assert (place.name, place.city, place.kind) == ("湖滨路", "白鹭市", "")


def test_a_bicycle_with_plain_numbers_is_read() -> None:
    path = {
        "distance": 14016,
        "duration": 3364,
        "steps": [{"instruction": "向西南骑行", "road_name": [], "step_distance": 181}],
    }
    (route,) = routes_of(Routed.model_validate({"route": {"paths": [path]}}), "bicycling")
    assert (route.distance_m, route.seconds, route.steps[0].road, route.steps[0].distance_m) == (14016, 3364, "", 181)


def test_one_path_without_a_list_is_read() -> None:
    answer = Routed.model_validate({"route": {"paths": {"distance": "10", "cost": {"duration": "8"}, "steps": []}}})
    assert routes_of(answer, "walking")[0].seconds == 8


def test_a_restricted_drive_says_so() -> None:
    path = {"distance": "10", "restriction": "1", "cost": {"duration": "8", "tolls": "", "traffic_lights": []}}
    (route,) = routes_of(Routed.model_validate({"route": {"taxi_cost": "", "paths": [path]}}), "driving")
    assert (route.is_restricted, route.tolls_yuan, route.taxi_yuan, route.traffic_lights) == (True, 0.0, None, None)


@settings(deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "route",
                        "paths",
                        "transits",
                        "segments",
                        "bus",
                        "buslines",
                        "pois",
                        "cost",
                        "duration",
                        "distance",
                        "location",
                        "walking",
                        "steps",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=25,
    )
)
def test_no_answer_is_too_strange_to_be_read_or_refused(answer: Any) -> None:
    body = json.dumps(answer)
    try:
        places_of(Pois.model_validate_json(body))
        routes_of(Routed.model_validate_json(body), "driving")
        journeys_of(TransitRouted.model_validate_json(body), SCHOOL, PARK)
    except (MapError, ValidationError):
        return
