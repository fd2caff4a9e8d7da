"""A model folder becomes a pipeline of diffusers. Loads torch.

Only what lies in the folder is read, never the network. The libraries' errors are translated here, once.
"""

import importlib
import importlib.util
import inspect
import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from generators.local.errors import BrokenFile, MissingFile, NotEnoughMemory, NotInstalled, WrongFolder
from generators.local.folders import ModelFolder
from generators.local.memory import Plan, Storage


def load_pipeline(model: ModelFolder, plan: Plan) -> Any:
    """The folder's own pipeline, its weights in the plan's numbers, in the machine's memory.

    Raises a `LocalError`.
    """
    diffusers = libraries()
    left_out = {name: None for name in model.family.text_encoders if plan.text == "freed"}
    with foreign_errors(model.path, plan.name):
        pipe = getattr(diffusers, model.class_name).from_pretrained(
            str(model.path),
            dtype=_dtypes(model, plan),
            quantization_config=_quantised(model, plan),
            local_files_only=True,
            **left_out,
        )
    pipe.set_progress_bar_config(disable=True)
    if plan.storage == "layerwise":
        for name in model.family.denoisers:
            _casted_layer_by_layer(getattr(pipe, name, None), _dtypes(model, plan)["default"])
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


def libraries() -> Any:
    """The module diffusers, told to be quiet. Raises `NotInstalled`."""
    # They warn of CUDA extensions a wheel without CUDA does not have, and of what they do to each other.
    for name in ("torchao", "torch.utils._pytree"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with quietly():
        try:
            import torch
            import transformers

            transformers.utils.logging.set_verbosity_error()
            transformers.utils.logging.disable_progress_bar()
            import diffusers

            diffusers.utils.logging.set_verbosity_error()
            diffusers.utils.logging.disable_progress_bar()
        except ImportError as error:
            raise NotInstalled(error.name or "diffusers") from error
    _let_pass_what_needs_ftfy()
    torch.backends.cuda.matmul.allow_tf32 = True
    return diffusers


@contextmanager
def quietly() -> Iterator[None]:
    """Without what the libraries warn each other of: nobody here can mend it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _let_pass_what_needs_ftfy() -> None:
    """Wan's image pipeline mends garbled text with ftfy, and breaks where that is not installed (diffusers 0.42.1).

    Its text pipeline goes on without; so does this one then. Our prompts are not garbled.
    """
    if importlib.util.find_spec("ftfy") is None:
        module = importlib.import_module("diffusers.pipelines.wan.pipeline_wan_i2v")
        vars(module).setdefault("ftfy", SimpleNamespace(fix_text=lambda text: text))


@contextmanager
def foreign_errors(path: Path, plan: str) -> Iterator[None]:
    """The errors of torch, diffusers and safetensors while a folder is read, as ours."""
    import torch
    from safetensors import SafetensorError

    try:
        with quietly():
            yield
    except SafetensorError as error:
        raise BrokenFile(path, "safetensors 读不了") from error
    except FileNotFoundError as error:
        raise MissingFile(Path(error.filename or path)) from error
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise NotEnoughMemory(path.name, plan, "请关掉别的程序，或者换小一点的模型") from error
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise WrongFolder(path, f"读不进来（{_first_line(error)}）") from error


def _dtypes(model: ModelFolder, plan: Plan) -> dict[str, Any]:
    import torch

    vae = model.family.vae_dtype or plan.dtype
    return {"default": getattr(torch, plan.dtype), "vae": getattr(torch, vae)}


def _quantised(model: ModelFolder, plan: Plan) -> Any:
    """What becomes int8 or fp8 as it is read; None where nothing does.

    `quant_backend="torchao"` for both libraries fails in diffusers 0.42.1, so each gets its own settings.
    """
    from diffusers import PipelineQuantizationConfig

    wanted: dict[str, Storage] = dict.fromkeys(model.family.denoisers, plan.storage)
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
    from torchao import quantization

    kind = {
        "int8": "Int8WeightOnlyConfig",
        "fp8": "Float8WeightOnlyConfig",
        "fp8_dynamic": "Float8DynamicActivationFloat8WeightConfig",
    }[storage]
    return importlib.import_module(library).TorchAoConfig(getattr(quantization, kind)())


def _casted_layer_by_layer(denoiser: Any, compute: Any) -> None:
    import torch

    if denoiser is not None:
        denoiser.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn, compute_dtype=compute)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
