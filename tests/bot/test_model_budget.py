"""How often a language model may be asked on one day, over restarts and midnight."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.model_budget import DAYS_KEPT, ModelBudget
from bot.model_settings import LanguageModelSettings
from bot.store import Store
from bot.tables import model_calls
from intents.services.language_model import Purpose
from intents.services.models.meter import Call

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 11, 21, 23, 50, tzinfo=SHANGHAI).timestamp()

DAY = 86400.0


def call(tokens: int = 10, purpose: Purpose = "chat", model: str = "zhipu") -> Call:
    return Call(model, purpose, tokens, 0.5)


class Clock:
    def __init__(self) -> None:
        self.now = EVENING

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(tmp_path)
    store.open()
    yield store
    store.close()


def budget(clock: Clock, **limits: int) -> ModelBudget:
    return ModelBudget(LanguageModelSettings(**limits), SHANGHAI, clock)


@pytest.mark.parametrize("limits", [{"calls_per_day": 3}, {"tokens_per_day": 30}])
async def test_the_day_ends_at_the_limit_and_begins_anew_at_midnight(limits: dict[str, int]) -> None:
    clock = Clock()
    counted = budget(clock, **limits)
    for _ in range(3):
        assert not counted.is_used_up
        await counted.count(call())
    assert counted.is_used_up
    clock.now += 15 * 60
    assert not counted.is_used_up


async def test_no_limit_is_no_limit() -> None:
    counted = budget(Clock(), calls_per_day=0, tokens_per_day=0)
    for _ in range(50):
        await counted.count(call(1_000_000))
    assert not counted.is_used_up


async def test_a_restart_forgets_nothing(store: Store) -> None:
    clock = Clock()
    first = budget(clock, calls_per_day=3)
    await first.open(store)
    await first.count(call())
    await first.count(call(purpose="classify", tokens=5))
    await first.count(call(model="ollama"))
    second = budget(clock, calls_per_day=3)
    assert not second.is_used_up
    await second.open(store)
    assert second.is_used_up
    rows = await store.read(lambda c: [tuple(row) for row in c.execute(sa.select(model_calls))])
    assert sorted(rows) == [
        ("2026-11-21", "ollama", "chat", 1, 10),
        ("2026-11-21", "zhipu", "chat", 1, 10),
        ("2026-11-21", "zhipu", "classify", 1, 5),
    ]


async def test_old_days_are_not_kept_for_ever(store: Store) -> None:
    clock = Clock()
    counted = budget(clock)
    await counted.open(store)
    for _ in range(DAYS_KEPT + 5):
        await counted.count(call())
        clock.now += DAY
    days = await store.read(lambda c: c.scalar(sa.select(sa.func.count()).select_from(model_calls)))
    assert days == DAYS_KEPT
