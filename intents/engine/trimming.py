"""What of a found value counts: 粮站 of 粮站啊, 宾馆 of 便宜干净的宾馆, and nothing of 公交 where a place is looked for.

Free slots end where the next fixed word begins, and no list of such words is ever whole. The `trim` and `never` templates of
a slot put right what was swallowed on either side, whichever template found it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from intents.engine.normalise import flatten
from intents.engine.patterns import Match, Pattern

_LONGEST = 8
"""Times that something is taken off one value."""


@dataclass(frozen=True, slots=True)
class Trim:
    """What is taken off the values of one slot, and which values are none."""

    name: str
    cuts: tuple[Pattern, ...] = ()
    never: tuple[Pattern, ...] = ()

    def of(self, value: str) -> str:
        """What is left of a value as written; empty where it is none."""
        for _ in range(_LONGEST):
            shorter = self._cut(value)
            if shorter == value:
                break
            value = shorter
        return "" if _first(self.never, flatten(value).text) else value

    def _cut(self, value: str) -> str:
        flat = flatten(value)
        match = _first(self.cuts, flat.text)
        span = next(((start, end) for name, start, end in match.spans if name == self.name), None) if match else None
        return flat.written(*span) if span else value


def trimmed(slots: Mapping[str, str], trims: Mapping[str, Trim]) -> dict[str, str]:
    """The slots without what does not belong to them, and without those of which nothing is left."""
    left = {name: trims[name].of(value) if name in trims else value for name, value in slots.items()}
    return {name: value for name, value in left.items() if value}


def _first(patterns: tuple[Pattern, ...], text: str) -> Match | None:
    for pattern in patterns:
        if pattern.may_read(text) and (match := pattern.fullmatch(text)):
            return match
    return None
