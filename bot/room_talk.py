"""What is said in the family's room: told apart from what a member says to 小爱 alone, and put down for the others."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import room_book
from bot.addressed import OF_THE_ROOM, Addressed
from bot.channels.base import NO_PHOTO, Message
from bot.family import Family, Member
from bot.room import Room, others, person
from bot.room_book import Piece
from bot.sessions import Sessions
from bot.store import Store
from bot.tables import outbox, room_lines, room_seats
from bot.templates import TemplateStore
from intents.engine.normalise import LIMIT

ALONE = re.compile(r"\s*[/／]\s*私聊[\s,，:：]*")
"""What follows is for 小爱 alone."""
PRIVATE_ORDERS = OF_THE_ROOM | {"claim_admin"}
"""Orders that are no talk of the room, wherever they are said."""
APPROVALS = frozenset(("approve", "refuse"))
"""Answers to what an admin was asked when he was alone with her: 同意 外婆."""
CONSENTS = frozenset(("allow_child", "refuse_child"))
"""Answers to what a grown-up was asked: 同意乐乐的照片."""
LONGEST_LINE = 1500
"""Characters of one message that are handed on."""


class RoomTalk:
    """Listens to those who have joined."""

    def __init__(
        self,
        store: Store,
        room: Room,
        family: Family,
        sessions: Sessions,
        addressed: Addressed,
        templates: TemplateStore,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._room = room
        self._family = family
        self._sessions = sessions
        self._addressed = addressed
        self._templates = templates
        self._now = now

    def is_of(self, message: Message) -> bool:
        """Its sender has joined."""
        return self._room.holds(message)

    async def placed(self, message: Message, member: Member) -> Message:
        """The message as one said in the room, or unchanged where it is for 小爱 alone: it says so, is an order about the room, quotes or
        goes on from what she said to him alone, or decides what she asked him about
        somebody else."""
        if message.is_group or not self._room.holds(message):
            return message
        recognizer = self._templates.current.recognizer
        order = recognizer.command(recognizer.called(message.text[: LIMIT + 1]).text)
        if order and order.command in PRIVATE_ORDERS:
            return message
        if begin := ALONE.match(message.text):
            return replace(message, text=message.text[begin.end() :])
        if order and self._is_decision(order.command, member):
            return message
        in_room = replace(message, chat_id=room_book.seat_id(message.chat_id), is_group=True)
        quoted = await self._store.read(lambda connection: _quoted(connection, message)) if message.quoted_id else None
        if quoted == "alone":
            return message
        if quoted:
            return replace(in_room, quotes_me=quoted == "room")
        is_newer = self._sessions.answered_at(message) > self._sessions.answered_at(in_room)
        return message if is_newer and self._addressed.is_reply(message) else in_room

    def _is_decision(self, command: str, member: Member) -> bool:
        if command in APPROVALS:
            return member.role == "admin" and bool(self._family.waiting())
        return command in CONSENTS and member.role != "child"

    def note(self, connection: Connection, message: Message) -> bool:
        """Inside the transaction that keeps the message, or what is left of it: its sender is there, and what he says in the room is
        put down for the others. False if that was done before."""
        channel, account, user_id = person(message)
        seat = room_book.find_seat(connection, channel, account, user_id)
        if seat is None:
            return True
        source = room_book.source_of(channel, account, message.message_id)
        now, said = self._now(), room_book.is_seat(message.chat_id)
        if said and not self._room.tell(connection, [seat], source, seat, [Piece("heard")], first=0):
            return False
        if seat.missed:
            text = self._templates.render("room.missed", {"count": seat.missed})
            self._room.tell(connection, [seat], source, seat, [Piece("notice", text)])
        connection.execute(
            sa.update(room_seats).where(room_seats.c.id == seat.id).values(heard_at=now, is_away=False, missed=0)
        )
        # Whoever was not told yet that he is away need not be told any more.
        about = sa.delete(room_lines).where(room_lines.c.kind == "away", room_lines.c.letter_id.is_(None))
        connection.execute(about.where(room_lines.c.author_id == seat.member_id))
        if said:
            self._room.tell(connection, others(connection, seat), source, seat, self._pieces(message))
        return True

    def _pieces(self, message: Message) -> Sequence[Piece]:
        text = message.text.strip().replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
        if len(text) > LONGEST_LINE:
            text = self._templates.render("room.cut", {"text": text[:LONGEST_LINE]})
        unknown = sum(picture == NO_PHOTO for picture in message.pictures) - len(message.clips)
        pieces = [
            *([Piece("said", text)] if text else []),
            *(Piece("photo", picture=one.id) for one in message.pictures if one != NO_PHOTO),
            *(Piece("clip", picture=one.id) for one in message.clips),
            *(Piece("lost") for _ in range(unknown)),
        ]
        return pieces or [Piece("lost")]


def _quoted(connection: Connection, message: Message) -> str:
    """Where 小爱 said what the message quotes: in the `room` or to him `alone`; `relay` where it is no word of hers, empty where it is
    no message of hers that is known."""
    where = (
        outbox.c.channel == message.channel,
        outbox.c.account == message.account,
        outbox.c.chat_id == message.chat_id,
        outbox.c.receipt == message.quoted_id,
    )
    row = connection.execute(sa.select(outbox.c.purpose, outbox.c.is_in_room).where(*where)).first()
    if row is None:
        return ""
    return "relay" if row.purpose == "relay" else "room" if row.is_in_room else "alone"
