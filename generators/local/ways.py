"""How an order is made: in one window or several, in one pass or two. Loads torch.

Windows     one after another, each from the end of the one before; one window is the usual case
InOne       LTX's own pipeline for long clips, with a prompt for each window
TwoPasses   half the size, the latents enlarged, and refined
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from generators.local import conditions
from generators.local.conditions import Given
from generators.local.errors import CannotDo, MissingFile
from generators.local.family import Family
from generators.local.folders import ModelFolder
from generators.local.job import Frames, Job
from generators.local.shaping import Shape
from generators.local.types import Order

if TYPE_CHECKING:
    from PIL.Image import Image


class Way(Protocol):
    """One way to make an order."""

    steps: int
    """Denoising steps of all its passes and windows."""
    changes: tuple[str, ...]
    """What becomes otherwise by it, in Chinese."""

    def make(self, job: Job) -> Frames:
        """All frames, as many as the shape says."""
        ...


def way_for(family: Family, model: ModelFolder, order: Order, shape: Shape, there: Given) -> Way:
    """How this order is made. Raises `CannotDo`."""
    is_long = shape.frames > family.most_frames or len(order.segments) > 1
    if order.is_two_stage:
        if not family.can("upscale"):
            raise CannotDo(family.title, "不会先拍小的再放大")
        if is_long:
            raise CannotDo(family.title, "先拍小的再放大，一次只能拍一小段，请把帧数改少")
        return TwoPasses(model, shape, there)
    if is_long and "long" in family.classes and there.task(family) != "condition":
        return InOne(family, order, shape, there)
    return Windows(model, order, shape, there)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a long clip."""

    start: int
    """First of its new frames, in the whole clip."""
    frames: int
    """That are made, with those taken over."""
    taken_over: int
    """Frames of the window before, or of the clip that is gone on from; they come first."""


def windows(model: ModelFolder, frames: int, before: int) -> Iterator[Window]:
    """How so many frames are made of windows; `before` is how many frames there are to go on from."""
    family, start, taken = model.family, 0, before
    while start < frames:
        needed = frames - start + taken
        step = family.frames_step
        length = min(family.most_frames, -(-(needed - 1) // step) * step + 1)
        if model.fixed_size is not None:
            length = model.fixed_size[2]
        yield Window(start, length, taken)
        start, taken = start + length - taken, family.overlap


class Windows:
    """Windows joined: each starts from the last frames of the one before, which are then left out."""

    changes: tuple[str, ...] = ()

    def __init__(self, model: ModelFolder, order: Order, shape: Shape, there: Given) -> None:
        self._order, self._there = order, there
        self._windows = list(windows(model, shape.frames, len(there.before)))
        self.steps = shape.steps * len(self._windows)

    def make(self, job: Job) -> Frames:
        made: list[Frames] = []
        there = self._there
        for number, window in enumerate(self._windows):
            is_last = number == len(self._windows) - 1
            of_window = conditions.within(there, window.start - window.taken_over, window.frames, is_last)
            pipe = job.studio.pipe(of_window.task(job.studio.model.family))
            shape = replace(job.shape, frames=window.frames)
            given = conditions.arguments(job.studio.model.family, pipe, of_window, window.frames)
            frames = job.frames_of(job.call(pipe, shape, prompt=self._prompt(number), **given))
            made.append(frames[window.taken_over :])
            if not is_last:
                there = replace(there, before=_pictures(frames[-self._windows[number + 1].taken_over :]))
        return np.concatenate(made)[: job.shape.frames]

    def _prompt(self, number: int) -> str | None:
        segments = self._order.segments
        return segments[number * len(segments) // len(self._windows)] if segments else None


class InOne:
    """`LTXI2VLongMultiPromptPipeline`: windows over one row of latents, so that there is no seam to see."""

    def __init__(self, family: Family, order: Order, shape: Shape, there: Given) -> None:
        from diffusers.pipelines.ltx.pipeline_ltx_i2v_long_multi_prompt import split_into_temporal_windows

        self._order, self._there = order, there
        step = family.frames_step
        segments = max(1, len(order.segments))
        latents = (shape.frames - 1) // step + 1

        def count(tile: int) -> int:
            return len(split_into_temporal_windows(latents, tile, max(1, tile * 3 // 10), step))

        # Half of what it makes at once, as its authors have it; less where every segment needs a window of its own.
        largest = max(2, family.most_frames // 2 // step)
        tile = next((tile for tile in range(largest, 2, -1) if count(tile) >= segments), 2)
        self._tile, self._overlap = tile * step, max(1, tile * 3 // 10) * step
        self._windows = count(tile)
        self.steps = shape.steps * self._windows
        left_out = segments - self._windows
        self.changes: tuple[str, ...] = (f"片子太短，最后 {left_out} 段描述没有用上",) if left_out > 0 else ()

    def make(self, job: Job) -> Frames:
        pipe = job.studio.pipe("long")
        given: dict[str, Any] = {}
        if self._order.segments:
            given["prompt_segments"] = [
                {"start_window": number, "end_window": number, "text": self._segment(number)}
                for number in range(self._windows)
            ]
        if start := (self._there.before[-1:] or ((self._there.first,) if self._there.first else ())):
            given |= {"cond_image": start[0], "cond_strength": 1.0}
        frames = job.frames_of(
            job.call(
                pipe,
                job.shape,
                **given,
                sigmas=_sigmas(job.shape),
                seed=self._order.seed,
                temporal_tile_size=self._tile,
                temporal_overlap=self._overlap,
                decode_horizontal_tiles=2 if job.studio.plan.tiling else 1,
                decode_vertical_tiles=2 if job.studio.plan.tiling else 1,
                output_type="np",
            )
        )
        return frames[: job.shape.frames]

    def _segment(self, number: int) -> str:
        segments = self._order.segments
        return segments[
            min(number, len(segments) - 1)
            if self._windows <= len(segments)
            else number * len(segments) // self._windows
        ]


class TwoPasses:
    """LTX: the first pass decides what happens, at a quarter of the cost; the second makes it sharp."""

    changes: tuple[str, ...] = ()

    def __init__(self, model: ModelFolder, shape: Shape, there: Given) -> None:
        family = model.family
        if not (model.path / "upscaler").is_dir():
            raise MissingFile(model.path / "upscaler")
        self._there = there
        self._refining = max(1, int(family.refine_steps * family.refine_strength))
        self.steps = shape.steps + self._refining

    def make(self, job: Job) -> Frames:
        family, full = job.studio.model.family, job.shape
        pipe = job.studio.pipe("condition")
        given = conditions.arguments(family, pipe, self._there, full.frames)
        small = replace(full, width=full.width // 2, height=full.height // 2)
        latents = job.call(pipe, small, **given, output_type="latent").frames
        enlarged = job.studio.enlarged(latents)
        refine = replace(full, steps=family.refine_steps, timesteps=())
        result = job.call(pipe, refine, **given, latents=enlarged, denoise_strength=family.refine_strength)
        return job.frames_of(result)


def _sigmas(shape: Shape) -> list[float]:
    """From 1 to 0, one more than steps. Left to itself the long pipeline stops one step early, before the noise is gone."""
    from diffusers.pipelines.ltx.pipeline_ltx_condition import linear_quadratic_schedule

    if shape.timesteps:
        return [*(timestep / 1000 for timestep in shape.timesteps), 0.0]
    return [*linear_quadratic_schedule(shape.steps).tolist(), 0.0]


def _pictures(frames: Frames) -> "tuple[Image, ...]":
    from PIL import Image

    return tuple(Image.fromarray(frame) for frame in frames)
