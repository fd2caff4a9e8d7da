"""Runs one row in one column, in a process of its own, and prints what it took as a line of JSON.

    python -m benchmarks.gpu.one ROW COLUMN FOLDER DEVICE [--tiny]

Everything is made twice; the second time counts, with another prompt, so that it is read again.
"""

import argparse
import importlib.util
import json
import resource
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.gpu.columns import COLUMNS, Column
from benchmarks.gpu.row import Row
from benchmarks.gpu.rows import ROWS

PROMPTS = ("a red fox runs across fresh snow", "a cat plays the piano while it rains")
TINY_STEPS = 4
GB = 10**9


@dataclass(frozen=True)
class Took:
    """One cell of the table. Seconds of the second run, by phase; memory in bytes."""

    row: str
    column: str
    encode: float = 0.0
    denoise: float = 0.0
    decode: float = 0.0
    save: float = 0.0
    peak_bytes: int = 0
    """Reserved by torch; of the process where there is no card."""
    context_bytes: int = 0
    """What CUDA itself takes, beside that."""
    plan: str = ""
    saved_by: str = ""
    error: str = ""

    @property
    def total(self) -> float:
        return self.encode + self.denoise + self.decode + self.save


def measure(row: Row, column: Column, folder: Path, device: str, *, is_tiny: bool) -> Took:
    """Run it. Raises what torch and diffusers raise."""
    run = _Plain if column.is_plain else _Ours
    runner = run(row, column, folder, device, is_tiny=is_tiny)
    runner.make(PROMPTS[0])
    if device != "cpu":
        import torch

        torch.cuda.reset_peak_memory_stats()
    encode, denoise, decode, frames = runner.make(PROMPTS[1])
    with tempfile.TemporaryDirectory() as scratch:
        began = time.perf_counter()
        saved_by = runner.save(frames, Path(scratch) / "clip.mp4")
        save = time.perf_counter() - began
        assert (Path(scratch) / "clip.mp4").stat().st_size > 1000
    peak, context = _memory(device)
    return Took(row.name, column.name, encode, denoise, decode, save, peak, context, runner.plan, saved_by)


class _Plain:
    """The pipeline of diffusers by itself."""

    plan = "bfloat16, resident"

    def __init__(self, row: Row, column: Column, folder: Path, device: str, *, is_tiny: bool) -> None:
        import diffusers
        import torch

        self._row, self._device, self._is_tiny = row, device, is_tiny
        dtypes = {"default": torch.bfloat16, "vae": getattr(torch, row.vae_dtype)}
        self._pipe = diffusers.DiffusionPipeline.from_pretrained(folder, dtype=dtypes, local_files_only=True).to(device)
        self._pipe.set_progress_bar_config(disable=True)
        if column.cache_interval:
            settings = diffusers.TaylorSeerCacheConfig(
                cache_interval=column.cache_interval, disable_cache_before_step=2, taylor_factors_dtype=torch.bfloat16
            )
            self._pipe.transformer.enable_cache(settings)
            self.plan += f", TaylorSeer every {column.cache_interval}"

    def make(self, prompt: str) -> tuple[float, float, float, Any]:
        width, height, frames = self._row.at(is_tiny=self._is_tiny)
        at: dict[str, float] = {}
        encode = self._pipe.encode_prompt

        def encoding(*args: Any, **kwargs: Any) -> Any:
            made = encode(*args, **kwargs)
            at["encoded"] = _now(self._device)
            return made

        def stepped(_pipe: Any, _step: int, _time: Any, _given: Any) -> dict[str, Any]:
            at["denoised"] = _now(self._device)
            return {}

        self._pipe.encode_prompt = encoding
        began = _now(self._device)
        made = self._pipe(
            prompt=prompt,
            width=width,
            height=height,
            num_frames=frames,
            num_inference_steps=TINY_STEPS if self._is_tiny else self._row.steps,
            guidance_scale=self._row.guidance,
            callback_on_step_end=stepped,
            generator=_generator(0),
            **self._row.arguments,
        ).frames[0]
        ended = _now(self._device)
        self._pipe.encode_prompt = encode
        return at["encoded"] - began, at["denoised"] - at["encoded"], ended - at["denoised"], made

    def save(self, frames: Any, path: Path) -> str:
        from diffusers.utils import encode_video, export_to_video

        if importlib.util.find_spec("imageio"):
            export_to_video(frames, str(path), fps=self._row.fps)
            return "export_to_video"
        # Pictures, or numbers from 0 to 1.
        whole = np.stack([np.asarray(frame) for frame in frames])
        whole = whole if whole.dtype == np.uint8 else (whole * 255).round().clip(0, 255).astype(np.uint8)
        encode_video(whole, self._row.fps, output_path=str(path))
        return "encode_video, imageio is not installed"


