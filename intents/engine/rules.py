"""The first tier: which sentence template reads like the message.

All templates of all intents are compared together and the one that swallows the least free text wins, then the one that
understands most slots. That keeps 画一张公交车的图 a picture although a bus is mentioned.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from intents.engine.normalise import Flat
from intents.engine.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Found:
    """A template that reads like the whole message."""

    name: str
    """Of the intent or order."""
    slots: Mapping[str, str]
    free: int
    """Characters that its free slots swallowed."""
    template: str

    @property
    def rank(self) -> tuple[int, int]:
        """The smallest wins."""
        return self.free, -len(self.slots)


class Rules:
    """Templates under names, compared with one message at a time."""

    def __init__(self, templates: Iterable[tuple[str, Pattern]]) -> None:
        self._always: list[tuple[str, Pattern]] = []
        self._by_word: dict[str, list[tuple[str, Pattern]]] = defaultdict(list)
        for name, pattern in templates:
            if pattern.needs:
                for word in pattern.needs[0]:
                    self._by_word[word].append((name, pattern))
            else:
                self._always.append((name, pattern))

    def best(self, flat: Flat) -> Found | None:
        """The best match of the whole text; of two equals the one written first."""
        return min(self.matches(flat), key=lambda found: found.rank, default=None)

    def matches(self, flat: Flat) -> Iterator[Found]:
        """Every template that reads like the whole text."""
        for name, pattern in self._candidates(flat.text):
            match = pattern.fullmatch(flat.text)
            if match is not None:
                slots = _slots(flat, match.spans)
                yield Found(name, slots, match.free, pattern.template)

    def compile(self) -> None:
        """Compile every template now."""
        for _, pattern in (*self._always, *(one for templates in self._by_word.values() for one in templates)):
            pattern.compile()

    def _candidates(self, text: str) -> list[tuple[str, Pattern]]:
        candidates = {id(pattern): (name, pattern) for name, pattern in self._always}
        for word, templates in self._by_word.items():
            if word in text:
                for name, pattern in templates:
                    if all(any(w in text for w in words) for words in pattern.needs[1:]):
                        candidates[id(pattern)] = (name, pattern)
        return list(candidates.values())


def _slots(flat: Flat, spans: Iterable[tuple[str, int, int]]) -> dict[str, str]:
    """The slots as written. One that a template holds twice (做个倒计时的视频，五四三二一) is said in two parts."""
    slots: dict[str, str] = {}
    ends: dict[str, tuple[int, int]] = {}
    for slot, start, end in spans:
        first, last = ends.get(slot, (start, start))
        is_apart = slot in slots and last < start
        slots[slot] = f"{slots[slot]}，{flat.written(start, end)}" if is_apart else flat.written(first, end)
        ends[slot] = (first, end)
    return slots
