"""A letter ends delivered, failed or uncertain, and is never sent again unseen."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.channel_settings import Pace
from bot.channels.base import Limits, Refused
from bot.config import OutboxSettings
from bot.family import Address
from bot.outbox import Letter, Outbox
from bot.store import Store
from bot.tables import jobs, outbox
from prompts.loader import Sentences
from tests.bot.harness import ROOT, BotUnderTest, running
from tests.bot.room import RoomChannel, not_sent, unanswered
from tests.doubles.waiting import until

UNSURE = "刚才那句回答在发送的时候断了，不确定你看到没有。没看到的话再问我一遍。"
QUICK = OutboxSettings(first_retry_seconds=0.02, longest_retry_seconds=0.1)
ASK = "附近有什么好吃的面馆"


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[BotUnderTest]:
    """小爱, quick to try again."""
    async with running(tmp_path, outbox=QUICK) as bot:
        yield bot


async def states(bot: BotUnderTest) -> list[str]:
    return [row.state for row in await bot.rows(outbox)]


async def test_a_confirmed_letter_is_delivered_with_its_receipt(bot: BotUnderTest) -> None:
    await bot.hears(ASK)
    (row,) = await bot.rows(outbox)
    assert (row.state, row.receipt, row.attempts) == ("delivered", "p1", 1)
    assert row.settled_at


async def test_an_unsent_letter_is_tried_again_with_growing_pauses(bot: BotUnderTest) -> None:
    bot.room.to_fail += [not_sent(), not_sent(), not_sent()]
    assert "面馆" in await bot.hears(ASK)
    assert await states(bot) == ["delivered"]
    pauses = [late - early for early, late in zip(bot.room.sent_at, bot.room.sent_at[1:], strict=False)]
    assert len({letter.client_id for letter in bot.room.tries}) == 1
    assert pauses[0] >= 0.02
    assert pauses[1] >= 0.04
    assert pauses[2] >= 0.08


async def test_killed_between_two_tries_nothing_is_uncertain(tmp_path: Path) -> None:
    room = RoomChannel()
    async with running(tmp_path, room, outbox=QUICK) as bot:
        room.to_fail += [not_sent(retry_after_seconds=600)]
        await bot.tells(ASK)
        await until(lambda: room.tries)
        await bot.until(lambda connection: connection.scalar(sa.select(outbox.c.state)) == "waiting")
    async with running(tmp_path, room, outbox=QUICK) as bot:
        await bot.settles()
        assert await states(bot) == ["delivered"]


async def test_the_far_side_may_name_the_pause(bot: BotUnderTest) -> None:
    bot.room.to_fail += [not_sent(retry_after_seconds=0.3)]
    await bot.hears(ASK)
    assert bot.room.sent_at[1] - bot.room.sent_at[0] >= 0.3


async def test_a_refused_letter_has_failed_with_its_reason(bot: BotUnderTest) -> None:
    bot.room.to_fail += [Refused("not in this chat")]
    assert await bot.hears(ASK) == ""
    (row,) = await bot.rows(outbox)
    assert (row.state, row.reason) == ("failed", "not in this chat")


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_unanswered_letter_is_not_repeated_and_she_says_so(bot: BotUnderTest, arrived: bool) -> None:
    bot.room.to_fail += [unanswered(arrived=arrived)]
    await bot.hears(ASK)
    assert await states(bot) == ["uncertain", "delivered"]
    assert len(bot.room.tries) == 2
    assert bot.said[-1] == UNSURE


async def test_a_bug_in_a_channel_counts_as_unanswered_and_the_rest_goes_on(bot: BotUnderTest) -> None:
    bot.room.to_fail += [ValueError("a bug")]
    await bot.hears(ASK)
    assert await states(bot) == ["uncertain", "delivered"]
    assert bot.said == [UNSURE]
    assert "面馆" in await bot.hears(ASK)


async def test_about_an_uncertain_notice_nothing_more_is_said(bot: BotUnderTest) -> None:
    bot.room.to_fail += [unanswered(arrived=False), unanswered(arrived=False)]
    await bot.hears(ASK)
    assert await states(bot) == ["uncertain", "uncertain"]


@pytest.mark.parametrize("arrived", [True, False])
async def test_where_repeats_are_dropped_it_is_sent_until_answered(tmp_path: Path, arrived: bool) -> None:
    room = RoomChannel(limits=Limits(takes_client_id=True))
    async with running(tmp_path, room, outbox=QUICK) as bot:
        room.to_fail += [unanswered(arrived=arrived), unanswered(arrived=arrived)]
        assert "面馆" in await bot.hears(ASK)
        assert len(room.tries) == 3
        assert len(room.posts) == 1
        assert await states(bot) == ["delivered"]


@pytest.mark.parametrize(
    ("failure", "job_state", "said"),
    [
        (
            unanswered(arrived=True),
            "uncertain",
            "第 1 号在发送的时候断了，不确定你收到没有。没看到的话回“再发一次 1”。",
        ),
        (Refused("too large"), "undelivered", "第 1 号做好了，可是这边发不出去。管理员能在家里的机器上找到它。"),
    ],
)
async def test_a_clip_that_did_not_surely_arrive_is_told(
    bot: BotUnderTest, failure: Exception, job_state: str, said: str
) -> None:
    await bot.hears("拍一段1秒的视频：小狗")
    bot.room.to_fail += [failure]
    await bot.finishes_jobs()
    assert bot.said[-1] == said
    assert (await bot.rows(jobs))[0].state == job_state
    await bot.hears("再发一次 1")
    await bot.finishes_jobs()
    assert "「小狗」1 秒。" in bot.said[-2:]
    assert (await bot.rows(jobs))[0].state == "done"


async def test_sends_keep_the_pace_of_the_channel(tmp_path: Path) -> None:
    async with running(tmp_path, RoomChannel(limits=Limits(pace=Pace(seconds_between_sends=0.1)))) as bot:
        said = [bot.room.message(ASK, f"人{n}") for n in range(4)]
        await asyncio.gather(*map(bot.room.hear, said))
        await until(lambda: len(bot.room.posts) == 4)
        pauses = [late - early for early, late in zip(bot.room.sent_at, bot.room.sent_at[1:], strict=False)]
        assert min(pauses) >= 0.09


async def test_what_is_written_while_she_goes_down_is_sent_by_her_next_life(tmp_path: Path) -> None:
    store, room = Store(tmp_path), RoomChannel()
    store.open()
    sentences = Sentences.load(ROOT / "prompts" / "replies")
    async with asyncio.TaskGroup() as tasks:
        going_down = Outbox(store, {room.name: room}, sentences, QUICK, time.time, tasks)
    await going_down.write(Letter(Address(room.name, "bot", "妈妈"), "好了", purpose="notice"))
    store.close()
    async with running(tmp_path, room) as bot:
        await bot.settles()
    assert [post.text for post in room.posts] == ["好了"]
