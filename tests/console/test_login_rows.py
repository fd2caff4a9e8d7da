"""How logins are told: what somebody has to see to stands first, what somebody is at just now is no lost login."""

from pathlib import Path
from zoneinfo import ZoneInfo

from bot.console.login_rows import login_rows, told_of
from tests.bot.channels.ilink_house import bind, ilink, listening
from tests.doubles.waiting import until


async def test_credentials_that_cannot_be_read_stand_first_and_a_login_that_failed_is_not_told(tmp_path: Path) -> None:
    with ilink() as double:
        async with listening(double, tmp_path) as ear:

            def words() -> list[tuple[str, str]]:
                return [(row.title, row.word) for row in told_of({"ilink": ear.channel})]

            assert words() == [("个人微信", "还没有人扫过码")]
            double.post("/login", states=[{"status": "verify_code_blocked"}] * 3)
            login = ear.channel.log_in("外婆")
            await until(lambda: login.state.stage == "expired")
            assert words() == [("个人微信", "还没有人扫过码")]
            ear.channel.log_in("外婆")
            await until(lambda: words() == [("个人微信 · 外婆", "等着扫码")])
            ear.channel.give_up()
            bind(double, tmp_path, name="妈妈<b>")
            (tmp_path / "broken.json").write_text("{")
            await until(lambda: words() == [("个人微信 · broken.json", "凭据读不出来"), ("个人微信 · 妈妈<b>", "连着")])
            assert "妈妈&lt;b&gt;" in login_rows(told_of({"ilink": ear.channel}), 0.0, ZoneInfo("Asia/Shanghai"))
