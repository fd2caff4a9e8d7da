"""`xiaoai doctor` about what is told by the clock."""

from pathlib import Path

from bot.config import ScheduleSettings, Settings
from bot.doctor.schedules import schedules
from bot.store import Store
from bot.tables import members
from tests.doubles.processes import ROOT

MORNING = ScheduleSettings(name="早上天气", at="07:00", say="今天天气怎么样", to="妈妈")


def test_a_name_nobody_has_is_told_with_the_names_there_are(tmp_path: Path) -> None:
    settings = Settings(home=ROOT, data=tmp_path, schedules=(MORNING,))
    (nobody,) = schedules(settings)
    assert (nobody.state, nobody.what) == ("warning", "按点播报“早上天气”：每天 07:00，给 妈妈")
    comes(tmp_path, "爸爸")
    (other,) = schedules(settings)
    assert "还没有叫“妈妈”的家人或群，等他来过、同意了才开始。现在有：爸爸。" in other.cure
    comes(tmp_path, "妈妈")
    assert [finding.state for finding in schedules(settings)] == ["good"]


def test_without_schedules_nothing_is_told(tmp_path: Path) -> None:
    assert not list(schedules(Settings(home=ROOT, data=tmp_path)))


def comes(data: Path, name: str) -> None:
    store = Store(data)
    store.open()
    try:
        store.write_now(
            lambda connection: connection.execute(members.insert().values(name=name, role="member", created_at=0.0))
        )
    finally:
        store.close()
