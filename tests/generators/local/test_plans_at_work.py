"""Plans, done: moving weights changes nothing, smaller numbers change little, and a full card means the next lower plan."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from generators.local.engine import Engine
from generators.local.errors import NotEnoughMemory
from generators.local.types import Phase, Stopped
from tests.generators.local.conftest import Folder, Load, Seen, order

MOVED = [
    {"text": "swapped", "denoiser": "swapped"},
    {"text": "freed"},
    {"text": "offloaded", "denoiser": "offloaded"},
    {"text": "offloaded", "denoiser": "offloaded", "is_leaf_wise": True},
]
SMALLER = [
    {"storage": "int8", "text_storage": "int8"},
    {"storage": "fp8", "text_storage": "fp8"},
    {"storage": "layerwise"},
    {"storage": "int8", "text_storage": "int8", "text": "offloaded", "denoiser": "offloaded"},
    {"storage": "int8", "text_storage": "int8", "text": "freed"},
]


@pytest.mark.parametrize("name", ["ltx", "cogvideox-5b", "wan2.1-1.3b", "flux-dev"])
@pytest.mark.parametrize("change", MOVED, ids=lambda change: "-".join(map(str, change.values())))
def test_where_weights_lie_changes_no_pixel(
    name: str, change: dict[str, object], load: Load, engine: Engine, folder: Folder
) -> None:
    here = load(name)
    wanted = order(kind=here.family.kind, num_frames=9)
    moved = engine.load(folder(name), override=lambda plan: replace(plan, **change))
    expected = here.make(wanted, Seen()).frames
    assert np.array_equal(moved.make(wanted, Seen()).frames, expected)
    other_words = replace(wanted, prompt="a cat plays piano")
    assert np.array_equal(moved.make(other_words, Seen()).frames, here.make(other_words, Seen()).frames)
    moved.close()


@pytest.mark.parametrize("name", ["ltx", "cogvideox-5b", "wan2.1-1.3b"])
@pytest.mark.parametrize("change", SMALLER, ids=lambda change: "-".join(map(str, change.values())))
def test_weights_of_half_the_size_give_nearly_the_same_clip(
    name: str, change: dict[str, object], load: Load, engine: Engine, folder: Folder
) -> None:
    wanted = order(num_frames=9)
    small = engine.load(folder(name), override=lambda plan: replace(plan, **change))
    expected, made = load(name).make(wanted, Seen()).frames, small.make(wanted, Seen()).frames
    difference = float(((made.astype(float) - expected) ** 2).mean())
    assert difference == 0 or 10 * math.log10(255**2 / difference) >= 30
    # Norms, embeddings and biases stay; in models this small they are a larger part than in real ones.
    assert small.denoiser_bytes < 0.62 * load(name).denoiser_bytes
    small.close()


@pytest.mark.parametrize("name", ["ltx", "cogvideox-2b", "wan2.2-14b"])
def test_saved_steps_change_the_clip_and_leave_nothing_for_the_next(
    name: str, load: Load, engine: Engine, folder: Folder
) -> None:
    def stop(phase: Phase, done: int) -> None:
        if (phase, done) == ("denoise", 6):
            raise Stopped

    # Tiny models change more from step to step than real ones.
    quick = engine.load(folder(name), override=lambda plan: replace(plan, step_cache=0.9))
    wanted, few = (order(num_frames=9, num_inference_steps=steps) for steps in (12, 8))
    made = quick.make(wanted, Seen())
    assert made.plan == "resident+step_cache"
    assert not np.array_equal(made.frames, load(name).make(wanted, Seen()).frames)
    with pytest.raises(Stopped):
        quick.make(wanted, Seen(stop))
    assert np.array_equal(quick.make(wanted, Seen()).frames, made.frames)
    assert np.array_equal(quick.make(few, Seen()).frames, load(name).make(few, Seen()).frames)
    quick.close()


def test_a_full_card_means_the_next_lower_plan_once_and_it_stays(engine: Engine, folder: Folder) -> None:
    model, errors = engine.load(folder("ltx")), [torch.OutOfMemoryError("CUDA out of memory")]
    assert model.plan.name == "resident"

    def fill(phase: Phase, done: int) -> None:
        if (phase, done) == ("denoise", 2) and errors:
            raise errors.pop()

    made = model.make(order(), Seen(fill))
    assert made.plan == model.plan.name == "text-first"
    assert "先读文字" in made.changes[-1]
    assert model.make(order(), Seen()).changes == ()


def test_a_card_that_is_full_twice_is_an_error_with_a_cure(engine: Engine, folder: Folder) -> None:
    def fill(phase: Phase, done: int) -> None:
        if phase == "denoise":
            raise torch.OutOfMemoryError("CUDA out of memory")

    model = engine.load(folder("ltx"))
    with pytest.raises(NotEnoughMemory, match="请把画面改小"):
        model.make(order(), Seen(fill))


def test_a_machine_too_small_for_the_weights_is_told_before_they_are_read(engine: Engine, folder: Folder) -> None:
    small = Engine(replace(engine.card, host_bytes=100_000))
    with pytest.raises(NotEnoughMemory, match="装进内存要"):
        small.load(folder("ltx"))


def test_a_prompt_is_encoded_once_however_often_it_is_made(engine: Engine, folder: Folder) -> None:
    model = engine.load(folder("cogvideox-2b"), override=lambda plan: replace(plan, text="freed"))
    first = model.make(order(num_frames=5, seed=1), Seen())
    text = model.model.path / "text_encoder"
    text.rename(text.with_name("gone"))
    try:
        second = model.make(order(num_frames=5, seed=1), Seen())
    finally:
        text.with_name("gone").rename(text)
    assert np.array_equal(first.frames, second.frames)


@pytest.mark.gpu
@pytest.mark.parametrize("plan", ["resident", "text-first", "int8", "offload", "int8-offload", "smallest"])
def test_every_plan_makes_a_clip_on_a_card(plan: str, folder: Folder) -> None:
    from generators.local.cards import find_card

    model = Engine(find_card()).load(folder("ltx"), plan)
    assert model.make(order(), Seen()).frames.std() > 5
