"""What is remembered of the turns that are over, and for whom."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.exchanges import HISTORY, Exchanges
from bot.tables import exchanges
from intents.engine.types import Exchange
from tests.bot.harness import BotUnderTest, Clock, running
from tests.bot.test_retention import retention_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def history_of(bot: BotUnderTest) -> Exchanges:
    return Exchanges(bot.app._store, bot.clock, SHANGHAI)


async def test_a_turn_is_kept_as_it_was_understood_and_answered(bot: BotUnderTest) -> None:
    answer = await bot.hears("小爱，北京明天天气怎么样")
    (row,) = await bot.rows(exchanges)
    assert (row.said, row.replied, row.intent) == ("北京明天天气怎么样", answer, "weather")
    assert row.slots == {"city": "北京", "date": "明天"}
    assert (row.channel, row.account, row.chat_id, row.member_id) == ("room", "bot", "妈妈", 1)


async def test_of_a_promise_the_whole_sentence_is_kept(bot: BotUnderTest) -> None:
    answer = await bot.hears("拍一段1秒的视频：小狗")
    (row,) = await bot.rows(exchanges)
    assert "（第 1 号）" in row.replied
    assert row.replied == answer


async def test_an_order_has_no_intent(bot: BotUnderTest) -> None:
    await bot.hears("好了没")
    await bot.hears("😀")
    assert [(row.said, row.intent, row.slots) for row in await bot.rows(exchanges)] == [
        ("好了没", "", {}),
        ("😀", "", {}),
    ]


async def test_what_was_not_addressed_leaves_nothing(bot: BotUnderTest) -> None:
    await bot.hears("北京明天天气怎么样", group="全家福")
    assert await bot.rows(exchanges) == []


async def test_the_last_twenty_turns_of_one_member_in_one_chat_oldest_first(bot: BotUnderTest) -> None:
    for number in range(HISTORY + 3):
        await bot.hears(f"我们家第{number}只小猫真可爱")
    await bot.hears("小爱，我喜欢下雨天", group="全家福")
    await bot.hears("我喜欢下雪天", "爸爸")
    found = await history_of(bot).history(bot.room.message("后来呢"), 1)
    assert [exchange.said for exchange in found] == [
        f"我们家第{number}只小猫真可爱" for number in range(3, HISTORY + 3)
    ]
    assert found[0].at.tzinfo == SHANGHAI
    (of_group,) = await history_of(bot).history(bot.room.message("后来呢", group="全家福"), 1)
    assert of_group.said == "我喜欢下雨天"


async def test_a_history_outlives_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    async with running(tmp_path, clock=clock) as bot:
        await bot.hears("我喜欢下雨天")
    async with running(tmp_path, clock=clock) as bot:
        (before,) = await history_of(bot).history(bot.room.message("后来呢"), 1)
        assert before.said == "我喜欢下雨天"
        (((*_, sender), recent),) = await history_of(bot).since(600)
        assert (sender, recent) == ("妈妈", before)
        clock.goes(601)
        assert await history_of(bot).since(600) == []


async def test_they_are_kept_as_long_as_messages(bot: BotUnderTest) -> None:
    old = Exchange("去年的事", "嗯", "chat", {}, datetime.fromtimestamp(bot.clock() - 31 * 86400, UTC))
    await bot.hears("今天的事")
    message = bot.room.message("")
    await bot.app._store.write(lambda connection: history_of(bot).put(connection, message, 1, old))
    await retention_of(bot).sweep()
    assert [row.said for row in await bot.rows(exchanges)] == ["今天的事"]


async def test_who_is_erased_leaves_no_turn_behind(bot: BotUnderTest) -> None:
    await bot.hears("我喜欢下雨天")
    await bot.hears("我喜欢下雪天", "爸爸")
    await bot.hears("删除我的资料")
    await bot.hears("确定删除")
    assert [row.said for row in await bot.rows(exchanges)] == ["我喜欢下雪天", "确定删除"]
