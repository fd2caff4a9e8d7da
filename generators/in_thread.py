"""What generators that draw on this machine's processor have in common: a thread each, results that outlive a restart.

No card, no key and no network: the frames are drawn by a thread of this process, one at a time into a file that appears when it
is whole. A restart forgets what was being drawn (`Lost`, made again for nothing) and finds what was finished.
"""

import asyncio
import hashlib
import re
import shutil
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Self

from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    Cancelled,
    Failed,
    Finished,
    GenerationRequest,
    Generator,
    GeneratorError,
    Lost,
    NotFound,
    Progress,
    Ticket,
)
from generators.files import replacing
from generators.setting import Setting

SUFFIXES = {"video": ".mp4", "image": ".png"}


@dataclass(slots=True, eq=False)
class Run:
    """One drawing in its thread."""

    frames: int
    done: int = 0
    stop: Event = field(default_factory=Event)
    task: "asyncio.Task[None] | None" = None

    def drew(self, frames: int) -> None:
        """So many frames are finished."""
        self.done = frames


class InThread(Generator):
    """Draws in a thread; whoever builds on it says how in `draw`."""

    def __init__(self, work: Path) -> None:
        self.work = work
        """Where results wait to be fetched."""
        self._runs: dict[str, Run] = {}
        self._errors: dict[str, GeneratorError] = {}

    @classmethod
    def made(cls, setting: Setting) -> Self:
        return cls(setting.work)

    @abstractmethod
    def draw(
        self, request: GenerationRequest, path: Path, *, drew: Callable[[int], None], should_stop: Callable[[], bool]
    ) -> None:
        """Write the result to `path`, telling `drew` the number of frames after each; called in a thread.

        Raises a `GeneratorError`, `Cancelled` once `should_stop` says so.
        """

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket | Finished:
        """Start drawing in a thread. Raises `BadRequest` for sizes and lengths that cannot be drawn."""
        frames = round(request.seconds * request.fps) if request.kind == "video" else 1
        if request.width % 2 or request.height % 2 or min(request.width, request.height) < 64:
            raise BadRequest(f"{request.width}x{request.height}: sizes must be even and at least 64")
        longest = self.capabilities.max_seconds
        if frames < 1 or request.fps < 1 or request.seconds > longest:
            raise BadRequest(f"{request.seconds} s at {request.fps} fps: one frame to {longest:g} s can be drawn")
        if request_id not in self._runs and self._finished(request_id) is None:
            self._errors.pop(request_id, None)
            run = self._runs[request_id] = Run(frames)
            run.task = asyncio.create_task(self._run(run, request, request_id), name=f"{self.name} {request_id}")
        return Ticket(request_id)

    async def find(self, request_id: str) -> Ticket | Finished | NotFound:
        if request_id in self._runs:
            return Ticket(request_id)
        return self._finished(request_id) or NotFound()

    async def poll(self, ticket: Ticket) -> Progress | Finished | Failed:
        if run := self._runs.get(ticket.id):
            if run.task is not None and run.task.done():
                del self._runs[ticket.id]
                run.task.result()  # only a bug leaves its run behind: it is raised here
            return Progress(run.done / run.frames)
        if finished := self._finished(ticket.id):
            return finished
        return Failed(
            self._errors.get(ticket.id) or Lost(f"no drawing {ticket.id}: it was fetched, or the process was restarted")
        )

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        """Move the result to `into`. A second fetch, after a crash, finds it there. Raises `Lost` and `DiskFull`."""
        source = Path(finished.location)
        await asyncio.to_thread(_move, source, into / source.name)
        return Artifact(into / source.name, "video" if source.suffix == SUFFIXES["video"] else "image")

    async def cancel(self, ticket: Ticket) -> bool:
        """Stop after the frame being drawn; returns when it has stopped and left no file."""
        run = self._runs.get(ticket.id)
        if run is None or run.task is None:
            return False
        run.stop.set()
        await asyncio.wait([run.task])
        return isinstance(self._errors.get(ticket.id), Cancelled)

    async def close(self) -> None:
        """Stop every drawing. What was not finished is lost, as by a restart."""
        for run in self._runs.values():
            run.stop.set()
        if tasks := [run.task for run in self._runs.values() if run.task is not None]:
            await asyncio.wait(tasks)

    async def _run(self, run: Run, request: GenerationRequest, request_id: str) -> None:
        path = self._path(request_id, SUFFIXES[request.kind])
        try:
            await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
            await asyncio.to_thread(self.draw, request, path, drew=run.drew, should_stop=run.stop.is_set)
        except GeneratorError as error:
            # Its traceback would keep the drawing's layers in memory.
            self._errors[request_id] = error.with_traceback(None)
            error.__context__ = error.__cause__ = None
        except OSError as error:
            self._errors[request_id] = Broken(f"the drawing could not be written: {error}")
        finally:
            run.stop.set()  # when the task is cancelled, its thread is not
        del self._runs[request_id]

    def _path(self, request_id: str, suffix: str) -> Path:
        name = re.sub(r"[^A-Za-z0-9_-]", "_", request_id)[:80]
        if name != request_id:  # two ids must not share a file
            name += "-" + hashlib.sha256(request_id.encode()).hexdigest()[:12]
        return self.work / (name + suffix)

    def _finished(self, request_id: str) -> Finished | None:
        paths = [self._path(request_id, suffix) for suffix in SUFFIXES.values()]
        return next((Finished(str(path)) for path in paths if path.exists()), None)


def _move(source: Path, target: Path) -> None:
    if source.exists() and source != target:
        target.parent.mkdir(parents=True, exist_ok=True)
        # The media folder may lie on another disk, where a rename is refused.
        with replacing(target) as part:
            shutil.move(source, part)
    if not target.exists():
        raise Lost(f"{source.name} is neither where it was drawn nor where it was to go")
