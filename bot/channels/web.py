"""The web page as a channel. The page behind it is `bot/console/chat.py`; nothing here knows what a browser is.

The conversation is read from the store: a letter waits in the outbox before it is sent, and the page shows it from there. So
sending is telling the pages that are open, a page that is opened later has missed nothing, and nothing is kept twice.
"""

import asyncio
import re
import secrets
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.base import Channel, ChannelEvents, Limits, Message, NotSent, Outgoing, Picture, Receipt, Refused

GROUP = "family"
"""The chat id of the one group. Every other chat is a member's own, and has his id."""
ACCOUNT = "local"
PICTURE_BYTES = 20_000_000

_PICTURE_ID = re.compile(r"[0-9a-f]{32}\.(jpg|png|webp|gif)")
_KINDS = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n", "png"), (b"GIF8", "gif"))


@dataclass(frozen=True, slots=True)
class WebMember:
    """Somebody who talks on the page."""

    id: str
    name: str


class PictureTooLarge(Exception):
    """More than `PICTURE_BYTES`."""


class NoPicture(Exception):
    """Neither JPEG, PNG, WebP nor GIF."""


Watcher = Callable[[Message | Outgoing], None]


class WebChannel(Channel):
    """Hands on what is said on the pages, and tells them what was said."""

    name = "web"
    limits = Limits(media_bytes=200_000_000, text_characters=100_000, takes_client_id=True, keeps_for_later=True)
    admits_everyone = True

    def __init__(self, uploads: Path) -> None:
        self._uploads = uploads
        self._events: ChannelEvents | None = None
        self._watchers: set[Watcher] = set()

    async def start(self, events: ChannelEvents) -> None:
        """Ready; pages come and go."""
        self._events = events

    async def stop(self) -> None:
        """Hear nothing any more."""
        self._events = None

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Be told of everything said in any chat, by members and by 小爱. Returns how to stop that."""
        self._watchers.add(watcher)
        return lambda: self._watchers.discard(watcher)

    async def said(
        self, member: WebMember, chat_id: str, text: str, pictures: tuple[Picture, ...] = (), *, message_id: str = ""
    ) -> None:
        """A member said something. Returns when it is on disk; with the same `message_id` once more it counts once."""
        if self._events is None:
            raise NotSent("stopping")
        message = Message(
            channel=self.name,
            account=ACCOUNT,
            chat_id=chat_id,
            message_id=message_id or secrets.token_hex(16),
            sender_id=member.id,
            sender_name=member.name,
            text=text,
            sent_at=datetime.now(UTC),
            is_group=chat_id == GROUP,
            mentions_me="@小爱" in text,
            pictures=pictures,
        )
        await self._events.hear(message)
        self._publish(message)

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Tell the open pages. It is in the outbox already, where pages opened later find it."""
        self._publish(outgoing)
        return Receipt(outgoing.client_id)

    async def keep(self, body: AsyncIterable[bytes]) -> Picture:
        """Keep an uploaded photo. Raises `PictureTooLarge`, `NoPicture`."""
        await asyncio.to_thread(self._uploads.mkdir, mode=0o700, parents=True, exist_ok=True)
        name = secrets.token_hex(16)
        part = self._uploads / f"{name}.part"
        try:
            file = await asyncio.to_thread(part.open, "wb")
            try:
                start, size = b"", 0
                async for chunk in body:
                    start, size = (start + chunk)[:16], size + len(chunk)
                    if size > PICTURE_BYTES:
                        raise PictureTooLarge
                    await asyncio.to_thread(file.write, chunk)
            finally:
                await asyncio.to_thread(file.close)
            picture = Picture(f"{name}.{_kind(start)}")
            await asyncio.to_thread(part.replace, self._uploads / picture.id)
        finally:
            part.unlink(missing_ok=True)
        return picture

    def upload(self, picture_id: str) -> Path | None:
        """The file of an uploaded photo; None for what is gone, and for any other name."""
        path = self._uploads / picture_id
        return path if _PICTURE_ID.fullmatch(picture_id) and path.is_file() else None

    async def fetch(self, picture: Picture) -> bytes:
        """The photo as it was uploaded."""
        path = self.upload(picture.id)
        if path is None:
            raise Refused("the photo is gone")
        return await asyncio.to_thread(path.read_bytes)

    def _publish(self, what: Message | Outgoing) -> None:
        for watcher in list(self._watchers):
            watcher(what)


def _kind(start: bytes) -> str:
    """The ending for a file that begins like this."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    for magic, ending in _KINDS:
        if start.startswith(magic):
            return ending
    raise NoPicture
