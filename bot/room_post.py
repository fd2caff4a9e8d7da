"""Hands on what was said in the family's room: gathered into one digest for each member, at most one every two minutes.

A member's WeChat takes few messages for one of his own, and four of them are kept for what 小爱 made for him. Lines wait in the store
until they may go out, so that a stop in between neither loses nor repeats one. What she made at somebody's wish is no talk and goes
to the others at once.
"""

import asyncio
from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import room_book
from bot.channels.base import Channel, ContentKind
from bot.errors import StoreFull, StoreLocked
from bot.family import Address
from bot.letters import Letter, Row
from bot.outbox import Outbox
from bot.room import Room
from bot.room_book import Line, LineKind, Piece, Seat
from bot.room_media import RoomMedia
from bot.store import Store
from bot.tables import room_lines, room_seats
from bot.telemetry import log
from prompts.loader import Speech

LOOK_SECONDS = 0.5
DIGEST_SECONDS = 120.0
COMING_SECONDS = 10.0
"""A digest waits so long for the photo of a message, to go out together with it."""
MEDIA: Mapping[LineKind, ContentKind] = {"photo": "image", "clip": "video", "image": "image", "video": "video"}
MADE = ("image", "video")

_log = log("room")


class RoomPost:
    """Looks again and again who may be told what."""

    def __init__(
        self,
        store: Store,
        room: Room,
        media: RoomMedia,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        sentences: Speech,
        now: Callable[[], float],
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._store = store
        self._room = room
        self._media = media
        self._outbox = outbox
        self._channels = channels
        self._sentences = sentences
        self._now = now
        self._tasks = tasks
        self._coming: set[tuple[str, int]] = set()
        self._is_clean = False

    async def run(self) -> None:
        """Ends only when it is cancelled."""
        while True:
            try:
                await self._look()
            except (StoreFull, StoreLocked) as error:
                _log.error("room.waits", reason=str(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        if self._room.is_empty and self._is_clean:
            return
        seats, lines = await self._store.read(
            lambda connection: (room_book.seats(connection), room_book.lines(connection))
        )
        now = self._now()
        gone_silent = [seat for seat in seats if not seat.is_away and self._room.is_silent(seat)]
        is_old = await self._store.read(lambda connection: room_book.has_old(connection, now))
        if gone_silent or is_old:
            await self._store.write(lambda connection: self._age(connection, gone_silent))
            return
        for seat in seats:
            waiting = [line for line in lines if line.seat_id == seat.id and line.letter_id is None]
            if waiting and not seat.is_away and seat.channel in self._channels:
                self._fetch(seat, waiting)
                await self._post_made(seat, [line for line in waiting if line.kind in MADE])
                await self._post_digest(seat, [line for line in waiting if line.kind not in ("heard", *MADE)])
        self._is_clean = self._room.is_empty
        await self._media.clean_up()

    def _age(self, connection: Connection, gone_silent: list[Seat]) -> None:
        now = self._now()
        room_book.drop_old(connection, now)
        for seat in gone_silent:
            away = sa.update(room_seats).where(room_seats.c.id == seat.id, room_seats.c.heard_at == seat.heard_at)
            if connection.execute(away.values(is_away=True)).rowcount:
                others = [other for other in room_book.seats(connection) if other.id != seat.id]
                piece = Piece("away", self._sentences.render("room.away", {"name": self._room.name(seat.member_id)}))
                source = room_book.source_of(seat.channel, seat.account, f"away {seat.user_id} {seat.heard_at}")
                room_book.tell(connection, self._store, others, source, seat.member_id, [piece], now)

    # -- photos and clips ---------------------------------------------------------------------------------------------

    def _fetch(self, seat: Seat, waiting: list[Line]) -> None:
        for line in waiting:
            key = (line.source, line.piece)
            if line.picture and key not in self._coming:
                self._coming.add(key)
                self._tasks.create_task(self._bring(line, seat))

    async def _bring(self, line: Line, seat: Seat) -> None:
        try:
            author = await self._store.read(lambda connection: _seat_of(connection, line)) or seat
            await self._media.bring(line, author)
        finally:
            self._coming.discard((line.source, line.piece))
            # Everybody may have left meanwhile.
            self._is_clean = False

    # -- letters ------------------------------------------------------------------------------------------------------

    async def _post_made(self, seat: Seat, made: list[Line]) -> None:
        for line in made:
            text = self._sentences.render("room.answer", {"name": self._room.name(line.author_id), "text": line.text})

            def change(connection: Connection, line: Line = line, text: str = text) -> list[Row | None]:
                if not connection.execute(sa.delete(room_lines).where(room_lines.c.id == line.id)).rowcount:
                    return []
                letter = Letter(_address(seat), text, "notice", MEDIA[line.kind], line.artifact_id, is_in_room=True)
                return [self._outbox.put(connection, letter)]

            self._outbox.post(await self._store.write(change))

    async def _post_digest(self, seat: Seat, waiting: list[Line]) -> None:
        now, channel = self._now(), self._channels[seat.channel]
        # That somebody has fallen silent is no reason for a digest of its own.
        news = [line for line in waiting if line.kind != "away"]
        is_coming = any(line.picture and 0 <= now - line.at < COMING_SECONDS for line in news)
        if not news or is_coming or 0 <= now - seat.digest_at < DIGEST_SECONDS:
            return
        room = channel.limits.relays_per_inbound - self._outbox.sent_to(_address(seat))
        if room <= 0 or not channel.can_reach(seat.account, seat.user_id):
            return
        chosen = self._chosen([line for line in waiting if not line.picture], room, channel.limits.text_characters)
        is_last = room <= 1 + sum(bool(line.artifact_id) for line, _ in chosen)
        if chosen:
            self._outbox.post(
                await self._store.write(lambda connection: self._write(connection, seat, chosen, is_last))
            )

    def _chosen(self, waiting: list[Line], room: int, longest: int) -> list[tuple[Line, str]]:
        """The oldest lines that fit into one text and, with their photos, into what may be sent, each as it is told."""
        chosen: list[tuple[Line, str]] = []
        length, sends = 0, 1
        for line in waiting:
            told = self._told(line)
            length += len(told.encode("utf-16-le")) // 2 + 1
            sends += bool(line.artifact_id)
            if sends > room or (chosen and length > longest):
                break
            chosen.append((line, told))
        return chosen

    def _told(self, line: Line) -> str:
        name = self._room.name(line.author_id)
        match line.kind:
            case "said":
                return self._sentences.render("room.said", {"name": name, "text": line.text})
            case "photo":
                return self._sentences.render("room.photo", {"name": name})
            case "clip":
                return self._sentences.render("room.clip", {"name": name})
            case "answer":
                return self._sentences.render("room.answer", {"name": name, "text": line.text})
            case "lost":
                return self._sentences.render("room.lost", {"name": name})
        return line.text

    def _write(
        self, connection: Connection, seat: Seat, chosen: list[tuple[Line, str]], is_last: bool
    ) -> list[Row | None]:
        """One text, then the photos and clips in it; the last that he gets before he says something says so. What was erased meanwhile
        is left out."""
        ids = [line.id for line, _ in chosen]
        there = set(connection.scalars(sa.select(room_lines.c.id).where(room_lines.c.id.in_(ids))))
        chosen = [(line, told) for line, told in chosen if line.id in there]
        if not chosen:
            return []
        to = _address(seat)
        told_last = [self._sentences.render("room.last", {})] if is_last else []
        text = "\n".join([*(told for _, told in chosen), *told_last])
        rows = [
            self._put(connection, Letter(to, text, "relay", member_id=seat.member_id), [line for line, _ in chosen])
        ]
        rows += [
            self._put(
                connection,
                Letter(to, "", "relay", MEDIA[line.kind], line.artifact_id, member_id=seat.member_id),
                [line],
            )
            for line, _ in chosen
            if line.artifact_id
        ]
        times = {"digest_at": self._now()}
        connection.execute(sa.update(room_seats).where(room_seats.c.id == seat.id).values(times))
        _log.info("room.digest", lines=len(chosen))
        return rows

    def _put(self, connection: Connection, letter: Letter, carried: list[Line]) -> Row | None:
        row = self._outbox.put(connection, letter)
        if row:
            ids = [line.id for line in carried]
            connection.execute(sa.update(room_lines).where(room_lines.c.id.in_(ids)).values(letter_id=row.id))
        return row


def _address(seat: Seat) -> Address:
    return Address(seat.channel, seat.account, seat.user_id)


def _seat_of(connection: Connection, line: Line) -> Seat | None:
    """The author's, whose channel has the photo."""
    return next((seat for seat in room_book.seats(connection) if seat.member_id == line.author_id), None)
