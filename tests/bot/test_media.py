"""Clips and pictures made to fit a channel."""

import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from bot.media import Fitted, TooLarge, fit
from generators import mp4
from generators.base import Broken
from tests.generators.clips import moving, noisy, write

ROOMY = 9_500_000


def other_clip(path: Path, codec: str, width: int = 192, height: int = 128, options: str = "") -> Path:
    with av.open(path, "w", format="mp4", options={"movflags": options} if options else {}) as made:
        stream = made.add_stream(codec, rate=24)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index, pixels in enumerate(moving(width, height)):
            frame = av.VideoFrame.from_ndarray(pixels)
            frame.pts = index
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return path


def may_be_sent(fitted: Fitted, max_bytes: int) -> bool:
    facts = mp4.probe(fitted.path)
    return (
        fitted.path.stat().st_size <= max_bytes
        and fitted.poster.stat().st_size <= 64_000
        and (facts.codec, facts.pixel_format, facts.is_faststart) == ("h264", "yuv420p", True)
        and facts.width % 2 == facts.height % 2 == 0
    )


def test_a_fitting_clip_passes_untouched(tmp_path: Path) -> None:
    source = write(tmp_path / "clip.mp4", moving())
    fitted = fit(source, tmp_path / "out", max_bytes=ROOMY)
    assert fitted == Fitted(tmp_path / "out" / "clip.mp4", tmp_path / "out" / "clip-poster.jpg")
    assert fitted.path.read_bytes() == source.read_bytes()
    assert fit(source, tmp_path / "out", max_bytes=ROOMY) == fitted, "the second time, after a crash"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["clip-poster.jpg", "clip.mp4"]


def test_an_index_at_the_end_is_moved_without_encoding(tmp_path: Path) -> None:
    source = other_clip(tmp_path / "clip.mp4", "libx264")
    assert not mp4.probe(source).is_faststart
    fitted = fit(source, tmp_path / "out", max_bytes=ROOMY)
    assert may_be_sent(fitted, ROOMY)
    assert fitted.given_up == ()
    for one, other in zip(mp4.frames(source), mp4.frames(fitted.path), strict=True):
        assert (one == other).all()


def test_another_codec_is_recoded_and_nothing_given_up(tmp_path: Path) -> None:
    fitted = fit(other_clip(tmp_path / "clip.mp4", "libx265", options="+faststart"), tmp_path / "out", max_bytes=ROOMY)
    assert may_be_sent(fitted, ROOMY)
    assert fitted.given_up == ()
    assert mp4.probe(fitted.path).frames == 24


def test_odd_sizes_become_even(tmp_path: Path) -> None:
    fitted = fit(other_clip(tmp_path / "clip.mp4", "mpeg4", 193, 127), tmp_path / "out", max_bytes=ROOMY)
    assert may_be_sent(fitted, ROOMY)
    assert (mp4.probe(fitted.path).width, mp4.probe(fitted.path).height) == (192, 126)


def test_a_grainy_clip_gives_up_quality_first(tmp_path: Path) -> None:
    source = write(tmp_path / "clip.mp4", noisy(320, 240, 48))
    limit = source.stat().st_size // 3
    fitted = fit(source, tmp_path / "out", max_bytes=limit)
    assert may_be_sent(fitted, limit)
    assert fitted.given_up == ("quality",)
    assert (mp4.probe(fitted.path).width, mp4.probe(fitted.path).seconds) == (320, pytest.approx(2.0, abs=0.05))


@pytest.mark.parametrize(
    ("width", "height", "count", "limit"), [(640, 360, 48, 5_000), (1280, 720, 12, 40_000), (1280, 720, 12, 3_000)]
)
def test_a_tiny_limit_costs_size_too(tmp_path: Path, width: int, height: int, count: int, limit: int) -> None:
    fitted = fit(write(tmp_path / "clip.mp4", noisy(width, height, count)), tmp_path / "out", max_bytes=limit)
    assert may_be_sent(fitted, limit)
    assert fitted.given_up == ("size", "quality")
    assert mp4.probe(fitted.path).frames == count


def test_what_cannot_fit_is_said_and_not_returned(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="1500"):
        fit(write(tmp_path / "clip.mp4", noisy(320, 240, 48)), tmp_path / "out", max_bytes=1500)
    assert not (tmp_path / "out" / "clip.mp4").exists()


def test_a_clip_in_its_own_folder_is_not_overwritten(tmp_path: Path) -> None:
    source = write(tmp_path / "clip.mp4", noisy(320, 240, 24))
    before = source.read_bytes()
    fitted = fit(source, tmp_path, max_bytes=len(before) // 3)
    assert fitted.path != source
    assert source.read_bytes() == before


def test_a_photo_loses_its_place_and_stands_upright(tmp_path: Path) -> None:
    source = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the camera turned
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)  # latitude
    Image.fromarray(next(moving(400, 300))).save(source, exif=exif)
    fitted = fit(source, tmp_path / "out", max_bytes=ROOMY)
    with Image.open(fitted.path) as picture:
        assert (picture.format, picture.size) == ("JPEG", (300, 400))
        assert dict(picture.getexif()) == {}
        assert "exif" not in picture.info
    assert fitted.given_up == ()
    assert fitted.poster.stat().st_size <= 64_000


@pytest.mark.parametrize("limit", [400_000, 20_000])
def test_a_grainy_picture_fits(tmp_path: Path, limit: int) -> None:
    source = tmp_path / "picture.png"
    Image.fromarray(next(noisy(1600, 1200, 1))).save(source)
    fitted = fit(source, tmp_path / "out", max_bytes=limit)
    assert fitted.path.stat().st_size <= limit
    assert "size" in fitted.given_up or "quality" in fitted.given_up


def test_a_transparent_picture_stands_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(tmp_path / "picture.png")
    with Image.open(fit(tmp_path / "picture.png", tmp_path / "out", max_bytes=ROOMY).path) as picture:
        assert np.asarray(picture).min() > 250


@pytest.mark.parametrize("content", [b"", b"text", b"\x89PNG\r\n\x1a\n cut", b"\xff\xd8\xff cut"])
def test_what_is_neither_is_broken(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Broken):
        fit(tmp_path / "file", tmp_path / "out", max_bytes=ROOMY)


def test_importing_loads_no_codec() -> None:
    code = "import sys, bot.media, generators.storyboard; print(sorted({'av', 'numpy', 'PIL'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("name", "size", "grey", "is_used"),
    [
        ("the same shape", (384, 256), 200, True),
        ("another shape", (256, 256), 200, False),
        ("black", (384, 256), 3, False),
        ("no picture", None, 0, False),
    ],
)
def test_a_cover_of_the_clip_becomes_its_poster(
    tmp_path: Path, name: str, size: tuple[int, int] | None, grey: int, is_used: bool
) -> None:
    source, cover = tmp_path / "a.mp4", tmp_path / "cover.png"
    write(source, moving(192, 128))
    cover.write_bytes(b"<html>") if size is None else Image.new("RGB", size, (grey, grey, grey)).save(cover)
    with Image.open(fit(source, tmp_path / "out", max_bytes=10**7, cover=cover).poster) as poster:
        found = set(poster.convert("L").tobytes())
    assert (found == {grey}) is is_used, name
