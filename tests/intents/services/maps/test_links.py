"""Links that open 高德's map without a key."""

from urllib.parse import parse_qs, urlsplit

import pytest

from intents.services.maps.links import LinkMode, marker_link, navigation_link, search_link
from intents.services.maps.types import Point, Strategy
from tests.intents.services.maps.conftest import PARK, SCHOOL, place


def read(link: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc) == ("https", "uri.amap.com")
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}


@pytest.mark.parametrize("mode", ["car", "bus", "walk", "ride"])
def test_a_way_from_here_to_there(mode: LinkMode) -> None:
    path, query = read(navigation_link(mode, PARK, SCHOOL))
    assert path == "/navigation"
    assert query == {
        "from": "105.095000,34.195000,麦田小学",
        "to": "105.112000,34.205000,人民公园",
        "mode": mode,
        "src": "xiaoai",
        "callnative": "0",
    } | ({"policy": "0"} if mode == "car" else {})


def test_without_a_start_the_phone_knows_where_it_is() -> None:
    assert "from" not in read(navigation_link("walk", PARK))[1]


@pytest.mark.parametrize(
    ("strategy", "policy"), [("fastest", "0"), ("avoid_jams", "1"), ("fewer_tolls", "2"), ("no_motorway", "3")]
)
def test_a_drive_as_it_was_asked_for(strategy: Strategy, policy: str) -> None:
    assert read(navigation_link("car", PARK, strategy=strategy))[1]["policy"] == policy


@pytest.mark.parametrize("name", ["老张,面馆", "老张，面馆", "A&B=C 店#1?", "100%好吃+"])
def test_no_name_breaks_a_link(name: str) -> None:
    link = navigation_link("car", place(name, 105.1, 34.2))
    assert " " not in link
    assert link.isascii()
    longitude, latitude, written = read(link)[1]["to"].split(",")
    assert (longitude, latitude) == ("105.100000", "34.200000")
    assert written == name.replace(",", " ").replace("，", " ")


def test_a_point_is_shown_with_its_name() -> None:
    path, query = read(marker_link(Point(105.1, 34.2), "老家"))
    assert (path, query["position"], query["name"], query["coordinate"]) == (
        "/marker",
        "105.100000,34.200000",
        "老家",
        "gaode",
    )


def test_a_place_without_a_point_is_searched_for() -> None:
    path, query = read(search_link("人民公园 北门", "青禾市"))
    assert (path, query["keyword"], query["city"]) == ("/search", "人民公园 北门", "青禾市")
    assert "city" not in read(search_link("人民公园"))[1]
