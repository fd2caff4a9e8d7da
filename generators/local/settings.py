"""`local:` in the settings: models on this machine's own card, and the server that runs them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from generators.local.memory import NAMES
from generators.remote.address import checked_address

KEY_VARIABLE = "XIAOAI_SERVE_KEY"
"""Where the key of a server that others may ask stands: in the environment or `.env`."""

MOST_CARDS = 16
AUTO = "auto"
"""The plan that is chosen for the card."""


class LocalSettings(BaseModel):
    """Of `xiaoai serve` and of the child that `xiaoai run` starts; `xiaoai models` reads the folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    models: tuple[str, ...] = ()
    """Folders of models, best first: a name in `folder`, or a path. Empty for every model that lies in `folder`."""
    folder: str = ""
    """Where models lie; empty for `models` in the data folder."""
    port: int = Field(default=0, ge=0, le=65535)
    """Of the child; 0 takes a free one."""
    cards: tuple[int, ...] = (0,)
    """Numbers of the graphics cards, counted from 0; each makes a clip of its own at the same time."""
    plan: str = ""
    """Name of the memory plan, where the one for the card is not wanted."""
    step_cache: float | None = Field(default=None, gt=0, le=0.5)
    """Steps that would change less than this share are not computed: quicker, and another picture. None computes all."""
    memory_gb: float | None = Field(default=None, gt=0, le=4096)
    """So much of models is kept loaded at once on each card; None for what it holds."""
    queue: int = Field(default=16, ge=1, le=1000)
    """Requests that may wait; one more is told to come back."""
    keep_gb: float = Field(default=2, gt=0)
    """Of finished clips; the oldest leave."""
    keep_hours: float = Field(default=24, gt=0)
    hub: Literal["modelscope", "huggingface"] = "modelscope"
    """Where models are fetched from first."""
    modelscope_url: str = "https://modelscope.cn"
    huggingface_url: str = "https://huggingface.co"
    """Of the hub itself or of a mirror."""
    fetch_from: tuple[str, ...] = ()
    """Other addresses a mirror in the house may redirect to."""

    @field_validator("modelscope_url", "huggingface_url")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        return checked_address(value)

    @field_validator("fetch_from")
    @classmethod
    def _plain_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(checked_address(one) for one in value)

    @field_validator("cards")
    @classmethod
    def _are_cards(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if not value or len(set(value)) != len(value) or not all(0 <= number < MOST_CARDS for number in value):
            raise ValueError(f"写显卡的编号，从 0 到 {MOST_CARDS - 1}，不要重复，例如 [0, 1]")
        return value

    @field_validator("plan")
    @classmethod
    def _is_a_plan(cls, value: str) -> str:
        if value not in ("", AUTO, *NAMES):
            raise ValueError(f"没有叫“{value}”的方案，能写的有：{'、'.join((AUTO, *NAMES))}")
        return value

    def models_folder(self, data: Path) -> Path:
        """Where models lie, on a given data folder."""
        return (data / (self.folder or "models")).expanduser()

    def model_folders(self, data: Path) -> tuple[Path, ...]:
        """The folders of the models, best first; they may be missing."""
        inside = self.models_folder(data)
        if self.models:
            return tuple((inside / Path(one).expanduser()).absolute() for one in self.models)
        return tuple(sorted(index.parent for index in inside.glob("*/model_index.json")))

    def arguments(self, folders: Sequence[Path], clips: Path, *, port: int) -> list[str]:
        """The command line of the server's process for these models; finished clips lie in `clips`."""
        models = [word for folder in folders for word in ("--model", str(folder))]
        limits = {"--keep-gb": self.keep_gb, "--keep-hours": self.keep_hours, "--queue": self.queue}
        limits |= {"--memory-gb": self.memory_gb} if self.memory_gb is not None else {}
        limits |= {"--step-cache": self.step_cache} if self.step_cache is not None else {}
        words = [word for name, value in limits.items() for word in (name, str(value))]
        cards = ["--card", *map(str, self.cards)]
        return [*models, "--folder", str(clips), "--port", str(port), "--plan", self.plan or AUTO, *cards, *words]
