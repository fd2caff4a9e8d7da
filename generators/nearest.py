"""What is asked and what is sold: a service makes a handful of sizes and lengths, and a shot may ask for any."""

from collections.abc import Sequence
from dataclasses import replace
from math import log

from generators.base import Capabilities, GenerationRequest


def as_sold(able: Capabilities, asked: GenerationRequest) -> GenerationRequest:
    """The request as near as the generator can do it; one that it can do stays as it is.

    A length between two that are sold becomes the longer one, and the clip is cut: 8 of 5 or 10 seconds are made as 10.
    """
    made = asked
    if able.sizes:
        width, height = nearest_size(asked.width, asked.height, able.sizes).split("x")
        made = replace(made, width=int(width), height=int(height))
    if asked.kind == "image":
        return made
    if able.lengths:
        made = replace(made, seconds=able.sold_seconds(asked.seconds))
    elif asked.seconds > able.max_seconds and not asked.album:
        made = replace(made, seconds=able.max_seconds)
    if able.frame_rates:
        made = replace(made, fps=min(able.frame_rates, key=lambda rate: (abs(rate - asked.fps), rate)))
    if asked.last and not able.takes_last_picture:
        made = replace(made, last=None)
    return made


def told_changes(generator: str, asked: GenerationRequest, made: GenerationRequest) -> tuple[str, ...]:
    """What differs, a line each for the job's record: `zhipu: 8 s → 10 s`."""
    pairs = [(f"{asked.width}x{asked.height}", f"{made.width}x{made.height}")]
    if asked.kind == "video":
        pairs += [(f"{asked.seconds:g} s", f"{made.seconds:g} s"), (f"{asked.fps} fps", f"{made.fps} fps")]
    if asked.last and not made.last:
        pairs.append(("last picture", "none"))
    return tuple(f"{generator}: {before} → {after}" for before, after in pairs if before != after)


def nearest_size(width: int, height: int, sold: Sequence[str]) -> str:
    """The size, "1920x1080", whose shape is closest to the asked one; among those of one shape the closest in pixels."""

    def distance(size: str) -> tuple[float, float]:
        across, down = (int(side) for side in size.split("x"))
        shape = abs(log(width * down / (height * across)))
        return round(shape, 2), abs(log(width * height / (across * down)))

    return min(sold, key=distance)
