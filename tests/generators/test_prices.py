"""What a clip will cost, and that what costs too much is passed over."""

from dataclasses import replace

import pytest

from generators.base import Unreachable
from generators.health import Health
from generators.router import Need, PassedOver, Router
from tests.bot.studio import FREE, Studio

CLIP = Need("video", 5)
TEN_AT_MOST = replace(FREE, max_seconds=10.0, takes_picture=True)


@pytest.mark.parametrize(
    ("sold", "seconds", "fen"),
    [
        ({"price_fen": 50}, 5, 50),
        ({"price_fen": 50}, 25, 150),
        ({"price_fen": 50}, 90, 300),
        ({"fen_per_second": 14.2}, 5, 71),
        ({"fen_per_second": 0.3}, 5, 2),
        ({"fen_per_second": 10.0, "lengths": (5, 10)}, 7, 100),
        ({"fen_per_second": 10.0, "lengths": (5, 10)}, 15, 150),
        ({"fen_per_second": 10.0}, 24, 240),
        ({"fen_per_second": 10.0}, 25, 3 * 84),
        ({"price_fen": 20, "fen_per_second": 10.0}, 24, 300),
        ({}, 25, 0),
    ],
)
def test_a_clip_costs_what_all_its_requests_cost(sold: dict[str, float], seconds: float, fen: int) -> None:
    able = replace(TEN_AT_MOST, **sold)  # type: ignore[arg-type]
    assert able.price_of_all(seconds) == fen
    assert able.is_free == (fen == 0)


def test_one_request_costs_no_more_than_the_longest_and_a_picture_has_no_seconds() -> None:
    able = replace(TEN_AT_MOST, price_fen=20, fen_per_second=10.0)
    assert [able.price(seconds) for seconds in (0.0, 1.0, 10.0, 60.0)] == [20, 30, 120, 120]


def test_what_costs_more_than_is_left_is_passed_over() -> None:
    dear, cheap, free = Studio("dear", price_fen=200), Studio("cheap", price_fen=60), Studio("free")
    router = Router({"video": (dear, cheap, free)})
    chosen = [router.decide(CLIP, affordable_fen=left) for left in (None, 200, 199, 60, 59, 0)]
    assert [choice.generator for choice in chosen] == [dear, dear, cheap, cheap, free, free]
    assert [choice.price_fen for choice in chosen] == [200, 200, 60, 60, 0, 0]
    assert chosen[-1].passed_over == (PassedOver("dear", "budget"), PassedOver("cheap", "budget"))
    assert (chosen[0].is_over_budget, chosen[-1].is_over_budget) == (False, True)


def test_by_the_second_the_length_decides() -> None:
    by_second = Studio("by_second", fen_per_second=14.2)
    router = Router({"video": (by_second, Studio("free"))})
    assert router.choose(Need("video", 5), affordable_fen=71) is by_second
    assert router.decide(Need("video", 6), affordable_fen=71).passed_over == (PassedOver("by_second", "budget"),)


def test_nobody_within_the_budget_is_nobody_and_no_illness() -> None:
    choice = Router({"video": (Studio("dear", price_fen=200),)}).decide(CLIP, affordable_fen=100)
    assert (choice.generator, choice.is_over_budget, choice.illness) == (None, True, "")


def test_who_names_one_gets_it_also_where_it_is_not_configured_or_rests() -> None:
    first, other = Studio("first"), Studio("other", price_fen=50)
    health = Health(lambda: 1000.0)
    router = Router({"video": (first,)}, health, find_other={"other": other}.get)
    assert router.choose(Need("video", 5, only="other")) is other
    for _ in range(3):
        health.failed("other", Unreachable("x"))
    assert router.choose(Need("video", 5, only="other")) is other
    assert router.decide(Need("video", 5, only="other"), affordable_fen=10).is_over_budget
    assert router.choose(Need("video", 5, only="nobody")) is None
    assert router.choose(CLIP) is first
    assert ([one.name for one in router.all()], [one.name for one in router.made()]) == (["first"], ["first", "other"])
