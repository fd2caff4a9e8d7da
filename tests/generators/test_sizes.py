"""Frame sizes keep their proportions exactly."""

from fractions import Fraction
from typing import get_args

import pytest

from generators.sizes import frame_size, nearest_aspect
from prompts.shot import Aspect, Resolution


@pytest.mark.parametrize("resolution", get_args(Resolution))
@pytest.mark.parametrize("aspect", get_args(Aspect))
def test_every_shot_has_an_exact_even_size(aspect: str, resolution: str) -> None:
    width, height = frame_size(aspect, resolution)
    across, down = aspect.split(":")
    assert Fraction(width, height) == Fraction(int(across), int(down))
    assert width % 2 == height % 2 == 0


@pytest.mark.parametrize(
    ("aspect", "resolution", "size"),
    [
        ("16:9", "480p", (768, 432)),
        ("9:16", "480p", (432, 768)),
        ("1:1", "480p", (512, 512)),
        ("3:2", "480p", (768, 512)),
        ("16:9", "720p", (1280, 720)),
        ("16:9", "1080p", (1920, 1080)),
        ("9:16", "1080p", (1080, 1920)),
        ("16:9", "4k", (3840, 2160)),
    ],
)
def test_known_sizes(aspect: str, resolution: str, size: tuple[int, int]) -> None:
    assert frame_size(aspect, resolution) == size


def test_unknown_words_are_refused() -> None:
    with pytest.raises(ValueError, match="21:9"):
        frame_size("21:9", "720p")
    with pytest.raises(ValueError, match="8k"):
        frame_size("16:9", "8k")


@pytest.mark.parametrize(
    ("size", "aspect"),
    [((1280, 720), "16:9"), ((96, 54), "16:9"), ((720, 1280), "9:16"), ((1000, 1010), "1:1"), ((720, 480), "3:2")],
)
def test_a_frame_has_the_aspect_it_is_closest_to(size: tuple[int, int], aspect: str) -> None:
    assert nearest_aspect(*size) == aspect
