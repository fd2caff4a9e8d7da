"""A published LoRA worked into the weights for good: few steps instead of many, at no cost per step. Loads torch.

Merged before anything is quantised, so it works with every plan, and without the library peft.
"""

from collections.abc import Mapping
from typing import Any

import torch

from generators.local.errors import BrokenFile
from generators.local.family import Extra
from generators.local.folders import ModelFolder, count_parameters_of
from generators.local.libraries import foreign_errors, libraries

FOLDER = "lora"


def merge(pipe: Any, model: ModelFolder, extra: Extra) -> None:
    """Work the LoRA's files into the denoisers, the first into the first. Raises `BrokenFile` and `MissingFile`."""
    for name, file in zip(model.family.denoisers, extra.files, strict=True):
        path = model.path / extra.folder / file
        count_parameters_of(path)
        with foreign_errors(path, "lora"):
            from safetensors.torch import load_file

            changes = libraries().WanPipeline.lora_state_dict(load_file(path))
        if not _merge(getattr(pipe, name), changes):
            raise BrokenFile(path, "不是这个模型的 LoRA")


def _merge(denoiser: Any, changes: Mapping[str, torch.Tensor]) -> bool:
    """Each weight plus B times A, which the libraries' names call `….lora_B.weight` and `….lora_A.weight`; False if none fits."""
    modules = dict(denoiser.named_modules())
    downs = {key: name for key in changes if (name := _module(key, ".lora_A.weight"))}
    if not downs or any(name not in modules for name in downs.values()):
        return False
    with torch.no_grad():
        for key, name in downs.items():
            weight = modules[name].weight
            up, down = changes[key.replace(".lora_A.", ".lora_B.")], changes[key]
            if (up.shape[0], down.shape[1]) != tuple(weight.shape):
                return False
            weight += (up.float() @ down.float()).to(weight)
            bias = changes.get(key.replace(".lora_A.weight", ".lora_B.bias"))
            if bias is not None and modules[name].bias is not None:
                modules[name].bias += bias.to(weight)
    return True


def _module(key: str, ending: str) -> str:
    return key.removeprefix("transformer.").removesuffix(ending) if key.endswith(ending) else ""
