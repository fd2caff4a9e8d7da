"""The double of iLink with 小爱's own channel on it, and nothing else of her."""

import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.channel_settings import ILinkSettings
from bot.channels.base import ChannelEvents, Login, Mark, Message, Outgoing
from bot.channels.ilink import bindings
from bot.channels.ilink.bindings import Binding
from bot.channels.ilink.channel import ILinkChannel
from bot.channels.ilink.timing import Timing
from tests.doubles.processes import Double, running
from tests.doubles.waiting import until

QUICK = Timing(
    connect=2.0,
    ask=3.0,
    poll=5.0,
    upload=20.0,
    short_pause=0.05,
    long_pause=0.2,
    throttled=0.6,
    longest_throttled=2.0,
    look_for_files=0.05,
    notify=1.0,
    typing_after=0.1,
    typing_every=0.2,
    qr_poll=2.0,
    qr_pause=0.01,
    login=20.0,
)


@contextlib.contextmanager
def ilink(*options: str) -> Iterator[Double]:
    """The double; whatever breaks the contract fails the test."""
    with running("ilink", "--hold", "1", *options) as double:
        yield double
        assert double.get("/violations") == []


def bind(double: Double, folder: Path, user: str = "mama", name: str = "") -> Binding:
    """As if the member had scanned."""
    given = double.post("/bind", user=user)
    binding = Binding(
        account=given["bot_id"],
        bot_id=given["bot_id"],
        user_id=given["user_id"],
        base_url=double.url,
        token=SecretStr(given["token"]),
        name=name,
    )
    bindings.save(folder, binding)
    return binding


def settings(double: Double, **more: Any) -> ILinkSettings:
    return ILinkSettings(
        base_url=double.url, cdn_url=f"{double.url}/c2c", **{"seconds_between_sends": 0.0, "sends_per_minute": 0} | more
    )


@dataclass
class Ear:
    """What the rest of 小爱 is to the channel."""

    channel: ILinkChannel
    heard: list[Message] = field(default_factory=list)
    marks: dict[tuple[str, str], str] = field(default_factory=dict)
    reachable: list[tuple[str, str]] = field(default_factory=list)
    to_fail: list[Exception] = field(default_factory=list)

    async def hear(self, message: Message) -> None:
        if self.to_fail:
            raise self.to_fail.pop(0)
        self.heard.append(message)
        await self.remember(message.account, message.marks)

    async def remember(self, account: str, marks: Sequence[Mark]) -> None:
        for mark in marks:
            self.marks[account, mark.name] = mark.value
            if not mark.value:
                del self.marks[account, mark.name]

    async def recall(self, account: str) -> Mapping[str, str]:
        return {name: value for (whose, name), value in self.marks.items() if whose == account}

    async def hears(self, count: int) -> list[Message]:
        await until(lambda: len(self.heard) >= count)
        return self.heard

    async def stands(self, stage: str, account: str = "") -> Login:
        def found() -> Login | None:
            logins = self.channel.logins()
            return next((one for one in logins if one.stage == stage and account in ("", one.account)), None)

        login = await until(found)
        assert login
        return login


@contextlib.asynccontextmanager
async def listening(
    double: Double, folder: Path, ear: Ear | None = None, timing: Timing = QUICK, **more: Any
) -> AsyncIterator[Ear]:
    """The channel, started; with an `ear` of before it is the next life."""
    channel = ILinkChannel(settings(double, **more), folder, timing)
    ear = replace(ear, channel=channel, heard=[]) if ear else Ear(channel)
    await channel.start(
        ChannelEvents(ear.hear, lambda account, chat: ear.reachable.append((account, chat)), ear.remember, ear.recall)
    )
    try:
        yield ear
    finally:
        await channel.stop()


def letter(binding: Binding, text: str = "好的", client_id: str = "c1", **more: Any) -> Outgoing:
    return Outgoing(binding.account, binding.user_id, client_id, **{"text": text} | more)
