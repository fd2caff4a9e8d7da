"""One photo of an album, laid out for the frame, and the gentle move over it."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps

from generators.drawing.photo import open_photo
from generators.drawing.skin import Region, faces_of

CLOSE = 1.12
"""How far a move goes in on a photo that fills the frame."""
CLOSE_FRAMED = 1.05
"""On one that stands whole before its own blur: no edge of it may leave the frame."""
LEAST_KEPT = 0.72
"""Part of a photo that must be left for it to fill the frame; a 4:3 photo in 16:9 is just cut, a square one is framed."""
AIR = 0.04
"""Kept free about the faces, in heights or widths of the photo."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the laid-out picture that is seen: its middle, 0 to 1, and how close."""

    x: float
    y: float
    zoom: float


class Still:
    """A photo that can be shown for a while. `place` in the album decides its move. Raises `Broken`."""

    def __init__(self, path: Path, width: int, height: int, place: int = 0) -> None:
        self.size = (width, height)
        photo = open_photo(path, (round(width * CLOSE), round(height * CLOSE)))
        faces = faces_of(photo)
        fits = _filling(photo.width / photo.height, width / height, faces)
        self.is_framed = fits is None
        self.close = CLOSE_FRAMED if fits is None else CLOSE
        canvas = (round(width * self.close), round(height * self.close))
        self.faces: Region
        if fits is None:
            self.picture, self.faces = _framed(photo, faces, canvas)
        else:
            self.picture, self.faces = _filled(photo, faces, fits, canvas)
        self.start, self.end = _move(self.faces, self.close, place)

    def frame(self, progress: float) -> Image.Image:
        """The photo at `progress`, 0 to 1, of its time, as RGB."""
        left, top, right, low = self.window(progress)
        wide, high = self.picture.size
        box = (left * wide, top * high, right * wide, low * high)
        return self.picture.resize(self.size, Image.Resampling.BILINEAR, box=box)

    def window(self, progress: float) -> tuple[float, float, float, float]:
        """The part that is seen: left, top, right and low, 0 to 1."""
        zoom = self.start.zoom + (self.end.zoom - self.start.zoom) * progress
        half = 0.5 / zoom
        x = self.start.x + (self.end.x - self.start.x) * progress
        y = self.start.y + (self.end.y - self.start.y) * progress
        x, y = min(max(x, half), 1 - half), min(max(y, half), 1 - half)
        return max(0.0, x - half), max(0.0, y - half), min(1.0, x + half), min(1.0, y + half)


def _filling(photo: float, frame: float, faces: Region) -> tuple[float, float, float, float] | None:
    """The part of a photo that fills a frame of that shape without cutting a face, as near its middle as can be; or None."""
    if min(photo / frame, frame / photo) < LEAST_KEPT:
        return None
    if photo > frame:
        across = frame / photo
        middle = _between(faces.left - AIR, faces.right + AIR, across)
        return None if middle is None else (middle - across / 2, 0.0, middle + across / 2, 1.0)
    down = photo / frame
    middle = _between(faces.top - AIR, faces.low + AIR, down)
    return None if middle is None else (0.0, middle - down / 2, 1.0, middle + down / 2)


def _between(first: float, last: float, size: float) -> float | None:
    """The middle of a window of that size that holds what lies between, nearest to the middle of the photo."""
    first, last = max(0.0, first), min(1.0, last)
    if last - first > size + 0.01:
        return None
    return min(max(0.5, last - size / 2), first + size / 2, 1 - size / 2)


def _filled(
    photo: Image.Image, faces: Region, part: tuple[float, float, float, float], canvas: tuple[int, int]
) -> tuple[Image.Image, Region]:
    left, top, right, low = part
    box = (left * photo.width, top * photo.height, right * photo.width, low * photo.height)
    picture = photo.resize(canvas, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)
    wide, high = right - left, low - top
    seen = Region(
        (faces.left - left) / wide, (faces.top - top) / high, (faces.right - left) / wide, (faces.low - top) / high
    )
    return picture, _inside(seen)


def _framed(photo: Image.Image, faces: Region, canvas: tuple[int, int]) -> tuple[Image.Image, Region]:
    """The whole photo before its own blur."""
    small = ImageOps.fit(photo, (canvas[0] // 8 + 1, canvas[1] // 8 + 1), Image.Resampling.BILINEAR)
    small = small.filter(ImageFilter.GaussianBlur(max(small.size) / 22)).point(
        [round(v * 0.62) for v in range(256)] * 3
    )
    picture = small.resize(canvas, Image.Resampling.BICUBIC)
    scale = min(canvas[0] / photo.width, canvas[1] / photo.height) / CLOSE_FRAMED
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    place = ((canvas[0] - size[0]) // 2, (canvas[1] - size[1]) // 2)
    picture.paste((0, 0, 0), (0, 0), _shadow(canvas, place, size))
    picture.paste(photo.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0), place)
    (x, y), (by_x, by_y) = (place[0] / canvas[0], place[1] / canvas[1]), (size[0] / canvas[0], size[1] / canvas[1])
    return picture, Region(x + faces.left * by_x, y + faces.top * by_y, x + faces.right * by_x, y + faces.low * by_y)


def _shadow(canvas: tuple[int, int], place: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """A soft dark rim, as alpha; drawn at a quarter of the size, which blur does not show."""
    small = Image.new("L", (canvas[0] // 4 + 1, canvas[1] // 4 + 1))
    left, top = place[0] // 4, place[1] // 4
    small.paste(120, (left, top, left + size[0] // 4, top + size[1] // 4))
    return small.filter(ImageFilter.GaussianBlur(max(2.0, min(canvas) / 90))).resize(canvas, Image.Resampling.BILINEAR)


def _move(faces: Region, close: float, place: int) -> tuple[Window, Window]:
    """In, along and out by turns, so that no two photos after each other move alike; the faces stay in the frame."""
    close = max(1.02, min(close, 1 / max(0.05, faces.right - faces.left), 1 / max(0.05, faces.low - faces.top)))
    wide = Window(0.5, 0.5, 1.0)
    near = Window((faces.left + faces.right) / 2, (faces.top + faces.low) / 2, close)
    half = 0.5 / close
    left, right = max(half, faces.right - half), min(1 - half, faces.left + half)
    turn = place % 4
    if turn in (1, 3) and right - left > 0.03:
        y = min(max(near.y, half), 1 - half)
        along = (Window(left, y, close), Window(right, y, close))
        return along if turn == 1 else along[::-1]
    return (wide, near) if place % 2 == 0 else (near, wide)


def _inside(region: Region) -> Region:
    return Region(max(0.0, region.left), max(0.0, region.top), min(1.0, region.right), min(1.0, region.low))
