"""Letters as they lie in the store, from the turn or job that writes them to the outbox that sends them."""

import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import room_book
from bot.channels.base import ContentKind, Outgoing
from bot.family import Address
from bot.job_numbers import label
from bot.room_book import Piece
from bot.store import Store
from bot.tables import artifacts, chats, jobs, outbox

Purpose = Literal["answer", "result", "failure", "notice", "relay"]
"""`answer` expires; a job's result or failure and a notice never do. A `relay` is the family's own talk, of which nothing is kept."""


Ending = Literal["delivered", "failed", "uncertain"]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way out."""

    to: Address
    text: str
    purpose: Purpose = "answer"
    kind: ContentKind = "text"
    artifact_id: str = ""
    reply_to: str = ""
    """The channel's id of the message this answers."""
    member_id: int | None = None
    job_id: int | None = None
    client_id: str = ""
    """Set where the same letter may be written twice; else made here."""
    is_in_room: bool = False
    """Said in the family's room; set here where `to` is a seat in it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A letter with its number in the store."""

    id: int
    letter: Letter
    client_id: str
    created_at: float
    was_sending: bool = False


def write_letter(connection: Connection, store: Store, letter: Letter, now: float) -> Row | None:
    """Put a letter into the outbox inside the caller's transaction; None if one with its client id is there already.

    One to a seat in the family's room goes to the member's own chat, and the others there are told of it.
    """
    client_id = letter.client_id or secrets.token_hex(12)
    seat = letter.to
    if room_book.is_seat(seat.id):
        letter = replace(letter, to=replace(seat, id=room_book.own_chat(seat.id)), is_in_room=True)
    inserted = connection.execute(
        store.insert_new(outbox)
        .values(
            client_id=client_id,
            channel=letter.to.channel,
            account=letter.to.account,
            chat_id=letter.to.id,
            member_id=letter.member_id,
            purpose=letter.purpose,
            kind=letter.kind,
            text=letter.text,
            artifact_id=letter.artifact_id,
            reply_to=letter.reply_to,
            job_id=letter.job_id,
            is_in_room=letter.is_in_room,
            state="waiting",
            created_at=now,
        )
        .returning(outbox.c.id)
    ).scalar()
    if inserted is None:
        return None
    if room_book.is_seat(seat.id):
        room_book.share(connection, store, seat.channel, seat.account, seat.id, client_id, _as_line(letter), now)
    return Row(inserted, letter, client_id, now)


def _as_line(letter: Letter) -> Piece:
    if letter.kind in ("image", "video"):
        return Piece("image" if letter.kind == "image" else "video", letter.text, artifact_id=letter.artifact_id)
    return Piece("answer", letter.text)


@dataclass(frozen=True, slots=True)
class Begun:
    """A letter that is about to be sent."""

    outgoing: Outgoing
    has_more: bool
    """Something is to follow it in its chat. Only looked up for the last that its budget allows."""


def begin_sending(connection: Connection, row: Row, *, is_marked: bool, is_last_send: bool) -> Begun | None:
    """What to send; `is_marked`: after it is written down that it is being sent. None when the letter was erased meanwhile."""
    if connection.scalar(sa.select(outbox.c.id).where(outbox.c.id == row.id)) is None:
        return None
    if is_marked:
        attempt = {"state": "sending", "attempts": outbox.c.attempts + 1}
        connection.execute(sa.update(outbox).where(outbox.c.id == row.id).values(**attempt))
    letter, files = row.letter, sa.select(artifacts.c.path, artifacts.c.poster)
    file = connection.execute(files.where(artifacts.c.id == letter.artifact_id)).first() if letter.artifact_id else None
    outgoing = Outgoing(
        account=letter.to.account,
        chat_id=letter.to.id,
        client_id=row.client_id,
        kind=letter.kind,
        text=letter.text,
        path=Path(file.path) if file and file.path else None,
        poster=Path(file.poster) if file and file.poster else None,
        reply_to=letter.reply_to,
    )
    return Begun(outgoing, is_last_send and more_is_to_come(connection, row))


def label_of(connection: Connection, letter: Letter) -> str:
    """The number of the letter's job, as members know it."""
    batch = connection.scalar(sa.select(jobs.c.batch).where(jobs.c.id == letter.job_id))
    return label(letter.job_id or 0, batch or 0)


def count_sent(connection: Connection, store: Store, chat: Address, sent: int) -> None:
    """Keep how much was sent to the chat since its last message."""
    key = {"channel": chat.channel, "account": chat.account, "chat_id": chat.id}
    connection.execute(store.insert_new(chats).values(**key, title="", is_group=False))
    where = [chats.c[name] == value for name, value in key.items()]
    connection.execute(sa.update(chats).where(*where).values(sent_since_inbound=sent))


def left_over(connection: Connection) -> tuple[list[Row], dict[Address, int]]:
    """What an earlier life has not settled, oldest first; and how much it has sent to each chat since that said something."""
    found = connection.execute(sa.select(outbox).where(outbox.c.settled_at.is_(None)).order_by(outbox.c.id))
    rows = [
        Row(
            row.id,
            Letter(
                Address(row.channel, row.account, row.chat_id),
                row.text,
                row.purpose,
                row.kind,
                row.artifact_id,
                row.reply_to,
                row.member_id,
                row.job_id,
            ),
            row.client_id,
            row.created_at,
            was_sending=row.state == "sending",
        )
        for row in found
    ]
    sent = connection.execute(sa.select(chats).where(chats.c.sent_since_inbound > 0))
    return rows, {Address(row.channel, row.account, row.chat_id): row.sent_since_inbound for row in sent}


def more_is_to_come(connection: Connection, row: Row) -> bool:
    """Other letters wait for its chat, or something is being made for it."""
    chat = row.letter.to

    def of(table: sa.Table) -> sa.ColumnElement[bool]:
        places = table.c.chat_id.in_((chat.id, room_book.seat_id(chat.id)))
        return sa.and_(table.c.channel == chat.channel, table.c.account == chat.account, places)

    waiting = sa.select(outbox.c.id).where(of(outbox), outbox.c.state == "waiting", outbox.c.id != row.id)
    being_made = sa.select(jobs.c.id).where(of(jobs), jobs.c.state.in_(("accepted", "running")))
    return any(connection.execute(query.limit(1)).first() is not None for query in (waiting, being_made))
