"""Sound written beside the frames: heard by a decoder nobody here wrote, as long as the picture, in tune."""

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from generators import mp4
from generators.sound import Sound
from tests.generators.clips import moving


def tone(seconds: float, rate: int, *hertz: float) -> Sound:
    """One channel for each frequency."""
    at = np.arange(round(seconds * rate)) / rate
    return Sound(np.stack([0.5 * np.sin(2 * np.pi * one * at) for one in hertz], axis=1).astype(np.float32), rate)


def heard(path: Path) -> tuple[NDArray[np.float32], int]:
    """(channels, samples) and how many a second."""
    with av.open(path) as container:
        stream = container.streams.audio[0]
        assert stream.codec_context.name == "aac"
        pieces = [frame.to_ndarray() for frame in container.decode(stream)]
        return np.concatenate(pieces, axis=1), stream.codec_context.sample_rate


def pitch(samples: NDArray[np.float32], rate: int) -> float:
    """The loudest frequency of the middle."""
    middle = samples[len(samples) // 4 : -len(samples) // 4]
    return float(np.abs(np.fft.rfft(middle * np.hanning(len(middle)))).argmax() * rate / len(middle))


def written(path: Path, sound: Sound, *, count: int = 48, fps: float = 24) -> Path:
    mp4.encode(moving(count=count), path, fps=fps, width=192, height=128, sound=sound)
    return path


@pytest.mark.parametrize("rate", [24000, 44100, 48000, 16384])
def test_each_ear_hears_its_own_tone(tmp_path: Path, rate: int) -> None:
    samples, made_rate = heard(written(tmp_path / "clip.mp4", tone(2, rate, 440, 880)))
    assert made_rate == (rate if rate != 16384 else 48000)
    assert len(samples) == 2
    assert [round(pitch(ear, made_rate) / 10) for ear in samples] == [44, 88]
    middle = samples[:, made_rate // 2 : -made_rate // 2]
    assert np.abs(middle).max() == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("seconds", [1.0, 2.0, 3.5])
def test_sound_never_outlasts_the_picture(tmp_path: Path, seconds: float) -> None:
    path = written(tmp_path / "clip.mp4", tone(seconds, 24000, 440))
    samples, rate = heard(path)
    assert samples.shape[1] / rate == pytest.approx(min(2.0, seconds), abs=2 * 1024 / rate)
    facts = mp4.probe(path)
    assert (facts.seconds, facts.frames, facts.has_audio) == (pytest.approx(2.0, abs=0.05), 48, True)
    assert facts.is_faststart


def test_picture_and_sound_lie_side_by_side(tmp_path: Path) -> None:
    """A phone on a slow network plays what it has; sound that all stood at the end would come too late."""
    path = written(tmp_path / "clip.mp4", tone(6, 24000, 440), count=144)
    with av.open(path) as container:
        kinds = [packet.stream.type for packet in container.demux() if packet.dts is not None]
    first_half = kinds[: len(kinds) // 2]
    assert 0.3 < first_half.count("audio") / kinds.count("audio") < 0.7


def test_a_rate_that_is_no_whole_number_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path / "clip.mp4", tone(2, 24000, 440), fps=23.976)
    assert mp4.probe(path).fps == pytest.approx(23.976, abs=0.001)


def test_what_is_too_loud_is_clipped(tmp_path: Path) -> None:
    samples, _ = heard(written(tmp_path / "clip.mp4", Sound(np.full((48000, 1), 5.0, np.float32), 24000)))
    assert np.abs(samples).max() < 1.5


@pytest.mark.parametrize(
    ("samples", "rate", "named"),
    [
        (np.zeros(100, np.float32), 24000, "channels"),
        (np.zeros((100, 3), np.float32), 24000, "channels"),
        (np.zeros((100, 1), np.float32), 0, "per second"),
        (np.full((100, 1), np.nan, np.float32), 24000, "no numbers"),
    ],
)
def test_what_is_no_sound_is_refused_by_name(samples: NDArray[np.float32], rate: int, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        Sound(samples, rate)
