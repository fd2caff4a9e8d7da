"""The shape of a clip that nobody asked a shape for: that of the pictures it is made of."""

from collections.abc import Sequence
from pathlib import Path

from generators.base import Broken
from generators.sizes import nearest_aspect

NEARLY_SQUARE = 1.12
"""Longer side by shorter, below which a photo lies neither way."""


def picture_aspect(path: Path) -> str:
    """The aspect of `Shot` that a picture, as it is looked at, is closest to. Raises `Broken`."""
    return nearest_aspect(*_size(path))


def usual_aspect(paths: Sequence[Path]) -> str:
    """Upright, lying or square as most of the pictures are; as the first one where that is even. Raises `Broken`."""
    kinds = [_lies(*_size(path)) for path in paths]
    return max(kinds, key=lambda kind: (kinds.count(kind), kind == kinds[0]))


def _lies(width: int, height: int) -> str:
    if max(width, height) < NEARLY_SQUARE * min(width, height):
        return "1:1"
    return "16:9" if width > height else "9:16"


def _size(path: Path) -> tuple[int, int]:
    from PIL import Image

    try:
        with Image.open(path) as picture:
            width, height = picture.size
            is_on_its_side = picture.getexif().get(0x0112, 1) >= 5
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Broken(f"{path.name}: no picture ({error})") from error
    return (height, width) if is_on_its_side else (width, height)
