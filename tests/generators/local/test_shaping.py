"""Sizes and lengths as a family can make them."""

from pathlib import Path

import pytest

from generators.local.families import FAMILIES
from generators.local.folders import ModelFolder
from generators.local.shaping import shaped
from generators.local.types import Order


def model(name: str, fixed: tuple[int, int, int] | None = None) -> ModelFolder:
    return ModelFolder(Path("x"), FAMILIES[name], "", (), fixed)


@pytest.mark.parametrize(
    ("name", "asked", "made"),
    [
        ("ltx", (None, None, None), (768, 512, 121)),
        ("ltx", (1280, 720, 125), (1280, 704, 129)),
        ("ltx", (1, 1, 1), (64, 64, 9)),
        ("cogvideox-5b", (None, None, 200), (720, 480, 49)),
        ("cogvideox1.5-5b-i2v", (1000, 1000, 300), (992, 992, 301)),
        ("wan2.2-5b", (1280, 720, 120), (1280, 704, 121)),
        ("wan2.1-1.3b", (500, None, 81), (496, 288, 81)),
        ("ltx", (None, 320, 9), (480, 320, 9)),
    ],
)
def test_a_size_is_rounded_to_what_the_family_makes(
    name: str, asked: tuple[int | None, int | None, int | None], made: tuple[int, int, int]
) -> None:
    width, height, frames = asked
    shape = shaped(model(name), Order(kind="video", prompt="x", width=width, height=height, num_frames=frames))
    assert (shape.width, shape.height, shape.frames) == made
    assert bool(shape.changes) == any(a is not None and a != b for a, b in zip(asked, made, strict=True))


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
def test_what_a_family_makes_of_itself_needs_no_change(family: object) -> None:
    shape = shaped(model(family.name), Order(kind=family.kind, prompt="x"))  # type: ignore[attr-defined]
    assert shape.changes == ()
    assert (shape.width, shape.height) == family.size  # type: ignore[attr-defined]


def test_a_photo_gives_its_shape_and_the_family_its_area() -> None:
    upright = shaped(model("ltx"), Order(kind="video", prompt="x"), aspect=9 / 16)
    assert (upright.width, upright.height) == (480, 832)


def test_a_model_that_learned_its_frame_makes_no_other() -> None:
    shape = shaped(model("cogvideox-5b-i2v", (720, 480, 49)), Order(kind="video", prompt="x", width=512, height=512))
    assert (shape.width, shape.height, shape.frames) == (720, 480, 49)
    assert shape.changes == ("大小从 512x512 改成 720x480",)


def test_a_distilled_model_keeps_its_own_timesteps_until_other_steps_are_ordered() -> None:
    own = shaped(model("ltx-distilled"), Order(kind="video", prompt="x"))
    assert (own.steps, own.guidance, len(own.timesteps)) == (8, 1.0, 8)
    assert shaped(model("ltx-distilled"), Order(kind="video", prompt="x", num_inference_steps=12)).timesteps == ()
