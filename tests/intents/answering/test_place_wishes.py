"""What is looked for, and in which order it is shown."""

import pytest

from intents.answering.place_wishes import asks_for_others, order_of, ordered, sought
from intents.services.maps.types import Place, Point


@pytest.mark.parametrize(
    ("keyword", "text", "words"),
    [
        ("面馆", "附近有面馆吗", "面馆"),
        ("好吃的面馆", "附近有什么好吃的面馆", "面馆"),
        ("便宜点的理发店", "找个便宜点的理发店", "理发店"),
        ("好吃的", "附近有什么好吃的", "美食"),
        ("好玩的", "周末去哪玩", "景点"),
        ("", "附近去哪儿吃饭好", "美食"),
        ("", "周末带孩子去哪玩", "景点"),
        ("修鞋的", "附近有没有修鞋的", "修鞋的"),
    ],
)
def test_the_words_for_the_map_are_without_praise(keyword: str, text: str, words: str) -> None:
    assert sought(keyword, text) == words


@pytest.mark.parametrize(
    ("wish", "order"),
    [("近一点的", "near"), ("便宜点的", "cheap"), ("评分高的", "rated"), ("", "best"), ("别的", "best")],
)
def test_a_wish_says_which_come_first(wish: str, order: str) -> None:
    assert order_of(wish, "面馆", "附近有面馆吗") == order


def test_what_is_not_known_of_a_place_puts_it_last() -> None:
    unknown, dear, cheap = place("甲", None, 300), place("乙", 90, 200), place("丙", 12, 100)
    assert [one.name for one in ordered((unknown, dear, cheap), "cheap")] == ["丙", "乙", "甲"]
    assert [one.name for one in ordered((unknown, dear, cheap), "near")] == ["丙", "乙", "甲"]
    assert [one.name for one in ordered((unknown, dear, cheap), "best")] == ["甲", "乙", "丙"]


def test_others_are_asked_for() -> None:
    assert asks_for_others("别的")
    assert not asks_for_others("近一点的")


def place(name: str, cost: float | None, distance: int) -> Place:
    return Place("", name, "", Point(105.1, 34.2), "", cost_yuan=cost, distance_m=distance)
