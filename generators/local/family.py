"""What is known of a family of models, as data: what it is called, how its folder looks, what it can make, what it needs.

Knows no torch. The rows stand in `rows/`, `families.py` has them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generators.base import Kind

Ability = Literal[
    "text",
    "image",
    "first_last",
    "keyframes",
    "extend",
    "long",
    "upscale",
    "negative",
    "audio",
    "skip_layers",
    "control",
]
"""From words; from a first picture; with a last one; with pictures anywhere; a clip goes on; longer than one window; twice the
size in a second pass; words for what must not appear; sound; skip-layer guidance; the movement of another clip."""
Task = Literal["text", "image", "condition", "long", "control"]
"""Which pipeline a family has for an order: from words alone, from a first picture, with pictures or a clip anywhere, in windows, along a clip."""
Conditions = Literal["none", "first", "first_sized", "first_last", "masked", "anywhere", "anywhere_latent", "control"]
"""How pictures are handed to its pipeline, see `conditions.py`."""
Attention = Literal["native", "flash", "sage"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in a folder's own files by which it is told from others of its class."""

    component: str
    """The folder whose config.json it stands in; empty for model_index.json."""
    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Parameters:
    """Of a published model, in billions; what a folder really holds is counted by `folders.py`."""

    denoiser: float
    """All experts together."""
    text: float
    vae: float


@dataclass(frozen=True, slots=True)
class Scheduler:
    """Which of diffusers' schedulers a pipeline needs, built from the folder's settings."""

    class_name: str
    changes: Mapping[str, object] = field(default_factory=dict)
    """What is otherwise than in the folder's settings."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """Steps a distilled model was trained for: used when nothing else is ordered, or as many steps as it has."""

    steps: int
    guidance: float
    timesteps: tuple[float, ...] = ()
    """Of 1000; empty where the scheduler's own are right."""


@dataclass(frozen=True, slots=True)
class Extra:
    """What may lie beside the model and makes it able to do more."""

    folder: str
    """Name of the folder inside the model's."""
    hub: str
    files: tuple[str, ...]
    """What is needed of it, paths inside `folder`."""
    download_bytes: int
    purpose: str
    """Chinese, for the admin."""
    modelscope: str = ""
    sampling: Sampling | None = None
    """How few steps it makes enough."""


@dataclass(frozen=True, slots=True)
class Family:
    """One family. Sizes in pixels, lengths in frames."""

    name: str
    title: str
    """What the admin reads."""
    kind: Kind
    prompt_family: str
    """Which `prompts/shots/<family>.yaml` renders its prompts."""
    licence: str
    """Chinese, for the admin: its name and what it forbids."""
    download_bytes: int
    """About, of what the pipeline reads."""
    hub: str
    """Name of the repository on the Hugging Face hub; empty where none of the published ones is a diffusers folder."""
    parameters: Parameters
    folder_classes: tuple[str, ...]
    """What its model_index.json names as `_class_name`."""
    classes: Mapping[Task, str]
    """The pipelines of diffusers that make it do its tasks."""
    abilities: frozenset[Ability]
    size: tuple[int, int]
    """Width and height where none is ordered."""
    multiple: int
    """Both sides are multiples of it."""
    modelscope: str = ""
    marks: tuple[Mark, ...] = ()
    folder_words: tuple[str, ...] = ()
    """One of these in the folder's name; for models that differ from others in their weights alone."""
    is_fixed_size: bool = False
    """It has learned where each part of the frame is, so it makes the size and length it was trained for and no other."""
    frames: int = 1
    frames_step: int = 1
    """Lengths are a multiple of it and 1 more; that is how many frames share a latent one."""
    most_frames: int = 1
    """Of one window."""
    overlap: int = 1
    """Frames a window takes over from the one before; a multiple of `frames_step` and 1 more."""
    frame_rate: float = 24.0
    steps: int = 50
    fewest_steps: int = 1
    guidance: float = 5.0
    guidance_name: str = "guidance_scale"
    """The argument that takes it; empty where a guider of the folder has it."""
    distilled: Sampling | None = None
    conditions: Conditions = "none"
    counts_forwards: bool = False
    """Its pipeline calls nobody back after a step, so the calls of its transformer are counted."""
    dtype: Literal["bfloat16", "float16"] = "bfloat16"
    """What its weights were trained in."""
    vae_dtype: Literal["", "float32"] = ""
    text_encoders: tuple[str, ...] = ("text_encoder",)
    """The components that work inside the pipeline's `encode_prompt` and nowhere else."""
    denoisers: tuple[str, ...] = ("transformer",)
    """Those that work in every step."""
    arguments: Mapping[str, object] = field(default_factory=dict)
    """What every call of its pipelines gets beside the order."""
    schedulers: Mapping[str, Scheduler] = field(default_factory=dict)
    """By pipeline, where the folder's own scheduler does not work with it."""
    refine_steps: int = 0
    """Of the second of two passes."""
    refine_strength: float = 0.0
    """How much of the first pass it makes anew, 0 to 1."""
    saves_steps: bool = False
    """Works with the first-block cache of diffusers 0.42.1, see `step_cache.py`."""
    skip_layers: tuple[int, ...] = ()
    """Left out in the pass for skip-layer guidance."""
    extras: tuple[Extra, ...] = ()
    activation_bytes: int = 60_000
    """Memory of the card for one token of the frame while denoising, both branches of the guidance: estimated."""
    decode_bytes: int = 100
    """Memory of the card for one pixel that is being decoded: estimated."""
    decodes: tuple[int, int, int] = (512, 512, 0)
    """Width and height of a tile, where it is decoded in tiles, and how many frames at once, 0 for all."""
    tokens_per: tuple[int, int] = (16, 4)
    """How many pixels of a side, and how many frames, are one token."""

    def can(self, ability: Ability) -> bool:
        """Whether it can do that."""
        return ability in self.abilities

    @property
    def longest_seconds(self) -> float:
        """Of one window, at its own frame rate; 0 for a picture."""
        return 0.0 if self.kind == "image" else self.most_frames / self.frame_rate
