"""When to ask a service whether a clip is ready: the schedule of `generators/polling.py` against a fixed pause, on a simulated clock.

    python benchmarks/polling.py

Run times are lognormal. Each row is one provider that is asked for 400 clips one after another; the schedule learns from what its
own polls saw of the last thirty, and begins with a declared range that is up to a half off. Baseline: the same run times, polled
every 5 s (every 10 s where the provider asks for that). Fails when the schedule asks more often than the fixed pause does, in the
mean, or sees the clip later where the provider may be asked every 2 s.
"""

import math
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).parents[1]))

from generators.polling import WANTED_DELAY_SECONDS, schedule_for

CLIPS = 400
FIRST = 10
LOOKED_AT = 30
MEDIANS = (30.0, 120.0, 600.0)
SPREADS = (0.1, 0.2, 0.3, 0.4)


@dataclass(frozen=True)
class Seen:
    """What one clip cost."""

    delay: float
    requests: int


def ask(takes: float, pause: Callable[[float], float]) -> Seen:
    at, requests = 0.0, 0
    while at < takes:
        at += pause(at)
        requests += 1
    return Seen(at - takes, requests)


def adaptive(
    times: Sequence[float], typical: tuple[float, float], shortest: float, wanted: float = WANTED_DELAY_SECONDS
) -> list[Seen]:
    past: list[float] = []
    seen: list[Seen] = []
    for takes in times:
        one = ask(takes, schedule_for(past[-LOOKED_AT:], typical, shortest, wanted_delay=wanted).pause)
        seen.append(one)
        past.append(takes + one.delay)
    return seen


def fixed(times: Sequence[float], pause: float) -> list[Seen]:
    return [ask(takes, lambda _at: pause) for takes in times]


def delay(seen: Sequence[Seen]) -> float:
    return fmean(one.delay for one in seen)


def requests(seen: Sequence[Seen]) -> float:
    return fmean(one.requests for one in seen)


def in_words(seen: Sequence[Seen]) -> str:
    return f"{delay(seen):.2f} s, {requests(seen):.1f}"


def compare(chance: random.Random) -> int:
    """How often a fixed pause was better in what must not be worse."""
    worse = 0
    print("| median, σ | every 5 s | minimum 2 s | minimum 5 s | first 10 clips, 2 s | every 10 s | minimum 10 s |")
    print("|---|---|---|---|---|---|---|")
    for median in MEDIANS:
        for spread in SPREADS:
            times = [median * math.exp(chance.gauss(0, spread)) for _ in range(CLIPS)]
            # Declared: the tenths of the truth, both too low or too high by up to a half.
            off = chance.uniform(2 / 3, 3 / 2)
            typical = (off * median * math.exp(-1.28 * spread), off * median * math.exp(1.28 * spread))
            five, ten = fixed(times, 5.0), fixed(times, 10.0)
            two, same, slow = (adaptive(times, typical, shortest) for shortest in (2.0, 5.0, 10.0))
            cells = [five, two, same, two[:FIRST], ten, slow]
            print(f"| {median:.0f} s, {spread} | " + " | ".join(in_words(cell) for cell in cells) + " |")
            worse += requests(two) > requests(five) or delay(two) >= delay(five)
            worse += requests(same) > requests(five)
            worse += requests(slow) > requests(ten)
    return worse


def curve(chance: random.Random) -> None:
    """What a lower delay costs: the best fixed pause and the schedule, for one spread of times."""
    times = [120.0 * math.exp(chance.gauss(0, 0.2)) for _ in range(CLIPS)]
    print("\n| fixed pause | delay, requests | wanted delay | delay, requests |")
    print("|---|---|---|---|")
    for pause, wanted in ((2, 1.0), (3, 1.5), (5, 2.5), (10, 5.0), (20, 10.0)):
        made = adaptive(times, (90.0, 160.0), 1.0, wanted)
        print(f"| {pause} s | {in_words(fixed(times, pause))} | {wanted} s | {in_words(made)} |")


def main() -> int:
    chance = random.Random(7)
    worse = compare(chance)
    curve(chance)
    print("\nworse than a fixed pause:", worse)
    return int(worse > 0)


if __name__ == "__main__":
    sys.exit(main())
