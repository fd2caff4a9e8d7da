"""MP4 files, written and read: the one encoder and decoder of the product.

Phones in WeChat play H.264 yuv420p with the index in front and show a black square for most else; that is decided here
and nowhere else. Frames pass one by one, so that a long clip costs no more memory than a short one, and a file appears
under its name only when it is whole.

Loads PyAV: import it inside the function that needs it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter
from numpy.typing import NDArray

from generators import boxes
from generators.base import Broken, Cancelled
from generators.codec import add_h264, as_bt709, colorspace_of, reading, writing
from generators.files import replacing
from generators.sound import Sound, Voice, add_aac, pass_sound

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.packet import Packet

POSTER_BYTES = 64_000
POSTER_SIDE = 480


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What a clip is, read from the file."""

    width: int
    height: int
    fps: float
    seconds: float
    frames: int
    codec: str
    """FFmpeg's name, "h264"."""
    profile: str
    pixel_format: str
    has_audio: bool
    is_faststart: bool
    """An MP4 with its index before its pictures, so that it plays while it loads."""
    bytes: int
    is_bt709: bool


def encode(
    frames: Iterable[NDArray[np.uint8]],
    path: Path,
    *,
    fps: float,
    width: int,
    height: int,
    crf: int = 21,
    max_bit_rate: int | None = None,
    should_stop: Callable[[], bool] | None = None,
    sound: Sound | None = None,
) -> None:
    """Write RGB frames, uint8 (height, width, 3), as an MP4 that phones play. `max_bit_rate` is in bits per second, without
    the sound.

    Raises `ValueError` for odd sizes, frames of another shape or none at all, `Cancelled` between two frames once
    `should_stop` says so, `DiskFull`. Nothing stays behind after an error.
    """
    with replacing(path) as part, writing(part) as container:
        rate = Fraction(fps).limit_denominator(1001)
        stream = add_h264(container, rate, width, height, crf, max_bit_rate)
        voice = Voice.beside(container, sound) if sound else None
        reformatter, count = VideoReformatter(), 0
        for pixels in frames:
            if should_stop is not None and should_stop():
                raise Cancelled(f"stopped after {count} frames")
            if pixels.shape != (height, width, 3):
                raise ValueError(f"frame {count} is {pixels.shape}, not {(height, width, 3)}")
            frame = as_bt709(reformatter, av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels)), width, height)
            frame.pts = count
            container.mux(stream.encode(frame))
            count += 1
            if voice:
                voice.speak(count / rate)
        if not count:
            raise ValueError("a clip needs at least one frame")
        container.mux(stream.encode(None))
        if voice:
            voice.finish()


def probe(path: Path) -> ClipFacts:
    """Read what a clip is, decoding its first frame. Raises `Broken` for anything that is no playable clip."""
    is_faststart = boxes.is_faststart(path)
    with reading(path) as (container, stream):
        context = stream.codec_context
        rate = stream.average_rate or stream.guessed_rate
        if stream.duration is not None and stream.time_base is not None:
            seconds = float(stream.duration * stream.time_base)
        else:
            seconds = (container.duration or 0) / av.time_base
        if next(container.decode(stream), None) is None or not rate or seconds <= 0:
            raise Broken(f"{path.name}: no frame can be shown")
        return ClipFacts(
            width=context.width,
            height=context.height,
            fps=float(rate),
            seconds=seconds,
            # Containers other than MP4 do not count.
            frames=stream.frames or round(seconds * rate),
            codec=context.codec.canonical_name,
            profile=context.profile or "",
            pixel_format=context.pix_fmt or "",
            has_audio=bool(container.streams.audio),
            is_faststart=is_faststart,
            bytes=path.stat().st_size,
            is_bt709=context.colorspace == Colorspace.ITU709
            and context.color_primaries == ColorPrimaries.BT709
            and context.color_trc == ColorTrc.BT709
            and context.color_range != ColorRange.JPEG,
        )


def frames(path: Path, *, width: int | None = None) -> Iterator[NDArray[np.uint8]]:
    """The clip's frames as RGB, uint8 (height, width, 3), scaled to `width` where it is given. Raises `Broken`."""
    with reading(path) as (container, stream):
        reformatter = VideoReformatter()
        for frame in container.decode(stream):
            across = width or frame.width
            rgb = reformatter.reformat(
                frame,
                across,
                max(1, round(frame.height * across / frame.width)),
                "rgb24",
                src_colorspace=colorspace_of(frame),
                interpolation=Interpolation.AREA if across < frame.width else Interpolation.BICUBIC,
                threads=1,
            )
            yield np.asarray(rgb.to_ndarray(), dtype=np.uint8)


