"""Lengths and lines on the map, for what needs no service."""

import math
from collections.abc import Sequence

from intents.services.maps.types import Point, Polyline

EARTH_RADIUS_M = 6_371_000


def distance_m(one: Point, other: Point) -> float:
    """Metres between two points as the crow flies."""
    half_up = math.radians(other.latitude - one.latitude) / 2
    half_across = math.radians(other.longitude - one.longitude) / 2
    chord = (
        math.sin(half_up) ** 2
        + math.cos(math.radians(one.latitude)) * math.cos(math.radians(other.latitude)) * math.sin(half_across) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def thinned(polyline: Sequence[Point], most: int) -> Polyline:
    """The polyline with at most so many of its points (two or more), the ends among them and none twice in a row."""
    points = [point for at, point in enumerate(polyline) if at == 0 or point != polyline[at - 1]]
    if len(points) <= most:
        return tuple(points)
    step = (len(points) - 1) / (most - 1)
    return tuple(points[round(at * step)] for at in range(most))
