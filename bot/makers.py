"""The generators the settings name, made, with the keys of the environment and `.env`."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from bot.config import Settings
from bot.errors import ConfigError
from bot.keys import find_key
from generators.base import Generator, Kind
from generators.local.client import Child
from generators.registry import BadOptions, UnknownGenerator, load_generators
from prompts.complaints import complaint


def make_generators(
    settings: Settings, kinds: Sequence[Kind] = ("video", "image"), child: Child | None = None
) -> dict[Kind, list[Generator]]:
    """The generators of these kinds, best first; those of the own card share `child`. Raises `ConfigError` naming the setting and
    the cure."""
    try:
        return load(settings, kinds, child)
    except UnknownGenerator as error:
        known = "、".join(error.known)
        raise ConfigError(f"generators 里写了“{error.name}”，没有这个生成器。能用的有：{known}。") from None
    except BadOptions as error:
        raise ConfigError(f"设置里的 generators.settings.{error.name} 不对：{why(error)}") from None


def make_child(settings: Settings) -> Child:
    """The server of the own card, not started yet."""
    return Child(settings.local, settings.data)


def load(settings: Settings, kinds: Sequence[Kind], child: Child | None = None) -> dict[Kind, list[Generator]]:
    """The same, with the registry's own errors."""
    names: dict[Kind, tuple[str, ...]] = {"video": settings.generators.video, "image": settings.generators.image}
    return _loaded(settings, {kind: names[kind] for kind in kinds}, settings.generators.settings, child)


def make_other(settings: Settings, name: str, child: Child | None = None) -> Generator | None:
    """A generator that the settings may name nowhere; None where there is none, or what is set of it is wrong."""
    try:
        return make_one(settings, name, child)
    except (UnknownGenerator, BadOptions):
        return None


def make_one(settings: Settings, name: str, child: Child | None = None) -> Generator:
    """One generator by itself, with the registry's own errors."""
    options = settings.generators.settings
    return _loaded(settings, {"video": (name,)}, {name: options[name]} if name in options else {}, child)["video"][0]


def _loaded(
    settings: Settings,
    order: Mapping[Kind, Sequence[str]],
    options: Mapping[str, Mapping[str, JsonValue]],
    child: Child | None,
) -> dict[Kind, list[Generator]]:
    return load_generators(
        order,
        settings.data / "work",
        settings=options,
        find_key=lambda variable: find_key(settings.home, settings.data, variable),
        folders=(settings.data, settings.home),
        child=child or make_child(settings),
    )


def why(error: BadOptions) -> str:
    """What is wrong with a generator's settings, in Chinese."""
    return "；".join(complaint(problem, error.model) for problem in error.errors)
