"""The encoder and decoder, with real files."""

import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from generators import mp4
from generators.base import Broken, Cancelled, DiskFull
from tests.generators.clips import Pixels, moving, noisy, write

PATCHES = [(210, 40, 40), (40, 180, 60), (50, 70, 200), (230, 200, 60), (200, 110, 60), (240, 240, 240), (20, 20, 24)]


def psnr(one: Pixels, other: Pixels) -> float:
    return float(10 * np.log10(255**2 / max(((one.astype(float) - other) ** 2).mean(), 1e-9)))


def patches() -> Pixels:
    """Colours that run softly into each other, as in a picture; hard red edges are what 4:2:0 cannot keep."""
    columns = np.interp(np.arange(384), np.linspace(0, 383, len(PATCHES)), np.arange(len(PATCHES)))
    low = np.floor(columns).astype(int).clip(0, len(PATCHES) - 2)
    share = (columns - low)[:, None]
    row = np.array(PATCHES)[low] * (1 - share) + np.array(PATCHES)[low + 1] * share
    return np.repeat(row[None], 256, 0).round().astype(np.uint8)


def boxes(path: Path) -> list[bytes]:
    content, at, names = path.read_bytes(), 0, []
    while at < len(content):
        names.append(content[at + 4 : at + 8])
        at += int.from_bytes(content[at : at + 4], "big")
    return names


def with_sound(path: Path, codec: str, container: str = "matroska") -> Path:
    """A clip of a second with a tone, as another program might write it."""
    with av.open(path, "w", format=container) as made:
        picture = made.add_stream("mpeg4", rate=12)
        picture.width, picture.height, picture.pix_fmt = 192, 128, "yuv420p"
        sound = made.add_stream(codec, rate=44100)
        for index, pixels in enumerate(moving(count=12)):
            frame = av.VideoFrame.from_ndarray(pixels)
            frame.pts = index
            made.mux(picture.encode(frame))
        tone = (np.sin(np.arange(44100) * 0.06) * 8000).astype(np.int16)[None]
        heard = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        heard.sample_rate, heard.pts, heard.time_base = 44100, 0, Fraction(1, 44100)
        made.mux(sound.encode(heard))
        made.mux(sound.encode(None))
        made.mux(picture.encode(None))
    return path


def sound_of(path: Path) -> tuple[str, float]:
    with av.open(path) as container:
        stream = container.streams.audio[0]
        samples = sum(frame.samples for frame in container.decode(stream))
        return stream.codec_context.name, samples / stream.codec_context.sample_rate


def test_a_clip_is_what_phones_play(tmp_path: Path) -> None:
    path = write(tmp_path / "clip.mp4", moving(), fps=24)
    facts = mp4.probe(path)
    assert (facts.codec, facts.profile, facts.pixel_format) == ("h264", "High", "yuv420p")
    assert (facts.width, facts.height, facts.fps, facts.frames) == (192, 128, 24.0, 24)
    assert facts.seconds == pytest.approx(1.0, abs=1 / 24)
    assert facts.is_faststart
    assert facts.is_bt709
    assert not facts.has_audio
    assert facts.bytes == path.stat().st_size
    assert boxes(path).index(b"moov") < boxes(path).index(b"mdat")


@pytest.mark.parametrize(("count", "fps"), [(1, 24), (37, 15), (60, 60)])
def test_length_and_rate_are_exact(tmp_path: Path, count: int, fps: int) -> None:
    facts = mp4.probe(write(tmp_path / "clip.mp4", moving(count=count), fps=fps))
    assert (facts.frames, facts.fps) == (count, fps)
    assert facts.seconds == pytest.approx(count / fps, abs=1 / fps)


def test_colours_survive(tmp_path: Path) -> None:
    given = patches()
    path = write(tmp_path / "clip.mp4", [given] * 8)
    for returned in mp4.frames(path):
        assert psnr(returned, given) >= 32
        assert np.abs(returned.mean((0, 1)) - given.mean((0, 1))).max() < 2


def test_every_frame_comes_back_in_order(tmp_path: Path) -> None:
    path = write(tmp_path / "clip.mp4", moving())
    returned = list(mp4.frames(path))
    assert [psnr(one, other) > 30 for one, other in zip(returned, moving(), strict=True)] == [True] * 24
    assert all((one != other).any() for one, other in pairwise(returned))


def test_frames_are_shrunk_in_proportion(tmp_path: Path) -> None:
    path = write(tmp_path / "clip.mp4", moving())
    assert {frame.shape for frame in mp4.frames(path, width=96)} == {(64, 96, 3)}


@pytest.mark.parametrize(("width", "height"), [(193, 128), (192, 127), (0, 0)])
def test_odd_sizes_are_refused(tmp_path: Path, width: int, height: int) -> None:
    with pytest.raises(ValueError, match="even"):
        mp4.encode(moving(), tmp_path / "clip.mp4", fps=24, width=width, height=height)
    assert list(tmp_path.iterdir()) == []


def test_frames_of_another_size_and_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frame 0"):
        mp4.encode(moving(), tmp_path / "clip.mp4", fps=24, width=96, height=64)
    with pytest.raises(ValueError, match="at least one"):
        mp4.encode(iter(()), tmp_path / "clip.mp4", fps=24, width=96, height=64)
    assert list(tmp_path.iterdir()) == []


