"""Copies of the family's pictures for a generator: inside its limits, and with nothing in them but the picture.

A service refuses, or charges for and then drops, a picture that is too large, too small or too long, and each asks for it in
another wrapping. The copy is a new JPEG without EXIF, named by chance, so that neither its name nor its contents tell whose it
is. The picture itself stays where it lies.
"""

import base64
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generators.base import Broken
from generators.files import replacing

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True, slots=True)
class PictureLimit:
    """What a generator takes."""

    max_bytes: int = 5_000_000
    """Of the JPEG itself; base64 makes it a third longer."""
    longest_side: int = 2048
    shortest_side: int = 0
    """A smaller picture is enlarged to it, as far as `longest_side` lets it."""
    ratio: tuple[float, float] | None = None
    """Lowest and highest width by height; a longer picture is cut to it about its middle, an upright one a little above."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A picture as a generator is given it."""

    name: str
    """A file name by chance, ending in .jpg."""
    jpeg: bytes
    width: int
    height: int

    @property
    def base64(self) -> str:
        """The bare letters."""
        return base64.b64encode(self.jpeg).decode("ascii")

    @property
    def data_uri(self) -> str:
        """`data:image/jpeg;base64,…`."""
        return f"data:image/jpeg;base64,{self.base64}"

    def write(self, folder: Path) -> Path:
        """The copy as a file in `folder`, which is made if need be. Raises `DiskFull`."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / self.name
        with replacing(path) as part:
            part.write_bytes(self.jpeg)
        return path


def copy_of(path: Path, limit: PictureLimit | None = None) -> Copy:
    """The picture in `path` within the limit. Slow; call it in a thread.

    Raises `Broken` for what is no picture, or cannot be brought under the limit.
    """
    from PIL import Image

    from generators import jpeg

    limit = limit or PictureLimit()
    picture = _cut(_opened(path), limit.ratio)
    longest, shortest = max(picture.size), min(picture.size)
    wanted = min(1.0, limit.longest_side / longest)
    if shortest * wanted < limit.shortest_side:
        wanted = min(limit.shortest_side / shortest, limit.longest_side / longest)
    if wanted != 1.0:
        size = (max(1, round(picture.width * wanted)), max(1, round(picture.height * wanted)))
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    fitted = jpeg.encoded(picture, max_bytes=limit.max_bytes)
    if fitted is None:
        raise Broken(f"{path.name}: cannot be brought under {limit.max_bytes} bytes")
    width, height = _size_of(fitted[0])
    return Copy(f"{secrets.token_hex(16)}.jpg", fitted[0], width, height)


def pair_of(first: Path, last: Path, limit: PictureLimit | None = None) -> tuple[Copy, Copy]:
    """A picture to start from and one to end with, the second cut and scaled to the frame of the first. Slow; call it in a thread.

    Services refuse two of different sizes. Raises `Broken` as `copy_of` does.
    """
    limit = limit or PictureLimit()
    one = copy_of(first, limit)
    ratio, longest, shortest = one.width / one.height, max(one.width, one.height), min(one.width, one.height)
    same = replace(limit, ratio=(ratio, ratio), longest_side=longest, shortest_side=shortest)
    return one, copy_of(last, same)


def _opened(path: Path) -> "Image.Image":
    """Upright, on white, and without what hung on the file."""
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Broken(f"{path.name}: no picture ({error})") from error
    picture = Image.new("RGB", upright.size, (255, 255, 255))
    picture.paste(upright, (0, 0), upright)
    return picture


def _cut(picture: "Image.Image", ratio: tuple[float, float] | None) -> "Image.Image":
    if ratio is None:
        return picture
    width, height = picture.size
    low, high = ratio
    if width > height * high:
        across = max(1, int(height * high))
        left = (width - across) // 2
        return picture.crop((left, 0, left + across, height))
    if width < height * low:
        down = max(1, int(width / low))
        top = round((height - down) * 0.38)  # heads are above the middle
        return picture.crop((0, top, width, top + down))
    return picture


def _size_of(jpeg: bytes) -> tuple[int, int]:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(jpeg)) as made:
        return made.size
