"""A message as the answer to three ideas: 2, 第一个，10秒, 换一批, 要有小狗的, 竖屏的."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from intents.engine.answers import Answers
from intents.engine.catalog import FALLBACK, Catalog
from intents.engine.media import Request, take_out_wishes
from intents.engine.recognizer import Recognizer

LONGEST_ANSWER = 200
LONGEST_CHANGE = 20
"""Characters of what the ideas are to be about. Longer ones are descriptions."""

Wanted = Literal["others", "anew", "whichever", "several"]
WANTED: tuple[Wanted, ...] = ("others", "anew", "whichever", "several")


@dataclass(frozen=True, slots=True)
class Picked:
    """One of them is wanted."""

    number: int
    """From 1; may be more than there were."""
    wishes: Mapping[str, str] = field(default_factory=dict)
    """What was said besides of how it is to be."""
    more: str = ""
    """What is to be seen in it besides."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Others are wanted, about this."""

    about: str


@dataclass(frozen=True, slots=True)
class Wished:
    """The same are wanted, like this."""

    wishes: Mapping[str, str]


class IdeaAnswers:
    """Reads answers to ideas. Knows nothing of who was shown them, or when."""

    def __init__(self, catalog: Catalog, recognizer: Recognizer, answers: Answers) -> None:
        self._catalog = catalog
        self._recognizer = recognizer
        self._answers = answers

    def read(self, text: str, intent: str, titles: Sequence[str]) -> Picked | Changed | Wished | Wanted | None:
        """What the message wants of the ideas; None where it is a description, an order or about something else."""
        if len(text) > LONGEST_ANSWER:
            return None
        if wanted := next((name for name in WANTED if self.is_(name, text)), None):
            return wanted
        if chosen := self._answers.chosen(text, titles):
            return Picked(chosen.number)
        if self._answers.is_no_answer(text):
            return None
        request = self._taken_apart(text, intent)
        rest = request.rest.written(0, len(request.rest.text))
        if request.wishes and not rest:
            return Wished(request.wishes)
        return self._picked(rest, request.wishes) or self._changed(text, intent)

    def is_(self, name: str, text: str) -> bool:
        """The message is that kind of answer; the names are those of `ideas` in `_dialogue.yaml`."""
        flat = self._recognizer.readable(text)
        return any(p.may_read(flat.text) and p.fullmatch(flat.text) for p in self._catalog.dialogue.ideas.get(name, ()))

    def about(self, text: str) -> str:
        """小狗 of 要有小狗的; empty where nothing is to be changed."""
        flat = self._recognizer.readable(text)
        found = [
            match
            for pattern in self._catalog.dialogue.ideas.get("change", ())
            if pattern.may_read(flat.text) and (match := pattern.fullmatch(flat.text)) and match.spans
        ]
        best = min(found, key=lambda match: match.free, default=None)
        return flat.written(*best.spans[0][1:]) if best and best.free <= LONGEST_CHANGE else ""

    def _picked(self, rest: str, wishes: Mapping[str, str]) -> Picked | None:
        """2吧, 第一个要晚上的: the number comes first, and what follows a pause is to be in it, too."""
        if chosen := self._answers.chosen(rest, ()):
            return Picked(chosen.number, wishes)
        first, *others = _PAUSE.split(rest.strip(), maxsplit=1)
        chosen, more = self._answers.chosen(first, ()), "".join(others)
        if chosen is None or not more or self._answers.is_no_answer(more):
            return None
        return Picked(chosen.number, wishes, self.about(more) or more)

    def _changed(self, text: str, intent: str) -> Changed | None:
        about = self.about(text)
        if not about:
            return None
        recognition = self._recognizer.recognize(text)
        is_other = recognition.tier == "rules" and recognition.intent not in (intent, FALLBACK)
        return None if is_other else Changed(about)

    def _taken_apart(self, text: str, intent: str) -> Request:
        wishes = self._catalog.intents[intent].wishes if intent in self._catalog.intents else frozenset()
        patterns = {name: patterns for name, patterns in self._catalog.wishes.items() if name in wishes}
        return take_out_wishes(self._recognizer.readable(text), patterns)


_PAUSE = re.compile(r"[，,。；;、\s]+")
