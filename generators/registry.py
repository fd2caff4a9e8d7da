"""Finds generators by file name. Nothing registers itself on import.

`generators/<name>.py` holds one subclass of `Generator`, or, where it has a folder of its own, `generators/<name>/generator.py`.
"""

import importlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, JsonValue, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from generators.base import Generator, Kind
from generators.local.client import Child
from generators.setting import BadSetting, Setting

# The slideshow is there without being named: `bot/app.py` adds it.
_NOT_GENERATORS = {"base", "registry", "router", "in_thread", "slideshow"}
_BASES = (
    "(Generator)",
    "(InThread)",
    "(TaskGenerator)",
    "(PictureGenerator)",
    "(ComfyGenerator)",
    "(ClipServer)",
    "(PictureServer)",
)


class UnknownGenerator(Exception):
    """The settings name a generator there is no file for."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


class BadOptions(Exception):
    """What stands under `generators.settings.<name>` is not what that generator lets be set."""

    def __init__(self, name: str, model: type[BaseModel], errors: Sequence[ErrorDetails]) -> None:
        # Names and places only: a wrong value may be a key.
        super().__init__(f"{name}: {', '.join('.'.join(map(str, error['loc'])) for error in errors)}")
        self.name = name
        self.model = model
        self.errors = errors


def load_generators(
    order: Mapping[Kind, Sequence[str]],
    work: Path,
    *,
    settings: Mapping[str, Mapping[str, JsonValue]],
    find_key: Callable[[str], SecretStr | None],
    folders: Sequence[Path] = (),
    child: Child | None = None,
) -> dict[Kind, list[Generator]]:
    """Make each generator the order names, once, with its own folder under `work` and what `settings` says of it.

    `find_key` gives the key that stands in a variable; `folders` are where the admin's files may lie; `child` is the server of this
    machine's own card. Settings of generators that are not in the order are checked as well.
    Raises `UnknownGenerator` and `BadOptions`.
    """
    names = dict.fromkeys(name for names in order.values() for name in names)
    made: dict[str, Generator] = {}
    for name in names | dict.fromkeys(settings):
        kind = _find(name)
        try:
            options = kind.options_type.model_validate(settings.get(name, {}))
        except ValidationError as error:
            raise BadOptions(name, kind.options_type, error.errors()) from None
        if name in names:
            key = find_key(kind.key_variable) if kind.key_variable else None
            try:
                made[name] = kind.made(Setting(work / name, options, key, tuple(folders), child))
            except BadSetting as error:
                raise BadOptions(name, kind.options_type, [_told(error)]) from None
    return {kind: [made[name] for name in names] for kind, names in order.items()}


def known_generators() -> list[str]:
    """The names of all there are."""
    here = Path(__file__).parent
    names = {path.stem for path in here.glob("*.py")} | {path.parent.name for path in here.glob("*/generator.py")}
    return sorted(name for name in names - _NOT_GENERATORS if _is_generator(_file(name)))


def _find(name: str) -> type[Generator]:
    if name in _NOT_GENERATORS or not name.isidentifier() or not _file(name).is_file():
        raise UnknownGenerator(name, known_generators())
    path = _file(name).relative_to(Path(__file__).parent).with_suffix("")
    module = importlib.import_module(".".join(("generators", *path.parts)))
    for candidate in vars(module).values():
        if inspect.isclass(candidate) and candidate.__module__ == module.__name__ and issubclass(candidate, Generator):
            return candidate
    raise UnknownGenerator(name, known_generators())


def _file(name: str) -> Path:
    """Where the generator of that name stands, if there is one."""
    own_folder = Path(__file__).parent / name / "generator.py"
    return own_folder if own_folder.is_file() else Path(__file__).parent / f"{name}.py"


def _is_generator(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return any(base in text for base in _BASES)


def _told(error: BadSetting) -> ErrorDetails:
    """As pydantic tells what a validator found."""
    return {"type": "value_error", "loc": (), "msg": str(error), "input": None, "ctx": {"error": error}}
