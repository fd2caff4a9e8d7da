"""Whatever comes in is stored once, in order, and answered once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.tables import jobs, messages
from tests.bot.harness import BotUnderTest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_message_delivered_again_is_answered_once(shared: BotUnderTest) -> None:
    message = shared.room.message("附近有什么好吃的面馆", "甲", id="again")
    await asyncio.gather(*(shared.room.hear(message) for _ in range(5)))
    await shared.settles(message)
    await shared.room.hear(message)
    await shared.settles(message)
    assert len(shared.room.said_to("甲")) == 1


async def test_equal_ids_of_two_accounts_are_two_messages(shared: BotUnderTest) -> None:
    from dataclasses import replace

    message = shared.room.message("你好", "乙", id="same")
    for account in ("bot", "bot2"):
        await shared.room.hear(replace(message, account=account))
    await shared.settles(message)
    assert len(shared.room.said_to("乙")) == 2


async def test_one_member_is_answered_in_order(shared: BotUnderTest) -> None:
    asked = [f"{name}附近有什么好吃的面馆" for name in ("钟楼", "大雁塔", "小寨", "北站", "西站")]
    said = [shared.room.message(text, "丙") for text in asked]
    for message in said:
        await shared.room.hear(message)
    await shared.settles(said[-1])
    answered = [post.reply_to for post in shared.room.posts if post.chat_id == "丙"]
    assert answered == [message.message_id for message in said]


@pytest.mark.parametrize(
    "text", ["😀", "😀😂🎉", "。。。", "\u200b\u200d", "\x00\x01\x02", "", "   ", "\ud83d", "\u202e"]
)
async def test_without_words_she_says_so(shared: BotUnderTest, text: str) -> None:
    assert await shared.hears(text, "丁") == "我没看懂。用几个字说说想做什么，好吗？"


@pytest.mark.parametrize("text", ["小爱", "小爱！"])
async def test_a_mere_call_is_answered(shared: BotUnderTest, text: str) -> None:
    assert await shared.hears(text, "丁") == "我在，想做什么？"


@pytest.mark.parametrize(
    "text", ["附近有什么\x00好吃的面馆", "附近有什么\ud800好吃的面馆", "\ufeff附近有什么\u200b好吃的\u202e面馆"]
)
async def test_what_no_database_takes_is_left_out(shared: BotUnderTest, text: str) -> None:
    assert "面馆" in await shared.hears(text, "戊")


async def test_ten_megabytes_are_too_long_and_not_kept(shared: BotUnderTest) -> None:
    assert await shared.hears("好" * 10_000_000, "己") == "这段话太长了，我一次最多看 4000 个字。挑要紧的说一遍吧。"
    assert max(len(row.text) for row in await shared.rows(messages)) == 4001


async def test_four_thousand_characters_are_read(shared: BotUnderTest) -> None:
    assert "太长" not in await shared.hears("好" * 4000, "己")


@pytest.mark.parametrize("away", [timedelta(days=-400), timedelta(days=400)])
async def test_a_wrong_clock_of_the_channel_changes_nothing(shared: BotUnderTest, away: timedelta) -> None:
    who = f"钟{away.days}"
    assert "（第" in await shared.hears("拍一段1秒的视频：小狗", who, sent_at=datetime.now(UTC) + away)
    await shared.finishes_jobs()
    assert shared.room.said_to(who)[-1] == "「小狗」1 秒。想换个样子就说“换个风格”。"


async def test_a_clock_set_back_in_the_middle_changes_nothing(shared: BotUnderTest) -> None:
    shared.studio.is_open.clear()
    await shared.hears("拍一段1秒的视频：小鸟", "庚")
    number = (await shared.rows(jobs))[-1].id
    await shared.begins(number)
    shared.clock.goes(-7200)
    assert "正在" in await shared.hears("好了没", "庚")
    shared.studio.is_open.set()
    await shared.finishes_jobs()
    assert shared.room.said_to("庚")[-1] == "「小鸟」1 秒。想换个样子就说“换个风格”。"
    assert (await shared.job(number)).state == "done"


async def test_members_of_one_group_do_not_wait_for_each_other(shared: BotUnderTest) -> None:
    said = [shared.room.message("附近有什么好吃的面馆", f"人{n}", "大群", at=True) for n in range(50)]
    await asyncio.gather(*map(shared.room.hear, said))
    for message in said:
        await shared.settles(message)
    assert {post.reply_to for post in shared.room.posts if post.chat_id == "大群"} == {m.message_id for m in said}
