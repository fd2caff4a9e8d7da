"""Which generator makes a request: the first of the settings' order that can do it and was not tried yet."""

from collections.abc import Collection, Mapping, Sequence

from generators.base import Generator, Kind


class Router:
    """Knows the configured generators; one list a kind, best first."""

    def __init__(self, generators: Mapping[Kind, Sequence[Generator]]) -> None:
        self._order = {kind: tuple(chosen) for kind, chosen in generators.items()}

    def choose(self, kind: Kind, *, seconds: float, has_picture: bool, tried: Collection[str] = ()) -> Generator | None:
        """The best generator for the request, or None. `tried` are names that have failed it already."""
        able = (generator for generator in self._order.get(kind, ()) if _can(generator, kind, seconds, has_picture))
        return next((generator for generator in able if generator.name not in tried), None)

    def named(self, name: str) -> Generator | None:
        """The generator of that name."""
        return next(
            (generator for chosen in self._order.values() for generator in chosen if generator.name == name), None
        )

    def all(self) -> list[Generator]:
        """Every configured generator once."""
        return list({generator.name: generator for chosen in self._order.values() for generator in chosen}.values())


def _can(generator: Generator, kind: Kind, seconds: float, has_picture: bool) -> bool:
    able = generator.capabilities
    return (
        kind in able.kinds
        and (kind == "image" or seconds <= able.max_seconds)
        and (able.takes_picture or not has_picture)
    )
