"""One order being made: calls of a pipeline, and what they give as frames. Loads torch."""

import inspect
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from generators.local.course import Course
from generators.local.errors import BadNumbers
from generators.local.libraries import quietly
from generators.local.shaping import Shape
from generators.local.skipping import skipping
from generators.local.step_cache import FEWEST_STEPS, saving_steps
from generators.local.types import Order

if TYPE_CHECKING:
    from generators.local.studio import Studio

Frames = NDArray[np.uint8]
"""(frames, height, width, 3), RGB."""


class Job:
    """What all passes and windows of one order share."""

    def __init__(self, studio: "Studio", order: Order, shape: Shape, course: Course) -> None:
        self.studio, self.order, self.shape, self.course = studio, order, shape, course
        self.audio: NDArray[np.float32] | None = None
        self.audio_rate = 0
        self.has_saved_steps = False

    def call(self, pipe: Any, shape: Shape, *, prompt: str | None = None, **given: Any) -> Any:
        """Run the pipeline once. What it has no argument for is left out: the family's row says what matters."""
        family, order = self.studio.model.family, self.order

        def stepped(*_: Any) -> dict[str, Any]:
            if not family.counts_forwards:
                self.course.stepped()
            # What is handed back is taken over; the long LTX pipeline breaks on anything (diffusers 0.42.1).
            return {}

        wanted: Mapping[str, Any] = {
            "prompt": prompt or order.prompt or " ".join(order.segments),
            "negative_prompt": order.negative_prompt if shape.guidance > 1 and family.can("negative") else None,
            "width": shape.width,
            "height": shape.height,
            "num_frames": shape.frames,
            "frame_rate": shape.frame_rate,
            "num_inference_steps": shape.steps,
            family.guidance_name: shape.guidance,
            # Drawn on the processor, so that one seed is one clip on every card.
            "generator": torch.Generator("cpu").manual_seed(order.seed),
            "output_type": "pt",
            "callback_on_step_end": stepped,
            **({"timesteps": list(shape.timesteps)} if shape.timesteps else {}),
            **({"stg_scale": order.skip_layer_scale} if order.skip_layer_scale else {}),
            **family.arguments,
            **given,
        }
        known = inspect.signature(type(pipe).__call__).parameters
        steps = int(shape.steps * given.get("denoise_strength", 1.0))
        watched = self.studio.watched(pipe, self.course)
        with watched, self._guided(shape), self._quickened(steps), torch.no_grad(), quietly():
            return pipe(**{name: value for name, value in wanted.items() if name in known})

    def frames_of(self, result: Any) -> Frames:
        """What a pipeline gave, as frames. Raises `BadNumbers`."""
        shown = result.images if self.studio.model.family.kind == "image" else result.frames[0]
        numbers = shown if isinstance(shown, torch.Tensor) else torch.from_numpy(np.asarray(shown)).permute(0, 3, 1, 2)
        if not bool(torch.isfinite(numbers).all()):
            raise BadNumbers(self.studio.model.family.title, self.studio.plan.dtype)
        self._hear(result)
        # On the card, where it is quick and a fourth as much is fetched.
        whole = (numbers.float() * 255).round_().clamp_(0, 255).to(torch.uint8)
        return np.ascontiguousarray(whole.permute(0, 2, 3, 1).cpu().numpy())

    def _guided(self, shape: Shape) -> AbstractContextManager[None]:
        layers, scale = self.studio.model.family.skip_layers, self.order.skip_layer_scale
        if not layers or not scale:
            return nullcontext()
        return skipping(self.studio.denoiser, layers, scale, shape.guidance)

    def _quickened(self, steps: int) -> AbstractContextManager[None]:
        plan, family = self.studio.plan, self.studio.model.family
        is_alone = plan.denoiser != "offloaded" and not self.order.skip_layer_scale
        # Blocks that are streamed, or left out, are not there to be asked.
        if plan.step_cache is None or not family.saves_steps or steps < FEWEST_STEPS or not is_alone:
            return nullcontext()
        self.has_saved_steps = True
        return saving_steps(self.studio.denoisers, plan.step_cache)

    def _hear(self, result: Any) -> None:
        sound = getattr(result, "audio", None)
        if sound is None:
            return
        heard = sound[0].detach().float().cpu().numpy()
        self.audio = np.ascontiguousarray((heard if heard.ndim == 2 else heard[None]).T, dtype=np.float32).clip(-1, 1)
        self.audio_rate = int(self.studio.sound_rate)
