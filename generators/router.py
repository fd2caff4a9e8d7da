"""Which generator makes a request: the first of the settings' order that can do it and was not tried yet.

One that must leave something out, a part of the length or the picture to end with, comes after those that need not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from generators.base import Generator, Kind


@dataclass(frozen=True, slots=True)
class Need:
    """What a request asks of a generator."""

    kind: Kind
    seconds: float
    """Of the whole clip, or of what is still missing of it; longer than one request it is made in parts."""
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
        """Every generator that can do it, best first; last those that can do most of it."""
        able = [generator for generator in self._order.get(need.kind, ()) if _can(generator, need)]
        whole = [generator for generator in able if not _leaves_out(generator, need)]
        partly = [generator for generator in able if _leaves_out(generator, need)]
        if not all(generator.capabilities.is_preview for generator in whole):
            return whole + partly
        # The plan of a whole clip is worth less than most of the clip.
        real = [generator for generator in partly if not generator.capabilities.is_preview]
        return real + whole + [generator for generator in partly if generator not in real]

    def makers(self, kind: Kind) -> tuple[Generator, ...]:
        """Every generator the settings name for this kind, best first."""
        return self._order.get(kind, ())

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
    if need.kind not in able.kinds:
        return False
    if need.is_album or able.makes_albums:
        return need.is_album and able.makes_albums and need.seconds <= able.max_seconds
    return able.takes_picture or not need.pictures


def _leaves_out(generator: Generator, need: Need) -> bool:
    able = generator.capabilities
    if need.is_album:
        return False
    is_too_long = need.kind == "video" and need.seconds > able.longest_seconds
    return is_too_long or (need.pictures > 1 and not able.takes_last_picture)
