"""Which generator makes a request: the first of the settings' order that can do it and was not tried yet.

One that must leave something out, a part of the length or the picture to end with, comes after those that need not; one that has
become slow after the others that can do as much. One that rests after failures is left out; see `generators/health.py`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from generators.base import Generator, Kind
from generators.health import Health
from generators.health import Reason as Illness


@dataclass(frozen=True, slots=True)
class Need:
    """What a request asks of a generator."""

    kind: Kind
    seconds: float
    """Of the whole clip, or of what is still missing of it; longer than one request it is made in parts."""
    pictures: int = 0
    """1 for a first frame, 2 for a first and a last; of an album all."""
    is_album: bool = False


PassedOverReason = Literal["cannot", "tried", "leaves_out"] | Illness
"""It cannot do the request; it may not be asked or has failed it; another does more of it; or it is not well."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A generator that stands before the chosen one in the settings, and why it was not taken."""

    name: str
    reason: PassedOverReason


@dataclass(frozen=True, slots=True)
class Choice:
    """Which generator makes a request, and why no other does."""

    generator: Generator | None
    passed_over: tuple[PassedOver, ...]

    @property
    def illness(self) -> str:
        """Why one that could make it is resting; empty where none is."""
        others = ("cannot", "tried", "leaves_out", "slow")
        return next((one.reason for one in self.passed_over if one.reason not in others), "")


class Router:
    """Knows the configured generators; one list a kind, best first. Without `health` all of them are taken to be well."""

    def __init__(self, generators: Mapping[Kind, Sequence[Generator]], health: Health | None = None) -> None:
        self._order = {kind: tuple(chosen) for kind, chosen in generators.items()}
        self.health = health or Health(lambda: 0.0)

    def choose(self, need: Need, *, tried: Collection[str] = ()) -> Generator | None:
        """The best generator for the request, or None. `tried` are names that have failed it already or may not be asked."""
        return self.decide(need, tried=tried).generator

    def decide(self, need: Need, *, tried: Collection[str] = ()) -> Choice:
        """The best generator for the request as `choose` finds it, with the reasons."""
        open_to = [generator for generator in self._slow_last(need) if generator.name not in tried]
        well = [generator for generator in open_to if not self.health.why_not(generator.name)]
        # Where nobody else is left, asking one that rests costs nothing but a moment; unless it costs money.
        at_last = [generator for generator in open_to if not generator.capabilities.price_fen]
        chosen = next(iter(well or at_last), None)
        order = self.makers(need.kind)
        before = order[: order.index(chosen)] if chosen else order
        return Choice(chosen, tuple(PassedOver(one.name, self._why_not(one, need, tried)) for one in before))

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

    def _slow_last(self, need: Need) -> list[Generator]:
        """Every generator that can do it; a slow one changes place only with those that can do as much of it."""
        able = self.able(need)
        alike: dict[tuple[bool, bool], list[Generator]] = {}
        for generator in able:
            alike.setdefault(_worth(generator, need), []).append(generator)
        waiting = {
            worth: iter(sorted(ones, key=lambda one: self.health.is_slow(one.name))) for worth, ones in alike.items()
        }
        return [next(waiting[_worth(generator, need)]) for generator in able]

    def _why_not(self, generator: Generator, need: Need, tried: Collection[str]) -> PassedOverReason:
        if not _can(generator, need):
            return "cannot"
        if generator.name in tried:
            return "tried"
        illness = self.health.why_not(generator.name)
        return illness or ("slow" if self.health.is_slow(generator.name) else "leaves_out")

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
    if need.kind not in able.kinds or generator.missing_key:
        return False
    if need.is_album or able.makes_albums:
        return need.is_album and able.makes_albums and need.seconds <= able.max_seconds
    return able.takes_picture or not need.pictures


def _worth(generator: Generator, need: Need) -> tuple[bool, bool]:
    return generator.capabilities.is_preview, _leaves_out(generator, need)


def _leaves_out(generator: Generator, need: Need) -> bool:
    able = generator.capabilities
    if need.is_album:
        return False
    is_too_long = need.kind == "video" and need.seconds > able.longest_seconds
    return is_too_long or (need.pictures > 1 and not able.takes_last_picture)
