"""Which models stay loaded: as many as a number of bytes holds; the one not used for longest leaves first.

Without it two models that are asked in turn would each be loaded anew, for minutes, or both at once would not fit.
"""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar


class Loaded(Protocol):
    """A model that is in memory."""

    @property
    def bytes(self) -> int:
        """What it takes there."""

    def close(self) -> None:
        """Let go of it."""


L_co = TypeVar("L_co", bound=Loaded, covariant=True)


class Residency(Generic[L_co]):
    """For one thread, the lane's. `load` loads a folder; `expected` says what it will take, before."""

    def __init__(self, budget_bytes: int, load: Callable[[Path], L_co], expected: Callable[[Path], int]) -> None:
        self._budget_bytes = budget_bytes
        self._load = load
        self._expected = expected
        self._loaded: OrderedDict[Path, L_co] = OrderedDict()

    def get(self, folder: Path) -> L_co:
        """The model, loaded if need be; others leave first. One that is larger than the budget is loaded alone."""
        if folder not in self._loaded:
            self._make_room(self._expected(folder))
            self._loaded[folder] = self._load(folder)
        self._loaded.move_to_end(folder)
        model = self._loaded[folder]
        # What it takes is known only now.
        while self.bytes > self._budget_bytes and len(self._loaded) > 1:
            self._leave()
        return model

    def drop(self, folder: Path) -> None:
        """Let go of one, if it is loaded."""
        if folder in self._loaded:
            self._loaded.pop(folder).close()

    @property
    def bytes(self) -> int:
        """What all together take."""
        return sum(model.bytes for model in tuple(self._loaded.values()))

    @property
    def folders(self) -> tuple[Path, ...]:
        """What is loaded, the one to leave first in front."""
        return tuple(self._loaded)

    def close(self) -> None:
        """Let go of all."""
        while self._loaded:
            self._leave()

    def _make_room(self, wanted: int) -> None:
        while self._loaded and self.bytes + wanted > self._budget_bytes:
            self._leave()

    def _leave(self) -> None:
        _, model = self._loaded.popitem(last=False)
        model.close()
