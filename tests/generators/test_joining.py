"""Parts of a clip joined: nobody sees or hears where."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from generators import mp4
from generators.base import Broken
from generators.joining import join, last_frame
from tests.generators.clips import Pixels, moving, write
from tests.generators.test_mp4 import boxes, psnr, sound_of


@pytest.fixture
def parts(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Thirty frames in three clips; each begins with the last frame of the one before."""
    whole = list(moving(count=30))
    return (
        write(tmp_path / "a.mp4", whole[:12]),
        write(tmp_path / "b.mp4", whole[11:22]),
        write(tmp_path / "c.mp4", whole[21:]),
    )


def differences(path: Path) -> list[float]:
    """How much each frame differs from the one before, in grey levels."""
    shown = [frame.astype(float) for frame in mp4.frames(path)]
    return [float(np.abs(one - other).mean()) for one, other in pairwise(shown)]


def spoken(path: Path, frames: list[Pixels], hertz: float, *, rate: int = 44100, fps: int = 24) -> Path:
    """A clip with a tone that is as long as its pictures."""
    with av.open(path, "w", format="mp4") as made:
        picture = made.add_stream("libx264", rate=fps)
        picture.width, picture.height, picture.pix_fmt = frames[0].shape[1], frames[0].shape[0], "yuv420p"
        sound = made.add_stream("aac", rate=rate)
        sound.codec_context.layout = "mono"
        for index, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels)
            frame.pts = index
            made.mux(picture.encode(frame))
        samples = np.arange(rate * len(frames) // fps) / rate
        tone = (np.sin(samples * hertz * 2 * np.pi) * 0.4).astype(np.float32)[None]
        heard = av.AudioFrame.from_ndarray(tone, format="fltp", layout="mono")
        heard.sample_rate, heard.pts, heard.time_base = rate, 0, Fraction(1, rate)
        made.mux(sound.encode(heard))
        made.mux(sound.encode(None))
        made.mux(picture.encode(None))
    return path


def heard_in(path: Path) -> np.ndarray:
    with av.open(path) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def pitch(samples: np.ndarray, rate: int = 44100) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


def test_three_parts_are_the_whole_they_were_cut_from(parts: tuple[Path, ...], tmp_path: Path) -> None:
    join(parts, tmp_path / "joined.mp4")
    for shown, meant in zip(mp4.frames(tmp_path / "joined.mp4"), moving(count=30), strict=True):
        assert psnr(shown, meant) > 30


def test_a_joint_is_no_larger_a_step_than_any_other(parts: tuple[Path, ...], tmp_path: Path) -> None:
    join(parts, tmp_path / "joined.mp4")
    steps = differences(tmp_path / "joined.mp4")
    usual = float(np.median(steps))
    for joint in (11, 21):
        assert 0.7 * usual < steps[joint] < 1.4 * usual, "neither a hitch nor a jump"
        assert 0.7 * usual < steps[joint - 1] < 1.4 * usual


def test_a_part_that_came_lighter_is_let_in_slowly(tmp_path: Path) -> None:
    whole = list(moving(count=40))
    one = write(tmp_path / "one.mp4", whole[:16])
    other = write(tmp_path / "other.mp4", [(frame * 0.92 + 18).astype(np.uint8) for frame in whole[15:]])
    join((one, other), tmp_path / "joined.mp4")
    shown = list(mp4.frames(tmp_path / "joined.mp4"))
    light = [float(frame.mean()) - float(meant.mean()) for frame, meant in zip(shown, whole, strict=True)]
    assert abs(light[14]) < 1
    assert abs(light[16]) < 2, "right behind the joint nothing is lighter yet"
    assert light[39] > 5, "in the end it is as it came"
    assert max(abs(two - one) for one, two in pairwise(light)) < 2


def test_put_one_behind_the_other_they_would_hitch(parts: tuple[Path, ...]) -> None:
    """What the test above sees where the picture at the joint is shown twice."""
    twice = np.abs(list(mp4.frames(parts[0]))[-1].astype(float) - next(mp4.frames(parts[1]))).mean()
    assert twice < 0.6 * float(np.median(differences(parts[0])))


def test_the_joined_clip_is_what_phones_play(parts: tuple[Path, ...], tmp_path: Path) -> None:
    join(parts, tmp_path / "joined.mp4")
    facts = mp4.probe(tmp_path / "joined.mp4")
    assert (facts.codec, facts.profile, facts.pixel_format, facts.is_bt709) == ("h264", "High", "yuv420p", True)
    assert (facts.width, facts.height, facts.fps, facts.frames) == (192, 128, 24.0, 30)
    assert facts.is_faststart
    assert boxes(tmp_path / "joined.mp4").count(b"moov") == 1
    assert not facts.has_audio


def test_size_and_rate_are_the_first_ones(parts: tuple[Path, ...], tmp_path: Path) -> None:
    other = write(tmp_path / "other.mp4", list(moving(384, 300, 12)), fps=12)
    join((parts[0], other), tmp_path / "joined.mp4")
    facts = mp4.probe(tmp_path / "joined.mp4")
    assert (facts.width, facts.height) == (192, 128)
    # Eleven frames at half the rate, none of them shown twice to fill the gaps.
    assert facts.frames == 12 + 11
    assert facts.seconds == pytest.approx((12 + 22) / 24, abs=2.5 / 24)
    middle = list(mp4.frames(tmp_path / "joined.mp4"))[14]
    meant = list(moving(384, 300, 12))[3][22:278][::2, ::2]
    assert psnr(middle, meant) > 20, "cut to the shape, not squeezed"
    join((tmp_path / "joined.mp4", parts[0]), tmp_path / "again.mp4")
    assert mp4.probe(tmp_path / "again.mp4").frames == 12 + 11 + 11, "joined once more, all of them are still there"


def test_what_is_too_long_is_cut_off(parts: tuple[Path, ...], tmp_path: Path) -> None:
    join(parts, tmp_path / "joined.mp4", most_seconds=1.0)
    assert mp4.probe(tmp_path / "joined.mp4").frames == 24
    join(parts, tmp_path / "joined.mp4", most_seconds=0.5)
    assert mp4.probe(tmp_path / "joined.mp4").frames == 12


def test_sound_is_kept_in_step_and_does_not_click(tmp_path: Path) -> None:
    whole = list(moving(count=48))
    one = spoken(tmp_path / "one.mp4", whole[:25], 400)
    other = spoken(tmp_path / "other.mp4", whole[24:], 800)
    join((one, other), tmp_path / "joined.mp4")
    assert mp4.probe(tmp_path / "joined.mp4").frames == 48
    name, seconds = sound_of(tmp_path / "joined.mp4")
    assert name == "aac"
    assert seconds == pytest.approx(2.0, abs=0.06)
    samples = heard_in(tmp_path / "joined.mp4")
    joint = round(44100 * 25 / 24)
    assert pitch(samples[4000 : joint - 2000]) == pytest.approx(400, abs=5)
    assert pitch(samples[joint + 2000 : -4000]) == pytest.approx(800, abs=5)
    # A wave that breaks off makes a click: something in the frequencies far above both tones.
    clicks = np.abs(np.fft.rfft(samples[joint - 512 : joint + 512] * np.hanning(1024)))
    assert clicks[len(clicks) // 4 :].max() < 0.2


@pytest.mark.parametrize("silent", [0, 1])
def test_sound_that_only_one_part_has_is_left_out(silent: int, tmp_path: Path) -> None:
    whole = list(moving(count=24))
    makers: list[Callable[[Path, list[Pixels]], Path]] = [
        lambda path, frames: spoken(path, frames, 400),
        lambda path, frames: spoken(path, frames, 400),
    ]
    makers[silent] = lambda path, frames: write(path, frames)
    clips = [makers[0](tmp_path / "one.mp4", whole[:13]), makers[1](tmp_path / "other.mp4", whole[12:])]
    join(clips, tmp_path / "joined.mp4")
    facts = mp4.probe(tmp_path / "joined.mp4")
    assert (facts.has_audio, facts.frames) == (False, 24)


@pytest.mark.parametrize("broken", [0, 1])
def test_what_cannot_be_joined_leaves_nothing(broken: int, parts: tuple[Path, ...], tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_bytes(parts[1].read_bytes()[:2000])
    given = [parts[0], parts[1]]
    given[broken] = tmp_path / "bad.mp4"
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Broken):
        join(given, tmp_path / "joined.mp4")
    assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(ValueError, match="nothing"):
        join((), tmp_path / "joined.mp4")


def test_a_part_of_one_frame_is_no_part(parts: tuple[Path, ...], tmp_path: Path) -> None:
    still = write(tmp_path / "still.mp4", list(moving(count=1)))
    with pytest.raises(Broken, match=r"still\.mp4"):
        join((parts[0], still), tmp_path / "joined.mp4")


def test_the_last_frame_is_the_last_one(parts: tuple[Path, ...], tmp_path: Path) -> None:
    last_frame(parts[0], tmp_path / "last.png")
    with Image.open(tmp_path / "last.png") as picture:
        shown = np.asarray(picture)
    assert (shown == list(mp4.frames(parts[0]))[-1]).all()
    with pytest.raises(Broken):
        last_frame(tmp_path / "missing.mp4", tmp_path / "none.png")
    assert not (tmp_path / "none.png").exists()
