"""What is asked and what is sold."""

from dataclasses import replace
from pathlib import Path

import pytest

from generators.base import Capabilities, GenerationRequest
from generators.nearest import as_sold, told_changes

ANY = Capabilities(kinds=frozenset({"video"}), prompt_family="zhipu", max_seconds=10.0)
SELLS = replace(ANY, sizes=("720x480", "1920x1080", "1080x1920", "1024x1024"), lengths=(5, 10), frame_rates=(30, 60))
ASKED = GenerationRequest("video", "A lake.", seconds=5.0, fps=30, width=768, height=512)


def test_what_can_be_done_stays_as_it_is() -> None:
    assert as_sold(ANY, ASKED) is ASKED
    made = as_sold(SELLS, replace(ASKED, width=720, height=480))
    assert as_sold(SELLS, made) == made
    assert told_changes("zhipu", made, made) == ()


@pytest.mark.parametrize(
    ("asked", "made"), [(0.5, 5), (5, 5), (5.4, 5), (5.6, 10), (8, 10), (10, 10), (11, 10), (60, 10)]
)
def test_the_length_that_holds_it_or_the_longest(asked: float, made: float) -> None:
    assert as_sold(SELLS, replace(ASKED, seconds=asked)).seconds == made


@pytest.mark.parametrize(
    ("asked", "made"), [(1, 4), (4.05, 4), (4.4, 5), (11, 11), (12, 12), (12.01, 12), (14.5, 15), (15, 15), (60, 15)]
)
def test_where_every_second_is_sold_it_is_the_one_asked_for(asked: float, made: float) -> None:
    by_second = replace(SELLS, lengths=tuple(range(4, 16)), max_seconds=15.0)
    assert as_sold(by_second, replace(ASKED, seconds=asked)).seconds == made


def test_without_a_list_only_the_longest_binds() -> None:
    assert as_sold(ANY, replace(ASKED, seconds=7.3)).seconds == 7.3
    assert as_sold(ANY, replace(ASKED, seconds=30)).seconds == 10


@pytest.mark.parametrize(
    ("width", "height", "made"),
    [
        (768, 512, (720, 480)),
        (768, 432, (1920, 1080)),
        (432, 768, (1080, 1920)),
        (512, 512, (1024, 1024)),
        (480, 640, (1080, 1920)),
        (3840, 2160, (1920, 1080)),
    ],
)
def test_the_shape_counts_more_than_the_pixels(width: int, height: int, made: tuple[int, int]) -> None:
    found = as_sold(SELLS, replace(ASKED, width=width, height=height))
    if (width, height) == (480, 640):
        assert found.height >= found.width, "upright stays upright or square"
    else:
        assert (found.width, found.height) == made


@pytest.mark.parametrize(("asked", "made"), [(15, 30), (24, 30), (30, 30), (45, 30), (50, 60), (60, 60)])
def test_the_nearest_rate(asked: int, made: int) -> None:
    assert as_sold(SELLS, replace(ASKED, fps=asked)).fps == made


def test_last_picture_only_for_who_can_end_with_it() -> None:
    both = replace(ASKED, source=Path("a.jpg"), last=Path("b.jpg"))
    assert as_sold(SELLS, both).last is None
    assert as_sold(replace(SELLS, takes_last_picture=True), both).last == Path("b.jpg")


def test_what_changed_is_told_in_lines() -> None:
    asked = replace(ASKED, seconds=8, fps=24, source=Path("a.jpg"), last=Path("b.jpg"))
    assert told_changes("zhipu", asked, as_sold(SELLS, asked)) == (
        "zhipu: 768x512 → 720x480",
        "zhipu: 8 s → 10 s",
        "zhipu: 24 fps → 30 fps",
        "zhipu: last picture → none",
    )


def test_pictures_have_no_length() -> None:
    asked = GenerationRequest("image", "A lake.", seconds=5, width=768, height=432)
    made = as_sold(SELLS, asked)
    assert (made.seconds, made.fps, made.width) == (5, asked.fps, 1920)
    assert told_changes("zhipu_image", asked, made) == ("zhipu_image: 768x432 → 1920x1080",)
