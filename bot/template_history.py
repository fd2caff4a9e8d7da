"""Every version of the admin's files that was in force: `history/intents/weather.yaml/<time>.yaml`, and beside it who made it.

Prevents an edit from being the end of what stood there before. A version without a note was made in the folder, with an editor.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

KEPT = 200
"""Versions of one file that stay; the oldest goes first."""
_STAMP = "%Y%m%d-%H%M%S"

How = Literal["saved", "restored", "shipped", "removed", "by_hand"]
"""Saved on the page, an earlier version taken back, the shipped file again, taken away, changed in the folder."""


class Author(BaseModel):
    """Who made a version, and how."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = ""
    """Empty where nobody knows."""
    how: How = "by_hand"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one file."""

    name: str
    """Its time, `20261121-093620`: the name it is asked for by."""
    at: float
    """Seconds since 1970, to the second."""
    author: Author
    path: Path


class TemplateHistory:
    """The versions of all files. `file` is a path inside a layer: `intents/weather.yaml`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, file: str, content: bytes, author: Author | None = None) -> None:
        """Add a version, unless it says what the last one says."""
        folder = self.folder / file
        copies = _copies(folder)
        if copies and copies[-1].read_bytes() == content:
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp = _free_stamp(folder, copies)
        if author is not None:
            (folder / f"{stamp}.json").write_text(author.model_dump_json(), encoding="utf-8")
        part = folder / f"{stamp}.part"
        part.write_bytes(content)
        part.replace(folder / f"{stamp}.yaml")
        for old in copies[: max(len(copies) + 1 - KEPT, 0)]:
            old.unlink(missing_ok=True)
            old.with_suffix(".json").unlink(missing_ok=True)

    def versions(self, file: str) -> tuple[Version, ...]:
        """The versions of a file, newest first."""
        return tuple(
            Version(path.stem, at, _author(path), path)
            for path in reversed(_copies(self.folder / file))
            if (at := _at(path.stem)) is not None
        )

    def files(self) -> frozenset[str]:
        """Every file that has a version."""
        return frozenset(path.parent.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.yaml/*.yaml"))


def _copies(folder: Path) -> list[Path]:
    """Oldest first."""
    return sorted(folder.glob("*.yaml"), key=lambda path: path.stem)


def _free_stamp(folder: Path, copies: list[Path]) -> str:
    """Now, or the first second after the last version: names have to sort, also where a clock was set back."""
    stamp = time.strftime(_STAMP)
    last = _at(copies[-1].stem) if copies else None
    if last is not None and stamp <= copies[-1].stem:
        stamp = time.strftime(_STAMP, time.localtime(last + 1))
    return stamp


def _at(stamp: str) -> float | None:
    try:
        return time.mktime(time.strptime(stamp, _STAMP))
    except (ValueError, OverflowError):
        return None


def _author(version: Path) -> Author:
    try:
        return Author.model_validate_json(version.with_suffix(".json").read_bytes())
    except (OSError, ValidationError):
        return Author()
