"""The channel on its double, with pauses of milliseconds, and somebody who keeps what it hears."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.channel_settings import WecomSettings
from bot.channels.base import ChannelEvents, ContentKind, Mark, Message, Outgoing
from bot.channels.wecom.channel import WecomChannel
from bot.channels.wecom.link import Timing
from tests.doubles.waiting import until
from tests.doubles.wecom import BOT_ID, SECRET, WecomDouble

QUICK = Timing(connect=2, ping=10, answer=0.5, chunk=2, first_pause=0.05, longest_pause=0.2, person=0.6)


class Ears:
    """Keeps what is heard; `to_fail` holds what the next hearings raise."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.opened: list[tuple[str, str]] = []
        self.to_fail: list[Exception] = []
        self.marks: dict[str, str] = {}

    @property
    def events(self) -> ChannelEvents:
        return ChannelEvents(
            self.hear, lambda account, chat: self.opened.append((account, chat)), self.remember, self.recall
        )

    async def remember(self, account: str, marks: Sequence[Mark]) -> None:
        assert account == BOT_ID
        self.marks |= {mark.name: mark.value for mark in marks}
        self.marks = {name: value for name, value in self.marks.items() if value}

    async def recall(self, account: str) -> Mapping[str, str]:
        return self.marks

    async def hear(self, message: Message) -> None:
        if self.to_fail:
            raise self.to_fail.pop(0)
        self.messages.append(message)

    async def next(self) -> Message:
        """The oldest that nobody has asked for."""
        await until(lambda: self.messages)
        return self.messages.pop(0)


def channel_to(double: WecomDouble, *, secret: str = SECRET, timing: Timing = QUICK, **more: Any) -> WecomChannel:
    settings = WecomSettings(bot_id=BOT_ID, url=double.url, fetch_from=(double.media.url,))
    return WecomChannel(settings, SecretStr(secret), timing=timing, **more)


@contextlib.asynccontextmanager
async def listening(channel: WecomChannel, ears: Ears | None = None) -> AsyncIterator[Ears]:
    """The channel started; stopped after the block."""
    ears = ears or Ears()
    await channel.start(ears.events)
    try:
        yield ears
    finally:
        await channel.stop()


async def online(channel: WecomChannel) -> None:
    """Returns when letters go through."""
    await until(lambda: channel.logins()[0].stage == "online" and channel.can_reach(BOT_ID, "nobody"))


def letter(
    text: str = "",
    chat: str = "mama",
    *,
    kind: ContentKind = "text",
    path: Path | None = None,
    id: str = "1",  # noqa: A002 - what it is called where it goes
    to: str = "",
) -> Outgoing:
    return Outgoing(BOT_ID, chat, client_id=id, kind=kind, text=text, path=path, reply_to=to)
