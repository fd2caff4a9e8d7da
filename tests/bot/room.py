"""A chat application in memory, as a channel of 小爱's: members say things, what 小爱 posts is kept, sends go wrong when told."""

import asyncio
from collections import deque
from datetime import UTC, datetime
from itertools import count

from bot.channels.base import Channel, ChannelEvents, Limits, Message, NotSent, Outgoing, Picture, Receipt, Unanswered


class RoomChannel(Channel):
    """A real small channel. What it posts can be read in `posts`; a direct chat has the id of its member."""

    def __init__(self, name: str = "room", limits: Limits | None = None, *, admits_everyone: bool = True) -> None:
        self.name = name
        self.limits = limits or Limits()
        self.admits_everyone = admits_everyone
        self.posts: list[Outgoing] = []
        """What members can see."""
        self.sent_at: list[float] = []
        """When, by the loop's clock."""
        self.tries: list[Outgoing] = []
        """Every call of `send`."""
        self.away: set[str] = set()
        """Chats nobody is in."""
        self.to_fail: deque[Exception] = deque()
        """How the next sends end."""
        self.is_open = asyncio.Event()
        """Cleared, sends take until it is set again."""
        self.is_open.set()
        self._numbers = count(1)

    async def start(self, events: ChannelEvents) -> None:
        self._events: ChannelEvents = events

    async def stop(self) -> None:
        self.is_open.set()

    def can_reach(self, account: str, chat_id: str) -> bool:
        return chat_id not in self.away

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.tries.append(outgoing)
        self.sent_at.append(asyncio.get_running_loop().time())
        await self.is_open.wait()
        failure = self.to_fail.popleft() if self.to_fail else None
        if failure and not (isinstance(failure, Unanswered) and "arrived" in str(failure)):
            raise failure
        if not (self.limits.takes_client_id and outgoing.client_id in {post.client_id for post in self.posts}):
            self.posts.append(outgoing)
        if failure:
            raise failure
        return Receipt(f"p{len(self.posts)}")

    async def hear(self, message: Message) -> None:
        """The message comes in, for the first time or again."""
        await self._events.hear(message)

    def come_back(self, chat_id: str) -> None:
        """Somebody is in the chat again."""
        self.away.discard(chat_id)
        self._events.reachable("bot", chat_id)

    def message(
        self,
        text: str,
        who: str = "妈妈",
        group: str = "",
        *,
        id: str = "",  # noqa: A002 - what it is called where it comes from
        at: bool = False,
        quotes: bool = False,
        quoted_id: str = "",
        name: str | None = None,
        sent_at: datetime | None = None,
        pictures: tuple[Picture, ...] = (),
    ) -> Message:
        """What the application hands on when `who` says `text`, in `group` or alone with 小爱. `at` is an @小爱."""
        return Message(
            channel=self.name,
            account="bot",
            chat_id=group or who,
            message_id=id or f"m{next(self._numbers)}",
            sender_id=who,
            sender_name=who if name is None else name,
            chat_title=group,
            text=text,
            sent_at=sent_at or datetime.now(UTC),
            is_group=bool(group),
            mentions_me=at,
            quotes_me=quotes,
            quoted_id=quoted_id,
            pictures=pictures,
        )

    def said_to(self, chat: str) -> list[str]:
        """What can be read in one chat."""
        return [post.text for post in self.posts if post.chat_id == chat]


def not_sent(retry_after_seconds: float | None = None) -> NotSent:
    """Surely not sent."""
    return NotSent("the room is busy", retry_after_seconds)


def unanswered(*, arrived: bool) -> Unanswered:
    """No answer came back."""
    return Unanswered("no answer; it arrived" if arrived else "no answer; it was lost")
