"""Killed while cleaning up after a kill: the second life dies in the middle of taking up what the first one left, the third ends it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.durability.books import assert_promise_kept
from tests.durability.house import house

PAIRS = (
    # A letter and a turn are under way, and the outbox, the inbox or the engine is only just being taken up.
    "before:settle-to-plain > before:recover-outbox",
    "after:send-text-to-plain > after:recover-outbox",
    "after:pay > before:greet",
    "before:commit > before:recover-inbox",
    "after:commit > before:launch",
    "before:enqueue > after:launch",
    "after:enqueue > before:sweep",
    # The same place twice.
    "after:pay > after:pay",
    "before:write-ticket > before:wait",
    "after:encode > after:encode",
    "after:send-video-to-ids > after:send-video-to-ids",
    "after:send-video-to-plain > before:settle-to-plain",
)


@pytest.mark.parametrize("point", PAIRS)
@pytest.mark.parametrize("store", ["sqlite"])
def test_killed_twice_everything_happens_once(store: str, point: str, outcome: Callable[[], None]) -> None:
    outcome()


def live_through(folder: Path, point: str, database_url: str | None) -> None:
    with house(folder, database_url=database_url) as home:
        asked = home.everybody_asks()
        for each in point.split(" > "):
            home.dies_at(each, asked.count)
        home.lives_on(asked.count)
        assert_promise_kept(home, asked)
