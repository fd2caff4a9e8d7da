"""Joins the parts of a long clip so that nobody sees where.

Each part begins with the picture the one before ended with. Shown twice, that picture is a hitch; so it is shown once, and the
pictures keep their distance in time across the joint. Generators give that picture back a little lighter or redder; the
difference is taken out and let in again over half a second. The sound is faded over a few milliseconds, where it would click.

Loads PyAV: import it inside the function that needs it.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from generators.base import Broken
from generators.codec import add_h264, as_bt709, colorspace_of, reading, writing
from generators.files import replacing

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

Colour = NDArray[np.float32]

CRF = 18
"""Finer than what is sent: this is encoded once more where a channel wants it smaller."""
FADE_SECONDS = 0.01
EASE_SECONDS = 0.5
MOST_OFF = 16.0
"""Levels of a colour: what differs by more is another picture, and is only brought nearer."""
LEAST_OFF = 0.5
SAME_SHAPE = 0.01
"""Two shapes that differ by less are one: generators round their sizes."""


def last_frame(clip: Path, into: Path) -> None:
    """Write the very last frame of a clip as a PNG. Raises `Broken` and `DiskFull`."""
    from PIL import Image

    last: VideoFrame | None = None
    with reading(clip) as (container, stream):
        for frame in container.decode(stream):
            last = frame
        if last is None:
            raise Broken(f"{clip.name}: no frame can be shown")
        pixels = _as_rgb(VideoReformatter(), last)
    with replacing(into) as part:
        Image.fromarray(pixels).save(part, "PNG")


def join(parts: Sequence[Path], target: Path, *, most_seconds: float | None = None) -> None:
    """Make one MP4 of clips of which each begins with the last frame of the one before.

    Size and rate are the first one's; what is shaped otherwise is cut to it. Sound is kept where every part has some, else there
    is none. What goes beyond `most_seconds` is cut off. Raises `ValueError` without parts, `Broken`, `DiskFull`.
    """
    if not parts:
        raise ValueError("nothing to join")
    with replacing(target) as part, writing(part) as made:
        with reading(parts[0]) as (_, picture):
            # Not the average: it lies between two rates where a clip was joined of parts that had different ones.
            rate = picture.guessed_rate or picture.average_rate or Fraction(24)
            context = picture.codec_context
            width, height = context.width // 2 * 2, context.height // 2 * 2
        stream = add_h264(made, rate, width, height, CRF, None)
        voice = _Voice(made, parts, rate) if all(map(_has_sound, parts)) else None
        most = None if most_seconds is None else max(1, round(most_seconds * rate))
        shown, colour = 0, None
        for number, path in enumerate(parts):
            begin = shown
            shown, colour = _show(path, made, stream, shown, most, colour)
            if voice:
                voice.speak(path, begin, shown, is_first=not number, is_last=path == parts[-1])
            if most is not None and shown >= most:
                break
        made.mux(stream.encode(None))
        if voice:
            voice.end()


def _show(
    path: Path, made: "OutputContainer", stream: "VideoStream", following: int, most: int | None, before: Colour | None
) -> tuple[int, Colour]:
    """Encode one part from the place `following` on; returns the place after its last frame, and that frame's mean colour.

    `before` is the mean colour of the last frame of the part before.
    """
    rate, reformatter = Fraction(stream.codec_context.framerate), VideoReformatter()
    # The part's first frame lies on the last one of the part before, and is left out as any other that comes second.
    base, first, start, off = max(0, following - 1), following, None, None
    with reading(path) as (container, picture):
        for decoded in container.decode(picture):
            if start is None:
                start = decoded.time
                off = None if before is None else _off(before, _mean(reformatter, decoded))
            place = base + floor((decoded.time - start) * rate + 0.25)
            if place < following:
                continue
            if most is not None and place >= most:
                break
            whole = _shaped(reformatter, decoded, stream)
            passed = decoded.time - start
            if off is not None and passed < EASE_SECONDS:
                whole = _tinted(reformatter, whole, off * (1 - passed / EASE_SECONDS))
            frame = as_bt709(reformatter, whole, stream.width, stream.height)
            frame.pts, frame.time_base, frame.pict_type = place, 1 / rate, 0
            following = place + 1
            made.mux(stream.encode(frame))
        if following == first:
            raise Broken(f"{path.name}: too short to be joined")
        return following, _mean(reformatter, decoded)


def _shaped(reformatter: VideoReformatter, frame: "VideoFrame", stream: "VideoStream") -> "VideoFrame":
    """The middle of the frame that has the stream's shape."""
    wide, high = frame.width * stream.height, frame.height * stream.width
    if abs(wide - high) <= SAME_SHAPE * high:
        return frame
    pixels = _as_rgb(reformatter, frame)
    across = min(frame.width, round(frame.height * stream.width / stream.height))
    down = min(frame.height, round(frame.width * stream.height / stream.width))
    left, top = (frame.width - across) // 2, (frame.height - down) // 2
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[top : top + down, left : left + across]))


