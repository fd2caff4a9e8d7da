"""JPEG files that surely stay under a limit.

WeChat drops a thumbnail of more than 64 KB without a word, and no single quality keeps every picture under it: a grainy
one is ten times as large as a smooth one. So the quality goes down, then the size, until it fits.
"""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from generators.files import replacing

if TYPE_CHECKING:
    from PIL import Image

GivenUp = Literal["size", "quality"]

QUALITIES = (90, 80, 70, 60, 45, 30)
SCALES = (1.0, 0.75, 0.5, 0.35, 0.25, 0.15, 0.08)


def save(image: "Image.Image", path: Path, *, max_bytes: int, longest: int | None = None) -> tuple[GivenUp, ...] | None:
    """Write `image` (RGB, its sides at most `longest` pixels) as a JPEG of at most `max_bytes`, without EXIF.

    Says what was given up beyond that: the size, or a quality below the usual 80. None when nothing fitted and nothing
    was written.
    """
    fitted = encoded(image, max_bytes=max_bytes, longest=longest)
    if fitted is None:
        return None
    with replacing(path) as part:
        part.write_bytes(fitted[0])
    return fitted[1]


def encoded(
    image: "Image.Image", *, max_bytes: int, longest: int | None = None
) -> tuple[bytes, tuple[GivenUp, ...]] | None:
    """What `save` would write, and what was given up for it; None when nothing fits."""
    if longest is not None and max(image.size) > longest:
        image = _scaled(image, longest / max(image.size))
    for scale in SCALES:
        smaller = image if scale == 1.0 else _scaled(image, scale)
        for quality in QUALITIES:
            buffer = io.BytesIO()
            smaller.save(buffer, "JPEG", quality=quality, optimize=True)
            if buffer.tell() > max_bytes:
                continue
            given_up: list[GivenUp] = []
            if scale < 1.0:
                given_up.append("size")
            if quality < 80:
                given_up.append("quality")
            return buffer.getvalue(), tuple(given_up)
    return None


def _scaled(image: "Image.Image", factor: float) -> "Image.Image":
    from PIL import Image

    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
