"""A model folder as it lies on the disk: which family, what is in it, whether all of it is there. Needs no torch.

Everything is checked before torch is loaded: a file cut off by a broken download is named in a moment, not after minutes of
loading, and the numbers of parameters for the memory plan are counted from the files' own headers.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from generators.local.errors import BrokenFile, MissingFile, WrongFolder
from generators.local.families import recognised
from generators.local.family import Extra, Family

MOST_HEADER_BYTES = 100_000_000
"""What the safetensors library itself takes."""
_LISTS = ("model.safetensors.index.json", "diffusion_pytorch_model.safetensors.index.json")
_SINGLE = ("model.safetensors", "diffusion_pytorch_model.safetensors")


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a pipeline, a folder of the model's."""

    name: str
    library: str
    """"diffusers" or "transformers"."""
    class_name: str
    parameters: int
    """Counted from the headers; 0 for what has no weights."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A whole, readable model of a family that is known."""

    path: Path
    family: Family
    class_name: str
    components: tuple[Component, ...]
    fixed_size: tuple[int, int, int] | None = None
    """Width, height and frames, where its parts of the frame were learned."""

    def parameters(self, *names: str) -> int:
        """How many the named components have together; those that are not there have none."""
        return sum(component.parameters for component in self.components if component.name in names)

    def beside(self, folder: str) -> Extra | None:
        """What of the family's extras lies in that folder of the model's; None where it is not all there."""
        for extra in self.family.extras:
            if extra.folder == folder and all((self.path / folder / file).is_file() for file in extra.files):
                return extra
        return None


class _Tensor(BaseModel):
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]


_HEADER = TypeAdapter(dict[str, _Tensor])
_OBJECT = TypeAdapter(dict[str, object])


class _WeightMap(BaseModel):
    weight_map: dict[str, str]


def inspect(path: Path) -> ModelFolder:
    """Read what a model folder is. Raises `WrongFolder`, `MissingFile` and `BrokenFile`."""
    if not path.is_dir():
        raise WrongFolder(path, "没有这个文件夹")
    if not (path / "model_index.json").is_file():
        raise WrongFolder(path, "这不是 diffusers 的模型文件夹，里面没有 model_index.json")
    index = _json(path / "model_index.json")

    def config(component: str) -> Mapping[str, object]:
        files = (path / component / name for name in ("config.json", "scheduler_config.json"))
        return index if not component else next((_json(file) for file in files if file.is_file()), {})

    class_name = str(index.get("_class_name", ""))
    family = recognised(class_name, config, path.name)
    if family is None:
        raise WrongFolder(path, f"不认识这种模型（{class_name or '没有写种类'}）")
    components = tuple(_components(path, index))
    for needed in (*family.denoisers, "vae"):
        if not any(component.name == needed for component in components):
            raise MissingFile(path / needed)
    return ModelFolder(path, family, class_name, components, _fixed_size(family, config("transformer")))


def count_parameters(folder: Path) -> int:
    """How many parameters the safetensors files of a component hold. Raises `MissingFile` and `BrokenFile`."""
    return sum(count_parameters_of(file) for file in _weight_files(folder))


def _components(path: Path, index: Mapping[str, object]) -> Iterator[Component]:
    for name, entry in index.items():
        if not isinstance(entry, list) or len(entry) != 2 or not all(isinstance(part, str) for part in entry):
            continue  # settings of the pipeline, or a part this model does without
        library, class_name = entry
        folder = path / name
        if not folder.is_dir():
            raise MissingFile(folder)
        has_weights = (folder / "config.json").is_file()
        if not any(folder.iterdir()):
            raise MissingFile(folder / "config.json")
        yield Component(name, library, class_name, count_parameters(folder) if has_weights else 0)


def _weight_files(folder: Path) -> list[Path]:
    for name in _LISTS:
        if (folder / name).is_file():
            try:
                listed = _WeightMap.model_validate_json((folder / name).read_bytes())
            except ValidationError as error:
                raise BrokenFile(folder / name, "里面不是文件清单") from error
            return [folder / file for file in sorted(set(listed.weight_map.values()))]
    found = next((folder / name for name in _SINGLE if (folder / name).is_file()), None)
    return [found or folder / _SINGLE[folder.name not in ("text_encoder", "text_encoder_2", "image_encoder")]]


def count_parameters_of(file: Path) -> int:
    """Counted from a safetensors file's header, which also tells whether it is whole. Raises `MissingFile` and `BrokenFile`.

    The header: 8 bytes of its length, little end first, then JSON, then the numbers themselves. Source: https://huggingface.co/docs/safetensors, "Format".
    """
    if not file.is_file():
        raise MissingFile(file)
    size = file.stat().st_size
    with file.open("rb") as opened:
        first = opened.read(8)
        length = struct.unpack("<Q", first)[0] if len(first) == 8 else 0
        if not 0 < length <= min(MOST_HEADER_BYTES, size - 8):
            raise BrokenFile(file, "没有下载完，或者不是 safetensors")
        try:
            header = json.loads(opened.read(length))
            header.pop("__metadata__", None)
            tensors = _HEADER.validate_python(header)
        except (ValueError, AttributeError) as error:
            raise BrokenFile(file, "开头读不懂") from error
    promised = 8 + length + max((tensor.data_offsets[1] for tensor in tensors.values()), default=0)
    if size < promised:
        raise BrokenFile(file, f"应该有 {promised} 字节，只有 {size}")
    return sum(prod(tensor.shape) for tensor in tensors.values())


def _fixed_size(family: Family, transformer: Mapping[str, object]) -> tuple[int, int, int] | None:
    if not family.is_fixed_size:
        return None
    sizes = [transformer.get(key) for key in ("sample_width", "sample_height", "sample_frames")]
    width, height, frames = (size if isinstance(size, int) else 0 for size in sizes)
    # In latent pixels, as CogVideoX counts them: its VAE makes them eight times smaller.
    return (width * 8, height * 8, frames) if width and height and frames else (*family.size, family.frames)


def _json(file: Path) -> Mapping[str, object]:
    try:
        return _OBJECT.validate_json(file.read_bytes())
    except ValidationError as error:
        raise BrokenFile(file, "不是 JSON") from error
