"""Where the faces of a photo probably are, by simple rules: skin colours, and the upper middle where people aim.

No detector is shipped: the rules need only be good enough to keep heads in the frame while the camera moves.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 160
"""Pixels of the longer side that is looked at."""
LEAST = 0.004
"""Part of the photo below which skin colour is chance: a brick, a cat's nose."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a photo, 0 to 1."""

    left: float
    top: float
    right: float
    low: float


USUAL = Region(0.3, 0.14, 0.7, 0.52)
"""Where faces usually are when no skin is found."""


def faces_of(photo: Image.Image) -> Region:
    """The part of a photo that has to stay in the frame."""
    small = photo.convert("YCbCr")
    small.thumbnail((SIDE, SIDE))
    skin = _skin(np.asarray(small, dtype=np.int16))
    height = skin.shape[0]
    # Hands, legs and sand are skin-coloured too, and mostly below.
    skin[int(height * 0.72) :] = False
    if skin.mean() < LEAST:
        return USUAL
    left, right = _spread(skin.sum(0))
    top, low = _spread(skin.sum(1))
    if (right - left) * (low - top) > 0.62:  # a wall, a desert: everything is skin
        return USUAL
    # A forehead and hair lie above the skin that is seen.
    return Region(
        max(0.0, left - 0.03), max(0.0, top - 0.25 * (low - top) - 0.02), min(1.0, right + 0.03), min(1.0, low + 0.02)
    )


def _skin(pixels: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Pixels that are skin-coloured, of any shade, and lie among others that are."""
    bright, blue, red = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    found = (bright > 50) & (blue >= 77) & (blue <= 127) & (red >= 135) & (red <= 175)
    padded = np.pad(found.astype(np.int16), 2)
    height, width = found.shape
    around = sum(padded[y : y + height, x : x + width] for y in range(5) for x in range(5))
    return np.asarray(around >= 15)


def _spread(counts: NDArray[np.int64]) -> tuple[float, float]:
    """Where nearly all of what was counted lie, 0 to 1."""
    share = np.cumsum(counts) / counts.sum()
    first, last = int(np.searchsorted(share, 0.02)), int(np.searchsorted(share, 0.98))
    return first / len(counts), (last + 1) / len(counts)
