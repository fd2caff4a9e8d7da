"""Lengths and lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.services.maps.geometry import distance_m, thinned
from intents.services.maps.types import Point

points = st.builds(Point, st.floats(73, 135), st.floats(18, 54))


def test_a_degree_is_a_hundred_and_eleven_kilometres() -> None:
    assert distance_m(Point(105, 34), Point(105, 35)) == pytest.approx(111_195, rel=1e-3)


@settings(deadline=None)
@given(points, points)
def test_there_is_as_far_as_back(one: Point, other: Point) -> None:
    assert distance_m(one, other) == pytest.approx(distance_m(other, one))
    assert distance_m(one, one) == 0


@settings(deadline=None)
@given(st.lists(points, max_size=300), st.integers(2, 100))
def test_a_thinned_line_keeps_its_ends_and_its_order(line: list[Point], most: int) -> None:
    thin = thinned(line, most)
    assert len(thin) <= most
    assert thin[:1] == tuple(line[:1])
    assert thin[-1:] == tuple(line[-1:])
    at = iter(line)
    assert all(point in at for point in thin)
