"""A photo as it came from a phone, made into one that everything else can be given.

Phones send HEIC, three-dimensional pairs, printers' colours and pictures on their side, and a file of a few hundred bytes may
unfold into gigabytes. Here, and nowhere else, such a file is opened: what comes out is an upright JPEG in the web's colours that
says nothing of where and by what it was taken. One file is opened at a time, so that twenty photos of an album cost the memory of
one.

Loads Pillow: `make_safe` is slow, call it in a thread.
"""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE = 2048
SMALLEST_SIDE = 32
"""Below this there is nothing to see, and no service takes it."""
MOST_BYTES = 25_000_000
MOST_PIXELS = 64_000_000
"""Of a file that has to be unfolded whole, at four bytes a pixel."""
MOST_PIXELS_TWICE = 32_000_000
"""Of a WebP or AVIF, whose decoders keep two or three copies, and of what may have holes, which is copied to be made small."""
MOST_PIXELS_REDUCED = 220_000_000
"""Of an ordinary JPEG, which is read at a half, a quarter or an eighth of its size."""
# What phones, scanners and WeChat make. Pillow opens many more, one of them (EPS) by running a program.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "HEIF")

_one_at_a_time = threading.Lock()


class PhotoRefused(Exception):
    """The photo cannot be used. `code` names the sentence: `photo.refused.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Intake:
    """What was made of a photo."""

    is_moving: bool
    """It was an animation; its first picture was taken."""


def make_safe(photo: bytes, path: Path) -> Intake:
    """Write the photo as an upright sRGB JPEG, its sides at most 2048 pixels, without EXIF, and say what it was.

    Raises `PhotoRefused`: `empty`, `too_large` (more bytes or pixels than above), `too_small`, `not_image`, `damaged`.
    """
    if not photo:
        raise PhotoRefused("empty")
    if len(photo) > MOST_BYTES:
        raise PhotoRefused("too_large")
    with _one_at_a_time, _opened(photo) as opened:
        is_moving = getattr(opened, "n_frames", 1) > 1 and opened.format in ("GIF", "WEBP", "PNG", "AVIF")
        picture = _upright_srgb(opened)
        if min(picture.size) < SMALLEST_SIDE:
            raise PhotoRefused("too_small")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        picture.save(part, "JPEG", quality=90)
    part.replace(path)
    return Intake(is_moving)


@contextmanager
def _opened(photo: bytes) -> Iterator["Image.Image"]:
    """The file opened and looked at, not unfolded yet; what goes wrong with it in the block is refused by name."""
    from pi_heif import register_heif_opener
    from PIL import Image, UnidentifiedImageError

    register_heif_opener()
    try:
        with warnings.catch_warnings():
            # Of odd EXIF, and of sizes that our own limit below is about.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(photo), formats=FORMATS) as opened:
                if opened.width * opened.height > _most_pixels(opened):
                    raise PhotoRefused("too_large")
                yield opened
    except UnidentifiedImageError:
        raise PhotoRefused("not_image") from None
    except (Image.DecompressionBombError, MemoryError):
        raise PhotoRefused("too_large") from None
    except (OSError, SyntaxError, ValueError, EOFError):  # a cut file; to Pillow some are syntax errors
        raise PhotoRefused("damaged") from None


def _most_pixels(opened: "Image.Image") -> int:
    if opened.format in ("WEBP", "AVIF") or opened.mode in ("RGBA", "LA", "P"):
        return MOST_PIXELS_TWICE
    # A JPEG that comes in passes is kept whole while it is read, whatever the size that is asked for.
    is_plain_jpeg = opened.format in ("JPEG", "MPO") and not opened.info.get("progressive")
    return MOST_PIXELS_REDUCED if is_plain_jpeg else MOST_PIXELS


def _upright_srgb(opened: "Image.Image") -> "Image.Image":
    from PIL import Image, ImageOps

    profile = opened.info.get("icc_profile")
    scale = LONGEST_SIDE / max(opened.size)
    # In the photo's own shape: asked for a square, Pillow would read a long photo at twice what is needed.
    opened.draft("RGB", (max(1, int(opened.width * scale)), max(1, int(opened.height * scale))))
    opened.load()
    picture = _in_eight_bits(opened)
    has_holes = picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info
    if picture.mode not in ("RGB", "L", "CMYK"):
        picture = picture.convert("RGBA" if has_holes else "RGB")
    # Made small first: turning it copies it.
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = ImageOps.exif_transpose(picture)
    picture = _in_web_colours(picture, profile)
    flat = Image.new("RGB", picture.size, (255, 255, 255))
    # Pasted, not converted: comments, dates and places hang on the picture they came with.
    flat.paste(picture, (0, 0), picture if picture.mode == "RGBA" else None)
    return flat


def _in_eight_bits(opened: "Image.Image") -> "Image.Image":
    """Scanners and telescopes count brightness to 65 535; Pillow would cut it off at 255."""
    import numpy as np
    from PIL import Image

    if not opened.mode.startswith(("I", "F")):
        return opened
    values = np.asarray(opened, dtype=np.float32)
    highest = float(values.max(initial=0.0))
    scale = 255 / (65_535 if 255 < highest <= 65_535 else max(highest, 255.0 if highest > 1 else 1.0))
    grey = Image.fromarray(np.clip(values * scale, 0, 255).astype(np.uint8))
    grey.info["exif"] = opened.info.get("exif", b"")
    return grey


def _in_web_colours(picture: "Image.Image", profile: bytes | None) -> "Image.Image":
    """An iPhone's reds are brighter than the web's: without this they come out dull, or, of a printer's file, green."""
    from PIL import Image, ImageCms

    holes = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if picture.mode in ("RGBA", "L") else picture
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(colours, source, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):  # a profile of other colours, or none: without it
            converted = None
        colours = converted or colours
    web: Image.Image = colours.convert("RGB")
    if holes is not None:
        web.putalpha(holes)
    return web
