"""Killed around the minute somebody wanted to be told at: told once, by the next life."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import Store
from bot.tables import schedules
from tests.doubles.kill_points import RINGING
from tests.durability.house import ALEMBIC, House, house

ORDER = "每天早上七点提醒我吃药"
ZONE_HOURS = 8
"""The family's, ahead of UTC, without summer time."""


@pytest.mark.parametrize("point", [f"{when}:{place}" for place in RINGING for when in ("before", "after")])
def test_what_was_due_is_told_once(tmp_path: Path, point: str) -> None:
    with house(tmp_path, paid_seconds=None) as home:
        # Whatever the hour is where the tests run.
        home.settings["XIAOAI_QUIET_HOURS"] = ""
        home.says("ids", "mama", ORDER)
        home.lives_on(1)
        falls_due(home)
        home.dies_at(point, 2)
        home.lives_on(2)
        told = [post["text"] for post in home.posted("ids") if "吃药" in post["text"]]
        assert len(told) == 2, told
        assert ["提醒 1" in text for text in told] == [True, False]


def falls_due(home: House) -> None:
    """As if it had been set for a minute ago."""
    minute_ago = datetime.now(UTC) + timedelta(hours=ZONE_HOURS, minutes=-1)
    store = Store(home.data, home.database_url)
    with ALEMBIC:
        store.open()
    try:
        store.write_now(
            lambda connection: connection.execute(
                sa.update(schedules).values(
                    at=f"{minute_ago:%H:%M}",
                    created_at=schedules.c.created_at - 3600,
                    fired_at=0.0,
                )
            )
        )
    finally:
        store.close()
