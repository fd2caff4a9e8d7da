"""The pictures a job starts from, as files: a first, a last, or all of an album's."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.records import Job
from bot.tables import artifacts
from generators.base import Capabilities


class PicturesGone(Exception):
    """Pictures of the job were deleted: photos are kept for some days only."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Files to be shown or started from; all empty where the request is words alone."""

    first: Path | None = None
    last: Path | None = None
    album: tuple[Path, ...] = ()

    def last_for(self, able: Capabilities, *, is_last_part: bool) -> Path | None:
        """The picture to end with, where the generator takes one and this request makes the end."""
        return self.last if able.takes_last_picture and is_last_part else None

    def aspect(self) -> str | None:
        """The shape of the pictures, for a request that wishes for none. Slow; call it in a thread. Raises `Broken`."""
        from generators.shapes import picture_aspect, usual_aspect

        if self.album:
            return usual_aspect(self.album)
        return picture_aspect(self.first) if self.first else None


def sources_of(connection: Connection, job: Job) -> Sources:
    """What the job's request is to start from. Raises `PicturesGone` if a file of it is no longer there."""
    wanted = job.request.pictures
    if not wanted:
        return Sources()
    rows = connection.execute(sa.select(artifacts.c.id, artifacts.c.path).where(artifacts.c.id.in_(wanted)))
    paths = {row.id: Path(row.path) for row in rows}
    found = tuple(paths[one] for one in wanted if one in paths and paths[one].exists())
    if len(found) < len(wanted):
        raise PicturesGone
    if job.request.is_album:
        return Sources(album=found)
    return Sources(found[0], found[1] if len(found) > 1 else None)