def luma(path: Path, *, side: int) -> Iterator[NDArray[np.uint8]]:
    """The brightness of each frame, uint8 (rows, columns), every n-th pixel so that the shorter side is about `side`.

    Pixels are picked, not averaged: averaging would hide the noise that `quality` looks for. Raises `Broken`.
    """
    with reading(path) as (container, stream):
        reformatter = VideoReformatter()
        for frame in container.decode(stream):
            step = max(1, min(frame.width, frame.height) // side)
            grey = reformatter.reformat(frame, format="gray", threads=1)
            yield np.asarray(grey.to_ndarray(), dtype=np.uint8)[::step, ::step].copy()


def poster(path: Path, into: Path) -> None:
    """Write the first frame that is not black as a JPEG of at most 64 KB, its longer side 480. Raises `Broken`."""
    from PIL import Image

    from generators import jpeg

    facts = probe(path)
    width = max(1, round(facts.width * min(1.0, POSTER_SIDE / max(facts.width, facts.height))))
    chosen: NDArray[np.uint8] | None = None
    # Ten seconds of darkness are meant; the search need not read the whole clip.
    for pixels in islice(frames(path, width=width), round(facts.fps * 10) + 1):
        if chosen is None or pixels.mean() >= 16:
            chosen = pixels
        if pixels.mean() >= 16:
            break
    if chosen is None or jpeg.save(Image.fromarray(chosen), into, max_bytes=POSTER_BYTES, longest=POSTER_SIDE) is None:
        raise Broken(f"{path.name}: no frame can be shown")


def recode(
    source: Path,
    target: Path,
    *,
    width: int,
    height: int,
    fps: float | None = None,
    crf: int = 21,
    max_bit_rate: int | None = None,
) -> None:
    """Encode a clip anew at another size or rate; AAC sound is copied, other sound becomes AAC.

    Raises `ValueError` for odd sizes, `Broken` for a source that is no playable clip, `DiskFull`.
    """
    with replacing(target) as part, reading(source) as (taken, picture), writing(part) as made:
        rate = picture.average_rate or picture.guessed_rate or Fraction(24)
        if fps is not None:
            rate = Fraction(fps).limit_denominator(1001)
        stream = add_h264(made, rate, width, height, crf, max_bit_rate)
        sound = taken.streams.audio[0] if taken.streams.audio else None
        voice = None if sound is None else add_aac(made, sound)
        reformatter, start, following = VideoReformatter(), None, 0
        for packet in taken.demux(*(picture, sound) if sound else (picture,)):
            if sound is not None and voice is not None and packet.stream.index == sound.index:
                pass_sound(made, cast("Packet[AudioStream]", packet), sound, voice)
                continue
            for decoded in picture.decode(cast("Packet[av.VideoStream]", packet)):
                start = decoded.time if start is None else start
                # Its place at the new rate: of several in one place the first stays, and a gap stays a gap. A quarter
                # is added because containers round their times, mostly to milliseconds.
                place = floor((decoded.time - start) * rate + 0.25)
                if place < following:
                    continue
                frame = as_bt709(reformatter, decoded, width, height)
                frame.pts, frame.time_base, frame.pict_type = place, 1 / rate, 0
                following = place + 1
                made.mux(stream.encode(frame))
        if not following:
            raise Broken(f"{source.name}: no frame can be shown")
        made.mux(stream.encode(None))


def remux(source: Path, target: Path) -> None:
    """Copy picture and sound unchanged into an MP4 with its index in front. Raises `Broken` and `DiskFull`."""
    with replacing(target) as part, reading(source) as (taken, picture), writing(part) as made:
        wanted = (picture, *taken.streams.audio[:1])
        copies = {stream.index: made.add_stream_from_template(stream) for stream in wanted}
        for packet in taken.demux(*wanted):
            if packet.dts is None:
                continue  # the empty packet that ends each stream
            packet.stream = copies[packet.stream.index]
            made.mux(packet)
