"""The wishes in a request for a picture or a clip: how long, which shape, which look, what not to show.

They stand in any order and anywhere, before, inside or after what is to be seen. Taking them out first leaves a short
sentence that a handful of templates can read, where permutations of templates never end.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from intents.engine.normalise import Flat, flatten
from intents.engine.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Request:
    """What is left of a request, and the wishes that were in it."""

    rest: Flat
    wishes: Mapping[str, str]


def take_out_wishes(flat: Flat, patterns: Mapping[str, tuple[Pattern, ...]]) -> Request:
    """Each wish once, the first template that finds it; the others stay in the text."""
    wishes: dict[str, str] = {}
    taken: list[tuple[int, int]] = []
    for name, templates in patterns.items():
        for pattern in templates:
            place = _place(flat, pattern, taken)
            if place is not None:
                start, end, value = place
                wishes[name] = value
                taken.append((start, end))
                break
    return Request(_without(flat, taken), wishes) if taken else Request(flat, {})


def _place(flat: Flat, pattern: Pattern, taken: list[tuple[int, int]]) -> tuple[int, int, str] | None:
    if not all(any(word in flat.text for word in words) for words in pattern.needs):
        return None
    for found_start, found_end, match in pattern.finditer(flat.text):
        start, end = flat.without_pauses(found_start, found_end)
        # 第3秒出现彩虹 names a moment, not a length.
        if start and flat.text[start - 1] == "第":
            continue
        if all(end <= other_start or start >= other_end for other_start, other_end in taken):
            return start, end, flat.written(*match.spans[0][1:]) if match.spans else flat.written(start, end)
    return None


def _without(flat: Flat, taken: list[tuple[int, int]]) -> Flat:
    kept, position = "", 0
    for start, end in sorted(taken):
        kept += flat.source[position : flat.at[start]]
        position = flat.at[end - 1] + 1
    return flatten(kept + flat.source[position:])
