"""What a check finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from bot.config import Settings

State = Literal["good", "missing", "warning", "bad"]
"""`missing`: nothing is wrong, adding it gives more. `warning`: will be trouble. `bad`: keeps 小爱 from running."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report, and what to do about it."""

    state: State
    what: str
    cure: str = ""


Check = Callable[[Settings], Iterable[Finding]]
