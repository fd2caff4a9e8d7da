"""A picture that belongs to an answer, kept as a file until it was sent and a day more: the map of a way."""

import asyncio
import secrets
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.tables import artifacts
from bot.telemetry import log

MAP = "map"
"""The kind of its artifact; the nightly sweep takes it after a day."""

_log = log("pictures")


async def put_down(png: bytes, media: Path) -> Path | None:
    """Write the picture to a file of its own; None on a full disk: the words stand without it."""
    path = media / f"{MAP}-{secrets.token_hex(12)}.png"
    try:
        await asyncio.to_thread(_write, path, png)
    except OSError as error:
        _log.warning("picture.not_kept", error=error.strerror)
        return None
    return path


def add_picture(connection: Connection, path: Path, member_id: int, now: float) -> str:
    """The row of a picture that was put down, inside the turn's transaction; returns its artifact id."""
    values = {
        "id": path.stem,
        "member_id": member_id,
        "kind": MAP,
        "path": str(path),
        "is_source": False,
        "created_at": now,
    }
    connection.execute(sa.insert(artifacts).values(values))
    return path.stem


def _write(path: Path, png: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(png)
