"""How many clips and pictures there are a day, and that nothing gets round it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import JobSettings, QuotaSettings
from bot.tables import allowances, audit, jobs
from generators.base import Cancelled, ContentRefused, Failed, Finished, Progress, Ticket, Unreachable
from generators.storyboard import Storyboard
from tests.bot.harness import UNLIMITED, BotUnderTest, Clock, running
from tests.bot.room import RoomChannel
from tests.bot.studio import Studio

CLIP = "拍一段1秒的视频：小狗"
PICTURE = "画一张小狗的图"
USED_UP = "你今天的 {} 个视频用完了，明天零点以后再来。急的话请管理员加几次。"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def quotas(**limits: object) -> QuotaSettings:
    """No limit but these."""
    return UNLIMITED.model_copy(update=limits)


def clock_at(hour: int, minute: int = 0, *, zone: ZoneInfo = SHANGHAI) -> Clock:
    """A clock that shows this hour of 2026-11-21 in `zone`."""
    clock = Clock()
    clock.goes(datetime(2026, 11, 21, hour, minute, tzinfo=zone).timestamp() - clock())
    return clock


@pytest.fixture
async def busy(tmp_path: Path) -> AsyncIterator[BotUnderTest]:
    """小爱 at eleven in the morning, whose studio finishes nothing, with two clips a day for everybody."""
    async with running(tmp_path, clock=clock_at(11), quotas=quotas(videos_per_day=2)) as bot:
        bot.studio.is_open.clear()
        yield bot


async def test_what_is_refused_leaves_no_job(busy: BotUnderTest) -> None:
    for _ in range(2):
        assert "号）" in await busy.hears(CLIP)
    assert await busy.hears(CLIP) == USED_UP.format(2)
    assert len(await busy.rows(jobs)) == 2
    assert "号）" in await busy.hears(CLIP, "爸爸"), "everybody has his own"
    assert "号）" in await busy.hears(PICTURE), "a picture is no clip"


async def test_a_failed_clip_is_given_back(busy: BotUnderTest) -> None:
    busy.studio.is_open.set()
    busy.studio.to_refuse += [ContentRefused("no")] * 2
    for _ in range(2):
        await busy.hears(CLIP)
    await busy.finishes_jobs()
    assert {row.state for row in await busy.rows(jobs)} == {"failed"}
    assert "还能拍 2 个视频" in await busy.hears("今天还能拍几个")
    assert "号）" in await busy.hears(CLIP)


async def test_what_was_cancelled_for_nothing_is_given_back(busy: BotUnderTest) -> None:
    for _ in range(2):
        await busy.hears(CLIP)
    await busy.begins(1)
    await busy.hears("取消 2")
    assert "号）" in await busy.hears(CLIP)
    assert await busy.hears(CLIP) == USED_UP.format(2)


async def test_what_was_stopped_after_it_was_paid_for_counts(tmp_path: Path) -> None:
    class Stopped(Studio):
        """Says of what it stopped that a person stopped it, as services do."""

        async def poll(self, ticket: Ticket) -> Progress | Finished | Failed:
            return await super().poll(ticket) if self.is_making else Failed(Cancelled("stopped"))

    studio = Stopped(price_fen=50)
    studio.is_open.clear()
    async with running(tmp_path, generators=[studio], quotas=quotas(videos_per_day=1)) as bot:
        await bot.hears(CLIP)
        await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM ledger").scalar() == "taken")
        await bot.hears("取消 1")
        await bot.finishes_jobs()
        assert (await bot.job(1)).state == "cancelled"
        assert await bot.hears(CLIP) == USED_UP.format(1)


async def test_a_clip_that_waits_for_the_admin_counts_until_he_lets_it_be(busy: BotUnderTest) -> None:
    await busy.hears(CLIP)
    await busy.begins(1)
    await busy.app._store.write(lambda c: c.exec_driver_sql("UPDATE jobs SET state = 'needs_admin' WHERE id = 1"))
    assert "还能拍 1 个视频" in await busy.hears("今天还能拍几个")
    await busy.app._store.write(lambda c: c.exec_driver_sql("UPDATE jobs SET state = 'failed' WHERE id = 1"))
    assert "还能拍 2 个视频" in await busy.hears("今天还能拍几个")


async def test_a_preview_does_not_count_and_what_is_better_does(tmp_path: Path) -> None:
    limits, room = quotas(videos_per_day=1), RoomChannel()
    async with running(tmp_path, room, generators=[Storyboard(tmp_path / "work")], quotas=limits) as bot:
        for _ in range(3):
            assert "分镜预览" in await bot.hears(CLIP)
        await bot.finishes_jobs()
    async with running(tmp_path, room, quotas=limits) as bot:
        assert "还能拍 1 个视频" in await bot.hears("今天还能拍几个")
        assert "号）" in await bot.hears(CLIP)
        assert await bot.hears(CLIP) == USED_UP.format(1)


async def test_a_clip_that_became_a_preview_is_given_back(tmp_path: Path) -> None:
    studio = Studio()
    studio.to_refuse.append(Unreachable("no"))
    makers = [studio, Storyboard(tmp_path / "work")]
    async with running(tmp_path, generators=makers, quotas=quotas(videos_per_day=1)) as bot:
        await bot.hears(CLIP)
        await bot.finishes_jobs()
        assert (await bot.job(1)).generator == "storyboard"
        assert "还能拍 1 个视频" in await bot.hears("今天还能拍几个")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Asia/Urumqi"])
async def test_the_day_ends_at_the_familys_own_midnight(tmp_path: Path, zone: str) -> None:
    clock = clock_at(23, 59, zone=ZoneInfo(zone))
    async with running(tmp_path, clock=clock, timezone=zone, quotas=quotas(videos_per_day=1)) as bot:
        bot.studio.is_open.clear()
        await bot.hears(CLIP)
        assert await bot.hears(CLIP) == USED_UP.format(1)
        clock.goes(90)
        assert "号）" in await bot.hears(CLIP)
        clock.goes(86400 - 300)
        assert await bot.hears(CLIP) == USED_UP.format(1), "yesterday's do not come back either"


async def test_the_count_survives_a_restart_with_jobs_on_their_way(tmp_path: Path) -> None:
    clock, room, limits = clock_at(11), RoomChannel(), quotas(videos_per_day=2)
    async with running(tmp_path, room, clock=clock, quotas=limits) as bot:
        bot.studio.is_open.clear()
        for _ in range(2):
            await bot.hears(CLIP)
    async with running(tmp_path, room, clock=clock, quotas=limits) as bot:
        assert await bot.hears(CLIP) == USED_UP.format(2)
        await bot.finishes_jobs()
        assert await bot.hears(CLIP) == USED_UP.format(2)


async def test_fifty_at_once_in_a_group_are_never_more_than_the_quota(tmp_path: Path) -> None:
    limits = quotas(videos_per_day=3, group_videos_per_day=7)
    async with running(tmp_path, clock=clock_at(11), quotas=limits, jobs=JobSettings(at_once=1)) as bot:
        bot.studio.is_open.clear()
        said = [bot.room.message(CLIP, f"人{number % 10}", "全家福", at=True) for number in range(50)]
        await asyncio.gather(*(bot.room.hear(message) for message in said))
        for message in said:
            await bot.settles(message)
        made = await bot.rows(jobs)
        assert len(made) == 7
        of_each = [sum(row.member_id == member for row in made) for member in {row.member_id for row in made}]
        assert max(of_each) <= 3
        assert len([text for text in bot.said if "号）" in text]) == 7
        assert len([text for text in bot.said if "用完了" in text]) == 43


async def test_one_member_in_two_chats_at_once_gets_no_more(tmp_path: Path) -> None:
    async with running(tmp_path, clock=clock_at(11), quotas=quotas(videos_per_day=1)) as bot:
        bot.studio.is_open.clear()
        said = [bot.room.message(CLIP, "妈妈", group, at=True) for group in ("", "全家福", "麻将群", "同学群")]
        await asyncio.gather(*(bot.room.hear(message) for message in said))
        for message in said:
            await bot.settles(message)
        assert len(await bot.rows(jobs)) == 1


async def test_the_group_has_a_share_of_its_own(tmp_path: Path) -> None:
    limits = quotas(videos_per_day=5, group_videos_per_day=2)
    async with running(tmp_path, clock=clock_at(11), quotas=limits) as bot:
        bot.studio.is_open.clear()
        for who in ("妈妈", "爸爸"):
            assert "号）" in await bot.hears(CLIP, who, "全家福", at=True)
        refused = "这个群今天的 2 个视频用完了，明天零点以后再来。急的话私聊我，算你自己的。"
        assert await bot.hears(CLIP, "奶奶", "全家福", at=True) == refused
        assert "号）" in await bot.hears(CLIP, "奶奶", "别的群", at=True)
        assert "号）" in await bot.hears(CLIP, "奶奶")


async def test_who_is_exempt_has_no_end_and_takes_nothing_from_the_group(tmp_path: Path) -> None:
    limits = quotas(videos_per_day=1, images_per_day=1, group_videos_per_day=1, exempt=("妈妈",))
    async with running(tmp_path, clock=clock_at(11), quotas=limits) as bot:
        bot.studio.is_open.clear()
        for _ in range(3):
            assert "号）" in await bot.hears(CLIP, "妈妈", "全家福", at=True)
        assert await bot.hears("今天还能拍几个") == "你今天不限个数，想做几个做几个。"
        assert "号）" in await bot.hears(CLIP, "爸爸", "全家福", at=True)
        assert "这个群今天的 1 个视频用完了" in await bot.hears(CLIP, "奶奶", "全家福", at=True)


async def test_pictures_have_their_own_share(tmp_path: Path) -> None:
    async with running(tmp_path, clock=clock_at(11), quotas=quotas(images_per_day=1)) as bot:
        bot.studio.is_open.clear()
        await bot.hears(PICTURE)
        assert await bot.hears(PICTURE) == "你今天的 1 张图用完了，明天零点以后再来。"
        assert "号）" in await bot.hears(CLIP)


async def test_the_member_is_told_of_what_he_was_given(tmp_path: Path) -> None:
    room = RoomChannel(admits_everyone=False)
    async with running(tmp_path, room, clock=clock_at(11), quotas=quotas(videos_per_day=1)) as bot:
        bot.studio.is_open.clear()
        await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", "爸爸")
        await bot.hears("在吗", "妈妈")
        await bot.hears("同意 妈妈", "爸爸")
        await bot.hears(CLIP)
        assert await bot.hears(CLIP) == USED_UP.format(1)
        order = room.message("给妈妈加 2 个视频", "爸爸")
        await room.hear(order)
        await bot.settles(order)
        assert room.said_to("爸爸")[-1] == "好，给妈妈加了 2 个视频，今天还能拍 2 个。只管今天。"
        assert [row.what for row in await bot.rows(audit)][-1] == "allowed"
        assert room.said_to("妈妈")[-1] == "管理员今天给你加了 2 个视频，还能拍 2 个。"
        for _ in range(2):
            assert "号）" in await bot.hears(CLIP)
        assert await bot.hears(CLIP) == USED_UP.format(3)
        assert [row.extra for row in await bot.rows(allowances)] == [2]
        again = room.message("给妈妈加 2 个视频", "爸爸", sent_at=order.sent_at)
        await room.hear(again)
        await bot.settles(again)
        assert [row.extra for row in await bot.rows(allowances)] == [2], "a turn that is taken again gives nothing"
        told = room.said_to("妈妈")
        room.away.add("妈妈")
        await bot.hears("给妈妈加1次", "爸爸")
        room.come_back("妈妈")
        await bot.hears("今天还能拍几个")
        assert room.said_to("妈妈")[len(told) :] == ["你今天还能拍 1 个视频，画图不限。"], "it would be told tomorrow"


async def test_what_was_given_is_erased_with_the_member_and_the_count_stays(busy: BotUnderTest) -> None:
    await busy.hears(CLIP)
    await busy.hears(PICTURE)
    busy.studio.is_open.set()
    await busy.finishes_jobs()
    mother = (await busy.job(1)).member_id
    await busy.app._store.write(
        lambda c: c.execute(allowances.insert().values(member_id=mother, day="2026-11-21", extra=1, at=1.0))
    )
    await busy.hears("删除我的资料")
    await busy.hears("确定删除")
    assert await busy.rows(allowances) == []
    assert [row.request["kind"] for row in await busy.rows(jobs)] == ["video", "image"]
    assert "还能拍 1 个视频" in await busy.hears("今天还能拍几个")
