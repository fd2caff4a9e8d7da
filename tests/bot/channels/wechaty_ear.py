"""A wechaty channel as tests use it: started against a gateway, with what it heard."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.channel_settings import Pace, WechatyPart
from bot.channels.base import ChannelEvents, Message, Outgoing
from bot.channels.wechaty.channel import WechatyChannel
from tests.doubles.waiting import until

AT_ONCE = dict.fromkeys(Pace.model_fields, 0)
"""Settings of a channel that sends as fast as it can."""


class Ear:
    """The channel, and all it heard."""

    def __init__(self, channel: WechatyChannel) -> None:
        self.channel = channel
        self.heard: list[Message] = []
        self.reachable: list[tuple[str, str]] = []
        self.failures: list[Exception] = []
        """How the next messages fail to be stored."""

    async def hear(self, message: Message) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.heard.append(message)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.heard]

    @property
    def stage(self) -> str:
        return self.channel.logins()[0].stage

    async def is_online(self, seconds: float = 10.0) -> None:
        await until(lambda: self.stage == "online", seconds)

    async def hears(self, count: int, seconds: float = 10.0) -> list[Message]:
        """So many messages, all that there were."""
        await until(lambda: len(self.heard) >= count, seconds)
        return self.heard


@contextlib.asynccontextmanager
async def listening(endpoint: str, token: str, *, is_online: bool = True, **part: Any) -> AsyncIterator[Ear]:
    """The channel on a gateway, logged in unless told otherwise."""
    settings = WechatyPart.model_validate({**AT_ONCE, "endpoint": endpoint, **part})
    ear = Ear(WechatyChannel(settings, SecretStr(token)))
    await ear.channel.start(ChannelEvents(ear.hear, lambda account, chat: ear.reachable.append((account, chat))))
    try:
        if is_online:
            await ear.is_online()
        yield ear
    finally:
        await ear.channel.stop()


def letter(
    chat: str, text: str = "", path: Path | None = None, *, account: str = "bot-xiaoai", to: str = ""
) -> Outgoing:
    """Something to send."""
    kind: Any = "text" if path is None else "video" if path.suffix == ".mp4" else "image"
    return Outgoing(account, chat, "letter-1", kind, text, path, reply_to=to)


async def hang(_: Any) -> Any:
    """An answer that never comes."""
    await asyncio.Event().wait()
