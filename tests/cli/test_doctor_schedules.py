"""`xiaoai doctor` about what is told by the clock."""

from pathlib import Path

from bot.store import Store
from bot.tables import members
from tests.cli.command import xiaoai

MORNING = "schedules:\n  - {name: 早上天气, at: '07:00', say: 今天天气怎么样, to: 妈妈}\n"


def test_a_name_nobody_has_is_told_with_the_names_there_are(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "settings.yaml").write_text(MORNING)
    assert "! 按点播报“早上天气”：每天 07:00，给 妈妈" in xiaoai(data, "doctor").out
    comes(data, "爸爸")
    assert "还没有叫“妈妈”的家人或群，等他来过、同意了才开始。现在有：爸爸。" in xiaoai(data, "doctor").out
    comes(data, "妈妈")
    assert "✓ 按点播报“早上天气”" in xiaoai(data, "doctor").out


def comes(data: Path, name: str) -> None:
    store = Store(data)
    store.open()
    try:
        store.write_now(
            lambda connection: connection.execute(members.insert().values(name=name, role="member", created_at=0.0))
        )
    finally:
        store.close()
