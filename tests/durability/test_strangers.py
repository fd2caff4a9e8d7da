"""小爱 killed as a stranger writes: the admin is asked about him once and he is told once, however often his message comes."""

from pathlib import Path

import pytest

from tests.doubles.waiting import wait_until
from tests.durability.house import ADMIN, house

STRANGER = "laowang"


@pytest.mark.parametrize("point", ["before:meet", "after:meet", "before:send-text-to-ids", "after:send-text-to-ids"])
def test_admin_is_asked_once(point: str, tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=None) as home:
        home.has_admin()
        home.says("ids", STRANGER, "你好", sender_name="老王")
        home.dies_at(point, 1, "--door")
        with home.living("--door") as life:
            home.waits_for("ids", ADMIN, "回“同意 老王”")
            home.waits_for("ids", STRANGER, "等他同意了我再来找你")
            wait_until(lambda: home.chats["ids"].stats()["waiting"] == 0)
            home.ends(life)
        assert len(home.texts("ids", ADMIN)) == len(home.texts("ids", STRANGER)) == 1
