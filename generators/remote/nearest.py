"""What is asked and what is sold: a service makes a handful of sizes and lengths, and a shot may ask for any."""

from collections.abc import Sequence
from math import log


def nearest_size(width: int, height: int, sold: Sequence[str]) -> str:
    """The size, "1920x1080", whose shape is closest to the asked one; among those of one shape the closest in pixels."""

    def distance(size: str) -> tuple[float, float]:
        across, down = (int(side) for side in size.split("x"))
        shape = abs(log(width * down / (height * across)))
        return round(shape, 2), abs(log(width * height / (across * down)))

    return min(sold, key=distance)


def nearest_length(seconds: float, sold: Sequence[int]) -> int:
    """The shortest length that holds what is asked, or the longest there is."""
    # A tenth over is no reason to pay for twice the length.
    return next((length for length in sorted(sold) if seconds <= length * 1.1), max(sold))
