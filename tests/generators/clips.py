"""Small clips for the tests of what reads clips."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators import mp4

Pixels = NDArray[np.uint8]


def moving(width: int = 192, height: int = 128, count: int = 24) -> Iterator[Pixels]:
    """A soft landscape that slides to the left with a ball crossing it."""
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    for index in range(count):
        waves = 40 * np.sin((across + 2 * index) / 17) + 30 * np.cos(down / 11)
        picture = np.stack([120 + waves, 110 + waves / 2, 150 - waves], axis=-1)
        ball = (across - width * index / count) ** 2 + (down - height / 2) ** 2 < (height / 6) ** 2
        picture[ball] = (230, 200, 60)
        yield picture.clip(0, 255).astype(np.uint8)


def noisy(width: int, height: int, count: int) -> Iterator[Pixels]:
    """What an encoder can make nothing of."""
    random = np.random.default_rng(7)
    for _ in range(count):
        yield random.integers(0, 256, (height, width, 3), dtype=np.uint8)


def write(path: Path, frames: Iterator[Pixels] | list[Pixels], *, fps: int = 24) -> Path:
    taken = iter(frames)
    first = next(taken)

    def all_of_them() -> Iterator[Pixels]:
        yield first
        yield from taken

    mp4.encode(all_of_them(), path, fps=fps, width=first.shape[1], height=first.shape[0])
    return path
