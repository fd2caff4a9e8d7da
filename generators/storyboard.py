"""Draws the plan of a shot as an animated card. Needs no key, no GPU and no network.

A fresh machine has no video model, and a request that ends in "not configured" shows a family nothing. The preview
draws what the shot's words speak of, or takes the member's photo, moves the camera over it, and says on every frame
that it is no more than that.
"""

import asyncio
import hashlib
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    Cancelled,
    Capabilities,
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
from generators.drawing.plan import read_plan
from generators.files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

SUFFIXES = {"video": ".mp4", "image": ".png"}


@dataclass(slots=True, eq=False)
class _Run:
    """One drawing in its thread."""

    frames: int
    done: int = 0
    stop: Event = field(default_factory=Event)
    task: "asyncio.Task[None] | None" = None


class Storyboard(Generator):
    """Previews. A restart forgets what was being drawn (`Lost`) and finds what was finished."""

    name = "storyboard"
    capabilities = Capabilities(
        kinds=frozenset({"image", "video"}),
        prompt_family="storyboard",
        max_seconds=60.0,
        takes_picture=True,
        is_preview=True,
        typical_seconds=(2.0, 8.0),
        poll_seconds=0.2,
        settles_in_seconds=0.0,
    )

    def __init__(self, work: Path) -> None:
        self.work = work
        """Where results wait to be fetched."""
        self._runs: dict[str, _Run] = {}
        self._errors: dict[str, GeneratorError] = {}

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket:
        """Start drawing in a thread. Raises `BadRequest` for sizes and lengths that cannot be drawn."""
        frames = round(request.seconds * request.fps) if request.kind == "video" else 1
        if request.width % 2 or request.height % 2 or min(request.width, request.height) < 64:
            raise BadRequest(f"{request.width}x{request.height}: sizes must be even and at least 64")
        if frames < 1 or request.fps < 1 or request.seconds > self.capabilities.max_seconds:
            raise BadRequest(f"{request.seconds} s at {request.fps} fps: one frame to 60 s can be drawn")
        if request_id not in self._runs and self._finished(request_id) is None:
            self._errors.pop(request_id, None)
            run = self._runs[request_id] = _Run(frames)
            run.task = asyncio.create_task(self._draw(run, request, request_id), name=f"storyboard {request_id}")
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

    async def _draw(self, run: _Run, request: GenerationRequest, request_id: str) -> None:
        try:
            await asyncio.to_thread(_render, run, request, self._path(request_id, SUFFIXES[request.kind]))
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


def _render(run: _Run, request: GenerationRequest, path: Path) -> None:
    from generators import mp4
    from generators.drawing.card import Card

    path.parent.mkdir(parents=True, exist_ok=True)
    seconds = request.seconds if request.kind == "video" else 0.0
    card = Card(
        read_plan(request.prompt),
        request.width,
        request.height,
        seconds=seconds,
        seed=request.seed,
        negative=request.negative_prompt,
        source=request.source,
    )
    if request.kind == "image":
        with replacing(path) as part:
            card.frame(0.0).save(part, "PNG")
        run.done = 1
        return

    def frames() -> "Iterator[NDArray[np.uint8]]":
        for index in range(run.frames):
            yield card.pixels(index / max(1, run.frames - 1))
            run.done = index + 1

    mp4.encode(frames(), path, fps=request.fps, width=request.width, height=request.height, should_stop=run.stop.is_set)


def _move(source: Path, target: Path) -> None:
    if source.exists() and source != target:
        target.parent.mkdir(parents=True, exist_ok=True)
        # The media folder may lie on another disk, where a rename is refused.
        with replacing(target) as part:
            shutil.move(source, part)
    if not target.exists():
        raise Lost(f"{source.name} is neither where it was drawn nor where it was to go")
