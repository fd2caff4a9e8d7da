"""Which generator makes a request: the first of the settings' order that can do it and was not tried yet.

One that must leave something out, a part of the length or the picture to end with, comes after those that need not; one that has
become slow after the others that can do as much. One that rests after failures is left out, see `generators/health.py`, and one
that costs more than may be spent. A request may name the one generator that is to make it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
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
    only: str = ""
    """Name of the generator that is to make it, also of one that the settings do not name; empty where their order decides."""


PassedOverReason = Literal["cannot", "tried", "leaves_out", "budget"] | Illness
"""It cannot do the request; it may not be asked or has failed it; another does more of it; it costs too much; or it is not well."""


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
    price_fen: int = 0
    """What the whole request costs with the chosen one, as far as can be said before."""

    @property
    def illness(self) -> str:
        """Why one that could make it is resting; empty where none is."""
        others = ("cannot", "tried", "leaves_out", "slow", "budget")
        return next((one.reason for one in self.passed_over if one.reason not in others), "")

    @property
    def is_over_budget(self) -> bool:
        """One that could make it costs more than is left."""
        return any(one.reason == "budget" for one in self.passed_over)


def _nobody(name: str) -> Generator | None:
    return None


class Router:
    """Knows the configured generators; one list a kind, best first. Without `health` all of them are taken to be well.

    `find_other` makes a generator that is not configured: of a request that names one, or of a job that an earlier life gave it.
    """

    def __init__(
        self,
        generators: Mapping[Kind, Sequence[Generator]],
        health: Health | None = None,
        find_other: Callable[[str], Generator | None] = _nobody,
    ) -> None:
        self._order = {kind: tuple(chosen) for kind, chosen in generators.items()}
        self.health = health or Health(lambda: 0.0)
        self._find_other = find_other
        self._others: dict[str, Generator] = {}

    def choose(self, need: Need, *, tried: Collection[str] = (), affordable_fen: int | None = None) -> Generator | None:
        """The best generator for the request, or None. `tried` are names that have failed it already or may not be asked."""
        return self.decide(need, tried=tried, affordable_fen=affordable_fen).generator

    def decide(self, need: Need, *, tried: Collection[str] = (), affordable_fen: int | None = None) -> Choice:
        """The best generator for the request as `choose` finds it, with the reasons. `affordable_fen` is what may be spent on
        it; None is no limit."""

        def is_affordable(generator: Generator) -> bool:
            price = _price(generator, need)
            return not price or affordable_fen is None or price <= affordable_fen

        open_to = [one for one in self._slow_last(need) if one.name not in tried and is_affordable(one)]
        well = [generator for generator in open_to if not self.health.why_not(generator.name)]
        # Where nobody else is left, asking one that rests costs nothing but a moment; unless it costs money. Who names one means it.
        at_last = [generator for generator in open_to if generator.capabilities.is_free or need.only]
        chosen = next(iter(well or at_last), None)
        order = self._candidates(need)
        before = order[: order.index(chosen)] if chosen else order
        passed_over = tuple(
            PassedOver(one.name, self._why_not(one, need, tried, is_affordable=is_affordable(one))) for one in before
        )
        return Choice(chosen, passed_over, _price(chosen, need) if chosen else 0)

    def able(self, need: Need) -> list[Generator]:
        """Every generator that can do it, best first; last those that can do most of it."""
        able = [generator for generator in self._candidates(need) if _can(generator, need)]
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

    def _why_not(
        self, generator: Generator, need: Need, tried: Collection[str], *, is_affordable: bool
    ) -> PassedOverReason:
        if not _can(generator, need):
            return "cannot"
        if generator.name in tried:
            return "tried"
        if not is_affordable:
            return "budget"
        illness = self.health.why_not(generator.name)
        return illness or ("slow" if self.health.is_slow(generator.name) else "leaves_out")

    def makers(self, kind: Kind) -> tuple[Generator, ...]:
        """Every generator the settings name for this kind, best first."""
        return self._order.get(kind, ())

    def named(self, name: str) -> Generator | None:
        """The generator of that name: a configured one, else one that exists and can be made."""
        configured = (one for chosen in self._order.values() for one in chosen if one.name == name)
        if found := next(configured, None) or self._others.get(name):
            return found
        if other := self._find_other(name):
            self._others[name] = other
        return other

    def all(self) -> list[Generator]:
        """Every configured generator once."""
        return list({generator.name: generator for chosen in self._order.values() for generator in chosen}.values())

    def made(self) -> list[Generator]:
        """Every one there is by now: the configured ones, and those a request or an earlier life has named."""
        return [*self.all(), *self._others.values()]

    def _candidates(self, need: Need) -> tuple[Generator, ...]:
        if not need.only:
            return self.makers(need.kind)
        named = self.named(need.only)
        return (named,) if named else ()


def _can(generator: Generator, need: Need) -> bool:
    able = generator.capabilities
    if need.kind not in able.kinds or generator.missing_key:
        return False
    if need.is_album or able.makes_albums:
        return need.is_album and able.makes_albums and need.seconds <= able.max_seconds
    return able.takes_picture or not need.pictures


def _price(generator: Generator, need: Need) -> int:
    """In fen, of the whole request."""
    able = generator.capabilities
    return able.price(0.0) if need.kind == "image" else able.price_of_all(need.seconds)


def _worth(generator: Generator, need: Need) -> tuple[bool, bool]:
    return generator.capabilities.is_preview, _leaves_out(generator, need)


def _leaves_out(generator: Generator, need: Need) -> bool:
    able = generator.capabilities
    if need.is_album:
        return False
    is_too_long = need.kind == "video" and need.seconds > able.longest_seconds
    return is_too_long or (need.pictures > 1 and not able.takes_last_picture)
