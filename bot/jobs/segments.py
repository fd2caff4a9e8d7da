"""Long clips, part after part.

A clip longer than one request of its generator is made by several: each starts from the last frame of the one before, and in the
end they are joined. A clip that goes on from an earlier one is the same with that one as its beginning. What is planned is never
written down: it follows from the finished files, so that after a kill, with another generator or with other settings, only what is
still missing is asked for.
"""

import asyncio
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.records import Job, artifact_id_of, read_job
from bot.store import Store
from bot.tables import artifacts
from generators.base import MOST_PARTS, Capabilities, Generator
from generators.files import replacing
from generators.sizes import nearest_aspect
from intents.engine.slots import LONGEST_SECONDS
from intents.variation import MORE_SECONDS
from prompts.shot import Shot

if TYPE_CHECKING:
    from generators.mp4 import ClipFacts

GivenUp = Literal["length", "last picture"]
"""What was wanted and could not be made."""


class CannotGoOn(Exception):
    """The clip it was to go on from does not allow it; `code` names the sentence: `job.failed.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Footage:
    """What there is of a clip, and how long it is to become."""

    wanted_seconds: float
    parts: tuple[Path, ...] = ()
    """The clip it goes on from, if any, and its own finished parts."""
    made_seconds: float = 0.0
    earlier: "ClipFacts | None" = None
    """The clip it goes on from."""

    @property
    def missing_seconds(self) -> float:
        """Never less than a tenth of a second: nothing shorter can be asked for."""
        return max(0.1, self.wanted_seconds - self.made_seconds)

    def is_short_of(self, seconds: float) -> bool:
        """So much is not what was wanted, by more than generators round."""
        return seconds < self.wanted_seconds - min(1.0, max(0.5, self.wanted_seconds / 10))


@dataclass(frozen=True, slots=True)
class Part:
    """What the next request is to make."""

    seconds: float
    begins_at: float
    """Seconds into what is newly made."""
    is_last: bool
    source: Path | None = None
    """The last frame of what there is."""
    aspect: str = ""
    """Of the earlier clip it goes on from; empty where there is none."""
    fps: int = 0
    """Its frames per second."""

    def of(self, shot: Shot) -> Shot:
        """The shot cut down to this part: what is to happen at a moment happens in its own part."""
        ends_at = self.begins_at + self.seconds
        moments = tuple(
            frame.model_copy(update={"at_seconds": round(frame.at_seconds - self.begins_at, 2)})
            for frame in shot.keyframes
            if self.begins_at <= frame.at_seconds and (self.is_last or frame.at_seconds < ends_at)
        )
        return shot.model_copy(update={"seconds": self.seconds, "keyframes": moments})


@dataclass(frozen=True, slots=True)
class Whole:
    """The clip, or picture, in one file."""

    path: Path
    seconds: float
    """0 for a picture."""
    given_up: tuple[GivenUp, ...]


@dataclass(frozen=True, slots=True)
class Segments:
    """The parts of each job in its folder of what is being made."""

    store: Store
    work: Path

    async def footage(self, job: Job) -> Footage:
        """What there is of the job's clip. Raises `CannotGoOn`, and `Broken` for a part that cannot be read any more."""
        assert job.shot
        earlier = await self._earlier(job) if job.request.continues else None
        parts = [*([earlier] if earlier else []), *(self.work / name for name in job.segments)]
        if not parts:
            return Footage(job.shot.seconds)
        facts = await asyncio.to_thread(_facts, parts)
        made = _length(facts)
        if earlier is None:
            return Footage(job.shot.seconds, tuple(parts), made)
        wanted = min(LONGEST_SECONDS, job.request.seconds or facts[0].seconds + MORE_SECONDS)
        footage = Footage(wanted, tuple(parts), made, facts[0])
        if not job.segments and not footage.is_short_of(made):
            raise CannotGoOn("already_long")
        return footage

    async def next_part(self, job: Job, able: Capabilities) -> Part:
        """What is to be asked for next."""
        footage = await self.footage(job)
        requests, first = self._requests(footage, job, able), footage.earlier
        source = None
        if footage.parts:
            source = self._folder(job) / f"last-{len(footage.parts)}.png"
            await asyncio.to_thread(_last_frame, footage.parts[-1], source)
        return Part(
            seconds=round(min(able.max_seconds, footage.missing_seconds / requests), 3),
            begins_at=footage.made_seconds - (first.seconds if first else 0.0),
            is_last=requests == 1,
            source=source,
            aspect=nearest_aspect(first.width, first.height) if first else "",
            fps=min(60, max(15, round(first.fps))) if first else 0,
        )

    async def wants_more_after(self, result: Path, job: Job, able: Capabilities) -> bool:
        """Whether another part is to follow the one that was just made. What was one request by plan stays one."""
        footage = await self.footage(job)
        if self._requests(footage, job, able) == 1:
            return False
        facts = await asyncio.to_thread(_facts, [*footage.parts, result])
        return footage.is_short_of(_length(facts))

    async def whole(self, job: Job, result: Path | None, generator: Generator) -> Whole:
        """The clip in one file: the only part there is, or all of them joined. Raises `Broken` and `DiskFull`."""
        footage = await self.footage(job)
        parts = [*footage.parts, *([result] if result else [])]
        given_up: list[GivenUp] = []
        if (
            len(job.request.pictures) == 2
            and not job.request.is_album
            and not generator.capabilities.takes_last_picture
        ):
            given_up.append("last picture")
        if job.request.kind == "image":
            return Whole(parts[0], 0.0, tuple(given_up))
        path = parts[0]
        (facts,) = await asyncio.to_thread(_facts, [path])
        if len(parts) > 1 or _is_too_long(facts.seconds, job):
            path = self._folder(job) / f"{artifact_id_of(job)}.mp4"
            await asyncio.to_thread(_join, parts, path, footage.wanted_seconds)
            (facts,) = await asyncio.to_thread(_facts, [path])
        if footage.is_short_of(facts.seconds) and not job.request.is_album:
            given_up.append("length")
        return Whole(path, round(facts.seconds, 2), tuple(given_up))

    def _requests(self, footage: Footage, job: Job, able: Capabilities) -> int:
        """How many requests are still to be made, the next one among them."""
        if job.request.kind == "image" or job.request.is_album:
            return 1
        return min(able.requests(footage.missing_seconds), max(1, MOST_PARTS - len(job.segments)))

    def _folder(self, job: Job) -> Path:
        return self.work / f"job-{job.id}-parts"

    async def _earlier(self, job: Job) -> Path:
        """The clip the job goes on from, kept here: where it was delivered from it may be deleted while the job runs."""
        kept = self._folder(job) / "earlier.mp4"
        if not kept.exists():
            path = await self.store.read(lambda connection: _clip_of(connection, job.request.continues))
            if path is None or not path.exists():
                raise CannotGoOn("clip_gone")
            await asyncio.to_thread(_keep, path, kept)
        return kept


