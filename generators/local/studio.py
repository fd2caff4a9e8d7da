"""One loaded pipeline: its parts placed, its other pipelines beside it, watched while it works. Loads torch."""

import gc
import resource
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

import torch

from generators.local import conditions, loading, lora
from generators.local.course import Course
from generators.local.errors import CannotDo
from generators.local.family import Task
from generators.local.folders import ModelFolder
from generators.local.job import Job
from generators.local.libraries import foreign_errors, libraries
from generators.local.memory import Card, Plan
from generators.local.placement import Placement
from generators.local.prompt_cache import PromptCache
from generators.local.shaping import shaped
from generators.local.types import Made, Order, Watch
from generators.local.ways import way_for


class Studio:
    """A pipeline placed by its plan, with the other pipelines of its family over the same weights."""

    def __init__(self, model: ModelFolder, plan: Plan, card: Card, prompts: PromptCache) -> None:
        self.model, self.plan, self.card = model, plan, card
        self._prompts = prompts
        self._base = loading.load_pipeline(model, plan)
        few_steps = model.beside(lora.FOLDER)
        self._few_steps = few_steps.sampling if few_steps else None
        with foreign_errors(model.path, plan.name):
            self._placement = Placement(self._base, model, plan, card)
        self._pipes = {} if model.class_name in model.family.schedulers else {model.class_name: self._base}
        self._upscaler: Any = None
        self.weight_bytes = self.bytes_of(*self._base.components)

    def make(self, order: Order, watch: Watch) -> Made:
        """Make what is ordered. Raises a `LocalError`, `Stopped` and torch's `OutOfMemoryError`."""
        family = self.model.family
        shape = shaped(self.model, order, conditions.first_aspect(order), self._few_steps)
        there = conditions.given(family, order, shape.width, shape.height, shape.frames)
        way = way_for(family, self.model, order, shape, there)
        if self.card.is_cuda:
            torch.cuda.reset_peak_memory_stats(self.card.device)
        job = Job(self, order, shape, Course(watch, way.steps, self._settle))
        frames = way.make(job)
        job.course.over()
        return Made(
            frames=frames,
            frame_rate=shape.frame_rate,
            seconds=job.course.seconds,
            peak_bytes=self._peak(),
            plan=self.plan.name + ("+step_cache" if job.has_saved_steps else ""),
            changes=(*shape.changes, *way.changes),
            audio=job.audio,
            audio_rate=job.audio_rate,
        )

    def bytes_of(self, *names: str) -> int:
        """What the weights of the named components take, wherever they lie."""
        parts = [self._base.components.get(name) for name in names]
        modules = [part for part in parts if isinstance(part, torch.nn.Module)]
        return sum(_bytes(tensor) for part in modules for tensor in (*part.parameters(), *part.buffers()))

    def pipe(self, task: Task) -> Any:
        """The pipeline for a task. Raises `CannotDo`."""
        family = self.model.family
        name = family.classes.get(task)
        if name is None:
            needed_first = "要有一段视频，跟着它的动作拍" if family.can("control") else "要有一张照片才能开始"
            raise CannotDo(family.title, needed_first if task == "text" else "做不了这种片子")
        if name not in self._pipes:
            changed = {}
            if needed := family.schedulers.get(name):
                found = getattr(libraries(), needed.class_name)
                changed["scheduler"] = found.from_config(self._base.scheduler.config, **needed.changes)
            self._pipes[name] = loading.as_class(self._base, name, changed)
        return self._pipes[name]

    def enlarged(self, latents: torch.Tensor) -> torch.Tensor:
        """Unpacked latents (1, channels, frames, height, width) at twice the height and width. Raises a `LocalError`."""
        from diffusers.pipelines.ltx.modeling_latent_upsampler import LTXLatentUpsamplerModel

        if self._upscaler is None:
            folder = self.model.path / "upscaler" / "latent_upsampler"
            with foreign_errors(folder, self.plan.name):
                enlarger = LTXLatentUpsamplerModel.from_pretrained(
                    str(folder), dtype=getattr(torch, self.plan.dtype), local_files_only=True
                ).to(self.card.device)
            self._upscaler = loading.as_class(self._base, "LTXLatentUpsamplePipeline", {"latent_upsampler": enlarger})
        result: torch.Tensor = self._upscaler(
            latents=latents, height=0, width=0, adain_factor=1.0, output_type="latent"
        ).frames
        return result

    @property
    def denoiser(self) -> Any:
        """The transformer that works in every step."""
        return getattr(self._base, self.model.family.denoisers[0])

    @property
    def denoisers(self) -> tuple[Any, ...]:
        """All experts."""
        found = (getattr(self._base, name, None) for name in self.model.family.denoisers)
        return tuple(denoiser for denoiser in found if denoiser is not None)

    @property
    def sound_rate(self) -> int:
        """Samples per second of what its vocoder gives; 0 where it has none."""
        vocoder = self._base.components.get("vocoder")
        return int(vocoder.config.output_sampling_rate) if vocoder is not None else 0

    @contextmanager
    def watched(self, pipe: Any, course: Course) -> Iterator[None]:
        """While the block runs, the parts of the pipeline tell the course where they are, and are where they have to be."""
        vae, family = self._base.vae, self.model.family
        decode = vae.decode

        def decoding(*args: Any, **kwargs: Any) -> Any:
            course.decoding()
            return decode(*args, **kwargs)

        def denoising(*_: Any) -> None:
            self._placement.before_denoising()
            course.denoising()

        with ExitStack() as stack:
            for denoiser in self.denoisers:
                stack.callback(denoiser.register_forward_pre_hook(denoising).remove)
                if family.counts_forwards:
                    stack.callback(denoiser.register_forward_hook(_counting(pipe, course)).remove)
            vae.decode = decoding
            stack.callback(delattr, vae, "decode")
            stack.enter_context(
                self._prompts.in_place_of(pipe, lambda call: self._placement.encode(pipe, call), self.card.device)
            )
            course.encoding()
            yield

    def close(self) -> None:
        """Give the memory back."""
        self._pipes.clear()
        self._upscaler = None
        del self._base, self._placement
        gc.collect()
        if self.card.is_cuda:
            torch.cuda.empty_cache()

    def _settle(self) -> None:
        if self.card.is_cuda:
            torch.cuda.synchronize(self.card.device)

    def _peak(self) -> int:
        if self.card.is_cuda:
            return int(torch.cuda.max_memory_reserved(self.card.device))
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _counting(pipe: Any, course: Course) -> Callable[..., None]:
    """A step is over when the transformer was called for every condition its guider compares."""
    calls = count(1)

    def called(*_: Any) -> None:
        if next(calls) % pipe.guider.num_conditions == 0:
            course.stepped()

    return called


def _bytes(tensor: torch.Tensor) -> int:
    """A quantised tensor says of itself that it is as large as what it stands for."""
    if not hasattr(tensor, "__tensor_flatten__"):
        return int(tensor.nbytes)
    names, _ = tensor.__tensor_flatten__()
    return sum(int(getattr(tensor, name).nbytes) for name in names)
