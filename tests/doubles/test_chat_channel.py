"""The chat double through its channel: every way to misbehave ends as the right error, and nothing heard is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.base import ChannelEvents, Limits, Message, NotSent, Outgoing, Receipt, Refused, Unanswered
from tests.doubles.chat_channel import DoubleChannel
from tests.doubles.clip import clip
from tests.doubles.processes import Double, closed_port
from tests.doubles.waiting import until

HELLO = Outgoing(account="bot", chat_id="family", client_id="c1", text="你好")


@asynccontextmanager
async def listening(url: str, heard: list[Message] | None = None, *failures: Exception) -> AsyncIterator[DoubleChannel]:
    kept, failing = [] if heard is None else heard, list(failures)

    async def hear(message: Message) -> None:
        if failing:
            raise failing.pop()
        kept.append(message)

    channel = DoubleChannel(url, timeout_seconds=0.5, wait_seconds=1.0, longest_pause_seconds=0.1)
    await channel.start(ChannelEvents(hear))
    try:
        yield channel
    finally:
        await channel.stop()


def says(chat: Double, text: str) -> None:
    chat.post(
        "/member_says", chat_id="family", chat_title="一家人", sender_id="mum", sender_name="妈妈", text=text,
        is_group=True, mentions_me=True, quotes_me=True, quoted_id="p1", pictures=["photo-1"],
        sent_at="2026-11-21T08:00:00+08:00",
    )  # fmt: skip


async def test_message_arrives_whole_and_is_acknowledged(chat_server: Double) -> None:
    heard: list[Message] = []
    async with listening(chat_server.url, heard):
        says(chat_server, "@小爱 天气")
        await until(lambda: chat_server.stats()["acks"])
    message = heard[0]
    assert (message.channel, message.account, message.chat_id, message.sender_id) == ("double", "bot", "family", "mum")
    assert (message.text, message.sender_name, message.chat_title) == ("@小爱 天气", "妈妈", "一家人")
    assert (message.is_group, message.mentions_me, message.quotes_me, message.quoted_id) == (True, True, True, "p1")
    assert message.sent_at == datetime(2026, 11, 21, tzinfo=UTC)
    assert [picture.id for picture in message.pictures] == ["photo-1"]
    assert chat_server.stats()["waiting"] == 0


async def test_message_that_could_not_be_stored_is_heard_again(chat_server: Double) -> None:
    heard: list[Message] = []
    async with listening(chat_server.url, heard, OSError("the disk is full"), OSError("still full")):
        says(chat_server, "你好")
        await until(lambda: chat_server.stats()["acks"] == 1)
    assert len(heard) == 1


async def test_message_whose_acknowledgement_is_lost_is_heard_again(chat_server: Double) -> None:
    heard: list[Message] = []
    chat_server.misbehave("cut_before", at="ack", times=1)
    async with listening(chat_server.url, heard):
        says(chat_server, "你好")
        await until(lambda: chat_server.stats()["acks"] == 1)
    assert [message.text for message in heard] == ["你好", "你好"]


async def test_channel_comes_back_after_the_server_was_away(chat_server: Double) -> None:
    heard: list[Message] = []
    async with listening(chat_server.url, heard) as channel:
        says(chat_server, "一")
        await until(lambda: chat_server.stats()["waiting"] == 0)
        chat_server.go_away(0.6)
        with pytest.raises(NotSent):
            await channel.send(HELLO)
        await asyncio.to_thread(chat_server.wait_until_back)
        says(chat_server, "二")
        await until(lambda: len(heard) == 2)
        await channel.send(HELLO)
    assert [post["text"] for post in chat_server.get("/posted")] == ["你好"]


async def test_stopped_channel_leaves_no_task_and_sends_nothing(chat_server: Double) -> None:
    before = asyncio.all_tasks()
    async with listening(chat_server.url) as channel:
        assert len(asyncio.all_tasks() - before) == 1
    assert asyncio.all_tasks() == before
    with pytest.raises(NotSent):
        await channel.send(HELLO)


@pytest.mark.parametrize(
    ("mode", "error", "posts"),
    [
        ("http500", NotSent, 0),
        ("busy429", NotSent, 0),
        ("refuse", Refused, 0),
        ("hang", Unanswered, 0),
        ("cut_before", Unanswered, 0),
        ("hang_after", Unanswered, 1),
        ("cut_after", Unanswered, 1),
        ("slow", Unanswered, 1),
        ("http500_after", Unanswered, 1),
        ("wrong_body", Unanswered, 1),
    ],
)
async def test_failed_send_says_whether_it_may_have_arrived(
    chat_server: Double, mode: str, error: type[Exception], posts: int
) -> None:
    chat_server.misbehave(mode, times=1)
    async with listening(chat_server.url) as channel:
        with pytest.raises(error) as raised:
            await channel.send(HELLO)
        assert chat_server.stats()["posts"] == posts
        assert await channel.send(replace(HELLO, client_id="c2", text="又来了")) == Receipt(f"p{posts + 1}")
    assert getattr(raised.value, "retry_after_seconds", None) == (2.0 if mode == "busy429" else None)


async def test_nobody_there_is_not_sent(chat_server: Double) -> None:
    async with listening(f"http://127.0.0.1:{closed_port()}") as channel:
        with pytest.raises(NotSent):
            await channel.send(HELLO)


async def test_only_videos_misbehave_when_told_so(chat_server: Double, tmp_path: Path) -> None:
    film = tmp_path / "cat.mp4"
    film.write_bytes(clip(1, 1, 15, 96, 64))
    chat_server.misbehave("refuse", only_kind="video")
    async with listening(chat_server.url) as channel:
        await channel.send(HELLO)
        with pytest.raises(Refused):
            await channel.send(replace(HELLO, client_id="c2", kind="video", path=film, text="小猫"))
        chat_server.misbehave("ok")
        await channel.send(replace(HELLO, client_id="c2", kind="video", path=film, text="小猫"))
    assert chat_server.get("/posted")[1]["file_name"] == "cat.mp4"


def test_limits_are_the_callers_with_the_client_id_added() -> None:
    channel = DoubleChannel("http://127.0.0.1:1", takes_client_id=True, limits=Limits(text_characters=10))
    assert channel.limits == Limits(text_characters=10, takes_client_id=True)
