"""Ways and journeys as sentences."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from intents.answering.figures import lasting, length
from intents.answering.route_words import is_electric, strategy_of, way_told
from intents.answering.transit_words import MOST_LINES, journey_told
from intents.answering.weather_aims import aims_of
from intents.engine.types import Say
from intents.services.maps.types import Leg, Mode, Route, Step, TransitRoute

NOW = datetime(2026, 11, 21, 22, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ENDS = ("家", "公园")


@pytest.mark.parametrize(
    ("metres", "kilometres", "short"), [(4, 0, 10), (587, 0, 590), (4_140, 4.1, 0), (5_000, 5, 0), (41_400, 41, 0)]
)
def test_lengths_are_as_exact_as_anybody_needs(metres: int, kilometres: float, short: int) -> None:
    assert dict(length(metres).values) == {"metres": short, "kilometres": kilometres}


def test_times_are_minutes() -> None:
    assert dict(lasting(20).values) == {"hours": 0, "minutes": 1, "seconds": 0}
    assert dict(lasting(6_300).values) == {"hours": 1, "minutes": 45, "seconds": 0}


@pytest.mark.parametrize(
    ("mode", "metres", "key"),
    [
        ("walking", 5_200, "route.too_far_on_foot"),
        ("bicycling", 16_000, "route.too_far_by_bicycle"),
        ("driving", 900, "route.near_enough"),
    ],
)
def test_a_way_that_fits_better_is_offered(mode: Mode, metres: int, key: str) -> None:
    assert [note.key for note in told(mode, metres).parts["notes"]] == [key]


@pytest.mark.parametrize(("mode", "metres"), [("walking", 4_900), ("bicycling", 9_000), ("driving", 8_000)])
def test_a_way_that_fits_is_left_alone(mode: Mode, metres: int) -> None:
    assert told(mode, metres).parts["notes"] == ()


def test_of_many_roads_the_longest_are_named_in_their_order() -> None:
    steps = tuple(Step(f"走{n}", f"第{n}路", n * 100) for n in range(1, 9))
    assert told("driving", 8_000, steps).values["roads"] == ("第4路", "第5路", "第6路", "第7路", "第8路")


def test_few_turns_on_foot_are_told_one_by_one() -> None:
    steps = (Step("直走", "甲路", 100), Step("右转", "", 50))
    say = told("walking", 900, steps)
    assert (say.values["steps"], say.values["roads"]) == (("直走", "右转"), ())


@pytest.mark.parametrize(
    ("text", "strategy"),
    [
        ("开车去公园怎么走", "fastest"),
        ("开车去公园不走高速", "no_motorway"),
        ("开车去公园避开拥堵", "avoid_jams"),
        ("开车去公园少收费的路", "fewer_tolls"),
        ("开车去公园堵不堵", "fastest"),
    ],
)
def test_how_somebody_wants_to_drive(text: str, strategy: str) -> None:
    assert strategy_of(text) == strategy


def test_a_bicycle_with_a_motor() -> None:
    assert is_electric("骑电动车去公园")
    assert not is_electric("骑车去公园")


def test_a_last_bus_that_has_gone_is_said_to_have_gone() -> None:
    early, late = ride("12路", last="21:30"), ride("地铁1号线", last="23:00")
    say = journey_told(TransitRoute(1800, 2, 0, 9_000, (early, late)), "坐公交", ENDS, "", NOW, ())
    assert [line.values["is_over"] for line in say.parts["lines"]] == [True, False]
    assert (say.values["changes"], say.values["fare"]) == (1, 2)


def test_a_last_bus_after_midnight_has_not_gone_in_the_evening() -> None:
    say = journey_told(TransitRoute(1800, 2, 0, 9_000, (ride("夜1路", last="00:30"),)), "坐公交", ENDS, "", NOW, ())
    assert not say.parts["lines"][0].values["is_over"]


def test_a_long_journey_fits_on_a_phone() -> None:
    legs = tuple(leg for n in range(8) for leg in (Leg("walk", 100, 80), ride(f"{n}路")))
    say = journey_told(TransitRoute(7200, 9, 800, 60_000, legs), "坐公交", ENDS, "", NOW, ())
    assert len(say.parts["lines"]) == MOST_LINES
    assert say.values["more"] == 2


@pytest.mark.parametrize(
    ("text", "aims"),
    [
        ("明天要带伞吗", {"umbrella"}),
        ("明天会下雨吗", {"rain"}),
        ("明天会不会下雪", {"snow"}),
        ("周末能不能晒被子", {"drying"}),
        ("明天冷不冷穿什么", {"warmth", "clothes"}),
        ("今天风大不大", {"wind"}),
        ("今天空气怎么样", {"air"}),
        ("哪天不下雨", {"rain", "any_day"}),
        ("明天天气怎么样", set()),
        ("这周末风景区天气怎么样", set()),
    ],
)
def test_what_is_asked_of_the_weather(text: str, aims: set[str]) -> None:
    found = aims_of(text)
    assert {name for name in found.__slots__ if getattr(found, name)} == aims


def told(mode: Mode, metres: int, steps: tuple[Step, ...] = ()) -> Say:
    return way_told(Route(mode, metres, 600, steps=steps), "开车", ENDS, "", "fastest", ())


def ride(line: str, last: str = "") -> Leg:
    return Leg("bus", 3_000, 600, line=line, from_stop="甲", to_stop="乙", stops=4, last=last)