def _is_too_long(seconds: float, job: Job) -> bool:
    """A service that sells 5 or 10 seconds made 10 of the 8 that were asked for. Nobody minds more than he never spoke of."""
    said = job.request.seconds or 0.0
    return bool(said) and not job.request.is_album and seconds > said * 1.1 + 0.2


def _clip_of(connection: Connection, number: int) -> Path | None:
    job = read_job(connection, number)
    if job is None or job.request.kind != "video" or not job.artifact_id:
        return None
    path = connection.scalar(sa.select(artifacts.c.path).where(artifacts.c.id == job.artifact_id))
    return Path(path) if path else None


def _keep(path: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with replacing(kept) as part:
        part.unlink(missing_ok=True)
        try:
            os.link(path, part)
        except OSError:  # another disk, or one without links
            shutil.copyfile(path, part)


def _facts(parts: Sequence[Path]) -> "list[ClipFacts]":
    from generators import mp4

    return [mp4.probe(path) for path in parts]


def _length(facts: "Sequence[ClipFacts]") -> float:
    """Of the parts joined: at each joint one frame is shown once that is in two of them."""
    return sum(one.seconds for one in facts) - sum(1 / one.fps for one in facts[1:])


def _last_frame(clip: Path, into: Path) -> None:
    from generators.joining import last_frame

    into.parent.mkdir(parents=True, exist_ok=True)
    if not into.exists():
        last_frame(clip, into)


def _join(parts: Sequence[Path], target: Path, most_seconds: float) -> None:
    from generators.joining import join

    target.parent.mkdir(parents=True, exist_ok=True)
    join(parts, target, most_seconds=most_seconds)
