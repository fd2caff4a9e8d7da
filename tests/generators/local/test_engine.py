"""Every family makes what it says it can, with the real loader and the real pipelines."""

from pathlib import Path

import numpy as np
import pytest

from generators.local.families import FAMILIES
from generators.local.types import PHASES
from tests.generators.local import tiny
from tests.generators.local.conftest import Load, Seen, order


@pytest.mark.parametrize("name", tiny.MODELS)
def test_each_family_makes_frames_of_its_folder_and_the_same_ones_again(
    name: str, load: Load, pictures: tuple, clip: Path
) -> None:
    model = load(name)
    assert model.family is FAMILIES[name]
    photo = pictures[0] if model.family.can("image") and not model.family.can("text") else None
    followed = clip if model.family.can("control") else None
    wanted = order(kind=model.family.kind, image=photo, control=followed, num_frames=9, seed=7)
    seen = Seen()

    made, again = model.make(wanted, seen), model.make(wanted, Seen())

    assert made.frames.shape == (1 if model.family.kind == "image" else 9, 64, 96, 3)
    assert made.frames.dtype == np.uint8
    assert made.frames.std() > 5
    assert np.array_equal(made.frames, again.frames)
    assert (made.audio is not None) == model.family.can("audio")
    assert made.plan == model.plan.name
    assert made.peak_bytes > 0
    assert all(made.seconds[phase] > 0 for phase in PHASES if phase != "save")
    places = [(PHASES.index(phase), done / of) for phase, done, of in seen.boundaries]
    assert places == sorted(places)
    assert seen.boundaries[0] == ("encode", 0, 1)
    assert [boundary for boundary in seen.boundaries if boundary[0] == "denoise"] == [
        ("denoise", n, 3) for n in (1, 2, 3)
    ]
    assert seen.boundaries[-1] == ("decode", 1, 1)


def test_another_seed_and_another_prompt_are_other_clips(load: Load) -> None:
    model = load("ltx")
    first = model.make(order(seed=1), Seen()).frames
    assert not np.array_equal(first, model.make(order(seed=2), Seen()).frames)
    assert not np.array_equal(first, model.make(order("a cat plays piano", seed=1), Seen()).frames)


def test_what_must_not_appear_changes_the_clip_where_it_is_heard(load: Load) -> None:
    model = load("wan2.1-1.3b")
    plain = model.make(order(num_frames=5), Seen())
    assert not np.array_equal(plain.frames, model.make(order(num_frames=5, negative_prompt="rain"), Seen()).frames)

    deaf = load("ltx-distilled").make(order(negative_prompt="rain"), Seen())
    assert any("不要什么" in change for change in deaf.changes)


def test_what_cannot_be_made_as_ordered_is_rounded_and_told(load: Load) -> None:
    made = load("ltx").make(order(width=100, height=70, num_frames=10, num_inference_steps=1), Seen())
    assert made.frames.shape == (9, 64, 96, 3)
    assert made.changes == ("大小从 100x70 改成 96x64", "帧数从 10 改成 9", "步数从 1 改成 2")


def test_a_photo_gives_the_clip_its_shape(load: Load, pictures: tuple) -> None:
    model = load("wan2.2-5b")
    made = model.make(order(width=None, height=128, image=pictures[0], num_frames=5, num_inference_steps=2), Seen())
    assert made.frames.shape[1:3] == (128, 160)  # of the photo's 100x80


@pytest.mark.parametrize("name", ["ltx", "ltx-distilled"])
def test_skip_layer_guidance_changes_the_clip_and_nothing_of_it_stays(name: str, load: Load) -> None:
    model = load(name)
    plain = model.make(order(), Seen()).frames
    guided = [model.make(order(skip_layer_scale=scale), Seen()).frames for scale in (0.5, 1.0, 1.0)]
    assert not np.array_equal(plain, guided[0])
    assert not np.array_equal(guided[0], guided[1])
    assert np.array_equal(guided[1], guided[2])
    assert np.array_equal(model.make(order(), Seen()).frames, plain)


def test_ltx_2_has_sound_and_takes_pictures_by_latent_frame(load: Load, pictures: tuple) -> None:
    model, (one, other) = load("ltx-2"), pictures
    plain = model.make(order(num_inference_steps=2), Seen())
    assert plain.audio is not None
    assert plain.audio.dtype == np.float32
    assert plain.audio_rate == 16000
    assert plain.audio.shape[1] == 2
    placed = model.make(order(num_inference_steps=2, image=one, last_image=other), Seen())
    assert not np.array_equal(plain.frames, placed.frames)
