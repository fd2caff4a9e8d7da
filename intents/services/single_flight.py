"""The same question asked twice at once costs one call: the second waits for the answer to the first."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Flight:
    task: asyncio.Task[Any]
    waiting: int = 0


class SingleFlight:
    """Questions on their way. One that nobody waits for any more is given up."""

    def __init__(self) -> None:
        self._flights: dict[tuple[str, str], _Flight] = {}

    async def ask(self, kind: str, key: str, question: Callable[[], Awaitable[T]]) -> T:
        """The answer to `question`, or to the same one that is on its way. Raises what it raises."""
        name = (kind, key)
        flight = self._flights.get(name)
        if flight is None:
            # A task of its own: whoever asked first may be given up while others still wait.
            flight = self._flights[name] = _Flight(asyncio.create_task(_answer(question)))
            flight.task.add_done_callback(lambda task: self._landed(name, task))
        flight.waiting += 1
        try:
            answer: T = await asyncio.shield(flight.task)
            return answer
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._flights.pop(name, None)
                flight.task.cancel()

    def _landed(self, name: tuple[str, str], task: asyncio.Task[Any]) -> None:
        flight = self._flights.get(name)
        if flight is not None and flight.task is task:
            del self._flights[name]
        if not task.cancelled():
            # Read here as well, for the moment when the last one waiting is given up just as the answer fails.
            task.exception()


async def _answer(question: Callable[[], Awaitable[T]]) -> T:
    return await question()
