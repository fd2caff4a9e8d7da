"""What somebody does, and to what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Motion:
    """What somebody does, and to what."""

    verb: str
    takes_object: bool
    before: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    @property
    def is_dress(self) -> bool:
        """穿着红裙子 says how somebody looks."""
        return self.is_dressing and bool(self.objects)

    @property
    def is_dressing(self) -> bool:
        """Whether the verb is one of wearing."""
        return self.verb in ("dressed in", "wearing", "wrapped in")

    def __str__(self) -> str:
        verb = self.verb if self.objects else BOUND.sub("", self.verb)
        return " ".join([*self.before, verb, *self.objects, *self.after])


def chained(motions: Sequence[Motion]) -> str:
    """“chasing a butterfly, jumping”; “helping a mother washing dishes”."""
    text = ""
    for before, motion in zip([None, *motions], motions, strict=False):
        text += f"{', ' if before and before.verb not in _LEADING else ' ' if before else ''}{motion}"
    return text


BOUND = re.compile(r" (?:on|in|by|against|at|onto)$")
"""“sitting on”: a verb with a preposition that its place brings along itself."""
_LEADING = frozenset(("helping", "watching", "teaching", "listening to", "learning", "seeing", "filming"))
