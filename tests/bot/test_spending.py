"""Yuan a day, for the whole family and all paid generators together."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import JobSettings
from bot.days import day_of, month_of
from bot.spending import yuan
from bot.tables import jobs, ledger
from generators.base import ContentRefused
from generators.storyboard import Storyboard
from tests.bot.harness import running
from tests.bot.room import RoomChannel
from tests.bot.studio import Studio
from tests.bot.test_quotas import CLIP, clock_at, quotas

NO_MONEY = "第 {} 号没做成：家里今天能花的钱不够了，明天零点以后再来。不算次数。"


async def test_what_the_days_money_does_not_reach_for_is_not_bought(tmp_path: Path) -> None:
    clock = clock_at(11)
    limits = quotas(yuan_per_day=1.2, videos_per_day=3)
    async with running(tmp_path, clock=clock, generators=[Studio(price_fen=50)], quotas=limits) as bot:
        for _ in range(3):
            await bot.hears(CLIP)
            await bot.finishes_jobs()
        assert bot.said[-1] == NO_MONEY.format(3)
        assert [row.state for row in await bot.rows(ledger)] == ["settled", "settled"]
        assert "还能拍 1 个视频" in await bot.hears("今天还能拍几个"), "what was not bought is not counted"
        clock.goes(13 * 3600)
        await bot.hears(CLIP)
        await bot.finishes_jobs()
        assert bot.said[-1].startswith("「小狗」1 秒。")


async def test_two_that_begin_at_once_do_not_both_spend_the_last(tmp_path: Path) -> None:
    studio = Studio(price_fen=50)
    studio.is_open.clear()
    limits, at_once = quotas(yuan_per_day=1), JobSettings(at_once=8, per_member=8)
    async with running(tmp_path, clock=clock_at(11), generators=[studio], quotas=limits, jobs=at_once) as bot:
        for number in range(8):
            await bot.tells(CLIP, f"人{number}")
        await bot.until(
            lambda c: c.exec_driver_sql("SELECT count(*) FROM jobs WHERE state = 'failed'").scalar() == 6, 30
        )
        assert len(studio.taken) == 2
        studio.is_open.set()
        await bot.finishes_jobs()
        assert len(studio.taken) == 2
        assert sorted(row.state for row in await bot.rows(jobs)) == ["done"] * 2 + ["failed"] * 6


async def test_a_cheaper_or_free_one_is_asked_instead(tmp_path: Path) -> None:
    dear, cheap = Studio("dear", price_fen=200), Studio("cheap", price_fen=60)
    makers = [dear, cheap, Storyboard(tmp_path / "work")]
    async with running(tmp_path, clock=clock_at(11), generators=makers, quotas=quotas(yuan_per_day=1)) as bot:
        for _ in range(2):
            await bot.hears(CLIP)
            await bot.finishes_jobs()
        assert [row.generator for row in await bot.rows(jobs)] == ["cheap", "storyboard"]
        assert (len(dear.taken), len(cheap.taken)) == (0, 1)


async def test_what_was_refused_costs_nothing(tmp_path: Path) -> None:
    studio = Studio(price_fen=50)
    studio.to_fail += [ContentRefused("no")] * 2
    async with running(tmp_path, clock=clock_at(11), generators=[studio], quotas=quotas(yuan_per_day=0.5)) as bot:
        for _ in range(3):
            await bot.hears(CLIP)
            await bot.finishes_jobs()
        assert bot.said[-1].startswith("「小狗」1 秒。")


async def test_a_call_nobody_knows_the_end_of_counts_until_it_is_settled(tmp_path: Path) -> None:
    room = RoomChannel(admits_everyone=False)
    limits = quotas(yuan_per_day=0.5)
    async with running(
        tmp_path, room, clock=clock_at(11), generators=[Studio("智谱", price_fen=50)], quotas=limits
    ) as bot:
        await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", "爸爸")
        await bot.hears(CLIP, "爸爸")
        await bot.finishes_jobs()
        store = bot.app._store
        await store.write(lambda c: c.exec_driver_sql("UPDATE jobs SET state = 'needs_admin'"))
        await store.write(lambda c: c.exec_driver_sql("UPDATE ledger SET state = 'open', ticket = '', location = ''"))
        said = await bot.hears("今天花了多少", "爸爸")
        assert said.splitlines() == [
            "今天花了 0.5 元，一天最多 0.5 元。",
            "智谱 1 个，0.5 元",
            "其中 0.5 元还说不准，等你回“重新拍”或“算了”。",
        ]
        assert "第 1 号等你回“重新拍 1”或“算了 1”" in await bot.hears("状态", "爸爸")
        await bot.hears(CLIP, "爸爸")
        await bot.finishes_jobs()
        assert NO_MONEY.format(2) in bot.said
        await bot.hears("算了 1", "爸爸")
        assert await bot.hears("今天花了多少", "爸爸") == "今天没花钱。"
        await bot.hears(CLIP, "爸爸")
        await bot.finishes_jobs()
        assert bot.said[-1].startswith("「小狗」1 秒。")


async def test_the_admin_is_told_once_a_day(tmp_path: Path) -> None:
    clock, room = clock_at(11), RoomChannel(admits_everyone=False)
    limits = quotas(yuan_per_day=0.4)
    notice = "今天的钱快到上限 0.4 元了"
    for _ in range(2):  # also over a restart
        async with running(tmp_path, room, clock=clock, generators=[Studio(price_fen=50)], quotas=limits) as bot:
            if code := await bot.app.new_admin_code():
                await bot.hears(f"我是管理员 {code}", "爸爸")
            for _ in range(2):
                await bot.hears(CLIP, "爸爸")
                await bot.finishes_jobs()
            assert len([text for text in room.said_to("爸爸") if notice in text]) == 1
    clock.goes(86400)
    async with running(tmp_path, room, clock=clock, generators=[Studio(price_fen=50)], quotas=limits) as bot:
        await bot.hears(CLIP, "爸爸")
        await bot.finishes_jobs()
        assert len([text for text in room.said_to("爸爸") if notice in text]) == 2


@pytest.mark.parametrize(
    ("fen", "said"), [(0, "0"), (6, "0.06"), (50, "0.5"), (150, "1.5"), (1000, "10"), (10005, "100.05")]
)
def test_an_amount_is_said_as_people_say_it(fen: int, said: str) -> None:
    assert yuan(fen) == said


def test_a_day_and_a_month_are_the_familys_own() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    # The night the clocks go back: 2026-10-25 has 25 hours.
    in_it = day_of(1792886400.0, berlin)
    assert (in_it.name, in_it.end - in_it.begin) == ("2026-10-25", 25 * 3600)
    assert day_of(in_it.begin, berlin) == in_it
    assert day_of(in_it.end, berlin).name == "2026-10-26"
    assert day_of(in_it.begin - 1, berlin).name == "2026-10-24"
    month = month_of(in_it.begin, berlin)
    assert (month.name, month.end - month.begin) == ("2026-10", (31 * 24 + 1) * 3600)
    assert month_of(month.end, berlin).name == "2026-11"
