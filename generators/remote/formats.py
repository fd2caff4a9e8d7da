"""What a fetched file is, by its first bytes; what the far side calls it is only a hint."""

from dataclasses import dataclass

from generators.base import Kind
from generators.boxes import FIRST

HEAD_BYTES = 64
"""So many bytes tell the format."""

_UNTYPED = {"", "application/octet-stream", "binary/octet-stream"}
_VIDEO_TYPES = {"video/mp4", "video/webm", "video/quicktime", "video/x-m4v", "application/mp4"}
_IMAGE_TYPES = {"image/jpeg", "image/jpg", "image/png", "image/webp"}
_STILL_OR_SOUND = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"M4A ", b"M4B ")
"""Brands of the MP4 family that are no clips: pictures of phones, books and songs."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be shown, and how its files are named."""

    kind: Kind
    suffix: str


MP4 = Format("video", ".mp4")
MOV = Format("video", ".mov")
WEBM = Format("video", ".webm")
JPEG = Format("image", ".jpg")
PNG = Format("image", ".png")
WEBP = Format("image", ".webp")


def format_of(head: bytes) -> Format | None:
    """The format of a file by its first `HEAD_BYTES`; None for everything 小爱 does not show."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM if b"webm" in head else None
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return None if brand in _STILL_OR_SOUND else MOV if brand == b"qt  " else MP4
    # QuickTime of before there was a brand.
    return MOV if head[4:8] in FIRST else None


def is_typed_as(content_type: str, kind: Kind) -> bool:
    """True when a Content-Type, without parameters, names a format of this kind or none at all."""
    return content_type in _UNTYPED or content_type in (_VIDEO_TYPES if kind == "video" else _IMAGE_TYPES)
