"""What a generator is made of: a folder of its own, what the admin set, his files, and its key."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, SecretStr

if TYPE_CHECKING:
    from generators.local.client import Child


class Options(BaseModel):
    """What the admin may set under `generators.settings.<name>`; a generator that has more to set adds fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Setting:
    """Handed to a generator once, when it is made."""

    work: Path
    """Its own folder; it need not exist yet."""
    options: Options
    """An instance of the generator's `options_type`."""
    key: SecretStr | None = None
    """From the variable the generator names; None where that is not set."""
    folders: tuple[Path, ...] = ()
    """Where files of the admin may lie, the data folder and the home; what lies in the first wins."""
    child: "Child | None" = None
    """The server of this machine's own card; shared by all who ask it. None where nothing is made, only looked at."""


class BadSetting(Exception):
    """A file or a setting cannot be used; the text is for the admin, a Chinese sentence with the cure."""
