"""Finds generators by file name: `generators/<name>.py` holds one subclass of `Generator`. Nothing registers itself on import."""

import importlib
import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path

from generators.base import Generator, Kind

# The slideshow is there without being named: `bot/app.py` adds it.
_NOT_GENERATORS = {"base", "registry", "router", "in_thread", "slideshow"}
_BASES = ("(Generator)", "(InThread)")


class UnknownGenerator(Exception):
    """The settings name a generator there is no file for."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def load_generators(order: Mapping[Kind, Sequence[str]], work: Path) -> dict[Kind, list[Generator]]:
    """Make each generator the settings name, once, with its own folder under `work`. Raises `UnknownGenerator`."""
    made: dict[str, Generator] = {}
    for name in (name for names in order.values() for name in names):
        if name not in made:
            made[name] = _find(name)(work / name)  # type: ignore[call-arg] # each constructor takes its folder
    return {kind: [made[name] for name in names] for kind, names in order.items()}


def _find(name: str) -> type[Generator]:
    if name not in _NOT_GENERATORS and name.isidentifier():
        try:
            module = importlib.import_module(f"generators.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"generators.{name}":
                raise
        else:
            for candidate in vars(module).values():
                if (
                    inspect.isclass(candidate)
                    and candidate.__module__ == module.__name__
                    and issubclass(candidate, Generator)
                ):
                    return candidate
    raise UnknownGenerator(name, _known())


def _known() -> list[str]:
    files = (path for path in Path(__file__).parent.glob("*.py") if path.stem not in _NOT_GENERATORS)
    return sorted(path.stem for path in files if _is_generator(path))


def _is_generator(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return any(base in text for base in _BASES)
