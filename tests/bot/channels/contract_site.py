"""What a channel and its far side have to offer for the contract: members talk, things arrive, the line is cut and mended."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.channels.base import Channel, ChannelEvents, Mark, Message, Outgoing
from tests.doubles.waiting import until

HUGE = "很长" * 1_700_000
"""10 MB."""


@dataclass(frozen=True)
class Arrived:
    """One message a member got: words, a file, or both."""

    chat: str
    text: str = ""
    sha256: str = ""


@dataclass
class Ear:
    """What the rest of 小爱 is to the channel."""

    heard: list[Message] = field(default_factory=list)
    reachable: list[tuple[str, str]] = field(default_factory=list)
    marks: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def events(self) -> ChannelEvents:
        return ChannelEvents(
            self.hear, lambda account, chat: self.reachable.append((account, chat)), self.remember, self.recall
        )

    async def hear(self, message: Message) -> None:
        self.heard.append(message)

    async def remember(self, account: str, marks: Sequence[Mark]) -> None:
        self.marks |= {(account, mark.name): mark.value for mark in marks}

    async def recall(self, account: str) -> Mapping[str, str]:
        return {name: value for (whose, name), value in self.marks.items() if whose == account and value}


class Site(ABC):
    """A channel, what it hears, and its far side. 妈妈 talks; where there are groups, in one of hers, too."""

    account: str
    person: str
    group: str = ""
    channel: Channel
    ear: Ear
    gone: tuple[type[Exception], ...] = ()
    """What playing raises while the channel is stopped."""

    @abstractmethod
    def make(self) -> Channel:
        """The channel, not started; another one after each stop."""

    @abstractmethod
    async def says(self, text: str, *, in_group: bool = False, again: bool = False) -> str:
        """妈妈 says it, to 小爱 where others are there; `again`: her last message is delivered once more. Its id."""

    @abstractmethod
    async def arrived(self) -> list[Arrived]:
        """Everything she ever got, oldest first."""

    @abstractmethod
    async def says_nonsense(self) -> None:
        """What no member would send: a text of 10 MB, fields of other types."""

    async def shows(self, picture: bytes) -> None:
        """She sends a photo."""
        raise AssertionError(f"{self.channel.name} says that it has photos")

    @abstractmethod
    async def cut(self) -> None:
        """The far side goes away, and the channel has noticed."""

    @abstractmethod
    async def mend(self) -> None:
        """It is back."""

    async def start(self) -> None:
        self.channel, self.ear = self.make(), Ear()
        await self.channel.start(self.ear.events)
        await until(lambda: self.channel.can_reach(self.account, self.person))

    async def hears(self, text: str) -> Message:
        """The newest message with these words, waited for."""
        found = await until(lambda: [one for one in self.ear.heard if one.text.endswith(text)])
        return found[-1]

    async def is_greeted(self) -> None:
        """She has just said something: whatever 小爱 may send after a message, she may."""
        text = f"在吗 {secrets.token_hex(4)}"
        await self.says(text)
        await self.hears(text)

    def letter(self, text: str = "", path: Path | None = None) -> Outgoing:
        kind: Any = "text" if path is None else "video" if path.suffix == ".mp4" else "image"
        return Outgoing(self.account, self.person, secrets.token_hex(8), kind, text, path)
