"""What changed between two texts."""

import difflib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of two texts laid beside each other."""

    sign: str
    """`+`, `-`, a space for a line of both, `…` where lines of both were left out."""
    text: str


def diff(before: str, after: str, *, around: int = 2) -> tuple[DiffLine, ...]:
    """What changed, with a few lines around it; nothing where nothing did."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=around, lineterm="")
    return tuple(
        DiffLine("…", "") if line.startswith("@@") else DiffLine(line[0], line[1:]) for line in list(lines)[2:]
    )
