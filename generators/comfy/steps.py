"""How far runs are, by the steps ComfyUI counts over its websocket. Only a nicety: without it a run is finished all the same."""

import asyncio
import json
import logging
from collections.abc import Callable, Collection, Mapping

OPEN_SECONDS = 10.0
CLOSE_SECONDS = 1.0
SILENT_SECONDS = 120.0
"""A machine that loads a model answers late."""
PAUSE_SECONDS = 3.0
"""Before the next attempt after the connection was dropped."""
MOST_BYTES = 32_000_000
"""Of one message: previews come as pictures, and are skipped."""

_log = logging.getLogger(__name__)


class Steps:
    """Listens as long as there is a run to follow. `client_id` is what the runs were queued with."""

    def __init__(self, base_url: str, client_id: str, headers: Callable[[], Mapping[str, str]]) -> None:
        self._address = f"ws{base_url.removeprefix('http')}/ws?clientId={client_id}"
        self._headers = headers
        self._done: dict[str, dict[str, float]] = {}
        """By run and node, 0 to 1; the highest that was told."""
        self._listening: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        # ComfyUI forgets a client when a connection of its name ends, even where a newer one has taken its place.
        self._one_at_a_time = asyncio.Lock()

    def follow(self, run_id: str) -> None:
        """Count the steps of this run from now on."""
        self._done.setdefault(run_id, {})
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen(), name="comfyui steps")

    def fraction(self, run_id: str, samplers: Collection[str]) -> float | None:
        """How much of the steps of these nodes is done, 0 to 1; None where nothing was counted. It never falls."""
        done = self._done.get(run_id)
        if not done or not samplers:
            return None
        return sum(done.get(node, 0.0) for node in samplers) / len(samplers)

    def forget(self, run_id: str) -> None:
        """The run has ended."""
        self._done.pop(run_id, None)
        if not self._done:
            self._stop()

    async def close(self) -> None:
        """Stop listening."""
        self._done.clear()
        self._stop()
        await asyncio.gather(*self._ending, return_exceptions=True)

    def _stop(self) -> None:
        listening, self._listening = self._listening, None
        if listening and listening.cancel():
            self._ending.add(listening)
            listening.add_done_callback(self._ending.discard)

    async def _listen(self) -> None:
        from websockets.asyncio.client import connect
        from websockets.exceptions import WebSocketException

        async with self._one_at_a_time:
            while self._done:
                try:
                    async with connect(
                        self._address,
                        additional_headers=self._headers(),
                        open_timeout=OPEN_SECONDS,
                        ping_timeout=SILENT_SECONDS,
                        close_timeout=CLOSE_SECONDS,
                        max_size=MOST_BYTES,
                        # A proxy for the world outside is none for the house.
                        proxy=None,
                    ) as socket:
                        async for message in socket:
                            if isinstance(message, str):
                                self._read(message)
                except (OSError, WebSocketException) as error:
                    _log.info("comfyui: steps are not counted for now (%s)", type(error).__name__)
                await asyncio.sleep(PAUSE_SECONDS)

    def _read(self, message: str) -> None:
        try:
            told = json.loads(message)
        except ValueError:
            return
        match told:
            case {
                "type": "progress",
                "data": {
                    "prompt_id": str() as run,
                    "node": str() as node,
                    "value": int() | float() as value,
                    "max": int() | float() as most,
                },
            } if most > 0:
                self._count(run, node, value / most)
            case {"type": "execution_cached", "data": {"prompt_id": str() as run, "nodes": list() as nodes}}:
                for node in nodes:
                    self._count(run, str(node), 1.0)

    def _count(self, run: str, node: str, fraction: float) -> None:
        done = self._done.get(run)
        if done is not None:
            done[node] = max(done.get(node, 0.0), min(1.0, max(0.0, fraction)))
