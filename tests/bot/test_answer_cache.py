"""Answers of the map and the weather, kept in the store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answer_cache import LONGEST_KEY, StoredAnswers
from bot.store import Store
from tests.bot.harness import Clock

HOUR = 3600.0


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(tmp_path)
    store.open()
    yield store
    store.close()


def opened(store: Store, clock: Clock) -> StoredAnswers:
    answers = StoredAnswers(clock)
    answers.open(store)
    return answers


async def test_an_answer_is_there_in_the_next_life(store: Store) -> None:
    clock = Clock()
    await opened(store, clock).put("place", "面馆", "[1]", HOUR)
    assert await opened(store, clock).get("place", "面馆") == "[1]"
    assert await opened(store, clock).get("weather", "面馆") is None


async def test_an_answer_goes_when_its_time_is_over(store: Store) -> None:
    clock = Clock()
    answers = opened(store, clock)
    await answers.put("place", "面馆", "[1]", HOUR)
    clock.goes(HOUR + 1)
    assert await answers.get("place", "面馆") is None
    await answers.put("place", "面馆", "[2]", HOUR)
    assert await answers.get("place", "面馆") == "[2]"


async def test_what_is_soon_over_or_called_too_long_is_not_written(store: Store) -> None:
    answers = opened(store, Clock())
    await answers.put("route", "从家到公园", "[]", 120)
    await answers.put("place", "长" * (LONGEST_KEY + 1), "[]", HOUR)
    assert await answers.get("route", "从家到公园") is None
    assert await answers.get("place", "长" * (LONGEST_KEY + 1)) is None


async def test_without_a_store_there_is_nothing() -> None:
    answers = StoredAnswers(Clock())
    await answers.put("place", "面馆", "[1]", HOUR)
    assert await answers.get("place", "面馆") is None
