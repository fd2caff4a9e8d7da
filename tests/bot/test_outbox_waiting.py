"""Letters that have to wait: for somebody to be there, for the next message of the chat, or until they are stale."""

from pathlib import Path

from bot.channels.base import Limits, Refused
from bot.config import OutboxSettings
from bot.tables import outbox
from tests.bot.harness import BotUnderTest, Clock, running
from tests.bot.room import RoomChannel, not_sent
from tests.doubles.waiting import until

ASK = "附近有什么好吃的面馆"
CLIP = "拍一段1秒的视频：小狗"


async def test_nobody_there_costs_no_attempt(bot: BotUnderTest) -> None:
    bot.room.away.add("妈妈")
    await bot.tells(ASK)
    assert "面馆" in await bot.hears(ASK, "爸爸")
    assert len(bot.room.tries) == 1
    bot.room.come_back("妈妈")
    await bot.settles()
    assert [row.attempts for row in await bot.rows(outbox)] == [1, 1]


async def test_stale_answers_become_one_apology_and_results_are_never_stale(bot: BotUnderTest) -> None:
    bot.room.away.add("妈妈")
    for text in (ASK, CLIP, ASK, ASK):
        await bot.tells(text)
    await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM jobs").scalar() == "delivering", 20)
    bot.clock.goes(601)
    await bot.tells(ASK)
    bot.room.come_back("妈妈")
    await bot.finishes_jobs()
    said = bot.room.said_to("妈妈")
    assert said[0] == "刚才我有一阵子没连上，有 3 条没来得及回，对不起。还需要的话再跟我说一遍。"
    assert sorted(text[:3] for text in said[1:]) == sorted(["好，马", "「小狗", "附近的"])
    reasons = [(row.purpose, row.state, row.reason) for row in await bot.rows(outbox)]
    assert reasons.count(("answer", "failed", "stale")) == 3


async def test_an_answer_that_failed_for_too_long_is_stale_too(tmp_path: Path) -> None:
    settings = OutboxSettings(first_retry_seconds=0.02, longest_retry_seconds=0.02)
    async with running(tmp_path, outbox=settings) as bot:
        bot.room.to_fail += [not_sent()] * 1000
        await bot.tells(ASK)
        await until(lambda: len(bot.room.tries) > 2)
        bot.clock.goes(601)
        await until(lambda: len(bot.room.tries) > 10)
        bot.room.to_fail.clear()
        await bot.settles()
        assert [text[:10] for text in bot.said] == ["刚才我有一阵子没连上"]


async def test_what_exceeds_the_send_budget_follows_the_next_message(tmp_path: Path) -> None:
    room = RoomChannel(limits=Limits(sends_per_inbound=1))
    async with running(tmp_path, room) as bot:
        await bot.tells(CLIP)
        await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM jobs").scalar() == "delivering", 20)
        assert len(room.posts) == 1
        await bot.tells("好了没")
        await until(lambda: len(room.posts) == 2)
        assert room.posts[1].kind == "video"
        await bot.tells("谢谢")
        await until(lambda: len(room.posts) == 3)


async def test_the_send_budget_survives_a_restart(tmp_path: Path) -> None:
    room, clock = RoomChannel(limits=Limits(sends_per_inbound=1)), Clock()
    async with running(tmp_path, room, clock=clock) as bot:
        await bot.tells(CLIP)
        await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM jobs").scalar() == "delivering", 20)
    async with running(tmp_path, room, clock=clock) as bot:
        await bot.hears(ASK, "爸爸")
        assert len(room.said_to("妈妈")) == 1
        await bot.tells(ASK)
        await until(lambda: len(room.said_to("妈妈")) == 2)


async def test_a_message_delivered_again_brings_no_new_budget(tmp_path: Path) -> None:
    room = RoomChannel(limits=Limits(sends_per_inbound=1))
    async with running(tmp_path, room) as bot:
        message = await bot.tells(ASK)
        await bot.tells(ASK)
        await bot.settles()
        assert len(room.posts) == 2
        await bot.tells(CLIP)
        await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM jobs").scalar() == "delivering", 20)
        await room.hear(message)
        await bot.hears(ASK, "爸爸")
        assert len(room.said_to("妈妈")) == 3


async def test_two_members_of_a_group_share_its_budget(tmp_path: Path) -> None:
    room = RoomChannel(limits=Limits(sends_per_inbound=1))
    async with running(tmp_path, room) as bot:
        room.away.add("全家福")
        for who in ("妈妈", "爸爸", "奶奶"):
            await bot.tells(ASK, who, "全家福", at=True)
        room.come_back("全家福")
        await bot.hears(ASK, "妈妈")
        assert len(room.said_to("全家福")) == 1
        await bot.tells(ASK, "爸爸", "全家福", at=True)
        await until(lambda: len(room.said_to("全家福")) == 2)


async def test_what_was_refused_does_not_use_up_the_budget(tmp_path: Path) -> None:
    room = RoomChannel(limits=Limits(sends_per_inbound=1))
    async with running(tmp_path, room) as bot:
        room.away.add("全家福")
        for who in ("妈妈", "爸爸"):
            await bot.tells(ASK, who, "全家福", at=True)
        room.to_fail += [Refused("no")]
        room.come_back("全家福")
        await until(lambda: room.said_to("全家福"))
        assert len(room.tries) == 2
