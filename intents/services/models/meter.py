"""What the list of models tells whoever counts, and whom it asks whether there is anything left to spend."""

from dataclasses import dataclass
from typing import Protocol

from intents.services.language_model import Purpose


@dataclass(frozen=True, slots=True)
class Call:
    """One call that is over."""

    model: str
    """Name of the entry in the settings."""
    purpose: Purpose
    tokens: int
    """Of the answer; 0 where the service did not say or nothing came."""
    took_seconds: float
    trouble: str = ""
    """The `code` of the error, empty where it answered."""


class Meter(Protocol):
    """Counts calls, and allows the next one."""

    @property
    def is_used_up(self) -> bool:
        """Whether the day's calls or tokens are gone."""

    async def count(self, call: Call) -> None:
        """Remember a call. Never fails."""


class Unlimited:
    """Counts nothing, for one question of `doctor`."""

    is_used_up = False

    async def count(self, call: Call) -> None:
        """Forget the call."""
