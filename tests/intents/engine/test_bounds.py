"""Where a free slot ends, and what it costs."""

import pytest

from intents.engine.bounds import bound
from intents.engine.normalise import flatten
from intents.engine.patterns import Grammar, Pattern

PHRASES = {"never_in_site": "(到|去|怎么|推荐|一下|天气)", "short_site": "(家|山)", "start_site": "(我|我们)"}


def grammar() -> Grammar:
    return Grammar({}, PHRASES)


def read(pattern: Pattern, text: str) -> dict[str, str] | None:
    match = pattern.fullmatch(flatten(text).text)
    return None if match is None else {name: text[start:end] for name, start, end in match.spans}


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("人民广场", True),
        ("家", True),
        ("我妈家", True),
        ("店", False),
        ("推荐店", False),
        ("去年", False),
        ("妈,家", False),
    ],
)
def test_a_value_holds_no_forbidden_word(value: str, holds: bool) -> None:
    site = bound({"到", "去", "推荐"}, "(?:家|山)", "(?:我|我们)")
    assert site.holds(value, 0, len(value)) is holds


def test_a_value_does_not_begin_inside_a_forbidden_word() -> None:
    site = bound({"一下"}, "", "")
    text = "找一下沙河店"
    assert site.holds(text, 3, 6)
    assert not site.holds(text, 2, 6)


def test_a_bounded_slot_does_not_swallow_a_story() -> None:
    route = grammar().pattern("[<start_site>]去{site:destination}怎么走")
    assert read(route, "去人民广场怎么走") == {"destination": "人民广场"}
    assert read(route, "去人民广场到推荐的地方怎么走") is None
    assert read(grammar().pattern("去{anything:destination}怎么走"), "去人民广场到推荐的地方怎么走") is not None


def test_both_ways_of_bounding_find_the_same() -> None:
    whole = grammar().pattern("去{site:destination}怎么走")
    inside = grammar().pattern("去{site:destination}怎么走", is_finder=True)
    for place in ("家", "我妈家", "西湖", "去年", "推荐"):
        text = f"去{place}怎么走"
        found = [text[start:end] for _, _, match in inside.finditer(text) for _, start, end in match.spans]
        assert found == list((read(whole, text) or {}).values()), place


def test_only_what_one_reading_fills_counts_as_free() -> None:
    pattern = grammar().pattern("(从{site:origin}去|到){site:destination}怎么走")
    assert read(pattern, "从西站去北站怎么走") == {"origin": "西站", "destination": "北站"}


def test_a_value_does_not_begin_with_what_one_does_there_nor_inside_a_whole_word() -> None:
    site = bound({"到"}, "家", "", never_first={"接", "看"}, whole={"奶奶家"})
    assert not site.holds("接孩子", 0, 3)
    assert not site.holds("奶奶家", 2, 3)
    assert site.holds("奶奶家", 0, 3)


def test_a_value_may_have_to_end_like_one() -> None:
    store = bound({"的"}, "", "", "(?:店|市场)")
    assert store.holds("豆腐店", 0, 3)
    assert not store.holds("豆腐", 0, 2)
    assert not store.holds("店", 0, 1)


def test_what_belongs_to_a_value_is_not_behind_a_pause() -> None:
    joined = bound({"到"}, "", "", no_pause_after=True)
    assert joined.holds("钟楼附近", 0, 2)
    assert not joined.holds("头晕,附近", 0, 2)


def test_an_ending_is_a_fixed_word() -> None:
    phrases = {"never_in_store": "(的|有)", "end_store": "(店|市场)"}
    pattern = Grammar({}, phrases).pattern("，{store:keyword}，", is_finder=True)
    assert pattern.may_read("有花店,么")
    assert not pattern.may_read("有花,么")
