"""Which files of a repository a pipeline reads.

A repository holds far more: LTX-Video's has many checkpoints in single files of up to 26 GB beside the folders of diffusers, others
have each weight in two formats and two precisions. The list of a pipeline's parts is its model_index.json.
"""

import re
from collections.abc import Iterable, Mapping

from generators.local.hubs.base import HubFile

INDEX = "model_index.json"
_BESIDE = re.compile(r"(LICEN[CS]E|README|NOTICE)[^/]*", re.IGNORECASE)
_PLAIN = re.compile(r"[^./]+(-\d{5}-of-\d{5})?\.safetensors(\.index\.json)?")
"""Weights as they are read where no variant is asked for: `model.fp16.safetensors` is none."""
_OTHER_FORMATS = (
    ".bin",
    ".bin.index.json",
    ".pt",
    ".pth",
    ".ckpt",
    ".msgpack",
    ".h5",
    ".onnx",
    ".onnx_data",
    ".pb",
    ".gguf",
)


def parts(index: Mapping[str, object]) -> tuple[str, ...]:
    """The components a model_index.json names: those with a class. `{"vae": ["diffusers", "AutoencoderKLWan"]}` has one."""
    return tuple(
        name for name, value in index.items() if not name.startswith("_") and isinstance(value, list) and all(value)
    )


def wanted(files: Iterable[HubFile], index: Mapping[str, object]) -> tuple[HubFile, ...]:
    """The files of those components, each weight once, and the licence; `model_index.json` comes last.

    With it the folder becomes one that is loaded, so it is written when everything else is there.
    """
    listed = tuple(files)
    chosen = [file for file in listed if _BESIDE.fullmatch(file.path)]
    for part in parts(index):
        inside = [file for file in listed if file.path.startswith(f"{part}/")]
        plain = {file.path for file in inside if _PLAIN.fullmatch(file.path.rpartition("/")[2])}
        chosen += [file for file in inside if not plain or file.path in plain or not _is_weights(file.path)]
    return (*chosen, *(file for file in listed if file.path == INDEX))


def _is_weights(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith(_OTHER_FORMATS) or ".safetensors" in name
