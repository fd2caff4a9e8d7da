"""A chosen place in a slot: written and read again."""

import pytest

from intents.answering.pinned import named, pin, pin_where, pinned, pinned_where
from intents.services.maps.types import Place, Point
from intents.services.weather.types import Where

PARK = Place("Q03", "人民公园", "公园路8号", Point(105.112, 34.205), "公园", adcode="990102", citycode="0999")


def test_a_place_keeps_its_point_and_the_codes_services_ask_by() -> None:
    written = pin(PARK)
    assert written == "人民公园@105.112000,34.205000/0999/990102"
    place = pinned(written)
    assert place is not None
    assert (place.name, place.point, place.citycode, place.adcode) == ("人民公园", PARK.point, "0999", "990102")
    assert named(written) == "人民公园"


def test_a_place_abroad_keeps_its_clock() -> None:
    tokyo = Where("东京", 35.69, 139.69, timezone="Asia/Tokyo")
    assert pinned_where(pin_where(tokyo)) == tokyo


@pytest.mark.parametrize("written", ["人民公园", "", "我@家", "人民公园@东边", "人民公园@200.0,99.0//", "a@b.com"])
def test_what_a_member_writes_is_only_a_name(written: str) -> None:
    assert pinned(written) is None
    assert pinned_where(written) is None
