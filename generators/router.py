"""Which generator makes a request: the first of the settings' order that can do it and was not tried yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from generators.base import Generator, Kind


@dataclass(frozen=True, slots=True)
class Need:
    """What a request asks of a generator."""

    kind: Kind
    seconds: float
    """Of one call: a long clip is made of several."""
    pictures: int = 0
    """1 for a first frame, 2 for a first and a last; of an album all."""
    is_album: bool = False


class Router:
    """Knows the configured generators; one list a kind, best first."""

    def __init__(self, generators: Mapping[Kind, Sequence[Generator]]) -> None:
        self._order = {kind: tuple(chosen) for kind, chosen in generators.items()}

    def choose(self, need: Need, *, tried: Collection[str] = ()) -> Generator | None:
        """The best generator for the request, or None. `tried` are names that have failed it already or may not be asked."""
        return next((generator for generator in self.able(need) if generator.name not in tried), None)

    def able(self, need: Need) -> list[Generator]:
        """Every generator that can do it, best first."""
        return [generator for generator in self._order.get(need.kind, ()) if _can(generator, need)]

    def named(self, name: str) -> Generator | None:
        """The generator of that name."""
        return next(
            (generator for chosen in self._order.values() for generator in chosen if generator.name == name), None
        )

    def all(self) -> list[Generator]:
        """Every configured generator once."""
        return list({generator.name: generator for chosen in self._order.values() for generator in chosen}.values())


def _can(generator: Generator, need: Need) -> bool:
    able = generator.capabilities
    if need.kind not in able.kinds or (need.kind == "video" and need.seconds > able.max_seconds):
        return False
    if need.is_album:
        return able.makes_albums
    return (able.takes_picture or not need.pictures) and (able.takes_last_picture or need.pictures < 2)
