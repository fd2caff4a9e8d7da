"""When to ask a service whether it has finished: seldom before it can have, often when it is likely, ever more seldom when it is overdue.

Whoever polls to keep the mean delay low spends best when the pauses go with one over the root of the hazard, the chance that the
clip is ready now given that it was not before (J. B. Keller, Optimum checking schedules, Management Science 21, 1974). The hazard
comes from past runs, whose times are taken as lognormal, and from a small part of runs that are like no other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEARNED_FROM = 3
"""Fewer runs than this say less than what the provider is known for."""
LONGEST_PAUSE_SECONDS = 300.0
WANTED_DELAY_SECONDS = 1.5

# Nobody who has waited for an hour minds nine seconds.
_WANTED_DELAY_PART = 0.0025
# The usual recipe asks every five seconds; never more often than it in the mean, with something kept for a wrong guess.
_MOST_REQUESTS_PER_SECOND = 0.9 / 5.0
_STRANGE_RUNS = 0.03
_STRANGE_SPREAD = 0.7
_NARROWEST_SPREAD = 0.05
# Of what is declared and not learned: providers are wrong about themselves.
_UNLEARNED_SPREAD = 0.4
# Three runs that happen to be alike are no proof; as if this many more had been seen, so far apart.
_DOUBTS, _DOUBTED_SPREAD = 2, 0.3
# A run further than this from the middle (a factor of 2.7) was a queue or a restart.
_FURTHEST_LOG = 1.0
_DEVIATIONS_BETWEEN_TENTHS = 2.5631
_OVERDUE_DEVIATIONS = 3.0
# Pause to time overdue: a clip a day late is asked for every five minutes.
_PAUSE_PER_OVERDUE = 0.03
# The first poll is half a poll early: what has become faster is noticed.
_FIRST_DUE = 0.5
_MOST_STEPS = 4000
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times at which to ask about one request, in seconds since it was handed in.

    ```python
    schedule = schedule_for(past_runs, capabilities.typical_seconds, capabilities.poll_seconds)
    pause = schedule.pause(elapsed_seconds)
    ```
    """

    planned: tuple[float, ...]
    """Until it is overdue."""
    overdue_seconds: float
    """From here on the pauses grow with the time it is late."""
    shortest_pause: float
    """Seconds; the provider's own minimum."""

    def pause(self, elapsed: float) -> float:
        """Seconds from now to the next poll, right after one or after a restart. Never under the provider's minimum."""
        # One that is due a little too early for the provider is made a little later, not left out: answers take time.
        due = next((at for at in self.planned if at > elapsed + self.shortest_pause / 2), None)
        if due is not None:
            return max(self.shortest_pause, due - elapsed)
        last = self.planned[-1] - self.planned[-2] if len(self.planned) > 1 else self.shortest_pause
        growing = _PAUSE_PER_OVERDUE * max(0.0, elapsed - self.overdue_seconds)
        return max(self.shortest_pause, min(LONGEST_PAUSE_SECONDS, max(last, growing)))


def schedule_for(
    past: Sequence[float],
    typical: tuple[float, float],
    shortest_pause: float,
    *,
    wanted_delay: float = WANTED_DELAY_SECONDS,
) -> Schedule:
    """The schedule for one request.

    `past` are the seconds earlier requests of its like took, from handing in to finished; `typical` is the range the provider
    is known for, used until there are `LEARNED_FROM` of them; `shortest_pause` is the provider's minimum in seconds. `wanted_delay` is how
    many seconds late a finished clip is noticed in the mean, as far as a request every five seconds reaches.
    """
    return _plan(_times_of(past, typical), shortest_pause, wanted_delay)


@dataclass(frozen=True, slots=True)
class _Times:
    """How long a request takes: lognormal, with a few from a much wider one of the same median."""

    median: float
    spread: float
    """Standard deviation of the logarithm."""

    def left_and_density(self, at: float) -> tuple[float, float]:
        """The chance that it is still being made, and that it finishes in this second."""
        log = math.log(at / self.median)
        left = density = 0.0
        wide = max(_STRANGE_SPREAD, self.spread)
        for share, spread in ((1 - _STRANGE_RUNS, self.spread), (_STRANGE_RUNS, wide)):
            z = log / spread
            left += share * 0.5 * math.erfc(z / math.sqrt(2))
            density += share * math.exp(-z * z / 2) / (at * spread * math.sqrt(2 * math.pi))
        return left, density


def _times_of(past: Sequence[float], typical: tuple[float, float]) -> _Times:
    if len(past) < LEARNED_FROM:
        low, high = (max(0.1, one) for one in typical)
        apart = math.log(max(low, high) / low) / _DEVIATIONS_BETWEEN_TENTHS
        return _Times(math.sqrt(low * high), max(_UNLEARNED_SPREAD, apart))
    logs = sorted(math.log(max(0.1, one)) for one in past)
    middle = logs[len(logs) // 2]
    near = [min(middle + _FURTHEST_LOG, max(middle - _FURTHEST_LOG, one)) for one in logs]
    mean = sum(near) / len(near)
    squares = sum((one - mean) ** 2 for one in near) + _DOUBTS * _DOUBTED_SPREAD**2
    spread = math.sqrt(squares / (len(near) - 1 + _DOUBTS) * (1 + 1 / len(near)))
    return _Times(math.exp(mean), max(_NARROWEST_SPREAD, spread))


def _plan(times: _Times, shortest_pause: float, wanted_delay: float) -> Schedule:
    overdue = times.median * math.exp(_OVERDUE_DEVIATIONS * times.spread)
    step = max(min(times.median * times.spread / 25, shortest_pause / 4), overdue / _MOST_STEPS)
    grid = [(index + 0.5) * step for index in range(math.ceil(overdue / step))]
    chances = [times.left_and_density(at) for at in grid]
    # Polls a second are `wish` times the root of the hazard; that loses `needed / (2 * wish)` seconds in the mean.
    needed = sum(math.sqrt(left * density) for left, density in chances) * step
    wish = needed / (2 * max(wanted_delay, _WANTED_DELAY_PART * times.median))
    most = 1 + _MOST_REQUESTS_PER_SECOND * times.median * math.exp(times.spread**2 / 2)
    planned, requests = _walk(grid, chances, wish, shortest_pause)
    for _ in range(_ROUNDS):
        if requests <= most:
            break
        wish *= most / requests
        planned, requests = _walk(grid, chances, wish, shortest_pause)
    return Schedule(tuple(planned), overdue, shortest_pause)


def _walk(
    grid: Sequence[float], chances: Sequence[tuple[float, float]], wish: float, shortest_pause: float
) -> tuple[list[float], float]:
    """The polls, and how many of them are made in the mean."""
    step = 2 * grid[0]
    planned: list[float] = []
    requests, due, last = 1.0, _FIRST_DUE, 0.0
    for at, (left, density) in zip(grid, chances, strict=True):
        due += wish * math.sqrt(density / left) * step
        if due >= 1 and at - last > shortest_pause - step / 2:
            planned.append(at)
            requests += left
            due, last = 0.0, at
    return planned, requests
