"""Pictures of the map."""

import io

import pytest
from PIL import Image

from intents.services.maps.amap import AmapMaps
from intents.services.maps.errors import OverQuota, Unavailable
from intents.services.maps.types import Mark, Point
from tests.doubles.processes import Double
from tests.intents.services.maps.conftest import PARK, SCHOOL

MARKS = (Mark(SCHOOL.point, "A"), Mark(PARK.point, "B"))


async def test_pins_and_a_way_become_a_picture(maps: AmapMaps, amap: Double) -> None:
    picture = await maps.static_map(MARKS, [SCHOOL.point, Point(105.1, 34.2), PARK.point])
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 800))
    asked = amap.stats()["last"]["picture"]
    assert asked["markers"] == "mid,,A:105.095000,34.195000|mid,,B:105.112000,34.205000"
    assert asked["paths"].endswith(":105.095000,34.195000;105.100000,34.200000;105.112000,34.205000")


async def test_pins_alone_and_a_way_alone_will_do(maps: AmapMaps) -> None:
    assert await maps.static_map(MARKS)
    assert await maps.static_map((), [SCHOOL.point, PARK.point])


async def test_a_way_of_no_length_is_left_out(maps: AmapMaps, amap: Double) -> None:
    await maps.static_map(MARKS, [PARK.point, PARK.point])
    assert "paths" not in amap.stats()["last"]["picture"]


async def test_more_pins_than_the_service_takes_are_left_out(maps: AmapMaps, amap: Double) -> None:
    await maps.static_map([Mark(PARK.point, str(number % 10)) for number in range(12)])
    assert amap.stats()["last"]["picture"]["markers"].count("|") == 9


async def test_a_refusal_instead_of_a_picture_is_read(maps: AmapMaps, amap: Double) -> None:
    amap.misbehave("code10003", at="picture")
    with pytest.raises(OverQuota):
        await maps.static_map(MARKS)


@pytest.mark.parametrize("mode", ["false_picture", "wrong_body"])
async def test_what_is_no_picture_is_not_sent_on(maps: AmapMaps, amap: Double, mode: str) -> None:
    amap.misbehave(mode, at="picture")
    with pytest.raises(Unavailable):
        await maps.static_map(MARKS)


async def test_a_picture_of_nothing_is_not_asked_for(maps: AmapMaps) -> None:
    with pytest.raises(ValueError, match="at least one pin"):
        await maps.static_map((), [PARK.point, PARK.point])


@pytest.mark.parametrize("label", ["", "AB", "a", "家"])
def test_a_pin_has_one_digit_or_letter(label: str) -> None:
    with pytest.raises(ValueError, match="labelled"):
        Mark(PARK.point, label)
