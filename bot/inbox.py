"""Messages stored before they are acted on.

A message is kept once under channel + account + message id, and `hear` returns only when it is on disk: a channel may then tell
the far side, and a delivery of the same message finds it there. What a killed process had not finished is taken up at start.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.channels.base import Message, Picture
from bot.family import Address, Family, Member
from bot.marks import keep as keep_marks
from bot.room_book import own_chat
from bot.store import Store
from bot.tables import chats, messages


@dataclass(frozen=True, slots=True)
class Heard:
    """A stored message and the member it is from."""

    row: int
    message: Message
    member: Member

    @property
    def chat(self) -> Address:
        """Where the answer goes."""
        return Address(self.message.channel, self.message.account, self.message.chat_id)


Lane = tuple[str, str, str, str]


class Inbox:
    """Stores messages and hands them on: one at a time per member and chat, members beside each other."""

    def __init__(
        self,
        store: Store,
        family: Family,
        take_turn: Callable[[Heard], Awaitable[None]],
        now: Callable[[], float],
        tasks: asyncio.TaskGroup,
        *,
        longest_text: int,
    ) -> None:
        self._store = store
        self._family = family
        self._take_turn = take_turn
        self._now = now
        self._tasks = tasks
        self._longest_text = longest_text
        self._lanes: dict[Lane, deque[Heard]] = {}

    async def put(
        self,
        message: Message,
        member: Member,
        *,
        has_send_budget: bool = False,
        also: Callable[[Connection], object] | None = None,
    ) -> bool:
        """Store an addressed message of an admitted member; False if it was there already. `also` is done with a new one."""

        def change(connection: Connection) -> int | None:
            row = self._insert(connection, message, member, has_send_budget)
            if row is not None and also:
                also(connection)
            return row

        row = await self._store.write(change)
        if row is None:
            return False
        self._hand_on(Heard(row, message, member))
        return True

    async def overhear(self, message: Message, note: Callable[[Connection], bool]) -> bool:
        """Store nothing of a message that is said to others in the family's room but what `note` does with it, which says whether
        it is new; returns that."""

        def change(connection: Connection) -> bool:
            is_new = note(connection)
            keep_marks(connection, message.channel, message.account, message.marks)
            if is_new:
                _begin_budget(connection, message)
            return is_new

        return await self._store.write(change)

    async def drop(self, message: Message) -> None:
        """Store nothing of a message that is not meant for 小爱 but what its channel has to know again."""
        if message.marks:
            await self._store.write(
                lambda connection: keep_marks(connection, message.channel, message.account, message.marks)
            )

    def keep(self, connection: Connection, message: Message, member: Member) -> Heard | None:
        """Store a message that needs no turn, inside the caller's transaction; None if it was there already."""
        row = self._insert(connection, message, member, has_send_budget=False)
        if row is None:
            return None
        heard = Heard(row, message, member)
        self.finish(connection, heard)
        return heard

    async def recover(self) -> None:
        """Take up, in their order, the messages an earlier life stored and did not finish."""
        for row in await self._store.read(self._unfinished):
            member = self._family.by_id(row.member_id)
            if member:
                self._hand_on(Heard(row.id, _message(row), member))

    def finish(self, connection: Connection, heard: Heard) -> bool:
        """Mark as done inside the transaction that keeps the answer. False if an earlier life has done so."""
        done = (
            sa.update(messages)
            .where(messages.c.id == heard.row, messages.c.done_at.is_(None))
            .values(done_at=self._now())
        )
        return connection.execute(done).rowcount == 1

    def _hand_on(self, heard: Heard) -> None:
        message = heard.message
        lane = (message.channel, message.account, message.chat_id, message.sender_id)
        if lane in self._lanes:
            self._lanes[lane].append(heard)
        else:
            self._lanes[lane] = deque([heard])
            self._tasks.create_task(self._empty(lane))

    async def _empty(self, lane: Lane) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._take_turn(waiting.popleft())
        del self._lanes[lane]

    def _insert(self, connection: Connection, message: Message, member: Member, has_send_budget: bool) -> int | None:
        values = {
            "channel": message.channel,
            "account": message.account,
            "message_id": message.message_id,
            "chat_id": message.chat_id,
            "is_group": message.is_group,
            "sender_id": message.sender_id,
            "member_id": member.id,
            "text": _storable(message.text[: self._longest_text + 1]),
            "pictures": [picture.id for picture in message.pictures],
            "quoted_id": message.quoted_id,
            "sent_at": message.sent_at.timestamp(),
            "received_at": self._now(),
        }
        row: int | None = connection.execute(
            self._store.insert_new(messages).values(values).returning(messages.c.id)
        ).scalar()
        keep_marks(connection, message.channel, message.account, message.marks)
        if row is not None and has_send_budget:
            _begin_budget(connection, message)
        return row

    def _unfinished(self, connection: Connection) -> list[Row[tuple[object, ...]]]:
        return list(connection.execute(sa.select(messages).where(messages.c.done_at.is_(None)).order_by(messages.c.id)))


def _begin_budget(connection: Connection, message: Message) -> None:
    """As many messages again may go to the chat."""
    chat = (
        chats.c.channel == message.channel,
        chats.c.account == message.account,
        chats.c.chat_id == own_chat(message.chat_id),
    )
    connection.execute(sa.update(chats).where(*chat).values(sent_since_inbound=0))


def _storable(text: str) -> str:
    """Without what a database refuses: NUL and halves of surrogate pairs. One character over the limit tells it was too long."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _message(row: Row[tuple[object, ...]]) -> Message:
    return Message(
        channel=row.channel,
        account=row.account,
        chat_id=row.chat_id,
        message_id=row.message_id,
        sender_id=row.sender_id,
        text=row.text,
        sent_at=datetime.fromtimestamp(row.sent_at, UTC),
        is_group=row.is_group,
        # Only addressed messages are stored.
        mentions_me=True,
        quoted_id=row.quoted_id,
        pictures=tuple(Picture(picture) for picture in row.pictures),
    )
