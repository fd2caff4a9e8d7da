"""The family's room: one room with 小爱 where the chat application has none.

Whoever joins reads what the others who joined write, and they read him. What is said there is a group's talk to the rest of 小爱:
answered only where it calls her, and else handed on and kept nowhere. Everybody may leave, and speak to her alone, at any time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import room_book
from bot.channels.base import Channel, Message
from bot.family import Family, Member
from bot.room_book import DAY_SECONDS, Piece, Seat
from bot.store import Store
from bot.tables import room_lines, room_seats
from bot.templates import TemplateStore

Person = tuple[str, str, str]
"""Channel, account and user id."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody in the room, as the others see him."""

    name: str
    is_away: bool
    """He has said nothing for a day."""


class Room:
    """Who sits in it, and what is said there. `load` once at start."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        family: Family,
        templates: TemplateStore,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._channels = channels
        self._family = family
        self._templates = templates
        self._now = now
        self._seated: dict[Person, int] = {}

    async def load(self) -> None:
        """Everybody who has joined in an earlier life."""
        found = await self._store.read(room_book.seats)
        self._seated = {(seat.channel, seat.account, seat.user_id): seat.member_id for seat in found}

    @property
    def is_empty(self) -> bool:
        """Nobody has joined."""
        return not self._seated

    def exists_on(self, channel: str) -> bool:
        """Members who write through this channel may join."""
        return channel in self._channels and self._channels[channel].limits.relays_per_inbound > 0

    def holds(self, message: Message) -> bool:
        """Its sender has joined."""
        return self.exists_on(message.channel) and person(message) in self._seated

    # -- who is in it -------------------------------------------------------------------------------------------------

    async def join(self, message: Message, member: Member) -> None:
        """The sender sits in the room from now on, and the others are told so; nothing happens where he does already."""
        channel, account, user_id = person(message)

        def change(connection: Connection) -> None:
            values = {"channel": channel, "account": account, "user_id": user_id, "member_id": member.id}
            times = {"heard_at": self._now(), "digest_at": 0.0}
            joined = self._store.insert_new(room_seats).values(values | times).returning(room_seats.c.id)
            if connection.scalar(joined) is not None:
                text = self._templates.render("room.came", {"name": member.name})
                self._announce(connection, message, f"came {message.message_id}", text)

        await self._store.write(change)
        self._seated[person(message)] = member.id

    async def leave(self, message: Message, member: Member) -> bool:
        """The sender is out, and the others are told so; what waited for him is gone. False where he was not in."""
        if not self.holds(message):
            return False

        def change(connection: Connection) -> None:
            seat = room_book.find_seat(connection, *person(message))
            if seat:
                text = self._templates.render("room.went", {"name": member.name})
                self._announce(connection, message, f"went {message.message_id}", text)
                _remove(connection, seat)

        await self._store.write(change)
        self._seated.pop(person(message), None)
        return True

    async def present(self) -> list[Present]:
        """Everybody in it, in the order they joined."""
        found = await self._store.read(room_book.seats)
        return [Present(self.name(seat.member_id), self.is_silent(seat)) for seat in found]

    def name(self, member_id: int) -> str:
        """What the others know him by."""
        member = self._family.by_id(member_id)
        return member.name if member else ""

    def is_silent(self, seat: Seat) -> bool:
        """He has said nothing for a day, and gets nothing until he does."""
        return self._now() - seat.heard_at >= DAY_SECONDS

    # -- 删除我的资料 ---------------------------------------------------------------------------------------------------

    def erase(self, connection: Connection, member_id: int) -> int:
        """Take a member out of the room, with what he said and what waits for him; how many things that were."""
        own = room_lines.c.author_id == member_id
        carried = sa.select(room_lines.c.letter_id).where(own, room_lines.c.letter_id.is_not(None))
        letters = set(connection.scalars(carried))
        connection.execute(sa.delete(room_lines).where(own, room_lines.c.kind == "heard"))
        count = connection.execute(sa.delete(room_lines).where(own)).rowcount
        room_book.unsent(connection, letters)
        for seat in room_book.seats(connection):
            if seat.member_id == member_id:
                _remove(connection, seat)
                count += 1
        return count

    def drop(self, member_id: int) -> None:
        """The erasure is on disk."""
        self._seated = {person: seated for person, seated in self._seated.items() if seated != member_id}

    def _announce(self, connection: Connection, message: Message, what: str, text: str) -> None:
        seat = room_book.find_seat(connection, *person(message))
        if seat:
            source = room_book.source_of(message.channel, message.account, what)
            self.tell(connection, others(connection, seat), source, seat, [Piece("notice", text)])

    def tell(
        self,
        connection: Connection,
        to: Sequence[Seat],
        source: str,
        author: Seat,
        pieces: Sequence[Piece],
        *,
        first: int = 1,
    ) -> bool:
        """Put lines down for these seats; False where they all were there already."""
        return room_book.tell(connection, self._store, to, source, author.member_id, pieces, self._now(), first=first)


def person(message: Message) -> Person:
    """Who says it."""
    return message.channel, message.account, message.sender_id


def others(connection: Connection, seat: Seat) -> list[Seat]:
    """Everybody in the room but one."""
    return [other for other in room_book.seats(connection) if other.id != seat.id]


def _remove(connection: Connection, seat: Seat) -> None:
    own = room_lines.c.seat_id == seat.id
    carried = sa.select(room_lines.c.letter_id).where(own, room_lines.c.letter_id.is_not(None))
    letters = set(connection.scalars(carried))
    connection.execute(sa.delete(room_lines).where(own))
    room_book.unsent(connection, letters)
    connection.execute(sa.delete(room_seats).where(room_seats.c.id == seat.id))
