"""At most so many calls a second, counted over any second and not over each tick of a clock."""

import time
from collections import deque
from collections.abc import Callable

MARGIN_SECONDS = 0.1
"""Calls overtake each other on the way; the service counts them when they arrive."""


class Pace:
    """Gives out turns. `now` counts seconds and never goes back."""

    def __init__(self, calls_per_second: float, now: Callable[[], float] = time.monotonic) -> None:
        if calls_per_second <= 0:
            raise ValueError(f"no pace: {calls_per_second} calls a second")
        together = max(1, int(calls_per_second))
        self._turns: deque[float] = deque(maxlen=together)
        self._span = together / calls_per_second + MARGIN_SECONDS
        self._now = now

    def take_turn(self, longest_wait_seconds: float) -> float | None:
        """Seconds to wait before calling; None, and no turn is taken, where that is longer than the caller would wait."""
        now = self._now()
        is_full = len(self._turns) == self._turns.maxlen
        turn = max(now, self._turns[0] + self._span) if is_full else now
        if turn - now > longest_wait_seconds:
            return None
        self._turns.append(turn)
        return turn - now
