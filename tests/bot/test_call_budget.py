"""The day's calls of a service."""

from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.call_budget import DailyBudget
from bot.store import Store
from tests.bot.harness import Clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = 86400


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(tmp_path)
    store.open()
    yield store
    store.close()


async def test_each_kind_has_its_own_calls_and_tomorrow_new_ones(store: Store) -> None:
    clock = Clock()
    budget = DailyBudget("amap", {"place": 2, "driving": 1, "weather": 0}, SHANGHAI, clock)
    await budget.open(store)
    assert [await budget.take("place") for _ in range(3)] == [True, True, False]
    assert [await budget.take("driving") for _ in range(2)] == [True, False]
    assert all([await budget.take(kind) for kind in ("weather", "weather", "unheard of")])
    clock.goes(DAY)
    assert await budget.take("place")


async def test_a_restart_gives_no_new_calls(store: Store) -> None:
    clock = Clock()
    before = DailyBudget("amap", {"place": 2}, SHANGHAI, clock)
    await before.open(store)
    assert await before.take("place")
    after = DailyBudget("amap", {"place": 2}, SHANGHAI, clock)
    await after.open(store)
    assert [await after.take("place") for _ in range(2)] == [True, False]
    elsewhere = DailyBudget("other", {"place": 2}, SHANGHAI, clock)
    await elsewhere.open(store)
    assert await elsewhere.take("place")
