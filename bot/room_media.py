"""Photos and clips of members on their way to the others in the room: fetched, made safe, and deleted once everybody has them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Channel, NotSent, Picture
from bot.media import fit
from bot.photo_intake import make_safe
from bot.room_book import Line, Seat
from bot.store import Store
from bot.tables import artifacts, room_lines
from bot.telemetry import log
from generators.base import Broken

PATIENCE_SECONDS = 600.0
"""How long a photo is asked for again that cannot be fetched."""
PAUSE_SECONDS = 15.0
_OURS = "room-"

_log = log("room")


class RoomMedia:
    """Brings what lines only name. A photo comes as an upright JPEG without EXIF, a clip as an MP4 that the channel carries."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], data: Path, now: Callable[[], float]) -> None:
        self._store = store
        self._channels = channels
        self._media = data / "media"
        self._work = data / "work"
        self._now = now

    async def bring(self, line: Line, seat: Seat) -> None:
        """Fetch one for all who wait for it. What cannot be had, or is no photo and no clip, is called so."""
        channel = self._channels[seat.channel]
        artifact_id = f"{_OURS}{line.source[:40]}-{line.piece}"
        try:
            content = await channel.fetch(Picture(line.picture))
            made = await asyncio.to_thread(self._make, line.kind, content, artifact_id, channel.limits.media_bytes)
        except NotSent:
            if 0 <= self._now() - line.at < PATIENCE_SECONDS:
                await asyncio.sleep(PAUSE_SECONDS)
                return
            made = None
        except Exception as error:  # noqa: BLE001 - a file of whatever make must not stop the room, nor 小爱
            _log.info("room.not_handed_on", kind=line.kind, reason=type(error).__name__)
            made = None
        await self._store.write_patiently(lambda connection: self._keep(connection, line, artifact_id, made))

    async def clean_up(self) -> None:
        """Delete those nobody waits for any more."""
        wanted = sa.exists().where(room_lines.c.artifact_id == artifacts.c.id)
        idle = sa.and_(artifacts.c.id.startswith(_OURS), ~wanted)
        if not await self._store.read(
            lambda connection: connection.scalar(sa.select(artifacts.c.id).where(idle).limit(1))
        ):
            return
        dropped = sa.delete(artifacts).where(idle).returning(artifacts.c.path, artifacts.c.poster)
        rows = await self._store.write_patiently(lambda connection: connection.execute(dropped).all())
        await asyncio.to_thread(_unlink, [path for row in rows for path in row if path])

    def _make(self, kind: str, content: bytes, name: str, max_bytes: int) -> tuple[Path, Path | None]:
        self._media.mkdir(mode=0o700, parents=True, exist_ok=True)
        if kind == "photo":
            make_safe(content, self._media / f"{name}.jpg")
            return self._media / f"{name}.jpg", None
        source = self._work / f"{name}.clip"
        self._work.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            source.write_bytes(content)
            fitted = fit(source, self._work, max_bytes=max_bytes)
        finally:
            source.unlink(missing_ok=True)
        if fitted.path.suffix != ".mp4":
            fitted.path.unlink()
            raise Broken("a picture where a clip was announced")
        clip, poster = self._media / f"{name}.mp4", self._media / f"{name}-poster.jpg"
        return fitted.path.replace(clip), fitted.poster.replace(poster)

    def _keep(
        self, connection: Connection, line: Line, artifact_id: str, made: tuple[Path, Path | None] | None
    ) -> None:
        where = (room_lines.c.source == line.source, room_lines.c.piece == line.piece, room_lines.c.kind == line.kind)
        if made is None:
            connection.execute(sa.update(room_lines).where(*where).values(kind="lost", picture=""))
            return
        path, poster = made
        row = {"id": artifact_id, "member_id": line.author_id, "kind": "image" if line.kind == "photo" else "video"}
        row |= {"path": str(path), "poster": str(poster or ""), "is_source": True, "created_at": self._now()}
        connection.execute(self._store.insert_new(artifacts).values(row))
        connection.execute(sa.update(room_lines).where(*where).values(artifact_id=artifact_id, picture=""))


def _unlink(files: Iterable[str]) -> None:
    for file in files:
        Path(file).unlink(missing_ok=True)
