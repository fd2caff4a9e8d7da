"""「删除我的资料」: afterwards no word and no file of the member is left, and everything of the others is."""

from pathlib import Path

import pytest

from bot.channels.base import Picture
from bot.tables import jobs, ledger, outbox
from tests.bot.dumping import dump
from tests.bot.harness import BotUnderTest, running
from tests.bot.studio import Studio

MINE, OTHERS = "杜鹃花", "水仙花"


async def erases(bot: BotUnderTest, who: str = "妈妈") -> str:
    assert "想好了就回“确定删除”" in await bot.hears("删除我的资料", who)
    return await bot.hears("确定删除", who)


async def lives(bot: BotUnderTest) -> None:
    """Two members have talked, asked, failed and been asked back."""
    for who, flower in (("妈妈", MINE), ("爸爸", OTHERS)):
        await bot.hears(f"拍一段1秒的视频：{flower}开了", who)
        await bot.finishes_jobs()
        await bot.hears(f"小爱，去{flower}市场怎么走", who, "全家福")
        await bot.hears(f"做一个视频，不要出现{flower}", who)


def everything(bot: BotUnderTest) -> str:
    return dump(bot.data / "app.sqlite") + dump(bot.data / "jobs.sqlite")


async def test_nothing_of_the_member_is_left_and_all_of_the_others(bot: BotUnderTest) -> None:
    await lives(bot)
    theirs = bot.sent_file
    before = len([line for line in everything(bot).splitlines() if OTHERS in line])
    files = set((bot.data / "media").iterdir())
    assert MINE in everything(bot)
    assert (await erases(bot)).startswith("删好了，一共 ")
    left = everything(bot)
    assert MINE not in left
    assert len([line for line in left.splitlines() if OTHERS in line]) == before
    assert theirs.exists()
    assert len(set((bot.data / "media").iterdir())) == len(files) // 2
    assert [line for line in left.splitlines() if line.startswith("workflow_status")] != []


async def test_the_workflows_go_too(bot: BotUnderTest) -> None:
    await lives(bot)
    workflow = (await bot.rows(jobs))[0].workflow_id
    assert workflow in dump(bot.data / "jobs.sqlite")
    await erases(bot)
    assert workflow not in dump(bot.data / "jobs.sqlite")


async def test_who_was_erased_is_still_served(bot: BotUnderTest) -> None:
    await lives(bot)
    await erases(bot)
    assert await bot.hears("我的视频") == "现在没有在做的。想要个视频，就说说想拍什么。"
    assert "（第" in await bot.hears("拍一段1秒的视频：小狗")
    await bot.finishes_jobs()
    assert bot.said[-1] == "「小狗」1 秒。想换个样子就说“换个风格”。"


async def test_without_a_confirmation_nothing_is_erased(bot: BotUnderTest) -> None:
    await lives(bot)
    await bot.hears("删除我的资料")
    await bot.hears("附近有什么好吃的面馆")
    assert "还不会聊天" in await bot.hears("确定删除")
    await bot.hears("删除我的资料")
    bot.clock.goes(601)
    assert "还不会聊天" in await bot.hears("确定删除")
    assert MINE in everything(bot)


async def test_a_clip_in_the_making_is_stopped_and_leaves_nothing(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    for _ in range(2):
        await bot.hears(f"拍一段1秒的视频：{MINE}开了")
    await bot.until(lambda c: c.exec_driver_sql("SELECT fraction FROM jobs WHERE id = 1").scalar() == 0.5)
    await erases(bot)
    bot.studio.is_open.set()
    await bot.finishes_jobs()
    assert MINE not in everything(bot)
    assert [row.state for row in await bot.rows(jobs)] == ["cancelled", "cancelled"]
    assert not list((bot.data / "media").glob("*"))


async def test_a_paid_clip_that_cannot_be_stopped_is_neither_kept_nor_sent(tmp_path: Path) -> None:
    studio = Studio(price_fen=50)
    studio.can_cancel = False
    studio.is_open.clear()
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears(f"拍一段1秒的视频：{MINE}开了")
        await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM ledger").scalar() == "taken")
        await erases(bot)
        studio.is_open.set()
        await bot.finishes_jobs()
        assert MINE not in everything(bot)
        assert [post for post in bot.room.posts if post.path] == []
        assert not list((bot.data / "media").glob("*"))
        assert [row.price_fen for row in await bot.rows(ledger)] == [50]


@pytest.mark.parametrize("sent", [True, False])
async def test_letters_that_wait_go_too(bot: BotUnderTest, sent: bool) -> None:
    if not sent:
        bot.room.away.add("全家福")
    await bot.tells(f"小爱，去{MINE}市场怎么走", group="全家福")
    await erases(bot)
    bot.room.come_back("全家福")
    await bot.settles()
    assert MINE not in everything(bot)
    assert all(row.settled_at for row in await bot.rows(outbox))


async def test_no_backup_remembers_what_was_erased(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as bot:
        await bot.hears("我的秘密是蓝鲸")
        bot.app._store.backup()
        await bot.hears("删除我的资料")
        await bot.hears("确定删除")
        (backup,) = (tmp_path / "data" / "backups").glob("app-*.sqlite")
        assert "蓝鲸" not in dump(backup)
        assert "蓝鲸".encode() not in backup.read_bytes()


async def test_photos_uploaded_by_the_member_are_erased_and_nothing_beside_them(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as bot:
        uploads = bot.data / "uploads"
        uploads.mkdir()
        for name in ("mine.jpg", "others.jpg"):
            (uploads / name).write_bytes(b"photo")
        await bot.hears("你好", pictures=(Picture("mine.jpg"), Picture("../app.sqlite")))
        await erases(bot)
        assert [path.name for path in uploads.iterdir()] == ["others.jpg"]
        assert (bot.data / "app.sqlite").exists()
