"""At most so many calls in any second."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.services.maps.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_calls_go_at_once_until_a_second_is_full() -> None:
    pace = Pace(3, Clock())
    assert [pace.take_turn(5) for _ in range(7)] == [0, 0, 0, *[pytest.approx(1.1)] * 3, pytest.approx(2.2)]


def test_a_second_later_calls_go_at_once_again() -> None:
    clock = Clock()
    pace = Pace(3, clock)
    for _ in range(3):
        pace.take_turn(5)
    clock.now += 1.1
    assert pace.take_turn(0) == 0


def test_who_would_wait_too_long_takes_no_turn() -> None:
    clock = Clock()
    pace = Pace(1, clock)
    assert pace.take_turn(0.5) == 0
    assert pace.take_turn(0.5) is None
    clock.now += 0.9
    assert pace.take_turn(0.5) == pytest.approx(0.2)


def test_less_than_one_a_second_is_a_pace_too() -> None:
    pace = Pace(0.5, Clock())
    assert pace.take_turn(5) == 0
    assert pace.take_turn(5) == pytest.approx(2.1)


@settings(deadline=None)
@given(st.integers(1, 9), st.lists(st.floats(0, 3, allow_nan=False), max_size=60))
def test_no_second_has_more_calls_than_allowed(per_second: int, pauses: list[float]) -> None:
    clock = Clock()
    pace = Pace(per_second, clock)
    turns = []
    for pause in pauses:
        clock.now += pause
        wait = pace.take_turn(1e9)
        assert wait is not None
        turns.append(clock.now + wait)
    assert turns == sorted(turns)
    assert all(later - first > 1 for first, later in zip(turns, turns[per_second:], strict=False))
