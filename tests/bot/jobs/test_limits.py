"""How much is made at once, for whom first, and what is said when it takes longer."""

import re
from pathlib import Path

from bot.config import JobSettings
from bot.tables import jobs
from tests.bot.harness import BotUnderTest, running
from tests.bot.studio import Studio
from tests.doubles.waiting import until

CLIP = "拍一段1秒的视频：小狗"


async def states(bot: BotUnderTest) -> list[str]:
    return [row.state for row in await bot.rows(jobs)]


async def test_no_more_than_allowed_are_made_at_once(tmp_path: Path) -> None:
    async with running(tmp_path, jobs=JobSettings(at_once=3)) as bot:
        bot.studio.is_open.clear()
        for number in range(6):
            await bot.hears(CLIP, f"人{number}")
        await until(lambda: bot.studio.most_at_once == 3)
        await bot.until(lambda c: c.exec_driver_sql("SELECT sum(enqueued_at IS NOT NULL) FROM jobs").scalar() == 6)
        bot.studio.is_open.set()
        await bot.finishes_jobs()
        assert bot.studio.most_at_once == 3


async def test_one_member_has_no_more_than_his_share(tmp_path: Path) -> None:
    async with running(tmp_path, jobs=JobSettings(at_once=4, per_member=2)) as bot:
        bot.studio.is_open.clear()
        for _ in range(4):
            await bot.hears(CLIP)
        await until(lambda: len(bot.studio.taken) == 2)
        await bot.hears(CLIP, "爸爸")
        await until(lambda: len(bot.studio.taken) == 3)
        assert await states(bot) == ["running", "running", "accepted", "accepted", "running"]
        bot.studio.is_open.set()
        await bot.finishes_jobs()


async def test_who_asks_for_one_does_not_wait_behind_one_who_asks_for_many(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    for _ in range(4):
        await bot.hears(CLIP)
    await bot.begins(1)
    await bot.hears(CLIP, "爸爸")
    await bot.begins(5)
    assert await states(bot) == ["running", "accepted", "accepted", "accepted", "running"]
    bot.studio.is_open.set()
    await bot.finishes_jobs()


async def test_an_overrun_is_told_once(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    await bot.hears(CLIP)
    await bot.begins(1)
    bot.clock.goes(100)
    await bot.tells("谢谢")
    assert not [text for text in bot.said if "比平时慢" in text]
    bot.clock.goes(60)
    await until(lambda: "比平时慢" in bot.said[-1])
    assert re.fullmatch(r"第 1 号比平时慢，还要约 1 分 4\d 秒。不想等可以回“取消 1”。", bot.said[-1])
    bot.clock.goes(600)
    await bot.hears("好了没")
    bot.studio.is_open.set()
    await bot.finishes_jobs()
    assert len([text for text in bot.said if "比平时慢" in text]) == 1


async def test_too_long_is_a_failure(tmp_path: Path) -> None:
    studio = Studio()
    studio.is_open.clear()
    async with running(tmp_path, jobs=JobSettings(timeout_seconds=300), generators=[studio]) as bot:
        await bot.hears(CLIP)
        await bot.until(lambda c: c.exec_driver_sql("SELECT fraction FROM jobs").scalar() == 0.5)
        bot.clock.goes(301)
        await bot.finishes_jobs()
        assert "等了太久也没有结果" in bot.said[-1]
