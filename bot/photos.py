"""Photos of the family: looked at, made small and stripped of where they were taken, before anything else sees them.

A photo comes with a request, or up to five minutes before it, or is quoted by it. In a group one that nobody addressed to 小爱 is
remembered by its id only, in memory, and fetched when its sender asks for something to be made of it.
"""

import asyncio
import hashlib
import io
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Channel, ChannelError, Message, Picture
from bot.family import Member
from bot.store import Store
from bot.tables import artifacts, messages

if TYPE_CHECKING:
    from PIL import Image

REMEMBERED_SECONDS = 300
MOST_AT_ONCE = 2
"""A first and a last frame."""
LONGEST_SIDE = 2048
MOST_PIXELS = 120_000_000
MOST_BYTES = 25_000_000

Key = tuple[str, str, str, str]


class PhotoRefused(Exception):
    """The photo cannot be used. `code` names the sentence: `photo.refused.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Photos:
    """Remembers what was shown, and takes in what is asked about."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], media: Path, now: Callable[[], float]) -> None:
        self._store = store
        self._channels = channels
        self._media = media
        self._now = now
        self._seen: dict[Key, list[tuple[Picture, float]]] = {}

    def remember(self, message: Message) -> None:
        """The sender may ask for something to be made of these in the next five minutes."""
        if message.pictures:
            kept = self._seen.setdefault(_key(message), [])
            kept += [(picture, self._now()) for picture in message.pictures]
            del kept[:-MOST_AT_ONCE]

    async def meant(self, message: Message) -> tuple[Picture, ...]:
        """The photos a request is about: its own, those of the message it quotes, or what its sender showed just before."""
        if message.pictures:
            return message.pictures[:MOST_AT_ONCE]
        if message.quoted_id and (quoted := await self._store.read(lambda connection: _quoted(connection, message))):
            return quoted[:MOST_AT_ONCE]
        fresh = [
            (picture, at)
            for picture, at in self._seen.get(_key(message), [])
            if 0 <= self._now() - at <= REMEMBERED_SECONDS
        ]
        return tuple(picture for picture, _ in fresh)

    async def take_all(self, message: Message, member: Member, pictures: Iterable[Picture]) -> tuple[str, ...]:
        """`take` for several."""
        return tuple([await self.take(message, member, picture) for picture in pictures])

    async def take(self, message: Message, member: Member, picture: Picture) -> str:
        """The artifact id of a photo, fetched and made safe if it was not yet. Raises `PhotoRefused`."""
        artifact_id = hashlib.sha256(f"{message.channel}:{message.account}:{picture.id}".encode()).hexdigest()[:32]
        known = sa.select(artifacts.c.id).where(artifacts.c.id == artifact_id)
        if await self._store.read(lambda connection: connection.scalar(known)):
            return artifact_id
        try:
            photo = await self._channels[message.channel].fetch(picture)
        except ChannelError:
            raise PhotoRefused("gone") from None
        path = self._media / f"{artifact_id}.jpg"
        await asyncio.to_thread(make_safe, photo, path)

        def change(connection: Connection) -> None:
            connection.execute(
                self._store.insert_new(artifacts).values(
                    id=artifact_id,
                    member_id=member.id,
                    kind="image",
                    path=str(path),
                    is_source=True,
                    created_at=self._now(),
                )
            )

        await self._store.write(change)
        return artifact_id


def make_safe(photo: bytes, path: Path) -> None:
    """Write the photo as an upright RGB JPEG of at most 2048 pixels a side, without EXIF. Raises `PhotoRefused`; slow."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if not photo:
        raise PhotoRefused("empty")
    if len(photo) > MOST_BYTES:
        raise PhotoRefused("too_large")
    if photo[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc"):
        raise PhotoRefused("heic")
    try:
        with warnings.catch_warnings():
            # Our own limit below is the one that counts; Pillow's warning would come first.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(photo)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise PhotoRefused("too_large")
                # A JPEG is decoded at a half, a quarter, an eighth: a photo of 50 megapixels costs no 150 MB.
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                opened.load()
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                picture = _on_white(upright)
    except UnidentifiedImageError:
        raise PhotoRefused("not_image") from None
    except Image.DecompressionBombError:
        raise PhotoRefused("too_large") from None
    except (OSError, SyntaxError, ValueError):  # a cut file; to Pillow some are syntax errors
        raise PhotoRefused("damaged") from None
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    picture.save(part, "JPEG", quality=90)
    part.replace(path)


def _on_white(picture: "Image.Image") -> "Image.Image":
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        flat = Image.new("RGB", picture.size, (255, 255, 255))
        layer = picture.convert("RGBA")
        flat.paste(layer, (0, 0), layer)
        return flat
    return picture.convert("RGB")


def _quoted(connection: Connection, message: Message) -> tuple[Picture, ...]:
    where = (
        messages.c.channel == message.channel,
        messages.c.account == message.account,
        messages.c.chat_id == message.chat_id,
        messages.c.message_id == message.quoted_id,
    )
    found = connection.scalar(sa.select(messages.c.pictures).where(*where))
    return tuple(Picture(picture) for picture in found or ())


def _key(message: Message) -> Key:
    return message.channel, message.account, message.chat_id, message.sender_id
