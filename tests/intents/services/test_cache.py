"""Answers kept in memory: for how long, how many, and what stands behind."""

from hypothesis import given, settings
from hypothesis import strategies as st

from intents.services.cache import FROM_BEHIND_SECONDS, MemoryCache


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_an_answer_is_kept_for_its_time() -> None:
    clock = Clock()
    cache = MemoryCache(now=clock)
    await cache.put("place", "公园", "[1]", 60)
    clock.now = 59.9
    assert await cache.get("place", "公园") == "[1]"
    clock.now = 60
    assert await cache.get("place", "公园") is None
    assert len(cache) == 0


async def test_kinds_are_kept_apart() -> None:
    cache = MemoryCache()
    await cache.put("place", "公园", "[1]", 60)
    assert await cache.get("weather", "公园") is None


async def test_an_answer_replaces_the_one_before() -> None:
    cache = MemoryCache()
    await cache.put("place", "公园", "[1]", 60)
    await cache.put("place", "公园", "[2]", 60)
    assert (await cache.get("place", "公园"), len(cache)) == ("[2]", 1)


async def test_what_was_not_asked_for_longest_goes_first() -> None:
    cache = MemoryCache(most_answers=2)
    await cache.put("place", "a", "1", 60)
    await cache.put("place", "b", "2", 60)
    await cache.get("place", "a")
    await cache.put("place", "c", "3", 60)
    assert [await cache.get("place", key) for key in "abc"] == ["1", None, "3"]


async def test_a_long_answer_drives_out_many_and_a_too_long_one_none() -> None:
    cache = MemoryCache(most_characters=100)
    for key in "abc":
        await cache.put("k", key, "x" * 20, 60)
    await cache.put("k", "long", "x" * 70, 60)
    assert [await cache.get("k", key) is not None for key in ("a", "b", "c", "long")] == [False, False, True, True]
    await cache.put("k", "too long", "x" * 100, 60)
    assert await cache.get("k", "too long") is None
    assert await cache.get("k", "long") is not None


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 60), st.integers(0, 30)), max_size=80))
async def test_it_never_holds_more_than_it_may(puts: list[tuple[str, int, int]]) -> None:
    clock = Clock()
    cache = MemoryCache(most_answers=4, most_characters=100, now=clock)
    for key, length, seconds in puts:
        clock.now += 1
        await cache.put("k", key, "x" * length, seconds)
        kept = [value for each in "abcdef" if (value := await cache.get("k", each)) is not None]
        assert len(kept) <= len(cache) <= 4
        assert sum(len(value) + 2 for value in kept) <= 100
        assert (seconds > 0) == (await cache.get("k", key) == "x" * length)


async def test_what_a_restart_forgot_is_found_behind() -> None:
    store = MemoryCache()
    await MemoryCache(behind=store).put("place", "公园", "[1]", 60)
    assert await MemoryCache(behind=store).get("place", "公园") == "[1]"


async def test_what_came_from_behind_is_looked_up_there_again_soon() -> None:
    clock, store = Clock(), MemoryCache()
    await store.put("place", "公园", "[1]", 60)
    front = MemoryCache(behind=store, now=clock)
    assert await front.get("place", "公园") == "[1]"
    await store.put("place", "公园", "[2]", 60)
    assert await front.get("place", "公园") == "[1]"
    clock.now += FROM_BEHIND_SECONDS
    assert await front.get("place", "公园") == "[2]"
