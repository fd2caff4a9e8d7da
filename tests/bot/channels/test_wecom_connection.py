"""The long connection to 企业微信 that breaks, falls silent, is taken over and refused: what is said of it, and when it is tried again."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.base import NotSent
from bot.channels.wecom import frames
from tests.bot.channels.wecom_room import QUICK, channel_to, letter, listening, online
from tests.doubles.waiting import until
from tests.doubles.wecom import BOT_ID, SECRET, WecomDouble, wecom_double


@pytest.fixture
async def double() -> AsyncIterator[WecomDouble]:
    async with wecom_double() as double:
        yield double


async def test_the_way_up(double: WecomDouble) -> None:
    channel = channel_to(double)
    assert [(login.account, login.stage) for login in channel.logins()] == [(BOT_ID, "connecting")]
    assert not channel.can_reach(BOT_ID, "mama")
    async with listening(channel) as ears:
        await online(channel)
        assert channel.can_reach(BOT_ID, "mama")
        assert (BOT_ID, "mama") in ears.opened
    assert not double.is_subscribed


async def test_away_it_comes_back(double: WecomDouble) -> None:
    channel = channel_to(double)
    async with listening(channel) as ears:
        await online(channel)
        await double.close()
        await until(lambda: channel.logins()[0].stage == "offline")
        with pytest.raises(NotSent):
            await channel.send(letter("在呢"))
        assert not channel.can_reach(BOT_ID, "papa")
        await asyncio.sleep(0.5)
        await double.open()
        await online(channel)
        assert (BOT_ID, "papa") in ears.opened
        await double.says("回来啦")
        assert (await ears.next()).text == "回来啦"
        await channel.send(letter("在呢"))
    assert double.said == ["在呢"]


async def test_a_request_of_another_connection_is_not_replied_to(double: WecomDouble) -> None:
    channel = channel_to(double)
    async with listening(channel) as ears:
        await online(channel)
        await double.says("在吗")
        asked = (await ears.next()).message_id
        await double.close()
        await until(lambda: channel.logins()[0].stage == "offline")
        await double.open()
        await online(channel)
        await channel.send(letter("在呢", to=asked))
    assert [post.req_id for post in double.posts] == [""]


async def test_the_pauses_grow(double: WecomDouble) -> None:
    channel = channel_to(double, timing=replace(QUICK, first_pause=0.1, longest_pause=0.4))
    double.mischief["aibot_subscribe"].extend(["cut_before"] * 5)
    async with listening(channel):
        await online(channel)
    tried = [frame for frame in double.frames if frame["cmd"] == "aibot_subscribe"]
    assert len(tried) == 6


async def test_a_wrong_secret_is_not_hammered(
    double: WecomDouble, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = channel_to(double, secret="notthesecret")
    async with listening(channel):
        await until(lambda: channel.logins()[0].stage == "expired")
        assert "853000" in channel.logins()[0].detail
        await asyncio.sleep(0.3)
        assert len(double.subscriptions) == 1
        await until(lambda: len(double.subscriptions) == 2, 2)
        channel.log_in()
        await until(lambda: len(double.subscriptions) == 3, 0.3)
    told = channel.logins()[0].detail + "".join(capfd.readouterr())
    told += "".join(
        record.getMessage() for record in caplog.records if record.name != "websockets.server"
    )  # the double
    assert "notthesecret" not in told
    assert SECRET not in told


async def test_a_busy_service_is_no_wrong_secret(double: WecomDouble) -> None:
    double.mischief["aibot_subscribe"].append(45009)
    channel = channel_to(double, timing=replace(QUICK, person=60))
    async with listening(channel):
        await online(channel)


async def test_displaced_it_does_not_fight(double: WecomDouble) -> None:
    first, second = channel_to(double), channel_to(double)
    async with listening(first):
        await online(first)
        async with listening(second):
            await online(second)
            await until(lambda: first.logins()[0].stage == "displaced")
            assert not first.can_reach(BOT_ID, "mama")
            await asyncio.sleep(0.3)
            assert second.logins()[0].stage == "online"
        first.log_in()
        await online(first)
    assert len(double.subscriptions) == 3


async def test_displaced_it_looks_again_later(double: WecomDouble) -> None:
    channel = channel_to(double)
    async with listening(channel):
        await online(channel)
        await double.displaces()
        await until(lambda: channel.logins()[0].stage == "displaced")
        await online(channel)


async def test_two_lost_pings_end_a_silent_connection(double: WecomDouble) -> None:
    channel = channel_to(double, timing=replace(QUICK, ping=0.15))
    async with listening(channel):
        await online(channel)
        double.mischief["ping"].extend([0, "ignore", 0, "ignore", "ignore"])
        await until(lambda: len(double.subscriptions) == 2, 5)
        await online(channel)
    assert [frame["cmd"] for frame in double.frames][:7] == ["aibot_subscribe", *["ping"] * 5, "aibot_subscribe"]


async def test_whoever_waits_for_an_answer_is_told_when_the_line_goes_dead(double: WecomDouble) -> None:
    channel = channel_to(double, timing=replace(QUICK, ping=0.1, answer=30))
    async with listening(channel):
        await online(channel)
        double.mischief["aibot_send_msg"].append("ignore")
        double.mischief["ping"].extend(["ignore"] * 2)
        with pytest.raises(Exception, match="ended before the answer"):
            async with asyncio.timeout(3):
                await channel.send(letter("在呢"))


async def test_one_question_at_a_time_under_one_id(double: WecomDouble) -> None:
    channel = channel_to(double)
    async with listening(channel) as ears:
        await online(channel)
        await double.says("在吗")
        await ears.next()
        link = channel._keeper.link
        assert link
        req_id, double.answer_seconds = next(iter(double._requests)), 0.05
        bodies = [{"msgtype": "stream", "stream": {"id": "1", "finish": n == 3, "content": f"{n}"}} for n in range(4)]
        answers = await asyncio.gather(*(link.ask(frames.RESPOND, body, req_id=req_id) for body in bodies))
    assert [answer.errcode for answer in answers] == [0] * 4
    assert double.said == ["0", "1", "2", "3"]


async def test_nobody_there_at_the_start(double: WecomDouble) -> None:
    await double.close()
    channel = channel_to(double)
    async with listening(channel):
        await until(lambda: channel.logins()[0].stage == "offline")
        await double.open()
        await online(channel)


async def test_what_was_heard_is_stored_before_the_end(double: WecomDouble) -> None:
    channel = channel_to(double)
    async with listening(channel) as ears:
        await online(channel)
        ears.to_fail = [RuntimeError("a moment")]
        await double.says("一")
        await asyncio.sleep(0.1)
    assert [message.text for message in ears.messages] == ["一"]
