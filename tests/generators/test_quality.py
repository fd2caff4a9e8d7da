"""What the look at a finished clip sees."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from generators import mp4
from generators.base import Broken
from generators.quality import judge
from tests.generators.clips import Pixels, moving, noisy, write


def black() -> Iterator[Pixels]:
    yield from [np.zeros((128, 192, 3), np.uint8)] * 24


def grey() -> Iterator[Pixels]:
    yield from [np.full((128, 192, 3), 127, np.uint8)] * 24


def frozen() -> Iterator[Pixels]:
    yield from [next(moving())] * 24


def flickering() -> Iterator[Pixels]:
    for index, picture in enumerate(moving()):
        yield (picture.astype(np.int16) + (25 if index % 2 else -25)).clip(0, 255).astype(np.uint8)


def cut() -> Iterator[Pixels]:
    for index, picture in enumerate(moving()):
        yield picture if index < 12 else 255 - picture


def fading() -> Iterator[Pixels]:
    for index, picture in enumerate(moving()):
        yield (picture * (0.4 + 0.6 * index / 24)).astype(np.uint8)


def latent_noise() -> Iterator[Pixels]:
    """What a video model with wrong weights makes: blocks of noise."""
    random = np.random.default_rng(3)
    for _ in range(24):
        small = (127 + 60 * random.standard_normal((60, 90, 3))).clip(0, 255).astype(np.uint8)
        yield small.repeat(8, 0).repeat(8, 1)


@pytest.mark.parametrize(
    ("clip", "problem"),
    [
        (black(), "black"),
        (grey(), "flat"),
        (noisy(192, 128, 24), "noise"),
        (latent_noise(), "noise"),
        (frozen(), "frozen"),
        (flickering(), "flicker"),
        (cut(), "cut"),
    ],
    ids=["black", "grey", "noise", "latent noise", "frozen", "flickering", "cut"],
)
def test_each_problem_is_seen(tmp_path: Path, clip: Iterator[Pixels], problem: str) -> None:
    verdict = judge(write(tmp_path / "clip.mp4", clip))
    assert problem in verdict.problems
    assert verdict.is_broken == (problem in {"black", "flat", "noise"})


@pytest.mark.parametrize("clip", [moving(), fading(), moving(640, 360)], ids=["moving", "fading", "larger"])
def test_a_good_clip_has_no_problem(tmp_path: Path, clip: Iterator[Pixels]) -> None:
    verdict = judge(write(tmp_path / "clip.mp4", clip))
    assert verdict.problems == ()
    assert not verdict.is_broken
    assert verdict.frames == 24
    assert verdict.smoothness > 0.8
    assert verdict.motion > 0.5


def test_one_frame_is_not_called_frozen(tmp_path: Path) -> None:
    assert judge(write(tmp_path / "clip.mp4", moving(count=1))).problems == ()


def test_levels_are_those_of_the_picture(tmp_path: Path) -> None:
    path = write(tmp_path / "clip.mp4", [np.full((64, 64, 3), 200, np.uint8)] * 3)
    assert judge(path).brightness == pytest.approx(200, abs=2)
    assert mp4.probe(path).frames == 3


def test_what_is_no_clip_is_broken(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_text("<html>502 Bad Gateway</html>")
    with pytest.raises(Broken):
        judge(tmp_path / "clip.mp4")
