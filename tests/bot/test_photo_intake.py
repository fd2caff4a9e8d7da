"""What phones, scanners and pranksters send: what can be used becomes an upright JPEG, the rest is refused by name."""

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from bot.photo_intake import LONGEST_SIDE, PhotoRefused, make_safe
from tests.doubles.heic import heic

Make = Callable[[], bytes]
RED, GREEN, BLUE = (200, 40, 40), (40, 160, 60), (40, 60, 190)


def saved(picture: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def photo(width: int = 160, height: int = 96) -> Image.Image:
    """Red on top, green below, and blue in the upper left corner: which way is up can be seen."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(GREEN, (0, height // 2, width, height))
    picture.paste(BLUE, (0, 0, width // 4, height // 4))
    return picture


def taken(make: bytes, path: Path) -> Image.Image:
    make_safe(make, path / "photo.jpg")
    with Image.open(path / "photo.jpg") as safe:
        safe.load()
        return safe


def is_upright(picture: Image.Image) -> bool:
    width, height = picture.size
    places = ((width // 8, height // 8, BLUE), (width - 8, height // 4, RED), (width // 2, height - 8, GREEN))
    return all(np.abs(np.subtract(picture.getpixel((x, y)), colour)).max() < 30 for x, y, colour in places)


def png(width: int, height: int, bits: int = 8, kind: int = 2) -> bytes:
    """A PNG that says it is so large, in a few bytes."""
    head = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def gif(width: int, height: int) -> bytes:
    small = bytearray(saved(photo(), "GIF"))
    small[6:10] = struct.pack("<HH", width, height)
    return bytes(small)


REFUSED: dict[str, tuple[Make, str]] = {
    "nothing": (lambda: b"", "empty"),
    "a text": (lambda: b"hello, I am no picture" * 10, "not_image"),
    "a text that begins like a JPEG": (lambda: b"\xff\xd8\xff" + b"hello" * 50, "not_image"),
    "a program for a printer": (lambda: saved(photo(), "EPS"), "not_image"),
    "a cut JPEG": (lambda: saved(photo(640, 480))[:3000], "damaged"),
    "a JPEG without its end": (lambda: saved(photo(640, 480))[:-400], "damaged"),
    "a cut PNG": (lambda: saved(photo(640, 480), "PNG")[:900], "damaged"),
    "a cut GIF": (lambda: saved(photo(640, 480), "GIF")[:900], "damaged"),
    "a cut WebP": (lambda: saved(photo(640, 480), "WEBP")[:200], "damaged"),
    "a cut HEIC": (lambda: heic(photo())[:-100], "damaged"),
    "a HEIC of zeros": (lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"\0" * 100, "not_image"),
    "a PNG bomb": (lambda: png(60_000, 60_000), "too_large"),
    "a PNG bomb just under Pillow's own limit": (lambda: png(12_000, 12_000), "too_large"),
    "a picture with holes that would be copied": (lambda: png(7000, 7000, kind=6), "too_large"),
    "a GIF bomb": (lambda: gif(60_000, 60_000), "too_large"),
    "too many bytes": (lambda: b"\xff\xd8\xff" + b"\0" * 25_000_001, "too_large"),
    "one pixel": (lambda: saved(photo(1, 1)), "too_small"),
    "twenty pixels": (lambda: saved(photo(20, 20), "PNG"), "too_small"),
    "a thread": (lambda: saved(photo(9000, 60)), "too_small"),
}


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_used_is_refused_by_name(make: Make, code: str, tmp_path: Path) -> None:
    with pytest.raises(PhotoRefused) as refused:
        make_safe(make(), tmp_path / "photo.jpg")
    assert refused.value.code == code
    assert not list(tmp_path.iterdir())


def turned(orientation: int) -> bytes:
    """A JPEG as a phone writes it that was held some way: the picture as the sensor saw it, and the turn in EXIF."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "maker of the camera"
    return saved(photo().transpose(back[orientation]), quality=95, exif=exif)


def in_holes() -> Image.Image:
    picture = photo().convert("RGBA")
    picture.paste((0, 0, 0, 0), (60, 0, 100, 40))
    return picture


def palette_with_holes() -> bytes:
    picture = Image.new("P", (160, 96))
    picture.putpalette([*RED, *GREEN, *BLUE, 0, 0, 0])
    picture.paste(1, (0, 48, 160, 96))
    picture.paste(2, (0, 0, 40, 24))
    picture.paste(3, (60, 0, 100, 40))
    return saved(picture, "PNG", transparency=3)


UPRIGHT: dict[str, Make] = {
    "an ordinary one": lambda: saved(photo(), quality=95),
    **{f"one that was held as in EXIF {n}": lambda n=n: turned(n) for n in range(2, 9)},
    "HEIC": lambda: heic(photo()),
    "HEIC on its head": lambda: heic(photo().transpose(Image.Transpose.ROTATE_180), quarter_turns=2),
    "AVIF": lambda: saved(photo(), "AVIF", quality=95),
    "WebP": lambda: saved(photo(), "WEBP", quality=95),
    "BMP": lambda: saved(photo(), "BMP"),
    "a scan": lambda: saved(photo(), "TIFF"),
    "a printer's colours, turned round as Adobe does": lambda: saved(photo().convert("CMYK"), quality=95),
    "with holes": lambda: saved(in_holes(), "PNG"),
    "of few colours, with holes": palette_with_holes,
    "of few colours": lambda: saved(photo().quantize(16), "PNG"),
    "16 bits a colour": lambda: deep_colour_png(photo()),
    "a moving one": lambda: saved(photo(), "GIF", save_all=True, append_images=[photo().rotate(90)]),
    "a moving WebP": lambda: saved(photo(), "WEBP", quality=95, save_all=True, append_images=[photo().rotate(90)]),
    "two eyes": lambda: saved(photo(), "MPO", save_all=True, append_images=[photo().rotate(90)], quality=95),
    "in passes": lambda: saved(photo(), progressive=True, quality=95),
}


def deep_colour_png(picture: Image.Image) -> bytes:
    """A PNG of 16 bits a colour, which Pillow does not write."""
    deep = np.asarray(picture).astype(">u2") * 257
    rows = b"".join(b"\0" + row.tobytes() for row in deep)
    small = png(*picture.size, bits=16)
    return small[:33] + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


@pytest.mark.parametrize("make", UPRIGHT.values(), ids=UPRIGHT.keys())
def test_what_can_be_used_becomes_an_upright_jpeg(make: Make, tmp_path: Path) -> None:
    safe = taken(make(), tmp_path)
    assert (safe.format, safe.mode, safe.size) == ("JPEG", "RGB", (160, 96))
    assert is_upright(safe)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_nothing_is_left_of_where_and_by_what_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "maker of the camera"
    exif.get_ifd(0x8825)[2] = (34.0, 16.0, 12.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    full = saved(photo(), exif=exif, comment=b"in the yard of No. 5", icc_profile=profile, xmp=b"<x:xmpmeta>secret")
    safe = taken(full, tmp_path)
    bytes_of_it = (tmp_path / "photo.jpg").read_bytes()
    assert not safe.getexif()
    assert set(safe.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert not any(word in bytes_of_it for word in (b"maker", b"yard", b"secret", b"Exif", b"ICC_PROFILE"))


def test_holes_become_white(tmp_path: Path) -> None:
    for make in (saved(in_holes(), "PNG"), palette_with_holes()):
        assert min(taken(make, tmp_path).getpixel((80, 20))) > 240


def test_sixteen_bits_of_grey_stay_grey(tmp_path: Path) -> None:
    shades = np.linspace(0, 65_535, 160, dtype=np.uint16)[None, :].repeat(96, axis=0)
    safe = np.asarray(taken(saved(Image.fromarray(shades), "PNG"), tmp_path))
    assert safe[48, 2].max() < 10
    assert 110 < safe[48, 80].mean() < 145
    assert safe[48, 157].min() > 245


def wide_profile() -> bytes:
    """A profile of wider colours than the web's, as phones have them: sRGB with its red, green and blue further out."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The three columns of Display P3, in XYZ under D50, as signed 16.16 numbers.
    columns = {b"rXYZ": (0.5151, 0.2412, -0.0011), b"gXYZ": (0.2920, 0.6922, 0.0419), b"bXYZ": (0.1571, 0.0666, 0.7841)}
    (count,) = struct.unpack_from(">I", profile, 128)
    for entry in range(count):
        name, offset, _ = struct.unpack_from(">4sII", profile, 132 + 12 * entry)
        if name in columns:
            struct.pack_into(">3i", profile, offset + 8, *(round(value * 65_536) for value in columns[name]))
    return bytes(profile)


def test_an_iphones_colours_become_the_webs(tmp_path: Path) -> None:
    orange = Image.new("RGB", (64, 64), (200, 100, 60))
    red, green, blue = taken(saved(orange, quality=98, icc_profile=wide_profile()), tmp_path).getpixel((30, 30))
    # Display P3's (200, 100, 60) is sRGB's (215, 96, 49).
    assert abs(red - 215) < 6
    assert abs(green - 96) < 6
    assert abs(blue - 49) < 10


def test_a_profile_that_is_none_does_no_harm(tmp_path: Path) -> None:
    assert is_upright(taken(saved(photo(), quality=95, icc_profile=b"no profile at all" * 20), tmp_path))


@pytest.mark.parametrize(("make", "is_moving"), [("a moving one", True), ("a moving WebP", True), ("two eyes", False)])
def test_a_moving_picture_is_told_apart(make: str, is_moving: bool, tmp_path: Path) -> None:
    assert make_safe(UPRIGHT[make](), tmp_path / "photo.jpg").is_moving is is_moving


MEASURED = """
import re, sys
from pathlib import Path
from bot.photo_intake import make_safe, PhotoRefused
source, target = map(Path, sys.argv[1:])
small = source.with_name("small.jpg").read_bytes()
make_safe(small, target)
# What getrusage says begins with the size of the process that started this one.
highest = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = highest()
try:
    make_safe(source.read_bytes(), target)
except PhotoRefused as refused:
    print(refused.code)
print((highest() - before) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the highest size of a process")
@pytest.mark.parametrize(
    ("width", "height", "kind", "most_mb"), [(8660, 5774, "JPEG", 60), (8000, 6000, "PNG", 320)], ids=["JPEG", "PNG"]
)
def test_fifty_megapixels_take_bounded_memory(width: int, height: int, kind: str, most_mb: int, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(saved(photo(width, height), kind))
    (tmp_path / "small.jpg").write_bytes(saved(photo()))
    ran = subprocess.run(
        [sys.executable, "-c", MEASURED, tmp_path / "large", tmp_path / "safe.jpg"],
        check=True,
        capture_output=True,
        text=True,
    )
    with Image.open(tmp_path / "safe.jpg") as safe:
        assert max(safe.size) == LONGEST_SIDE
        assert is_upright(safe)
    assert int(ran.stdout) < most_mb
