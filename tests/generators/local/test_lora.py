"""The LoRA for four steps, in the names its authors publish it with, worked into both experts."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generators.local.engine import Engine
from generators.local.errors import BrokenFile
from generators.local.families import FAMILIES
from tests.generators.local.conftest import Folder, Load, Seen, order

FILES = FAMILIES["wan2.2-14b"].extras[0].files
INSIDE, FFN = 96, 128
"""Of the tiny transformer."""


@pytest.fixture
def with_lora(folder: Folder, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the tiny model of two experts with a LoRA of rank 4 beside it."""
    import torch
    from safetensors.torch import save_file

    def made(strength: float = 1.0, width: int = INSIDE) -> Path:
        shutil.copytree(folder("wan2.2-14b"), tmp_path / "wan")
        for number, file in enumerate(FILES):
            torch.manual_seed(number)
            tensors = {}
            for block in (0, 1):
                for part, (out, into) in {"self_attn.q": (width, width), "ffn.0": (FFN, width)}.items():
                    name = f"diffusion_model.blocks.{block}.{part}"
                    tensors[f"{name}.lora_down.weight"] = torch.randn(4, into) * 0.2
                    tensors[f"{name}.lora_up.weight"] = torch.randn(out, 4) * 0.2 * strength
                    tensors[f"{name}.alpha"] = torch.tensor(8.0)
            (tmp_path / "wan" / "lora" / file).parent.mkdir(parents=True, exist_ok=True)
            save_file(tensors, tmp_path / "wan" / "lora" / file)
        return tmp_path / "wan"

    return made


def test_with_the_lora_four_steps_are_the_usual_and_the_clip_is_another(
    with_lora: Callable[..., Path], engine: Engine, load: Load
) -> None:
    seen = Seen()
    made = engine.load(with_lora()).make(order(num_frames=5, num_inference_steps=None), seen)
    assert ("denoise", 4, 4) in seen.boundaries
    plain = load("wan2.2-14b").make(order(num_frames=5, num_inference_steps=4, guidance_scale=1.0), Seen())
    assert not np.array_equal(made.frames, plain.frames)


def test_a_lora_of_nothing_changes_nothing(with_lora: Callable[..., Path], engine: Engine, load: Load) -> None:
    wanted = order(num_frames=5, num_inference_steps=4, guidance_scale=1.0)
    made = engine.load(with_lora(strength=0.0)).make(wanted, Seen())
    assert np.array_equal(made.frames, load("wan2.2-14b").make(wanted, Seen()).frames)


def test_weights_are_made_small_after_the_lora_is_in_them(with_lora: Callable[..., Path], engine: Engine) -> None:
    folder, wanted = with_lora(), order(num_frames=5, num_inference_steps=2)
    full, small = engine.load(folder), engine.load(folder, override=lambda plan: replace(plan, storage="int8"))
    assert small.denoiser_bytes < 0.62 * full.denoiser_bytes
    difference = (full.make(wanted, Seen()).frames.astype(float) - small.make(wanted, Seen()).frames) ** 2
    assert 10 * np.log10(255**2 / difference.mean()) >= 30


def test_a_lora_of_another_model_is_refused_by_name(with_lora: Callable[..., Path], engine: Engine) -> None:
    with pytest.raises(BrokenFile, match="high_noise_model"):
        engine.load(with_lora(width=64))


def test_a_lora_cut_off_is_refused_by_name(with_lora: Callable[..., Path], engine: Engine) -> None:
    folder = with_lora()
    path = folder / "lora" / FILES[1]
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(BrokenFile, match="low_noise_model"):
        engine.load(folder)
