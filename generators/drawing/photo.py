"""A photo from the family, with the camera of the shot moving over it. The faces stay in the frame."""

import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps

from generators.base import Broken
from generators.drawing.plan import Plan
from generators.drawing.skin import Region, faces_of
from generators.drawing.style import Finish, style_of

LARGEST = 2400
"""Pixels of the longer side that are kept: a 50-megapixel photo would take 150 MB, and no frame shows more."""
MOST_PIXELS = 220_000_000
"""Of a file that is opened at all."""
CLOSE = 1.32
"""How far a push in goes."""


@dataclass(frozen=True, slots=True)
class Framing:
    """The part of the photo that fills the frame: its middle, 0 to 1, and how much closer it is than the widest."""

    x: float
    y: float
    zoom: float


class Photo:
    """The moving picture over a photo. Raises `Broken` for a file that cannot be shown."""

    def __init__(self, source: Path, plan: Plan, width: int, height: int) -> None:
        self.size = (width, height)
        self.photo = open_photo(source, (width, height))
        self.finish = Finish(style_of(plan.style), width, height)
        self.faces = faces_of(self.photo)
        self.widest = _widest(self.photo, self.size)
        if self.faces.right - self.faces.left > self.widest[0] or self.faces.low - self.faces.top > self.widest[1]:
            self.photo, self.faces = _with_room(self.photo, self.faces, self.size)
            self.widest = _widest(self.photo, self.size)
        self.start, self.end = framings(plan.camera, self.faces, self.widest)

    @property
    def has_bars(self) -> bool:
        return self.finish.style.has_bars

    def frame(self, progress: float) -> Image.Image:
        """The picture at `progress`, 0 to 1, as RGB."""
        left, top, right, low = self.window(progress)
        wide, high = self.photo.size
        box = (left * wide, top * high, right * wide, low * high)
        picture = self.photo.resize(self.size, Image.Resampling.BILINEAR, box=box)
        return self.finish.apply(picture, round(progress * 120))

    def window(self, progress: float) -> tuple[float, float, float, float]:
        """The part of the photo that is seen: left, top, right and low, 0 to 1."""
        eased = 0.5 * progress + 0.5 * progress * progress * (3 - 2 * progress)
        zoom = self.start.zoom * (self.end.zoom / self.start.zoom) ** eased
        # The way is covered evenly as it is seen, so the middle moves with the zoom.
        share = (
            eased
            if self.start.zoom == self.end.zoom
            else (1 / zoom - 1 / self.start.zoom) / (1 / self.end.zoom - 1 / self.start.zoom)
        )
        x = self.start.x + (self.end.x - self.start.x) * share
        y = self.start.y + (self.end.y - self.start.y) * share
        half_x, half_y = self.widest[0] / zoom / 2, self.widest[1] / zoom / 2
        x, y = min(max(x, half_x), 1 - half_x), min(max(y, half_y), 1 - half_y)
        return max(0.0, x - half_x), max(0.0, y - half_y), min(1.0, x + half_x), min(1.0, y + half_y)


def framings(camera: str, faces: Region, widest: tuple[float, float]) -> tuple[Framing, Framing]:
    """Start and end of a move, chosen so that the faces stay in the frame from beginning to end."""
    middle_x, middle_y = (faces.left + faces.right) / 2, (faces.top + faces.low) / 2
    # No closer than the faces with a little air around them.
    room = min(
        widest[0] / max(0.05, (faces.right - faces.left) * 1.12), widest[1] / max(0.05, (faces.low - faces.top) * 1.12)
    )
    close = max(1.04, min(CLOSE, room))
    some = max(1.06, min(1.14, room))
    wide, near = Framing(middle_x, middle_y, 1.0), Framing(middle_x, middle_y + 0.04, close)
    slack_x, slack_y = _slack(faces.left, faces.right, widest[0] / some), _slack(faces.top, faces.low, widest[1] / some)
    match camera:
        case "pull out":
            return near, wide
        case "pan left":
            return Framing(slack_x[1], middle_y, some), Framing(slack_x[0], middle_y, some)
        case "pan right" | "follow" | "orbit":
            return Framing(slack_x[0], middle_y, some), Framing(
                slack_x[1], middle_y, some if camera != "orbit" else min(close, some * 1.06)
            )
        case "tilt up":
            return Framing(middle_x, slack_y[1], some), Framing(middle_x, slack_y[0], some)
        case "tilt down":
            return Framing(middle_x, slack_y[0], some), Framing(middle_x, slack_y[1], some)
        case "static":
            # A hand-held stillness: a clip that does not move at all looks broken.
            return wide, Framing(middle_x, middle_y, min(close, 1.05))
    return wide, near


def _widest(photo: Image.Image, size: tuple[int, int]) -> tuple[float, float]:
    """The largest part of the photo in the frame's shape."""
    scale = min(photo.width / size[0], photo.height / size[1])
    return size[0] * scale / photo.width, size[1] * scale / photo.height


def _with_room(photo: Image.Image, faces: Region, size: tuple[int, int]) -> tuple[Image.Image, Region]:
    """A group photo in an upright frame: more room above and below it, or beside, filled with the photo itself, blurred."""
    across = max(
        photo.width * min(1.0, (faces.right - faces.left) * 1.3),
        photo.height * (faces.low - faces.top) * 1.3 * size[0] / size[1],
    )
    canvas = (max(photo.width, round(across)), max(photo.height, round(across * size[1] / size[0])))
    back = ImageOps.fit(
        photo.resize((photo.width // 8 + 1, photo.height // 8 + 1)), (canvas[0] // 8 + 1, canvas[1] // 8 + 1)
    )
    back = back.filter(ImageFilter.GaussianBlur(max(canvas) / 8 / 24)).point([round(v * 0.72) for v in range(256)] * 3)
    full = back.resize(canvas, Image.Resampling.BICUBIC)
    left, top = (canvas[0] - photo.width) // 2, round((canvas[1] - photo.height) * 0.42)
    full.paste(photo, (left, top))
    (x, y), (by_x, by_y) = (left / canvas[0], top / canvas[1]), (photo.width / canvas[0], photo.height / canvas[1])
    moved = Region(x + faces.left * by_x, y + faces.top * by_y, x + faces.right * by_x, y + faces.low * by_y)
    return full, moved


def _slack(first: float, last: float, size: float) -> tuple[float, float]:
    """How far the middle of a window of that size may go to either side and still hold what lies between `first` and `last`."""
    low, high = last - size / 2, first + size / 2
    if low > high:  # the window is smaller than the faces: stay in their middle
        low = high = (first + last) / 2
    return min(max(low, size / 2), 1 - size / 2), min(max(high, size / 2), 1 - size / 2)


def open_photo(path: Path, wanted: tuple[int, int]) -> Image.Image:
    """The photo upright, in RGB, no larger than can be seen. Raises `Broken`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd EXIF and of sizes, which are looked at below
            with Image.open(path) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Broken(f"{path.name}: {image.width}x{image.height} is too large a photo")
                longest = min(LARGEST, max(wanted) * 2)
                image.draft("RGB", (longest, longest))
                upright = ImageOps.exif_transpose(image)
                upright.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
                photo = _flat(upright)
    except Broken:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Broken(f"{path.name}: no photo that can be opened ({error})") from error
    if min(photo.size) < 16:
        raise Broken(f"{path.name}: {photo.width}x{photo.height} is too small a photo")
    return photo


def _flat(image: Image.Image) -> Image.Image:
    """On white, where it was see-through."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")
