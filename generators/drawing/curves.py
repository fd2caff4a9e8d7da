"""Points along curves."""

import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]


Points = Sequence[Point]


def ellipse(x: float, y: float, wide: float, high: float, turn: float = 0.0) -> list[Point]:
    cos, sin = math.cos(turn), math.sin(turn)
    return [
        (x + wide * c * cos - high * s * sin, y + wide * c * sin + high * s * cos)
        for c, s in ((math.cos(step * math.tau / 36), math.sin(step * math.tau / 36)) for step in range(36))
    ]


def smooth(points: Points, *, is_closed: bool = True, steps: int = 8) -> list[Point]:
    """Points along a Catmull-Rom curve through the given ones."""
    count = len(points)
    if count < 3:
        return list(points)
    found: list[Point] = []
    for index in range(count if is_closed else count - 1):
        around = [index - 1, index, index + 1, index + 2]
        corners = [points[i % count] if is_closed else points[min(max(i, 0), count - 1)] for i in around]
        found += [_between(corners, step / steps) for step in range(steps)]
    if not is_closed:
        found.append(points[-1])
    return found


def fan(count: int, start: float, end: float) -> Iterable[float]:
    """`count` angles spread from one to the other."""
    return (start + (end - start) * (index + 0.5) / count for index in range(count))


def _between(corners: Points, at: float) -> Point:
    a, b, c, d = corners
    x, y = (
        0.5 * (2 * q + (r - p) * at + (2 * p - 5 * q + 4 * r - s) * at**2 + (3 * q - p - 3 * r + s) * at**3)
        for p, q, r, s in zip(a, b, c, d, strict=True)
    )
    return x, y


def quad(one: Point, other: Point, thick: float, thin: float) -> list[Point]:
    across, up = other[0] - one[0], other[1] - one[1]
    length = math.hypot(across, up) or 1.0
    x, y = -up / length, across / length
    return [
        (one[0] + x * thick, one[1] + y * thick),
        (other[0] + x * thin, other[1] + y * thin),
        (other[0] - x * thin, other[1] - y * thin),
        (one[0] - x * thick, one[1] - y * thick),
    ]
