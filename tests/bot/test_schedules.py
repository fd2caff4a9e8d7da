"""What members want to be told by the clock, through stops, nights and changed clocks."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.channels.base import Limits
from bot.config import ScheduleSettings
from bot.tables import jobs, outbox, schedules
from tests.bot.harness import BotUnderTest, Clock, running
from tests.bot.room import RoomChannel

HOME = ZoneInfo("Asia/Shanghai")
EVE = datetime(2026, 11, 20, 12, tzinfo=HOME)
"""A Friday."""


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    goes_to(clock, EVE)
    return clock


def goes_to(clock: Clock, when: datetime) -> None:
    clock.goes(when.timestamp() - clock())


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, 5, tzinfo=HOME)


async def told(bot: BotUnderTest, words: str, times: int = 1) -> None:
    await bot.until(lambda _: sum(words in said for said in bot.said) >= times)
    await bot.settles()


async def test_every_day_at_the_minute_and_once_each_day(tmp_path: Path, clock: Clock) -> None:
    async with running(tmp_path, clock=clock) as bot:
        answer = await bot.hears("每天晚上八点提醒我吃药")
        assert answer == "好，每天晚上 8:00 提醒你吃药。（提醒 1）不要了就说“取消提醒 1”。"
        for day in (20, 21):
            goes_to(clock, at(day, 20))
            await told(bot, "到点了：吃药。", day - 19)
        # The clock is set back: the same minute comes a second time.
        goes_to(clock, at(21, 19, 59))
        goes_to(clock, at(21, 20))
        goes_to(clock, at(22, 20))
        await told(bot, "到点了：吃药。", 3)
        assert bot.said.count("到点了：吃药。") == 3


async def test_a_reminder_for_one_time_is_told_and_gone(tmp_path: Path, clock: Clock) -> None:
    async with running(tmp_path, clock=clock) as bot:
        answer = await bot.hears("明天下午三点提醒我接孩子")
        assert answer == "好，明天下午 3:00 提醒你接孩子。（提醒 1）不要了就说“取消提醒 1”。"
        goes_to(clock, at(21, 15))
        await told(bot, "到点了：接孩子。")
        await bot.until(lambda connection: connection.execute(schedules.select()).first() is None)
        assert "你还没有提醒" in await bot.hears("我的提醒")


async def test_what_was_missed_within_the_hour_is_made_up_for_and_says_so(tmp_path: Path, clock: Clock) -> None:
    room = RoomChannel()
    async with running(tmp_path, room, clock=clock) as bot:
        await bot.hears("每天晚上八点提醒我吃药")
    goes_to(clock, at(20, 20, 20))
    async with running(tmp_path, room, clock=clock) as bot:
        await told(bot, "刚才没开着，晚了 20 分钟：该吃药了。")
    async with running(tmp_path, room, clock=clock) as bot:
        goes_to(clock, at(21, 20))
        await told(bot, "到点了：吃药。")
        assert sum("吃药了。" in said for said in room.said_to("妈妈")) == 1


async def test_older_ones_are_skipped_but_for_what_was_for_that_one_time(tmp_path: Path, clock: Clock) -> None:
    room = RoomChannel()
    async with running(tmp_path, room, clock=clock) as bot:
        await bot.hears("每天下午两点提醒我浇花")
        await bot.hears("今天下午两点提醒我接孩子")
    goes_to(clock, at(20, 18))
    async with running(tmp_path, room, clock=clock) as bot:
        await told(bot, "有件事错过了，那会儿我没开着，没能提醒你：接孩子。")
        # The other was looked at before it, being older.
        assert not any("浇花" in said for said in bot.said[2:])
        goes_to(clock, at(21, 14))
        await told(bot, "到点了：浇花。")


async def test_the_night_is_quiet_for_what_was_missed(tmp_path: Path, clock: Clock) -> None:
    room = RoomChannel()
    async with running(tmp_path, room, clock=clock) as bot:
        await bot.hears("今天晚上九点五十提醒我关窗")
        await bot.hears("每天晚上十点十分提醒我吃药")
    goes_to(clock, at(20, 22, 5))
    async with running(tmp_path, room, clock=clock) as bot:
        goes_to(clock, at(20, 22, 10))
        await told(bot, "到点了：吃药。")
        assert not any("关窗" in said for said in bot.said[2:])
        goes_to(clock, at(21, 7))
        await told(bot, "没能提醒你：关窗。")


async def test_a_request_is_answered_as_if_it_had_just_been_said(tmp_path: Path, clock: Clock) -> None:
    async with running(tmp_path, clock=clock) as bot:
        assert "每天早上 7:00 给你报天气" in await bot.hears("每天早上七点播报天气")
        posts = len(bot.said)
        goes_to(clock, at(21, 7))
        await bot.until(lambda _: len(bot.said) > posts)
        await bot.settles()
        spoken = bot.room.posts[-1]
        assert (spoken.reply_to, spoken.chat_id) == ("", "妈妈")
        assert await bot.hears("天气") == spoken.text


async def test_an_open_question_is_not_answered_by_the_clock(tmp_path: Path, clock: Clock) -> None:
    async with running(tmp_path, clock=clock) as bot:
        await bot.hears("两分钟后提醒我算了")
        assert "拍" in await bot.hears("小爱给我弄个视频")
        goes_to(clock, at(20, 12, 2))
        await told(bot, "到点了：算了。")
        assert "第 1 号" in await bot.hears("小猫在窗台看雪")
        assert await bot.rows(jobs)


async def test_a_channel_that_lets_nothing_through_keeps_it_until_the_next_message(
    tmp_path: Path, clock: Clock
) -> None:
    room = RoomChannel(limits=Limits(sends_per_inbound=1))
    async with running(tmp_path, room, clock=clock) as bot:
        await bot.hears("每天晚上八点提醒我吃药")
        goes_to(clock, at(20, 20))
        await bot.until(lambda c: any(row.text == "到点了：吃药。" for row in c.execute(outbox.select())))
        assert not any(said.startswith("到点了：吃药。") for said in bot.said)
        await bot.tells("你好")
        # What may be sent is used up again by it, which it says.
        await bot.until(lambda _: any(said.startswith("到点了：吃药。") for said in bot.said))


async def test_orders_list_and_cancel(tmp_path: Path, clock: Clock) -> None:
    async with running(tmp_path, clock=clock) as bot:
        await bot.hears("每天早上七点播报天气")
        await bot.hears("工作日早上七点半告诉我去公司开车要多久")
        listed = await bot.hears("我的提醒")
        assert "1 每天早上 7:00：天气\n2 工作日早上 7:30：去公司开车要多久" in listed
        assert await bot.hears("取消每天的天气") == "好，每天早上 7:00 的“天气”取消了。"
        assert "没有找到" in await bot.hears("取消提醒 1")
        assert "你还没有提醒" in await bot.hears("我的提醒", "爸爸")
        assert "取消了" in await bot.hears("取消提醒 2")
        assert await bot.rows(schedules) == []


async def test_clips_cannot_be_scheduled(tmp_path: Path, clock: Clock) -> None:
    async with running(tmp_path, clock=clock) as bot:
        assert "不能定时" in await bot.hears("每天早上七点给我画一张小猫的图")
        assert await bot.rows(schedules) == []


async def test_no_more_than_twenty(tmp_path: Path, clock: Clock) -> None:
    async with running(tmp_path, clock=clock) as bot:
        for hour in range(1, 21):
            await bot.hears(f"每天{hour}:15提醒我喝水")
        assert "已经有 20 个提醒" in await bot.hears("每天21:15提醒我喝水")
        assert len(await bot.rows(schedules)) == 20


async def test_what_is_over_is_not_promised(tmp_path: Path, clock: Clock) -> None:
    async with running(tmp_path, clock=clock) as bot:
        assert "已经过了" in await bot.hears("今天早上八点提醒我吃饭")


async def test_erased_with_everything_else(tmp_path: Path, clock: Clock) -> None:
    async with running(tmp_path, clock=clock) as bot:
        await bot.hears("每天晚上八点提醒我吃药")
        await bot.hears("删除我的资料")
        await bot.hears("确定删除")
        assert await bot.rows(schedules) == []
        assert "你还没有提醒" in await bot.hears("我的提醒")


async def test_in_a_zone_that_changes_its_clocks_once_a_day(tmp_path: Path) -> None:
    zone = ZoneInfo("Europe/Berlin")
    clock = Clock()
    goes_to(clock, datetime(2026, 10, 24, 12, tzinfo=zone))
    async with running(tmp_path, clock=clock, timezone="Europe/Berlin") as bot:
        await bot.hears("每天凌晨两点半提醒我关机")
        for fold in (0, 1):
            goes_to(clock, datetime(2026, 10, 25, 2, 30, 5, tzinfo=zone, fold=fold))
            await told(bot, "到点了：关机。")
        goes_to(clock, datetime(2026, 10, 26, 2, 30, 5, tzinfo=zone))
        await told(bot, "到点了：关机。", 2)
        assert bot.said.count("到点了：关机。") == 2


MORNING = ScheduleSettings(name="早上", at="07:30", say="开车去人民广场要多久", to="妈妈")


async def test_what_the_admin_has_set_is_asked_for_her_and_once(tmp_path: Path, clock: Clock) -> None:
    room = RoomChannel()
    async with running(tmp_path, room, clock=clock, schedules=(MORNING,)) as bot:
        await bot.hears("你好")
        await bot.until(lambda connection: connection.execute(schedules.select()).first() is not None)
        assert "你还没有提醒" in await bot.hears("我的提醒")
        goes_to(clock, at(21, 7, 30))
        await told(bot, "开车去人民广场")
    async with running(tmp_path, room, clock=clock, schedules=(MORNING,)) as bot:
        goes_to(clock, at(22, 7, 30))
        await told(bot, "开车去人民广场", 2)
        assert [post.chat_id for post in room.posts if "开车去人民广场" in post.text] == ["妈妈", "妈妈"]


async def test_what_is_no_longer_in_the_settings_is_told_no_more(tmp_path: Path, clock: Clock) -> None:
    room = RoomChannel()
    async with running(tmp_path, room, clock=clock, schedules=(MORNING,)) as bot:
        await bot.hears("你好")
        await bot.until(lambda connection: connection.execute(schedules.select()).first() is not None)
    async with running(tmp_path, room, clock=clock) as bot:
        await bot.until(lambda connection: connection.execute(schedules.select()).first() is None)


async def test_nobody_is_woken_by_what_the_admin_has_set(tmp_path: Path, clock: Clock) -> None:
    early = MORNING.model_copy(update={"at": "23:30", "days": "周五"})
    async with running(tmp_path, clock=clock, schedules=(early,)) as bot:
        await bot.hears("你好")
        await bot.until(lambda connection: connection.execute(schedules.select()).first() is not None)
        row = (await bot.rows(schedules))[0]
        assert (row.at, row.weekdays) == ("07:00", "5")
