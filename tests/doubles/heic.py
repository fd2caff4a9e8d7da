"""A photo as an iPhone keeps it: one HEVC picture in HEIF boxes. Nothing here can write such files, so the boxes are put together by hand."""

import io
import struct

import av
import numpy as np
from PIL import Image


def heic(picture: Image.Image, *, quarter_turns: int = 0) -> bytes:
    """The picture (RGB, even sides of at least 64 pixels) as HEIC; shown turned anti-clockwise so many times."""
    decoder, frame = _hevc(picture)
    turn = _box(b"irot", bytes([quarter_turns]))
    size = _box(b"ispe", struct.pack(">III", 0, *picture.size))
    properties = _box(b"ipco", _box(b"hvcC", decoder) + size + turn)
    # Item 1 has properties 1 to 3; the first and the last must be understood by whoever shows it.
    properties += _box(b"ipma", struct.pack(">IIHB3B", 0, 1, 1, 3, 0x81, 2, 0x83))
    entry = _box(b"infe", struct.pack(">IHH4sB", 2 << 24, 1, 0, b"hvc1", 0))
    front = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")

    def index(at: int) -> bytes:
        where = struct.pack(">IBBHHHHII", 0, 0x44, 0, 1, 1, 0, 1, at, len(frame))
        parts = _box(b"hdlr", struct.pack(">II4s12sB", 0, 0, b"pict", bytes(12), 0))
        parts += _box(b"pitm", struct.pack(">IH", 0, 1)) + _box(b"iloc", where)
        parts += _box(b"iinf", struct.pack(">IH", 0, 1) + entry) + _box(b"iprp", properties)
        return _box(b"meta", bytes(4) + parts)

    return front + index(len(front) + len(index(0)) + 8) + _box(b"mdat", frame)


def _hevc(picture: Image.Image) -> tuple[bytes, bytes]:
    """The decoder's set-up and the one coded picture."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx265", rate=1, options={"x265-params": "log-level=none", "crf": "10"})
        stream.width, stream.height, stream.pix_fmt = *picture.size, "yuv420p"
        stream.codec_context.codec_tag = "hvc1"
        frame = av.VideoFrame.from_ndarray(np.asarray(picture.convert("RGB")), format="rgb24")
        container.mux([*stream.encode(frame), *stream.encode(None)])
    made = file.getvalue()
    return _inside(made, b"hvcC"), _inside(made, b"mdat")


def _inside(file: bytes, name: bytes) -> bytes:
    at = file.index(name)
    (size,) = struct.unpack(">I", file[at - 4 : at])
    return file[at + 4 : at - 4 + size]


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content
