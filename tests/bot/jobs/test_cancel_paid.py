"""Cancelling what may already have cost money."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from generators.base import Busy
from tests.bot.harness import BotUnderTest, running
from tests.bot.studio import Studio
from tests.doubles.waiting import until

CLIP = "拍一段1秒的视频：小狗"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[BotUnderTest]:
    """小爱 with a paid studio that is working."""
    studio = Studio(price_fen=50)
    studio.is_open.clear()
    async with running(tmp_path, generators=[studio]) as bot:
        bot.studio = studio
        yield bot


async def test_what_can_be_stopped_is_stopped(bot: BotUnderTest) -> None:
    await bot.hears(CLIP)
    await until(lambda: bot.studio.taken)
    await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM ledger").scalar() == "taken")
    assert await bot.hears("取消 1") == "已取消第 1 号。服务那边已经开始做了，可能还是要花 0.5 元。"
    await bot.finishes_jobs()
    assert (await bot.job(1)).state == "cancelled"


async def test_what_cannot_be_stopped_is_asked_about_and_kept(bot: BotUnderTest) -> None:
    bot.studio.can_cancel = False
    await bot.hears(CLIP)
    await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM ledger").scalar() == "taken")
    assert "钱已经花了，停不下来" in await bot.hears("取消 1")
    assert await bot.hears("不用发") == "好，第 1 号做好了就不发了。"
    bot.studio.is_open.set()
    await bot.finishes_jobs()
    assert bot.said[-1] == "好，第 1 号做好了就不发了。"
    await bot.hears("再发一次 1")
    await bot.finishes_jobs()
    assert "「小狗」1 秒。" in bot.said[-2:]


async def test_what_cannot_be_stopped_may_be_delivered_all_the_same(bot: BotUnderTest) -> None:
    bot.studio.can_cancel = False
    await bot.hears(CLIP)
    await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM ledger").scalar() == "taken")
    await bot.hears("取消")
    assert await bot.hears("照样发") == "好，第 1 号做好了照样发给你。"
    bot.studio.is_open.set()
    await bot.finishes_jobs()
    assert bot.said[-1] == "「小狗」1 秒。想换个样子就说“换个风格”。"


async def test_while_it_waits_for_a_busy_service_nothing_is_spent_yet(bot: BotUnderTest) -> None:
    bot.studio.to_refuse.append(Busy("come back", 0.5))
    await bot.hears(CLIP)
    await until(lambda: not bot.studio.to_refuse)
    assert await bot.hears("取消 1") == "已取消第 1 号，没花钱，也不算次数。"
    await bot.finishes_jobs()
    assert bot.studio.taken == {}, "and nothing is spent afterwards"
    assert (await bot.job(1)).state == "cancelled"