def test_stopped_between_frames_nothing_stays(tmp_path: Path) -> None:
    asked = iter([False] * 10 + [True])
    with pytest.raises(Cancelled, match="10 frames"):
        mp4.encode(moving(), tmp_path / "clip.mp4", fps=24, width=192, height=128, should_stop=lambda: next(asked))
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "clip.mp4", moving(count=3))
    with pytest.raises(Cancelled):
        mp4.encode(moving(), path, fps=24, width=192, height=128, should_stop=lambda: True)
    assert mp4.probe(path).frames == 3


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_a_full_disk_is_named(tmp_path: Path) -> None:
    (tmp_path / ".clip.mp4.part").symlink_to("/dev/full")
    with pytest.raises(DiskFull, match=r"clip\.mp4"):
        write(tmp_path / "clip.mp4", noisy(192, 128, 12))
    assert list(tmp_path.iterdir()) == []


def test_a_cap_holds(tmp_path: Path) -> None:
    free, capped = tmp_path / "free.mp4", tmp_path / "capped.mp4"
    size = {"fps": 24, "width": 192, "height": 128}
    mp4.encode(noisy(192, 128, 48), free, **size)
    mp4.encode(noisy(192, 128, 48), capped, **size, max_bit_rate=800_000)
    assert capped.stat().st_size < 800_000 / 8 * 2.5 < free.stat().st_size


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>502 Bad Gateway</html>", b"\x00" * 4000, b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/a.ts\n"],
    ids=["empty", "text", "zeros", "playlist"],
)
def test_what_is_no_clip_is_broken(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(Broken, match=r"clip\.mp4"):
        mp4.probe(path)


def test_a_picture_and_a_missing_file_are_broken(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "picture.png")
    for name in ("picture.png", "missing.mp4"):
        with pytest.raises(Broken):
            mp4.probe(tmp_path / name)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9, 0.999])
def test_a_cut_clip_is_broken(tmp_path: Path, share: float) -> None:
    whole = write(tmp_path / "whole.mp4", moving()).read_bytes()
    path = tmp_path / "clip.mp4"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Broken):
        mp4.probe(path)


def test_a_poster_is_small_whatever_the_clip_shows(tmp_path: Path) -> None:
    path = write(tmp_path / "clip.mp4", noisy(1920, 1080, 2))
    mp4.poster(path, tmp_path / "poster.jpg")
    assert (tmp_path / "poster.jpg").stat().st_size <= 64_000
    with Image.open(tmp_path / "poster.jpg") as poster:
        assert (poster.format, poster.size) == ("JPEG", (480, 270))


def test_a_poster_skips_the_black_beginning(tmp_path: Path) -> None:
    black = [np.zeros((128, 192, 3), np.uint8)] * 6
    mp4.poster(write(tmp_path / "clip.mp4", [*black, *moving()]), tmp_path / "poster.jpg")
    with Image.open(tmp_path / "poster.jpg") as poster:
        assert poster.size == (192, 128)
        assert np.asarray(poster).mean() > 60
    mp4.poster(write(tmp_path / "clip.mp4", black), tmp_path / "poster.jpg")
    with Image.open(tmp_path / "poster.jpg") as poster:
        assert np.asarray(poster).mean() < 16


def test_recoding_changes_size_and_rate_but_not_length(tmp_path: Path) -> None:
    source = write(tmp_path / "clip.mp4", moving(384, 256, 48), fps=24)
    mp4.recode(source, tmp_path / "small.mp4", width=192, height=128, fps=12)
    facts = mp4.probe(tmp_path / "small.mp4")
    assert (facts.width, facts.height, facts.fps, facts.frames) == (192, 128, 12.0, 24)
    assert facts.seconds == pytest.approx(2.0, abs=1 / 12)
    first = next(mp4.frames(tmp_path / "small.mp4"))
    assert psnr(first, next(mp4.frames(source, width=192))) > 30


@pytest.mark.parametrize("codec", ["aac", "libmp3lame"])
def test_recoding_keeps_the_sound_as_aac(tmp_path: Path, codec: str) -> None:
    source = with_sound(tmp_path / "clip.mkv", codec)
    mp4.recode(source, tmp_path / "clip.mp4", width=192, height=128)
    facts = mp4.probe(tmp_path / "clip.mp4")
    assert (facts.codec, facts.frames, facts.has_audio, facts.is_faststart) == ("h264", 12, True, True)
    name, seconds = sound_of(tmp_path / "clip.mp4")
    assert name == "aac"
    assert seconds == pytest.approx(1.0, abs=0.1)


def test_remuxing_only_moves_the_index(tmp_path: Path) -> None:
    source, slow = write(tmp_path / "clip.mp4", moving()), tmp_path / "slow.mp4"
    with av.open(source) as taken, av.open(slow, "w", format="mp4") as made:
        copy = made.add_stream_from_template(taken.streams.video[0])
        for packet in taken.demux(taken.streams.video[0]):
            if packet.dts is not None:
                packet.stream = copy
                made.mux(packet)
    assert not mp4.probe(slow).is_faststart
    mp4.remux(slow, tmp_path / "fast.mp4")
    assert mp4.probe(tmp_path / "fast.mp4").is_faststart
    for one, other in zip(mp4.frames(source), mp4.frames(tmp_path / "fast.mp4"), strict=True):
        assert (one == other).all()


def test_recoding_what_is_no_clip_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "clip.mp4"
    source.write_bytes(b"no clip")
    for work in (lambda into: mp4.recode(source, into, width=64, height=64), lambda into: mp4.remux(source, into)):
        with pytest.raises(Broken):
            work(tmp_path / "new.mp4")
    assert list(tmp_path.iterdir()) == [source]
