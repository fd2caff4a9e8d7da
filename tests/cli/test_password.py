"""`xiaoai password`: a new password, whether 小爱 runs or not."""

from pathlib import Path

from bot.doors.password import Password
from tests.cli.command import xiaoai


def test_a_password_is_set_and_a_weak_one_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ran = xiaoai(data, "password", stdin="短\n")
    assert (ran.status, ran.err) == (2, "密码要 8 到 200 个字。\n")
    assert not Password(data).is_set
    ran = xiaoai(data, "password", stdin="十二个月亮在河上\n")
    assert ran.status == 0
    assert "密码设好了" in ran.out
    assert Password(data).matches("十二个月亮在河上")
