"""Clips and pictures made ready for a chat: one that WeChat's phones play and the channel carries, and its thumbnail.

A channel answers an oversized upload with an error minutes later, and a phone shows a clip it cannot decode as a grey
square. So what already fits passes untouched, the rest is made to fit, and what was given up for it is told.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generators.files import replacing
from generators.jpeg import GivenUp

if TYPE_CHECKING:
    from generators.mp4 import ClipFacts

PROFILES = frozenset({"Constrained Baseline", "Baseline", "Main", "High"})
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n")
POSTER_BYTES, POSTER_SIDE = 64_000, 480
LOWEST_BIT_RATE = 8_000
COARSE, FINE = 0.015, 0.03
"""Bits for a pixel: with less than the first, a large clip looks worse than a small one with the second."""
SAME_SHAPE, DARK = 0.02, 16.0
"""Of two pictures by their proportions; levels of 255."""
SOUND_BIT_RATE = 200_000
"""More than AAC in a generated clip ever takes, bits per second."""


class TooLarge(Exception):
    """Two encodes did not bring it under the limit."""

    def __init__(self, source: Path, max_bytes: int) -> None:
        super().__init__(f"{source.name} cannot be brought under {max_bytes} bytes")
        self.max_bytes = max_bytes


@dataclass(frozen=True, slots=True)
class Fitted:
    """A file that may be sent."""

    path: Path
    poster: Path
    """JPEG of at most 64 KB, longer side 480 pixels."""
    given_up: tuple[GivenUp, ...] = ()
    """What it lost to fit. A clip of another codec that was only recoded lost nothing worth telling."""


def fit(source: Path, into: Path, *, max_bytes: int, cover: Path | None = None) -> Fitted:
    """Put what `source` shows into the folder `into`, at most `max_bytes` long. Slow; call it in a thread.

    A clip becomes an MP4 (H.264, yuv420p, index in front, even sizes), a PNG or JPEG becomes a JPEG without EXIF. `cover` is a picture
    of the clip that was made with it; its poster is taken from that where it shows the same frame shape.
    Raises `TooLarge`, `Broken` for what is neither, `DiskFull`.
    """
    into.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file:
        is_picture = file.read(8).startswith(PICTURES)
    return _fit_picture(source, into, max_bytes) if is_picture else _fit_clip(source, into, max_bytes, cover)


def _fit_clip(source: Path, into: Path, max_bytes: int, cover: Path | None) -> Fitted:
    from generators import mp4

    facts = mp4.probe(source)
    target, poster = _beside(source, into, ".mp4"), into / f"{source.stem}-poster.jpg"
    if cover is None or not _poster_from(cover, poster, facts):
        mp4.poster(source, poster)
    if _is_playable(facts) and facts.bytes <= max_bytes:
        if facts.is_faststart:
            _copy(source, target)
        else:
            mp4.remux(source, target)
        if target.stat().st_size <= max_bytes:
            return Fitted(target, poster)

    rate, shrink = _bit_rate(facts, max_bytes), 1.0
    density = rate / (facts.width * facts.height * facts.fps)
    if density < COARSE:
        shrink = (density / FINE) ** 0.5
    for _ in range(2):
        width, height = _even(facts.width * shrink), _even(facts.height * shrink)
        mp4.recode(source, target, width=width, height=height, max_bit_rate=rate)
        size = target.stat().st_size
        if size <= max_bytes:
            given_up: list[GivenUp] = ["size"] if shrink < 1 else []
            return Fitted(target, poster, (*given_up, "quality") if facts.bytes > max_bytes else tuple(given_up))
        # Below some bits for a pixel the encoder cannot go, whatever the cap. Those it took tell how many pixels there may
        # be; nearly half of them are left as a margin.
        shrink *= min(0.5, 0.55 * max_bytes / size) ** 0.5
        rate = max(LOWEST_BIT_RATE, round(rate * 0.8))
    target.unlink()
    raise TooLarge(source, max_bytes)


def _poster_from(cover: Path, poster: Path, facts: "ClipFacts") -> bool:
    """Whether the picture could be used: services send broken ones, black ones and some of another shape."""
    from PIL import Image, ImageStat

    from generators import jpeg

    try:
        with Image.open(cover) as opened:
            picture = opened.convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError):
        return False
    is_same_shape = abs(picture.width / picture.height / (facts.width / facts.height) - 1) < SAME_SHAPE
    if not is_same_shape or max(ImageStat.Stat(picture).mean) < DARK:
        return False
    return jpeg.save(picture, poster, max_bytes=POSTER_BYTES, longest=POSTER_SIDE) is not None


def _fit_picture(source: Path, into: Path, max_bytes: int) -> Fitted:
    from PIL import Image, ImageOps

    from generators import jpeg
    from generators.base import Broken

    try:
        with Image.open(source) as opened:
            # Encoded anew even if it fits: where a photo was taken stays in the house.
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:  # a cut PNG is a SyntaxError to Pillow
        raise Broken(f"{source.name}: no picture ({error})") from error
    picture = Image.new("RGB", upright.size, (255, 255, 255))
    picture.paste(upright, (0, 0), upright)
    target, poster = _beside(source, into, ".jpg"), into / f"{source.stem}-poster.jpg"
    given_up = jpeg.save(picture, target, max_bytes=max_bytes)
    if given_up is None or jpeg.save(picture, poster, max_bytes=POSTER_BYTES, longest=POSTER_SIDE) is None:
        raise TooLarge(source, max_bytes)
    return Fitted(target, poster, given_up)


def _is_playable(facts: "ClipFacts") -> bool:
    return (
        facts.codec == "h264"
        and facts.profile in PROFILES
        and facts.pixel_format == "yuv420p"
        and facts.width % 2 == 0
        and facts.height % 2 == 0
    )


def _bit_rate(facts: "ClipFacts", max_bytes: int) -> int:
    """Bits a second for the picture that keep the whole file under the limit, index and sound taken off."""
    bits = (max_bytes * 0.97 - 4_000 - 24 * facts.frames) * 8
    if facts.has_audio:
        bits -= SOUND_BIT_RATE * facts.seconds
    # Half a second more: the encoder's buffer may be that far ahead.
    return max(LOWEST_BIT_RATE, int(bits / (facts.seconds + 0.5)))


def _even(pixels: float) -> int:
    return max(32, int(pixels) // 2 * 2)


def _beside(source: Path, into: Path, suffix: str) -> Path:
    """A name in `into` that is not the source's own."""
    target = into / (source.stem + suffix)
    return into / f"{source.stem}-fitted{suffix}" if target.resolve() == source.resolve() else target


def _copy(source: Path, target: Path) -> None:
    with replacing(target) as part:
        part.unlink(missing_ok=True)
        try:
            os.link(source, part)
        except OSError:  # another disk, or one without links
            shutil.copyfile(source, part)
