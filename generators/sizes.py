"""Frame sizes: what "9:16 in 720p" is in pixels.

The proportions are exact and the numbers even, so that no encoder rounds a clip into another shape. Plain data; a
generator that needs multiples of 16 or 32 rounds these itself.
"""

from math import log

# 480p is the size the models were trained at, so its pixels stay about the same in every shape.
SMALL = {
    "16:9": (768, 432),
    "9:16": (432, 768),
    "1:1": (512, 512),
    "4:3": (640, 480),
    "3:4": (480, 640),
    "3:2": (768, 512),
    "2:3": (512, 768),
}
SHORTER_SIDE = {"720p": 720, "1080p": 1080, "4k": 2160}


def nearest_aspect(width: int, height: int) -> str:
    """The aspect of `Shot` that a frame of so many pixels is closest to."""
    return min(SMALL, key=lambda aspect: abs(log(width / height * SMALL[aspect][1] / SMALL[aspect][0])))


def frame_size(aspect: str, resolution: str) -> tuple[int, int]:
    """Width and height in pixels for an aspect of `Shot`, "16:9", and a resolution, "480p" "720p" "1080p" or "4k".

    Raises `ValueError` for one it does not know.
    """
    if aspect not in SMALL:
        raise ValueError(f"unknown aspect {aspect!r}, known are {', '.join(SMALL)}")
    if resolution == "480p":
        return SMALL[aspect]
    if resolution not in SHORTER_SIDE:
        raise ValueError(f"unknown resolution {resolution!r}, known are 480p, {', '.join(SHORTER_SIDE)}")
    across, down = (int(part) for part in aspect.split(":"))
    unit = SHORTER_SIDE[resolution] // min(across, down)
    return across * unit, down * unit
