"""What is kept is kept for its stated time."""

import time
from pathlib import Path

import pytest

from bot.config import RetentionSettings
from bot.places import Places
from bot.reminders import Reminders
from bot.retention import DAY, Retention
from bot.sessions import Sessions
from bot.tables import artifacts, jobs, messages, outbox, sessions
from tests.bot.dumping import dump
from tests.bot.harness import BotUnderTest, running


def retention_of(bot: BotUnderTest) -> Retention:
    """What the night does, done now."""
    app = bot.app
    sessions = Sessions(app._store, bot.clock, follow_up_seconds=180)
    places, reminders = Places(app._store, bot.clock), Reminders(app._store, bot.clock)
    return Retention(app._store, sessions, (places, reminders), app.settings.retention, bot.data, bot.clock)


async def night(bot: BotUnderTest) -> list[str]:
    return await retention_of(bot).sweep()


@pytest.fixture
async def lived_in(bot: BotUnderTest) -> BotUnderTest:
    """小爱 after a clip, a question asked back and some talk."""
    await bot.hears("拍一段1秒的视频：杜鹃花开")
    await bot.finishes_jobs()
    await bot.hears("做个竖屏的视频")
    return bot


@pytest.mark.parametrize(
    ("days", "left"), [(29, {"messages", "outbox", "files"}), (31, {"files"}), (179, {"files"}), (181, set())]
)
async def test_each_thing_is_kept_for_its_days(lived_in: BotUnderTest, days: float, left: set[str]) -> None:
    lived_in.clock.goes(days * DAY)
    await night(lived_in)
    tables = {"messages": messages, "outbox": outbox, "files": artifacts}
    assert {name for name, table in tables.items() if await lived_in.rows(table)} == left
    assert lived_in.sent_file.exists() is ("files" in left)
    assert bool(list((lived_in.data / "media").iterdir())) is ("files" in left)


async def test_after_its_days_no_word_of_a_request_is_left(lived_in: BotUnderTest) -> None:
    lived_in.clock.goes(31 * DAY)
    workflows = await night(lived_in)
    assert "杜鹃" not in dump(lived_in.data / "app.sqlite")
    assert await lived_in.rows(sessions) == []
    (job,) = await lived_in.rows(jobs)
    assert (job.state, workflows) == ("done", [job.workflow_id])


async def test_zero_days_are_for_ever(tmp_path: Path) -> None:
    kept = RetentionSettings(messages_days=0, photos_days=0, clips_days=0, workflows_days=0)
    async with running(tmp_path, retention=kept) as bot:
        await bot.hears("拍一段1秒的视频：小狗")
        await bot.finishes_jobs()
        bot.clock.goes(10_000 * DAY)
        assert await night(bot) == []
        assert bot.sent_file.exists()
        assert [len(await bot.rows(table)) for table in (messages, outbox, artifacts)] == [1, 2, 1]


async def test_what_is_not_finished_is_not_touched(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    bot.room.away.add("爸爸")
    await bot.hears("拍一段1秒的视频：小狗")
    await bot.tells("附近有什么好吃的面馆", "爸爸")
    await bot.begins(1)
    bot.clock.goes(400 * DAY)
    await night(bot)
    assert (await bot.job(1)).request.subject == "小狗"
    assert "waiting" in [row.state for row in await bot.rows(outbox)]
    bot.studio.is_open.set()


async def test_files_nobody_knows_are_removed_after_a_day(lived_in: BotUnderTest) -> None:
    orphan = lived_in.data / "media" / "orphan.mp4"
    orphan.touch()
    left_over = lived_in.data / "work" / "job-1-1"
    left_over.mkdir(parents=True)
    await night(lived_in)
    assert orphan.exists(), "it may be in the making"
    assert not left_over.exists(), "its job is over"
    lived_in.clock.goes(DAY + 60)
    await night(lived_in)
    assert not orphan.exists()
    assert lived_in.sent_file.exists()


async def test_a_clip_that_is_gone_is_not_sent_again(lived_in: BotUnderTest) -> None:
    lived_in.clock.goes(181 * DAY)
    await night(lived_in)
    assert await lived_in.hears("再发一次 1") == "第 1 号没有可以再发的东西。"


async def test_the_night_makes_a_backup_and_says_when_it_was(lived_in: BotUnderTest) -> None:
    retention = retention_of(lived_in)
    assert await retention.swept_at() == 0.0
    await retention.sweep()
    assert abs(await retention.swept_at() - time.time()) < 60
    assert len(list((lived_in.data / "backups").iterdir())) == 1
