"""When a service is asked: not before it can be ready, often when it is likely, ever more seldom when it is overdue."""

import math
import random
from itertools import pairwise
from statistics import fmean

import pytest

from generators.polling import LONGEST_PAUSE_SECONDS, Schedule, schedule_for

TYPICAL = (60.0, 180.0)
DAY = 86_400.0


def polls(schedule: Schedule, until: float) -> list[float]:
    """The times of all polls up to the one that sees what finished at `until`."""
    asked = [schedule.pause(0.0)]
    while asked[-1] < until:
        asked.append(asked[-1] + schedule.pause(asked[-1]))
    return asked


def times(median: float, spread: float, count: int, seed: int = 1) -> list[float]:
    chance = random.Random(seed)
    return [median * math.exp(chance.gauss(0, spread)) for _ in range(count)]


def test_the_first_time_it_starts_near_what_the_provider_is_known_for() -> None:
    first = schedule_for((), TYPICAL, 2.0).pause(0.0)
    assert 0.4 * TYPICAL[0] < first < TYPICAL[0]


def test_with_runs_of_its_own_it_is_nearly_silent_until_the_first_of_them() -> None:
    past = times(300.0, 0.1, 30)
    early = [at for at in schedule_for(past, TYPICAL, 2.0).planned if at < 0.8 * min(past)]
    # A few, to notice that the provider has become faster; every five seconds it would be forty.
    assert 1 <= len(early) <= 5


def test_two_runs_are_not_believed_yet() -> None:
    assert schedule_for((900.0, 900.0), TYPICAL, 2.0) == schedule_for((), TYPICAL, 2.0)


def test_it_asks_most_often_when_it_is_most_likely() -> None:
    schedule = schedule_for(times(300.0, 0.2, 30), TYPICAL, 1.0)
    planned = schedule.planned
    pauses = [later - earlier for earlier, later in pairwise(planned)]
    near = [pause for at, pause in zip(planned, pauses, strict=False) if 260 < at < 400]
    before = [pause for at, pause in zip(planned, pauses, strict=False) if at < 180]
    assert max(near) < min(before)


@pytest.mark.parametrize("shortest", [1.0, 5.0, 10.0, 60.0])
@pytest.mark.parametrize("median", [3.0, 30.0, 600.0])
def test_never_under_the_providers_minimum(shortest: float, median: float) -> None:
    for past in ((), times(median, 0.1, 30)):
        asked = [0.0, *polls(schedule_for(past, (median * 0.8, median * 1.3), shortest), median * 30)]
        assert min(later - earlier for earlier, later in pairwise(asked)) >= shortest - 1e-6


def test_slow_answers_do_not_halve_the_pace() -> None:
    schedule = schedule_for(times(600.0, 0.3, 30), TYPICAL, 5.0)
    at, asked = schedule.pause(0.0), 0
    while at < 900:
        at += 0.4
        at += schedule.pause(at)
        asked += 1
    assert asked > 0.8 * len(polls(schedule, 900))


@pytest.mark.parametrize("spread", [0.1, 0.2, 0.3, 0.4])
@pytest.mark.parametrize("median", [30.0, 120.0, 600.0])
def test_no_more_requests_than_every_five_seconds_and_an_earlier_clip(median: float, spread: float) -> None:
    schedule = schedule_for(times(median, spread, 30), TYPICAL, 2.0)
    delays, saved = [], []
    for takes in times(median, spread, 2000, seed=2):
        asked = polls(schedule, takes)
        fixed = math.ceil(takes / 5)
        delays.append((asked[-1] - takes) - (fixed * 5 - takes))
        saved.append(fixed - len(asked))
    assert fmean(delays) < 0
    assert fmean(saved) > 0


def test_a_queue_of_a_day_is_asked_about_a_few_hundred_times() -> None:
    asked = polls(schedule_for(times(120.0, 0.2, 30), TYPICAL, 2.0), DAY)
    assert len(asked) < 600
    assert asked[-1] - DAY <= LONGEST_PAUSE_SECONDS


def test_a_provider_known_for_its_nights_is_not_asked_all_night() -> None:
    asked = polls(schedule_for((), (DAY / 4, DAY), 5.0), DAY)
    assert len(asked) < 500


def test_one_run_of_a_day_does_not_spoil_what_was_learned() -> None:
    past = times(120.0, 0.1, 30)
    spoilt = schedule_for([*past[:-1], DAY], TYPICAL, 2.0)
    delays = [polls(spoilt, takes)[-1] - takes for takes in times(120.0, 0.1, 500, seed=3)]
    assert fmean(delays) < 2.5


def test_a_provider_that_became_twice_as_fast_is_followed() -> None:
    past = times(240.0, 0.1, 30)
    for takes in times(120.0, 0.1, 60, seed=4):
        seen = polls(schedule_for(past[-30:], TYPICAL, 2.0), takes)[-1]
        past.append(seen)
    assert fmean(past[-10:]) < 125


def test_after_a_restart_it_goes_on_where_it_was() -> None:
    schedule = schedule_for(times(300.0, 0.2, 30), TYPICAL, 2.0)
    asked = polls(schedule, 400)
    for at in asked[:-1]:
        assert at + schedule.pause(at) in asked
    early = schedule.pause(5.0)
    assert 5.0 + early == pytest.approx(asked[0])
