"""A model folder becomes a pipeline of diffusers. Loads torch.

Only what lies in the folder is read, never the network. The libraries' errors are translated by `libraries`.
"""

import importlib
import inspect
from collections.abc import Mapping
from typing import Any

from generators.local import lora
from generators.local.folders import ModelFolder
from generators.local.libraries import foreign_errors, libraries
from generators.local.memory import Plan, Storage


def load_pipeline(model: ModelFolder, plan: Plan) -> Any:
    """The folder's own pipeline, its weights in the plan's numbers, in the machine's memory.

    Raises a `LocalError`.
    """
    diffusers = libraries()
    few_steps = model.beside(lora.FOLDER)
    left_out = {name: None for name in model.family.text_encoders if plan.text == "freed"}
    with foreign_errors(model.path, plan.name):
        pipe = getattr(diffusers, model.class_name).from_pretrained(
            str(model.path),
            dtype=_dtypes(model, plan),
            quantization_config=_quantised(model, plan, is_merged=few_steps is not None),
            local_files_only=True,
            **left_out,
        )
    pipe.set_progress_bar_config(disable=True)
    denoisers = [part for name in model.family.denoisers if (part := getattr(pipe, name, None)) is not None]
    if few_steps is not None:
        lora.merge(pipe, model, few_steps)
    for denoiser in denoisers:
        if plan.storage == "layerwise":
            _cast_layer_by_layer(denoiser, _dtypes(model, plan)["default"])
        elif few_steps is not None and plan.storage != "full":
            from torchao.quantization import quantize_

            quantize_(denoiser, _torchao(plan.storage))
    return pipe


def load_component(model: ModelFolder, name: str, plan: Plan) -> Any:
    """One component by itself: a text encoder that was left out. Raises a `LocalError`."""
    libraries()
    component = next(component for component in model.components if component.name == name)
    found = getattr(importlib.import_module(component.library), component.class_name)
    settings = _config_for(component.library, plan.text_storage)
    with foreign_errors(model.path / name, plan.name):
        loaded = found.from_pretrained(
            str(model.path / name),
            dtype=_dtypes(model, plan)["default"],
            local_files_only=True,
            **({"quantization_config": settings} if settings is not None else {}),
        )
    return loaded.eval()


def as_class(pipe: Any, class_name: str, changed: Mapping[str, object]) -> Any:
    """Another pipeline over the same components; no weight is read or copied. `changed` are components put in their place."""
    found = getattr(libraries(), class_name)
    there = {**pipe.config, **pipe.components, **changed}
    parameters = list(inspect.signature(found.__init__).parameters)[1:]
    made = found(**{name: there[name] for name in parameters if name in there})
    made.set_progress_bar_config(disable=True)
    return made


def _dtypes(model: ModelFolder, plan: Plan) -> dict[str, Any]:
    import torch

    vae = model.family.vae_dtype or plan.dtype
    return {"default": getattr(torch, plan.dtype), "vae": getattr(torch, vae)}


def _quantised(model: ModelFolder, plan: Plan, *, is_merged: bool) -> Any:
    """What becomes int8 or fp8 as it is read; None where nothing does. What a LoRA is merged into becomes so afterwards.

    `quant_backend="torchao"` for both libraries fails in diffusers 0.42.1, so each gets its own settings.
    """
    from diffusers import PipelineQuantizationConfig

    wanted: dict[str, Storage] = {} if is_merged else dict.fromkeys(model.family.denoisers, plan.storage)
    if plan.text != "freed":
        wanted |= dict.fromkeys(model.family.text_encoders, plan.text_storage)
    libraries_of = {component.name: component.library for component in model.components}
    mapping = {
        name: settings
        for name, storage in wanted.items()
        if name in libraries_of and (settings := _config_for(libraries_of[name], storage)) is not None
    }
    return PipelineQuantizationConfig(quant_mapping=mapping) if mapping else None


def _config_for(library: str, storage: Storage) -> Any:
    if storage in ("full", "layerwise"):
        return None
    return importlib.import_module(library).TorchAoConfig(_torchao(storage))


def _torchao(storage: Storage) -> Any:
    from torchao import quantization

    return {
        "int8": quantization.Int8WeightOnlyConfig,
        "fp8": quantization.Float8WeightOnlyConfig,
        "fp8_dynamic": quantization.Float8DynamicActivationFloat8WeightConfig,
    }[storage]()


def _cast_layer_by_layer(denoiser: Any, compute: Any) -> None:
    import torch

    denoiser.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=compute)
