"""How `mp4` speaks to FFmpeg: opening, the one H.264 setting, colours.

A clip whose colours are tagged bt709 without being converted is off by 3 dB to the eye, and one that is neither tagged
nor converted looks different on every phone. So every frame passes `as_bt709` on its way into a file.

Loads PyAV.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation, VideoReformatter

from generators.base import Broken

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

THREADS = 2
UNSPECIFIED = 2
"""FFmpeg's number for colours that the file says nothing of."""

# A clip comes from outside. Without these lists a playlist named .mp4 makes FFmpeg fetch addresses and read files.
READING = {"format_whitelist": "mov,mp4,matroska,webm,avi,mpegts,flv", "protocol_whitelist": "file"}
WRITING = {"movflags": "+faststart"}


@contextmanager
def reading(path: Path) -> Iterator[tuple["InputContainer", "VideoStream"]]:
    """A clip and its picture stream. Raises `Broken` for what FFmpeg cannot read, then or later in the block."""
    try:
        with av.open(path, "r", options=READING) as container:
            if not container.streams.video:
                raise Broken(f"{path.name}: has no picture")
            stream = container.streams.video[0]
            stream.codec_context.thread_count = THREADS
            yield container, stream
    except av.FFmpegError as error:
        if error.errno == errno.ENOSPC:  # of the file that is written meanwhile
            raise
        raise Broken(f"{path.name}: no playable clip ({error.strerror})") from error


@contextmanager
def writing(path: Path) -> Iterator["OutputContainer"]:
    """An MP4 to write to, its index moved to the front when it closes."""
    with av.open(path, "w", format="mp4", options=WRITING) as container:
        yield container


def add_h264(
    container: "OutputContainer", rate: Fraction, width: int, height: int, crf: int, max_bit_rate: int | None
) -> "VideoStream":
    """A picture stream that phones play: H.264 High, yuv420p, bt709 in the limited range. Raises `ValueError`."""
    if width < 2 or height < 2 or width % 2 or height % 2:
        raise ValueError(f"{width}x{height}: H.264 in yuv420p needs even sizes")
    options = {"crf": str(crf), "preset": "veryfast", "profile": "high"}
    if max_bit_rate is not None:
        # Half a second of buffer: a clip is at most half a second of bits longer than its rate promises.
        options |= {"maxrate": str(max_bit_rate), "bufsize": str(max_bit_rate // 2)}
    stream = container.add_stream("libx264", rate=rate, options=options)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    # More threads hold more frames each; a queue of clips is better served by several encoders than by one wide one.
    context.thread_count = THREADS
    context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return stream


def as_bt709(reformatter: VideoReformatter, frame: "VideoFrame", width: int, height: int) -> "VideoFrame":
    """The frame at that size as the encoder wants it."""
    converted = reformatter.reformat(
        frame,
        width,
        height,
        "yuv420p",
        src_colorspace=colorspace_of(frame),
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.BICUBIC,
        threads=1,
    )
    converted.color_primaries, converted.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return converted


def colorspace_of(frame: "VideoFrame") -> int | None:
    """What players take an untagged frame for: a small one for old television, a large one for bt709. Else None."""
    if frame.format.is_rgb or frame.colorspace != UNSPECIFIED:
        return None
    return Colorspace.ITU709 if frame.height >= 720 else Colorspace.ITU601
