"""The family's room in the store: who sits in it, and every line on its way to each of them.

The chat application has no groups, so a member who has joined sits on a *seat*: to the rest of 小爱 it is a group that he speaks in,
its id made of his own chat's. What she answers there goes to his own chat, and a line about it to every other seat. A line is there
from the transaction that keeps the message or letter it comes from until it has been delivered, and no text of it longer.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store import Store
from bot.tables import outbox, room_lines, room_seats

DAY_SECONDS = 86_400.0
_SEAT = "room:"

LineKind = Literal["heard", "said", "photo", "clip", "lost", "answer", "image", "video", "notice", "away"]
"""Nothing but that it was heard; a member's words, photo or clip, or what cannot be handed on of it; what 小爱 answered him, drew or
filmed; a sentence about the room; that a member has been silent for a day."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message or letter."""

    kind: LineKind
    text: str = ""
    picture: str = ""
    artifact_id: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A member in the room."""

    id: int
    channel: str
    account: str
    user_id: str
    """His own chat with 小爱 has the same id."""
    member_id: int
    heard_at: float
    digest_at: float
    is_away: bool
    missed: int


@dataclass(frozen=True, slots=True)
class Line:
    """Something on its way to one seat."""

    id: int
    seat_id: int
    source: str
    piece: int
    author_id: int
    kind: LineKind
    text: str
    picture: str
    artifact_id: str
    at: float
    letter_id: int | None


def seat_id(chat_id: str) -> str:
    """The group that a member speaks in whose own chat this is."""
    return _SEAT + chat_id


def is_seat(chat_id: str) -> bool:
    """The chat is a place in the room."""
    return chat_id.startswith(_SEAT)


def own_chat(chat_id: str) -> str:
    """Where the letters of a chat really go: for a seat the member's own chat, else the chat itself."""
    return chat_id.removeprefix(_SEAT)


def source_of(channel: str, account: str, what: str) -> str:
    """The same for a message or letter that comes again."""
    return hashlib.sha256(f"{channel}:{account}:{what}".encode()).hexdigest()


def seats(connection: Connection) -> list[Seat]:
    """Everybody, in the order they joined."""
    return [Seat(**row) for row in connection.execute(sa.select(room_seats).order_by(room_seats.c.id)).mappings()]


def lines(connection: Connection) -> list[Line]:
    """Everything that is on its way, the oldest first."""
    on_the_way = sa.select(room_lines).where(room_lines.c.kind != "heard").order_by(room_lines.c.id)
    return [Line(**row) for row in connection.execute(on_the_way).mappings()]


def has_old(connection: Connection, now: float) -> bool:
    """There is something for `drop_old`."""
    oldest = connection.scalar(sa.select(sa.func.min(room_lines.c.at)))
    return oldest is not None and oldest <= now - DAY_SECONDS


def find_seat(connection: Connection, channel: str, account: str, user_id: str) -> Seat | None:
    """The seat of a person."""
    where = (room_seats.c.channel == channel, room_seats.c.account == account, room_seats.c.user_id == user_id)
    row = connection.execute(sa.select(room_seats).where(*where)).mappings().first()
    return Seat(**row) if row else None


def tell(
    connection: Connection,
    store: Store,
    to: Iterable[Seat],
    source: str,
    author_id: int,
    pieces: Sequence[Piece],
    now: float,
    *,
    first: int = 1,
) -> bool:
    """Put lines down for these seats; False where they all were there already."""
    is_new = False
    for seat in to:
        for number, piece in enumerate(pieces, first):
            row = {"seat_id": seat.id, "source": source, "piece": number, "author_id": author_id, "at": now}
            row |= {"kind": piece.kind, "text": piece.text, "picture": piece.picture, "artifact_id": piece.artifact_id}
            inserted = store.insert_new(room_lines).values(row).returning(room_lines.c.id)
            is_new = connection.scalar(inserted) is not None or is_new
    return is_new


def share(
    connection: Connection,
    store: Store,
    channel: str,
    account: str,
    chat_id: str,
    client_id: str,
    piece: Piece,
    now: float,
) -> None:
    """Let the others know what 小爱 tells a member on his seat; nobody, once he has left it."""
    asker = find_seat(connection, channel, account, own_chat(chat_id))
    if asker:
        others = [seat for seat in seats(connection) if seat.id != asker.id]
        source = source_of(channel, account, f"letter {client_id}")
        tell(connection, store, others, source, asker.member_id, [piece], now)


def settle(connection: Connection, letter_id: int, *, has_failed: bool) -> None:
    """A letter with lines has come to its end: no word of it is kept. What surely never arrived counts as missed."""
    where = room_lines.c.letter_id == letter_id
    if has_failed:
        _count_missed(connection, where)
    connection.execute(sa.delete(room_lines).where(where))
    connection.execute(sa.update(outbox).where(outbox.c.id == letter_id).values(text="", artifact_id=""))


def drop_old(connection: Connection, now: float) -> None:
    """Delete what is a day old: unsent lines, which count as missed, and the memory of what was heard."""
    old = room_lines.c.at <= now - DAY_SECONDS
    _count_missed(connection, old, room_lines.c.kind.not_in(("heard", "away", "notice")))
    letters = set(connection.scalars(sa.select(room_lines.c.letter_id).where(old, room_lines.c.letter_id.is_not(None))))
    connection.execute(sa.delete(room_lines).where(old))
    unsent(connection, letters)


def unsent(connection: Connection, letters: Iterable[int]) -> None:
    """Take letters out of the outbox; the one who is about to send one finds it gone. Lines they carried may go in another."""
    known = list(letters)
    waiting = outbox.c.id.in_(known), outbox.c.state == "waiting"
    free = list(connection.scalars(sa.select(outbox.c.id).where(*waiting)))
    connection.execute(sa.update(room_lines).where(room_lines.c.letter_id.in_(free)).values(letter_id=None))
    connection.execute(sa.delete(room_lines).where(room_lines.c.letter_id.in_(known)))
    connection.execute(sa.delete(outbox).where(outbox.c.id.in_(known), outbox.c.settled_at.is_(None)))


def _count_missed(connection: Connection, *where: sa.ColumnElement[bool]) -> None:
    counted = sa.select(room_lines.c.seat_id, sa.func.count().label("count")).where(*where)
    for row in connection.execute(counted.group_by(room_lines.c.seat_id)).all():
        more = {"missed": room_seats.c.missed + row[1]}
        connection.execute(sa.update(room_seats).where(room_seats.c.id == row.seat_id).values(more))
