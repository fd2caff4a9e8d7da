"""A message as the answer to what 小爱 asked: a number of her list, the thing she asked for, or a word that ends it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from intents.engine.catalog import FALLBACK, Catalog, Intent
from intents.engine.finders import find_slots
from intents.engine.media import take_out_wishes
from intents.engine.normalise import Flat, flatten
from intents.engine.numbers import parse_whole
from intents.engine.patterns import Match, Pattern
from intents.engine.place_names import is_address
from intents.engine.recognizer import Recognizer
from intents.engine.types import Recognition

LONGEST_ANSWER = 200
"""Characters. Who writes more tells something else."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A number somebody said to a list."""

    number: int
    """From 1; may be more than there were."""


class Answers:
    """Reads answers. Knows nothing of who was asked, or when."""

    def __init__(self, catalog: Catalog, recognizer: Recognizer) -> None:
        self._catalog = catalog
        self._recognizer = recognizer

    def titles(self, names: Iterable[str]) -> tuple[str, ...]:
        """What intents are called in Chinese; those that are no more are left out."""
        return tuple(self._catalog.intents[name].title for name in names if name in self._catalog.intents)

    def stops(self, text: str) -> bool:
        """算了: the question is not to be answered."""
        return _first(self._catalog.dialogue.stop, self._recognizer.readable(text)) is not None

    def chosen(self, text: str, titles: Sequence[str]) -> Chosen | None:
        """2, 第二个, 二吧, or one of the titles itself; None where the message is about something else."""
        flat = self._recognizer.readable(text)
        same = [number for number, title in enumerate(titles, 1) if flatten(title).text == flat.text]
        if same:
            return Chosen(same[0])
        found = _first(self._catalog.dialogue.choice, flat)
        number = parse_whole(flat.written(*found.spans[0][1:])) if found and found.spans else None
        return Chosen(number) if number is not None else None

    def is_no_answer(self, text: str) -> bool:
        """你会拍什么, 我想想: a question is open, and this is no answer to it."""
        return _first(self._catalog.dialogue.no_answer, self._recognizer.readable(text)) is not None

    def bare(self, text: str, slot: str = "") -> str | None:
        """兵马俑 of 就去兵马俑吧; None where nothing is wrapped around it. Of any slot where none is named."""
        flat = self._recognizer.readable(text)
        fitting = (p for p in self._catalog.dialogue.answer if not slot or p.slots[0][0] in (slot, "answer"))
        found = _first(tuple(fitting), flat)
        return flat.written(*found.spans[0][1:]) if found and found.spans else None

    def slots(self, text: str, intent: str, slot: str, known: Mapping[str, str]) -> Mapping[str, str] | None:
        """What is known after the message has answered the question for a slot; None where it is no answer. The slot may
        still be missing: 竖屏的 says how, and not yet what."""
        recognition = self._recognizer.recognize(text)
        if not self._is_answer(text, recognition, intent, slot):
            return None
        if recognition.intent == intent and recognition.tier == "rules":
            return {**known, **recognition.slots}  # said in a whole sentence, or the same wish said again
        return {**known, **self._in_few_words(text, intent, slot)}

    def as_intent(self, text: str, intent: str) -> Recognition:
        """The message as the wish its sender said it is."""
        recognition = self._recognizer.recognize(text)
        file = self._catalog.intents[intent]
        if recognition.intent == intent:
            slots: Mapping[str, str] = recognition.slots
        else:
            request = take_out_wishes(self._recognizer.readable(text), self._wishes(file))
            slots = {**request.wishes, **find_slots(file, request.rest)}
        return Recognition(intent, file.title, 1.0, slots, "rules")

    def _in_few_words(self, text: str, intent: str, slot: str) -> dict[str, str]:
        """The answer alone, without the sentence it would stand in: 小狗在海边跑, 竖屏的."""
        file = self._catalog.intents[intent]
        bare = self.bare(text, slot)
        flat = self._recognizer.readable(text) if bare is None else flatten(bare)
        request = take_out_wishes(flat, self._wishes(file))
        rest = request.rest.written(0, len(request.rest.text))
        found = {**request.wishes, **find_slots(file, request.rest)}
        if not file.wishes and is_address(request.rest.text) and rest.startswith(found.get(slot, rest)):
            return {slot: rest}  # 解放路幸福小区 is one place, though a finder sees the way to 解放 in it
        # 清河书院, asked for as a start, is not at the same time the goal.
        others = {name: value for name, value in found.items() if value != rest}
        return {slot: rest, **others} if rest else found

    def _wishes(self, intent: Intent) -> Mapping[str, tuple[Pattern, ...]]:
        return {name: patterns for name, patterns in self._catalog.wishes.items() if name in intent.wishes}

    def _is_answer(self, text: str, recognition: Recognition, intent: str, slot: str) -> bool:
        if len(text) > LONGEST_ANSWER or not self._recognizer.readable(text).text or self.is_no_answer(text):
            return False
        if recognition.intent == intent:
            return True
        if recognition.tier == "rules":
            # 不拍了, 明天天气怎么样: read for certain as something else.
            return False
        # What the classifier takes 去火车站 for is worth less than the question before it, unless it is sure of a wish that
        # has nothing to do with what was asked.
        is_unsure = recognition.tier != "classifier" or bool(recognition.candidates) or recognition.intent == FALLBACK
        return is_unsure or slot in self._catalog.intents[recognition.intent].file.slots


def _first(patterns: tuple[Pattern, ...], flat: Flat) -> Match | None:
    matches = [match for pattern in patterns if pattern.may_read(flat.text) and (match := pattern.fullmatch(flat.text))]
    return min(matches, key=lambda match: match.free, default=None)
