"""Wrong tries are counted, so that nobody guesses."""

from collections import OrderedDict, deque
from collections.abc import Callable

MOST_ADDRESSES = 1000


class Tries:
    """At most so many wrong tries in so many seconds, from one address and, ten times as many, from everywhere."""

    def __init__(self, most: int, seconds: float, now: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._now = now
        self._of: OrderedDict[str, deque[float]] = OrderedDict()
        self._everywhere: deque[float] = deque(maxlen=10 * most)

    def are_too_many(self, address: str) -> bool:
        """Whether this one has to wait."""
        return self._is_full(self._of.get(address), self._most) or self._is_full(self._everywhere, 10 * self._most)

    def was_wrong(self, address: str) -> None:
        """Count one."""
        tries = self._of.setdefault(address, deque(maxlen=self._most))
        self._of.move_to_end(address)
        if len(self._of) > MOST_ADDRESSES:
            self._of.popitem(last=False)
        for counted in (tries, self._everywhere):
            counted.append(self._now())

    def _is_full(self, tries: deque[float] | None, most: int) -> bool:
        return tries is not None and len(tries) == most and self._now() - tries[0] < self._seconds
