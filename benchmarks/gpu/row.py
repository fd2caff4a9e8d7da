"""What a row of the benchmark is: a model, built whole or tiny, and what is ordered of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Config = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One component: its class, its full configuration, and what is changed for a tiny one."""

    class_name: str
    config: Config
    tiny: Config = field(default_factory=dict)
    library: str = "diffusers"

    def at(self, *, is_tiny: bool) -> dict[str, Any]:
        return {**self.config, **(self.tiny if is_tiny else {})}


@dataclass(frozen=True)
class Row:
    """One model with one order."""

    name: str
    title: str
    folder: str
    """By this name `generators/local/families.py` knows which family it is."""
    pipeline: str
    transformer: Part
    vae: Part
    text: Part
    scheduler: Part
    size: tuple[int, int, int]
    """Width, height, frames."""
    tiny_size: tuple[int, int, int]
    steps: int
    guidance: float
    fps: int
    index: Config = field(default_factory=dict)
    """More of its model_index.json."""
    arguments: Config = field(default_factory=dict)
    """Of the plain pipeline's call, beside size, steps and guidance."""
    vae_dtype: str = "bfloat16"
    small_gb: float | None = None
    """The card whose plan must not need more, goal of issue 9."""
    prompt_tokens: int = 226
    goal_seconds: float | None = None
    """In all, on an H200, with the lossless plan."""
    goal_lossless: float = 1.3
    goal_quantised: float = 1.6

    def at(self, *, is_tiny: bool) -> tuple[int, int, int]:
        return self.tiny_size if is_tiny else self.size
