"""Leaving a model alone that does not work just now.

Prevents every message from waiting for the same dead service, and an account without a key that fits from being knocked at all day.
"""

from collections.abc import Callable

FAILURES = 3
"""In a row, until the model is left alone."""
REST_SECONDS = 30.0
"""After that many failures; twice as long each time the next trial fails."""
LONGEST_REST_SECONDS = 600.0
LONG_REST_SECONDS = 3600.0
"""For what only a person can put right: a wrong key, no balance, a model that is not there."""


class Circuit:
    """Whether one model may be asked. `now` counts seconds and never goes back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._failures = 0
        self._rests = 0
        self._opens_at = 0.0
        self._is_tried = False

    @property
    def is_closed(self) -> bool:
        """Whether a question may go through; after a rest one at a time, until one is answered."""
        if self._now() < self._opens_at:
            return False
        return not (self._is_tried and self._rests)

    def try_it(self) -> None:
        """A question is on its way."""
        self._is_tried = True

    def let_go(self) -> None:
        """The question was given up by whoever asked; nothing is known of the model."""
        self._is_tried = False

    def worked(self) -> None:
        """The model answered."""
        self._failures = self._rests = 0
        self._opens_at = 0.0
        self._is_tried = False

    def failed(self, *, is_lasting: bool = False, rest_seconds: float = 0.0) -> bool:
        """The model did not answer; `rest_seconds` is what it asked for itself. Returns whether it is left alone now."""
        self._is_tried = False
        if self._now() < self._opens_at:  # one of several that were on their way together
            return False
        self._failures += 1
        if is_lasting:
            self._rest(LONG_REST_SECONDS)
        elif self._failures >= FAILURES or self._rests:
            self._rest(max(rest_seconds, min(REST_SECONDS * 2**self._rests, LONGEST_REST_SECONDS)))
        elif rest_seconds:
            self._opens_at = self._now() + min(rest_seconds, LONG_REST_SECONDS)
            return False
        else:
            return False
        return True

    def _rest(self, seconds: float) -> None:
        self._rests = min(self._rests + 1, 10)
        self._opens_at = self._now() + min(seconds, LONG_REST_SECONDS)
