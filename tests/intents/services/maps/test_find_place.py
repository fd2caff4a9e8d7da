"""Finding the place that somebody means by a name or an address."""

import pytest

from intents.services.maps.amap import AmapMaps
from intents.services.maps.errors import NotFound, OverQuota, Unavailable
from intents.services.maps.types import Place, Point
from tests.doubles.processes import Double


async def test_a_name_finds_the_place_and_not_the_bus_stop_of_that_name(maps: AmapMaps) -> None:
    found = await maps.find_place("清河书院", "青禾市")
    assert [(place.name, place.is_stop) for place in found] == [("清河书院博物馆", False), ("清河书院(公交站)", True)]
    assert found[0] == Place(
        id="Q01",
        name="清河书院博物馆",
        address="书院街1号",
        point=Point(105.1, 34.2),
        kind="博物馆",
        adcode="990102",
        citycode="0999",
        city="青禾市",
        district="河东区",
        rating=4.8,
        cost_yuan=None,
        open_today="09:00-17:00",
        phone="0999-5550101",
    )


async def test_a_stop_is_found_where_a_stop_is_meant(maps: AmapMaps) -> None:
    found = await maps.find_place("书院街地铁站")
    assert [place.name for place in found] == ["书院街地铁站"]
    assert found[0].kind == "地铁站"


async def test_a_name_that_only_a_stop_has_is_asked_of_the_addresses_as_well(maps: AmapMaps, amap: Double) -> None:
    amap.misbehave("code10044", at="place_text")
    found = await maps.find_place("清河书院")
    assert (found[0].kind, found[0].is_stop, found[0].address) == (
        "公交地铁站点",
        True,
        "禾川省青禾市河东区清河书院(公交站)",
    )


async def test_an_address_is_geocoded(maps: AmapMaps, amap: Double) -> None:
    found = await maps.find_place("河沿街5号", "青禾市")
    assert found == (
        Place(
            id="",
            name="河沿街5号",
            address="禾川省青禾市河东区河沿街5号",
            point=Point(105.1085, 34.2033),
            kind="门牌号",
            adcode="990102",
            citycode="0999",
            city="青禾市",
            district="河东区",
        ),
    )
    assert amap.stats()["requests"] == {"place_text": 1, "geocode": 1}
    assert amap.stats()["last"]["geocode"] == {"address": "河沿街5号", "city": "青禾市"}


async def test_a_city_without_a_province_is_called_by_the_name_of_its_province(maps: AmapMaps) -> None:
    # As 北京: `city` is [] in the answer.
    assert [place.city for place in await maps.find_place("滨湖大道3号")] == ["白鹭市"]


async def test_the_place_of_the_members_city_comes_first_and_others_are_offered(maps: AmapMaps) -> None:
    assert [place.city for place in await maps.find_place("人民公园", "白鹭市")] == ["白鹭市", "青禾市"]
    assert [place.city for place in await maps.find_place("人民公园", "青禾")] == ["青禾市", "白鹭市"]


async def test_a_place_elsewhere_is_found_from_here(maps: AmapMaps) -> None:
    assert [place.name for place in await maps.find_place("白鹭湖", "青禾市")] == ["白鹭湖"]


async def test_words_that_are_no_place_are_not_found(maps: AmapMaps) -> None:
    # The service says 30001 to them, as if its engine had failed.
    with pytest.raises(NotFound):
        await maps.find_place("随便哪儿都行")


@pytest.mark.parametrize("words", ["", "  \n ", "从前有座山，山里有座庙，" * 8])
async def test_what_can_be_no_place_is_not_asked_for(maps: AmapMaps, amap: Double, words: str) -> None:
    with pytest.raises(NotFound):
        await maps.find_place(words)
    assert amap.stats()["requests"] == {}


async def test_used_up_place_searches_leave_the_addresses(maps: AmapMaps, amap: Double) -> None:
    amap.misbehave("code10044", at="place_text")
    assert [place.kind for place in await maps.find_place("公园路8号")] == ["门牌号"]


async def test_what_neither_can_answer_says_why(maps: AmapMaps, amap: Double) -> None:
    amap.misbehave("code10044", at="place_text")
    amap.misbehave("code10003", at="geocode")
    with pytest.raises(OverQuota):
        await maps.find_place("公园路8号")


async def test_an_address_in_another_city_is_found_from_here(maps: AmapMaps) -> None:
    assert [place.city for place in await maps.find_place("滨湖大道3号", "青禾市")] == ["白鹭市"]


async def test_an_engine_that_failed_is_no_unknown_place(maps: AmapMaps, amap: Double) -> None:
    amap.misbehave("code30002", at="geocode")
    with pytest.raises(Unavailable):
        await maps.find_place("随便哪儿都行")


async def test_a_failing_engine_is_not_taken_for_an_unknown_place(maps: AmapMaps, amap: Double) -> None:
    amap.misbehave("http500", at="place_text")
    with pytest.raises(Unavailable):
        await maps.find_place("随便哪儿都行")
