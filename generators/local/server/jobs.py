"""Jobs from asking to file. All of it is kept in memory: a restart forgets what was not finished, and charges nobody for it."""

import secrets
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Event
from typing import Literal

from generators.local.server.answers import ENDED, JobError, Quality, Status, Video
from generators.local.server.models import Served
from generators.local.shaping import Shape
from generators.local.types import Made, Order, Phase, Stopped

BOUNDS: dict[Phase, tuple[int, int]] = {"encode": (0, 3), "denoise": (3, 90), "decode": (90, 95), "save": (95, 99)}
"""Percent at the beginning and the end of each phase: nearly all the time goes into the steps."""


class Full(Exception):
    """As many wait as may."""


@dataclass(slots=True, eq=False)
class Job:
    """One clip or picture. Only the lane that has it, and the book, change it."""

    served: Served
    order: Order
    shape: Shape
    id: str = field(default_factory=lambda: f"video_{secrets.token_hex(16)}")
    created_at: float = field(default_factory=time.time)
    expires_at: float | None = None
    extended: str | None = None
    """Id of the clip it goes on from."""
    folder: Path | None = None
    """Of the pictures that came with it; removed when it ends."""
    status: Status = "queued"
    phase: Phase | None = None
    progress: int = 0
    completed_at: float | None = None
    error: JobError | None = None
    made: "Outcome | None" = None
    quality: Quality | None = None
    stop: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)

    def reached(self, phase: Phase, done: int, of: int) -> None:
        """The lane's watch: counts, and stops a job that was cancelled. Raises `Stopped`."""
        if self.stop.is_set():
            raise Stopped
        low, high = BOUNDS[phase]
        self.phase = phase
        self.progress = max(self.progress, low + round((high - low) * done / max(1, of)))

    def as_video(self) -> Video:
        """As the API tells of it."""
        made, shape = self.made, self.shape
        width, height = (made.width, made.height) if made else (shape.width, shape.height)
        frames, rate = (made.frames, made.frame_rate) if made else (shape.frames, shape.frame_rate)
        return Video(
            id=self.id,
            model=self.served.name,
            status=self.status,
            progress=self.progress,
            created_at=int(self.created_at),
            completed_at=int(self.completed_at) if self.completed_at else None,
            expires_at=int(self.expires_at) if self.expires_at else None,
            error=self.error,
            prompt=self.order.prompt,
            seconds="0" if self.order.kind == "image" else f"{frames / rate:g}",
            size=f"{width}x{height}",
            remixed_from_video_id=self.extended,
            kind=self.order.kind,
            phase=None if self.status in ENDED else self.phase,
            seed=self.order.seed,
            fps=rate if self.order.kind == "video" else None,
            num_frames=frames,
            plan=made.plan if made else None,
            changes=made.changes if made else shape.changes,
            stage_durations=made.seconds if made else {},
            inference_time_s=round(sum(made.seconds.values()), 3) if made else None,
            peak_memory_mb=round(made.peak_bytes / 1e6, 1) if made else None,
            quality=self.quality,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is kept of `Made` once its frames are a file."""

    width: int
    height: int
    frames: int
    frame_rate: float
    seconds: dict[Phase, float]
    peak_bytes: int
    plan: str
    changes: tuple[str, ...]

    @classmethod
    def of(cls, made: Made, save_seconds: float) -> "Outcome":
        """Of a clip whose writing took so long."""
        count, height, width, _ = made.frames.shape
        seconds: dict[Phase, float] = {**made.seconds, "save": made.seconds.get("save", 0.0) + save_seconds}
        rounded: dict[Phase, float] = {phase: round(took, 3) for phase, took in seconds.items()}
        return cls(width, height, count, made.frame_rate, rounded, made.peak_bytes, made.plan, made.changes)


class Book:
    """All jobs, and the queue of those that wait. For several threads."""

    def __init__(self, longest_queue: int, lanes: int = 1) -> None:
        self._longest_queue = longest_queue
        self._lanes = lanes
        self._jobs: dict[str, Job] = {}
        self._earlier: dict[str, Video] = {}
        self._waiting: deque[Job] = deque()
        self._changed = Condition()
        self._is_closed = False

    def accept(self, jobs: Iterable[Job]) -> None:
        """Queue them, all or none. Raises `Full`."""
        new = tuple(jobs)
        with self._changed:
            if len(self._waiting) + len(new) > self._longest_queue:
                raise Full
            self._waiting.extend(new)
            self._jobs |= {job.id: job for job in new}
            self._changed.notify_all()

    def take(self) -> Job | None:
        """The next one, now in progress; waits for it. None when the server closes."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            if self._is_closed:
                return None
            job = self._waiting.popleft()
            job.status = "in_progress"
            return job

    def leave(self) -> bool:
        """A lane cannot work; True where others still may, and it is to take no jobs."""
        with self._changed:
            self._lanes -= 1
            return self._lanes > 0

    def end(self, job: Job, status: Literal["completed", "failed", "cancelled"], error: JobError | None = None) -> bool:
        """It is over. False for a completed one that was cancelled in its last moment: who cancelled was told so."""
        with self._changed:
            is_too_late = status == "completed" and job.stop.is_set()
            job.status, job.error, job.completed_at = "cancelled" if is_too_late else status, error, time.time()
            if job.status == "completed":
                job.progress = 100
            job.ended.set()
            return not is_too_late

    def cancel(self, job: Job) -> bool:
        """Stop it at the next boundary, or at once while it waits; False when it has ended already."""
        with self._changed:
            if job.status in ENDED:
                return False
            job.stop.set()
            if job.status == "queued":
                self._waiting.remove(job)
                self.end(job, "cancelled")
            else:
                job.status = "cancelling"
            return True

    def remember(self, videos: Iterable[Video]) -> None:
        """Clips an earlier life finished."""
        with self._changed:
            self._earlier |= {video.id: video for video in videos}

    def job(self, id_: str) -> Job | None:
        """The job of that id, of this life."""
        with self._changed:
            return self._jobs.get(id_)

    def find(self, id_: str) -> Video | None:
        """What is known of that id."""
        with self._changed:
            job = self._jobs.get(id_)
            return job.as_video() if job else self._earlier.get(id_)

    def all(self) -> list[Video]:
        """Oldest first."""
        with self._changed:
            return [*self._earlier.values(), *(job.as_video() for job in self._jobs.values())]

    def forget(self, ids: Iterable[str]) -> None:
        """Know nothing more of what has ended."""
        with self._changed:
            for id_ in ids:
                self._jobs.pop(id_, None)
                self._earlier.pop(id_, None)

    def forget_before(self, time_: float) -> None:
        """Of what left no clip behind and ended before that time."""
        with self._changed:
            old = [job.id for job in self._jobs.values() if job.completed_at and job.completed_at < time_]
            self.forget(id_ for id_ in old if self._jobs[id_].status != "completed")

    @property
    def queued(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """How many are being made."""
        with self._changed:
            return sum(job.status in ("in_progress", "cancelling") for job in self._jobs.values())

    def close(self) -> None:
        """No more is taken; what runs stops at its next boundary."""
        with self._changed:
            self._is_closed = True
            for job in self._jobs.values():
                job.stop.set()
            self._changed.notify_all()
