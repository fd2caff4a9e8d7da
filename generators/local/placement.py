"""Which part of a pipeline lies where, and when: what a plan says, done. Loads torch.

The VAE and other small parts always lie on the card, so that the pipeline knows it is there. The text encoders come when a
prompt is read that is not in the cache; the denoiser leaves for that time where both do not fit.
"""

import gc
from collections.abc import Callable
from typing import Any

import torch

from generators.local.folders import ModelFolder
from generators.local.loading import load_component
from generators.local.memory import Card, Place, Plan


class Placement:
    """The components of one pipeline and the plan they are kept by."""

    def __init__(self, pipe: Any, model: ModelFolder, plan: Plan, card: Card) -> None:
        self._pipe, self._model, self._plan, self._device = pipe, model, plan, torch.device(card.device)
        self._encoders = [name for name in model.family.text_encoders if name in pipe.components]
        self._denoisers = [name for name in model.family.denoisers if getattr(pipe, name, None) is not None]
        for name, component in pipe.components.items():
            if isinstance(component, torch.nn.Module):
                self._place(name, component)
        if plan.tiling:
            pipe.vae.enable_tiling()
            if hasattr(pipe.vae, "use_framewise_decoding"):
                pipe.vae.use_framewise_decoding = True
        self._set_attention()
        # The cache hooks into every block, which one that is compiled as a whole does not bear.
        if plan.compiles and plan.step_cache is None:
            self._compile()

    def encode(self, pipe: Any, call: Callable[[], Any]) -> Any:
        """Run a call that needs the text encoders, with them where they have to be. `pipe` is the one that calls."""
        if self._plan.text == "resident" or self._plan.text == "offloaded":
            return call()
        if self._plan.denoiser == "swapped":
            self._move(self._denoisers, "cpu")
        try:
            if self._plan.text == "swapped":
                self._move(self._encoders, self._device)
            else:
                for name in self._encoders:
                    setattr(pipe, name, load_component(self._model, name, self._plan).to(self._device))
            return call()
        finally:
            if self._plan.text == "swapped":
                self._move(self._encoders, "cpu")
            else:
                for name in self._encoders:
                    setattr(pipe, name, None)
                gc.collect()
            if self._device.type == "cuda":
                torch.cuda.empty_cache()

    def before_denoising(self) -> None:
        """The denoiser is about to be called."""
        if self._plan.denoiser == "swapped":
            self._move(self._denoisers, self._device)

    def _place(self, name: str, component: torch.nn.Module) -> None:
        place: Place = "resident"
        if name in self._encoders:
            place = self._plan.text
        elif name in self._denoisers:
            place = self._plan.denoiser
        if place == "resident":
            component.to(self._device)
        elif place == "offloaded":
            self._stream(component, is_leaf_wise=self._plan.is_leaf_wise or name in self._encoders)

    def _stream(self, component: torch.nn.Module, *, is_leaf_wise: bool) -> None:
        from diffusers.hooks import apply_group_offloading

        # A text encoder of transformers keeps its blocks one level deeper than diffusers looks for them.
        apply_group_offloading(
            component,
            onload_device=self._device,
            offload_device=torch.device("cpu"),
            offload_type="leaf_level" if is_leaf_wise else "block_level",
            num_blocks_per_group=None if is_leaf_wise else 1,
            use_stream=self._plan.streams,
            low_cpu_mem_usage=self._plan.streams,
        )

    def _set_attention(self) -> None:
        for name in self._denoisers if self._plan.attention != "native" else []:
            try:
                getattr(self._pipe, name).set_attention_backend(self._plan.attention)
            except (RuntimeError, ValueError, AttributeError):
                # The kernels are not installed, or the model has none of this: the native ones are always there.
                continue

    def _compile(self) -> None:
        # No compiler on this machine is no reason to make nothing.
        torch._dynamo.config.suppress_errors = True
        for name in self._denoisers:
            denoiser = getattr(self._pipe, name)
            if getattr(denoiser, "_repeated_blocks", None):
                denoiser.compile_repeated_blocks(fullgraph=True)
            else:
                denoiser.forward = torch.compile(denoiser.forward)

    def _move(self, names: list[str], device: "torch.device | str") -> None:
        for name in names:
            component = getattr(self._pipe, name)
            # Asked before every call of the denoiser; walking through thousands of weights each time costs.
            if component.device.type != torch.device(device).type:
                component.to(device)
