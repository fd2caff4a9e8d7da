"""Which generators had better be left alone for a while, and why.

Two reasons. A circuit breaker: a service that failed several times in a row by its own fault rests, one job tries it after the rest,
and a failed try doubles the rest. And slowness: three runs in a row clearly slower than it was known for put it behind the others.
What a person or a request is to blame for says nothing about a service, and a server in the house that was restarted is there again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from generators.base import Broken, Busy, GeneratorError, NeedsTopUp, Timeout, Unreachable

Reason = Literal["", "unreachable", "timeout", "busy", "broken", "needs_top_up", "slow"]
"""The code of the last failure, `slow`, or empty."""

FAILURES_TO_REST = 3
REST_SECONDS = 120.0
LONGEST_REST_SECONDS = 3600.0
TOP_UP_REST_SECONDS = 3600.0
"""Nobody pays into an account in two minutes."""
TRIAL_SECONDS = 1800.0
"""A trial nobody reported about is over by then; another may be made."""
SLOW_RUNS = 3
SLOW_FACTOR = 1.2
SLOW_REST_SECONDS = 3600.0

_ITS_OWN_FAULT = (Unreachable, Timeout, Busy, Broken, NeedsTopUp)


@dataclass(frozen=True, slots=True)
class State:
    """All that is known about one generator: small enough to be stored as it is. Times are the clock's seconds."""

    reason: Reason = ""
    """Of the rest, or of the last failure."""
    failures: int = 0
    """In a row."""
    rests: int = 0
    """In a row; each is twice as long as the one before."""
    resting_until: float = 0.0
    trial_until: float = 0.0
    """One job is trying it."""
    slow_runs: int = 0
    """In a row."""
    slow_until: float = 0.0

    def is_resting(self, now: float) -> bool:
        """It is not to be asked: it rests, or the one trial after the rest is under way."""
        return now < self.resting_until or (self.rests > 0 and now < self.trial_until)

    def is_slow(self, now: float) -> bool:
        """Ask the others first."""
        return now < self.slow_until

    def explain(self, now: float) -> str:
        """For the record and the log: `ok`, `slow until 1732170600` or `resting until 1732170120: unreachable, 3 in a row`."""
        if now < self.resting_until:
            return f"resting until {self.resting_until:.0f}: {self.reason}, {self.failures} in a row"
        if self.rests:
            return f"on trial: {self.reason}, {self.failures} in a row"
        return f"slow until {self.slow_until:.0f}" if self.is_slow(now) else "ok"


class Health:
    """Remembers how the generators are doing.

    Tell it of each end with `failed` or `finished`, and of each request handed over with `asked`: after a rest one is let through
    and the others wait for its answer. `now` is a clock in seconds. `known` is what an earlier life stored; `keep` is called with
    every change.
    """

    def __init__(
        self,
        now: Callable[[], float],
        known: Mapping[str, State] | None = None,
        keep: Callable[[str, State], None] = lambda _name, _state: None,
    ) -> None:
        self._now = now
        self._states = dict(known or {})
        self._keep = keep

    def state(self, name: str) -> State:
        """What is known about the generator of that name."""
        return self._states.get(name, State())

    def why_not(self, name: str) -> Reason:
        """Why it should not be asked now; empty when it may."""
        state = self.state(name)
        return state.reason if state.is_resting(self._now()) else ""

    def is_slow(self, name: str) -> bool:
        """Ask the others first."""
        return self.state(name).is_slow(self._now())

    def explain(self, name: str) -> str:
        """One line for the record; see `State.explain`."""
        return self.state(name).explain(self._now())

    def asked(self, name: str) -> None:
        """A request was handed to it; after a rest this is the trial."""
        state = self.state(name)
        if state.rests and not state.is_resting(self._now()):
            self._set(name, replace(state, trial_until=self._now() + TRIAL_SECONDS))

    def failed(self, name: str, error: GeneratorError) -> None:
        """It could not. What the request or a person is to blame for does not count, and ends a trial without a verdict."""
        state, now = self.state(name), self._now()
        if not isinstance(error, _ITS_OWN_FAULT):
            if state.trial_until:
                self._set(name, replace(state, trial_until=0.0))
            return
        counted = replace(state, failures=state.failures + 1, reason=_reason(error), trial_until=0.0)
        if isinstance(error, NeedsTopUp):
            rest = TOP_UP_REST_SECONDS
        elif state.rests or counted.failures >= FAILURES_TO_REST:
            rest = min(LONGEST_REST_SECONDS, REST_SECONDS * 2**state.rests)
        else:
            rest = 0.0
        # Several jobs may fail of one outage: those that were under way already do not lengthen the rest.
        if rest and now >= state.resting_until:
            counted = replace(counted, rests=state.rests + 1, resting_until=now + rest)
        elif isinstance(error, NeedsTopUp):
            counted = replace(counted, resting_until=max(state.resting_until, now + rest))
        self._set(name, counted)

    def finished(self, name: str, took_seconds: float, usual_seconds: float | None) -> None:
        """It could. `usual_seconds` is what requests of this length took in the middle before, None while that is not known."""
        state = self.state(name)
        slow_runs, slow_until = state.slow_runs, state.slow_until
        if usual_seconds is not None:
            is_slow = took_seconds > SLOW_FACTOR * usual_seconds
            slow_runs, slow_until = (slow_runs + 1, slow_until) if is_slow else (0, 0.0)
        if slow_runs >= SLOW_RUNS:
            slow_runs, slow_until = 0, self._now() + SLOW_REST_SECONDS
        self._set(name, State(slow_runs=slow_runs, slow_until=slow_until, reason="slow" if slow_until else ""))

    def recovered(self, name: str) -> None:
        """A person has seen to it: the account is filled, the machine is on again."""
        self._set(name, State())

    def _set(self, name: str, state: State) -> None:
        if state != self.state(name):
            self._states[name] = state
            self._keep(name, state)


def _reason(error: GeneratorError) -> Reason:
    reasons: tuple[tuple[type[GeneratorError], Reason], ...] = (
        (NeedsTopUp, "needs_top_up"),
        (Busy, "busy"),
        (Timeout, "timeout"),
        (Broken, "broken"),
    )
    return next((reason for kind, reason in reasons if isinstance(error, kind)), "unreachable")