def _off(before: Colour, now: Colour) -> Colour | None:
    off = (before - now).clip(-MOST_OFF, MOST_OFF)
    return off if np.abs(off).max() > LEAST_OFF else None


def _tinted(reformatter: VideoReformatter, frame: "VideoFrame", off: Colour) -> "VideoFrame":
    pixels = (_as_rgb(reformatter, frame) + off).round().clip(0, 255).astype(np.uint8)
    return av.VideoFrame.from_ndarray(pixels)


def _mean(reformatter: VideoReformatter, frame: "VideoFrame") -> Colour:
    return np.asarray(_as_rgb(reformatter, frame).mean((0, 1)), dtype=np.float32)


def _as_rgb(reformatter: VideoReformatter, frame: "VideoFrame") -> NDArray[np.uint8]:
    rgb = reformatter.reformat(
        frame, format="rgb24", src_colorspace=colorspace_of(frame), interpolation=Interpolation.BICUBIC, threads=1
    )
    return np.asarray(rgb.to_ndarray(), dtype=np.uint8)


def _has_sound(path: Path) -> bool:
    with reading(path) as (container, _):
        return bool(container.streams.audio)


class _Voice:
    """The sound of the whole, part after part, each exactly as long as its pictures."""

    def __init__(self, made: "OutputContainer", parts: Sequence[Path], rate: Fraction) -> None:
        self._made = made
        self._rate = rate
        with reading(parts[0]) as (container, _):
            sound = container.streams.audio[0].codec_context
            self._per_second = sound.sample_rate
            self._layout = "mono" if sound.channels == 1 else "stereo"
        self._stream = made.add_stream("aac", rate=self._per_second, options={"b": "128000"})
        self._stream.codec_context.layout = self._layout
        self._spoken = 0

    def speak(self, path: Path, begin: int, end: int, *, is_first: bool, is_last: bool) -> None:
        """Encode the sound of a part that is shown from frame `begin` up to `end`."""
        samples = self._read(path)
        # The frame that was left out takes its sound with it.
        skipped = 0 if is_first else round(self._per_second / self._rate)
        wanted = self._at(end) - self._at(begin)
        heard = np.zeros((samples.shape[0], wanted), np.float32)
        taken = samples[:, skipped : skipped + wanted]
        heard[:, : taken.shape[1]] = taken
        fade = min(round(self._per_second * FADE_SECONDS), wanted // 2)
        ramp = np.linspace(0, 1, fade, dtype=np.float32)
        if not is_first:
            heard[:, :fade] *= ramp
        if not is_last:
            heard[:, wanted - fade :] *= ramp[::-1]
        frame = av.AudioFrame.from_ndarray(heard, format="fltp", layout=self._layout)
        frame.sample_rate, frame.pts, frame.time_base = self._per_second, self._spoken, Fraction(1, self._per_second)
        self._spoken += wanted
        self._made.mux(self._stream.encode(frame))

    def end(self) -> None:
        self._made.mux(self._stream.encode(None))

    def _at(self, place: int) -> int:
        return round(place * self._per_second / self._rate)

    def _read(self, path: Path) -> NDArray[np.float32]:
        resampler = av.AudioResampler(format="fltp", layout=self._layout, rate=self._per_second)
        with reading(path) as (container, _):
            heard = [
                frame.to_ndarray()
                for decoded in (*container.decode(container.streams.audio[0]), None)
                for frame in resampler.resample(decoded)
            ]
        if not heard:
            return np.zeros((1 if self._layout == "mono" else 2, 0), np.float32)
        return np.concatenate(heard, axis=1).astype(np.float32)
