"""A generator in memory that makes real clips: it holds them back, fails and charges when told.

A clip made from a picture begins with it and goes on from there.
"""

import asyncio
from collections import deque
from dataclasses import replace
from pathlib import Path

from generators.base import (
    Artifact,
    CannotAsk,
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
from tests.doubles.clip import clip, clip_from

FREE = Capabilities(
    kinds=frozenset({"video", "image"}),
    prompt_family="storyboard",
    max_seconds=60.0,
    typical_seconds=(60.0, 120.0),
    poll_seconds=0.01,
    settles_in_seconds=0.0,
)


class Studio(Generator):
    """Finishes at once while `is_open` is set; refuses to take, or to finish, what `to_refuse` and `to_fail` hold."""

    def __init__(self, name: str = "studio", price_fen: int = 0, **capabilities: object) -> None:
        self.name = name
        self.capabilities = replace(FREE, price_fen=price_fen, **capabilities)  # type: ignore[arg-type]
        self.to_refuse: deque[GeneratorError] = deque()
        self.to_fail: deque[GeneratorError] = deque()
        self.can_cancel = True
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.taken: dict[str, GenerationRequest] = {}
        """What was paid for, by request id."""
        self.most_at_once = 0
        self._making: set[str] = set()

    @property
    def is_making(self) -> bool:
        """Something was taken and not handed out yet."""
        return bool(self._making)

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket | Finished:
        if self.to_refuse:
            raise self.to_refuse.popleft()
        self.taken[request_id] = request
        self._making.add(request_id)
        self.most_at_once = max(self.most_at_once, len(self._making))
        return Ticket(request_id)

    async def find(self, request_id: str) -> Ticket | Finished | NotFound | CannotAsk:
        return Ticket(request_id) if request_id in self.taken else NotFound()

    async def poll(self, ticket: Ticket) -> Progress | Finished | Failed:
        if ticket.id not in self._making:
            return Failed(Lost(ticket.id))
        if not self.is_open.is_set():
            return Progress(0.5)
        self._making.discard(ticket.id)
        return Failed(self.to_fail.popleft()) if self.to_fail else Finished(ticket.id)

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        request = self.taken[finished.location]
        if request.source:
            made = await asyncio.to_thread(clip_from, request.source.read_bytes(), request.seconds, request.fps, 96, 64)
        else:
            made = await asyncio.to_thread(clip, request.seed % 3, request.seconds, request.fps, 96, 64)
        await asyncio.to_thread((into / "made.mp4").write_bytes, made)
        return Artifact(into / "made.mp4", "video")

    async def cancel(self, ticket: Ticket) -> bool:
        if self.can_cancel:
            self._making.discard(ticket.id)
        return self.can_cancel
