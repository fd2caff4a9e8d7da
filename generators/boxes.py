"""The boxes an MP4 consists of, read without FFmpeg.

FFmpeg opens a clip whose end was cut off and shows its beginning, and it does not say where the index stands. The
lengths of the boxes tell both.
"""

import struct
from pathlib import Path

from generators.base import Broken

FIRST = (b"ftyp", b"styp", b"moov", b"mdat", b"free", b"skip", b"wide")


def is_faststart(path: Path) -> bool:
    """True for an MP4 with its index (moov) before its pictures (mdat); False for others and for what is no MP4.

    Raises `Broken` when the file is empty, cannot be read, or ends inside a box.
    """
    order: list[bytes] = []
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            at = 0
            while at + 8 <= size:
                file.seek(at)
                head = file.read(16)
                length, name = struct.unpack(">I4s", head[:8])
                if at == 0 and name not in FIRST:
                    return False
                if length == 1 and len(head) == 16:
                    (length,) = struct.unpack(">Q", head[8:])
                elif length == 0:
                    length = size - at  # "until the end of the file"
                if length < 8 or at + length > size:
                    raise Broken(f"{path.name}: cut short inside {name!r} at {at} of {size} bytes")
                order.append(name)
                at += length
    except OSError as error:
        raise Broken(f"{path.name}: cannot be read ({error.strerror})") from error
    if not size:
        raise Broken(f"{path.name}: is empty")
    return b"moov" in order and b"mdat" in order and order.index(b"moov") < order.index(b"mdat")
