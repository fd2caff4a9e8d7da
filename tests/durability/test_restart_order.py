"""At a restart what was left is taken up before anything new comes in, and nothing is sent through a channel that has not started."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.channels.base import Channel, ChannelEvents, Limits, Message, Outgoing, Receipt
from bot.config import load_settings
from bot.conversation import Conversation
from tests.doubles.waiting import until


class EagerChannel(Channel):
    """Hands over a message while it is still connecting, as one does that was offline for an hour."""

    name = "eager"
    limits = Limits(takes_client_id=True)
    admits_everyone = True

    def __init__(self) -> None:
        self.is_connected = False
        self.sent: list[tuple[str, bool]] = []

    async def start(self, events: ChannelEvents) -> None:
        await events.hear(Message(self.name, "bot", "mama", "m1", "mama", "你好呀", datetime.now(UTC)))
        # The turn has time to end, and its answer to be posted, before the connection stands.
        await asyncio.sleep(0.3)
        self.is_connected = True

    async def stop(self) -> None:
        self.is_connected = False

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.sent.append((outgoing.reply_to, self.is_connected))
        return Receipt()


async def test_new_message_is_not_taken_for_a_left_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOAI_DATA", str(tmp_path / "data"))
    turns: list[int] = []
    go = asyncio.Event()
    answer = Conversation._answer

    async def counted(self: Conversation, heard: Any) -> Any:
        turns.append(heard.row)
        await go.wait()
        return await answer(self, heard)

    monkeypatch.setattr(Conversation, "_answer", counted)
    channel = EagerChannel()
    async with App(load_settings(), channels=[channel]).running():
        go.set()
        await until(lambda: channel.sent)
    assert turns == [1]
    assert channel.sent == [("m1", True)]


async def test_answer_waits_for_its_channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOAI_DATA", str(tmp_path / "data"))
    channel = EagerChannel()
    async with App(load_settings(), channels=[channel]).running():
        await until(lambda: channel.sent)
    assert channel.sent == [("m1", True)]
