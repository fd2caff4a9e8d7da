"""What a payload of the gateway means."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from bot.channels.base import Message, Picture
from bot.channels.wechaty.connection import Connection
from bot.channels.wechaty.hearing import LONGEST_ID, Told
from bot.channels.wechaty.names import Names
from bot.channels.wechaty.quotes import read_quote, without_mention, without_mention_in_front
from bot.channels.wechaty.wire import MessageKind
from bot.telemetry import log

MILLISECONDS_FROM = 100_000_000_000
"""Gateways from 1.0 on tell the time in milliseconds, those before in seconds (measured); so many seconds are the year 5138."""
PICTURE_SUFFIXES = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff")
)

_log = log("wechaty")


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns payloads into messages."""

    names: Names
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def read(self, connection: Connection, told: Told, payload: Any) -> Message | None:
        """None for our own messages, those of public accounts, and what is neither text nor picture. Raises `CallFailed`."""
        me, sender, room = told.account, str(payload.from_id), str(payload.room_id)
        if not sender or sender == me or max(len(sender), len(room)) > LONGEST_ID:
            return None
        kind, pictures = int(payload.type), _pictures(told, payload)
        if kind != MessageKind.TEXT and not pictures:
            _log.info("wechaty.message_of_no_use", kind=kind)
            return None
        name = await self.names.person(connection, sender, room)
        if name.is_official and not room:
            return None
        text = "" if pictures else str(payload.text)
        mine = (await self.names.person(connection, me), await self.names.person(connection, me, room))
        my_names = tuple({name.shown for name in mine if name.shown})
        quote = read_quote(text)
        text, is_named = (quote.said, False) if quote else (text, False)
        mentions_me = me in payload.mention_ids
        if room:
            text, is_named = without_mention(text, my_names)
            if mentions_me and not is_named:
                text = without_mention_in_front(text)
        return Message(
            channel="wechaty",
            account=me,
            chat_id=room or sender,
            message_id=told.message_id,
            sender_id=sender,
            sender_name=name.called,
            chat_title=await self.names.topic(connection, room) if room else "",
            text=text,
            sent_at=self._when(int(payload.timestamp)),
            is_group=bool(room),
            mentions_me=bool(room) and (mentions_me or is_named),
            quotes_me=quote is not None and quote.who in my_names,
            pictures=pictures,
        )

    def _when(self, stamp: int) -> datetime:
        seconds = stamp / 1000 if stamp >= MILLISECONDS_FROM else stamp
        try:
            return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else self.now()
        except (OverflowError, ValueError, OSError):
            return self.now()


def _pictures(told: Told, payload: Any) -> tuple[Picture, ...]:
    if payload.type == MessageKind.IMAGE:
        return (Picture(f"image/{told.message_id}"),)
    # A photo sent as a file keeps all its pixels. What else is sent to her alone is tried as well: then its sender is told that it is none.
    is_photo = PurePath(payload.filename).suffix.lower() in PICTURE_SUFFIXES
    if payload.type in (MessageKind.ATTACHMENT, MessageKind.VIDEO) and (is_photo or not payload.room_id):
        return (Picture(f"file/{told.message_id}"),)
    return ()