class _Ours:
    """小爱's engine."""

    def __init__(self, row: Row, column: Column, folder: Path, device: str, *, is_tiny: bool) -> None:
        from generators.local.cards import find_card
        from generators.local.engine import Engine

        self._row, self._is_tiny = row, is_tiny
        limit = int(row.small_gb * GB) if column.is_for_small_card and row.small_gb and device != "cpu" else None
        if limit:
            _hold_to(limit)
        card = find_card(use_cpu=device == "cpu", at_most_bytes=limit)
        self._model = Engine(card).load(folder, override=lambda plan: _runnable(column.change(plan), device))
        self.plan = _said(self._model.plan)

    def make(self, prompt: str) -> tuple[float, float, float, Any]:
        from generators.local.types import Order

        width, height, frames = self._row.at(is_tiny=self._is_tiny)
        made = self._model.make(
            Order(
                kind="video",
                prompt=prompt,
                width=width,
                height=height,
                num_frames=frames,
                frame_rate=self._row.fps,
                num_inference_steps=TINY_STEPS if self._is_tiny else self._row.steps,
                guidance_scale=self._row.guidance,
            ),
            _Nobody(),
        )
        assert made.frames.shape == (frames, height, width, 3), (made.frames.shape, made.changes)
        self.plan = _said(self._model.plan)
        return made.seconds["encode"], made.seconds["denoise"], made.seconds["decode"], made.frames

    def save(self, frames: Any, path: Path) -> str:
        from generators import mp4

        height, width = frames.shape[1:3]
        mp4.encode(frames, path, fps=self._row.fps, width=width, height=height)
        return "generators/mp4.py"


class _Nobody:
    """Watches and says nothing."""

    def reached(self, phase: str, done: int, of: int) -> None: ...


def _runnable(plan: Any, device: str) -> Any:
    """fp8 is computed with on cards from Ada on; a processor can only keep weights so."""
    from dataclasses import replace

    return replace(plan, storage="fp8") if device == "cpu" and plan.storage == "fp8_dynamic" else plan


def _said(plan: Any) -> str:
    words = [plan.name, plan.dtype, f"weights {plan.storage}", f"text {plan.text_storage} {plan.text}", plan.denoiser]
    return ", ".join([*words, *(["tiled"] if plan.tiling else []), *(["compiled"] if plan.compiles else [])])


def _hold_to(limit: int) -> None:
    """Let torch have no more than a card of that size would give it."""
    import torch

    torch.zeros(1, device="cuda")
    whole = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction(max(0.0, limit - _memory("cuda")[1]) / whole)


def _memory(device: str) -> tuple[int, int]:
    """The most that was reserved, and what CUDA takes beside it. Right where nobody else uses the card."""
    if device == "cpu":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, 0
    import torch

    free, whole = torch.cuda.mem_get_info()
    return torch.cuda.max_memory_reserved(), max(0, whole - free - torch.cuda.memory_reserved())


def _now(device: str) -> float:
    if device != "cpu":
        import torch

        torch.cuda.synchronize()
    return time.perf_counter()


def _generator(seed: int) -> Any:
    import torch

    return torch.Generator().manual_seed(seed)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("row", "column", "folder", "device"):
        parser.add_argument(name)
    parser.add_argument("--tiny", action="store_true")
    given = parser.parse_args(arguments)
    from generators.local.libraries import libraries

    libraries()
    try:
        took = measure(ROWS[given.row], COLUMNS[given.column], Path(given.folder), given.device, is_tiny=given.tiny)
    except Exception as error:  # noqa: BLE001 - one cell that cannot be measured is said in its place, the others go on
        took = Took(given.row, given.column, error=f"{type(error).__name__}: {str(error).splitlines()[0][:200]}")
        print(error, file=sys.stderr)
    print(json.dumps(asdict(took)))


if __name__ == "__main__":
    main(sys.argv[1:])
