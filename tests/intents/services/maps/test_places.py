"""Places of a kind, in a city and near a point."""

import pytest

from intents.services.maps.amap import AmapMaps
from intents.services.maps.types import Point
from tests.doubles.processes import Double

BOOK_STREET = Point(105.1, 34.2)


async def test_near_places_have_rating_price_hours_phone_and_distance(maps: AmapMaps) -> None:
    best = (await maps.around("面馆", BOOK_STREET, 2000))[0]
    assert (best.name, best.rating, best.cost_yuan) == ("一碗春手擀面", 4.8, 23.0)
    assert (best.open_today, best.phone, best.distance_m) == ("10:00-22:00", "0999-5550108、0999-5550118", 462)


async def test_only_places_within_the_radius_are_found(maps: AmapMaps) -> None:
    assert [place.name for place in await maps.around("面馆", BOOK_STREET, 300)] == ["麦香面馆(书院店)"]
    assert len(await maps.around("面馆", BOOK_STREET, 5000)) == 3


@pytest.mark.parametrize(("asked_m", "sent"), [(0, "1"), (3000, "3000"), (80_000, "50000")])
async def test_the_radius_stays_what_the_service_takes(maps: AmapMaps, amap: Double, asked_m: int, sent: str) -> None:
    await maps.around("药房", BOOK_STREET, asked_m)
    assert amap.stats()["last"]["place_around"]["radius"] == sent


async def test_nothing_near_is_an_answer(maps: AmapMaps) -> None:
    assert await maps.around("滑雪场", BOOK_STREET) == ()


@pytest.mark.parametrize("keyword", ["", " \n", "好吃的" * 30])
async def test_what_names_no_kind_of_place_is_not_asked_for(maps: AmapMaps, amap: Double, keyword: str) -> None:
    assert await maps.around(keyword, BOOK_STREET) == await maps.search(keyword, "青禾市") == ()
    assert amap.stats()["requests"] == {}


async def test_a_search_stays_in_its_city(maps: AmapMaps) -> None:
    assert [place.city for place in await maps.search("公园", "青禾市")] == ["青禾市"]
    assert len(await maps.search("公园", "")) == 2


async def test_what_the_service_does_not_know_is_empty(maps: AmapMaps) -> None:
    hospital = (await maps.search("医院", "青禾市"))[0]
    assert (hospital.rating, hospital.open_today, hospital.distance_m) == (None, "", None)
    shop = (await maps.search("超市", "青禾市"))[0]
    assert (shop.address, shop.phone) == ("", "")
