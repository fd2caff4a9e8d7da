"""A message without what means nothing to a template: wake word, hesitation, politeness, usual slips."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from intents.engine.normalise import LIMIT, strip_call
from intents.engine.schema import SharedFile
from intents.engine.traditional import SIMPLIFIED

_PAUSES = " ,，.。!！、~～…?？:：;；"


@dataclass(frozen=True, slots=True)
class Tidied:
    """What is left of a message, and what was taken off at its ends."""

    whole: str
    """Without wake word and hesitation only."""
    core: str
    """Without politeness and fillers at the ends, too."""
    openings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()


class Tidy:
    """Tidies by the lists of `_shared.yaml`."""

    def __init__(self, shared: SharedFile) -> None:
        self._shared = shared
        self._hesitations = re.compile("|".join(map(re.escape, shared.fillers.anywhere)) or "(?!)")
        self._starts = tuple(sorted(shared.fillers.start, key=len, reverse=True))
        self._ends = tuple(sorted(shared.fillers.end, key=len, reverse=True))

    def tidy(self, text: str) -> Tidied:
        """The message tidied; one that is far too long to be an order or a request comes back as it is."""
        if len(text) > 4 * LIMIT:
            return Tidied(text, text)
        called = strip_call(text, self._shared.wake_words, self._shared.not_called).text
        whole = self._hesitations.sub("", called)
        for slip, meant in self._shared.typos.items():
            whole = whole.replace(slip, meant)
        rest = whole
        openings, endings = [], []
        while start := _first(self._starts, _simple(rest).startswith):
            rest = rest[len(start) :].lstrip(_PAUSES)
            openings.append(start)
        while not _simple(rest).endswith(self._shared.fillers.not_end) and (
            end := _first(self._ends, _simple(rest).endswith)
        ):
            rest = rest[: -len(end)].rstrip(_PAUSES)
            endings.append(end)
        return Tidied(whole, rest, tuple(openings), tuple(endings)) if rest else Tidied(whole, whole)


def _simple(text: str) -> str:
    """The same text, character by character, as the lists are written."""
    return text.translate(SIMPLIFIED)


def _first(words: tuple[str, ...], stands: Callable[[str | tuple[str, ...]], bool]) -> str:
    return next(word for word in words if stands(word)) if stands(words) else ""
