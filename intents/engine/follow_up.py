"""那后天呢, 换成骑车, 附近还有吗: what a message wants that only goes on from the turn before it.

The result is an ordinary recognition, with the slots of the last turn where nothing else was said.
"""

import re
from collections.abc import Mapping

from intents.engine.catalog import FALLBACK, Catalog
from intents.engine.dialogue import WISH, FollowUp
from intents.engine.normalise import Flat
from intents.engine.patterns import Match, Pattern
from intents.engine.recognizer import Recognizer
from intents.engine.types import Exchange, Recognition

LONGEST_FREE = 12
"""Characters that free slots of a follow-up may swallow. Longer ones are new stories."""


class FollowUps:
    """Reads messages as going on from another. Keeps nothing between them."""

    def __init__(self, catalog: Catalog, recognizer: Recognizer) -> None:
        self._catalog = catalog
        self._recognizer = recognizer

    def read(self, text: str, last: Exchange, *, was_called: bool = True) -> Recognition | None:
        """What the message wants if it goes on from the last turn; None where it does not. `was_called` is False for talk in
        a group that was not addressed to 小爱, of which less counts."""
        flat = self._recognizer.readable(text)
        if not flat.text:
            return None
        best: tuple[int, int, FollowUp, Match] | None = None
        for follow_up in self._catalog.dialogue.follow_ups:
            if last.intent not in follow_up.after or not last.slots.keys() >= set(follow_up.file.needs):
                continue
            if follow_up.file.only_when_called and not was_called:
                continue
            match = _best(follow_up.patterns, flat.text)
            if match and match.free <= LONGEST_FREE and not _best(follow_up.but_not, flat.text):
                rank = (match.free, -len(match.spans))
                if best is None or rank < best[:2]:
                    best = (*rank, follow_up, match)
        return self._made(best[2], best[3], flat, last) if best else self._tied(flat, last)

    def complete(self, recognition: Recognition, last: Exchange) -> Recognition:
        """开车要多久 after a way on foot: what the intent needs and nobody said is taken from the last turn of its topic."""
        intent = self._catalog.intents[recognition.intent]
        needed = {name for name, slot in intent.file.slots.items() if slot.required}
        if not needed - recognition.slots.keys() or not self._same_topic(recognition.intent, last.intent):
            return recognition
        return self._inheriting(recognition, last)

    def _made(self, follow_up: FollowUp, match: Match, flat: Flat, last: Exchange) -> Recognition:
        intent = self._catalog.intents[follow_up.file.becomes or last.intent]
        said = {slot: flat.written(start, end) for slot, start, end in match.spans}
        slots = {
            **last.slots,
            **{slot: _filled(value, last.slots) for slot, value in follow_up.file.sets.items()},
            **said,
        }
        slots = {slot: value for slot, value in slots.items() if value and slot in intent.file.slots}
        if wish := said.get(WISH) or follow_up.file.sets.get(WISH):
            slots[WISH] = wish
        return Recognition(intent.name, intent.title, 0.9 if match.free else 1.0, slots, "rules")

    def _tied(self, flat: Flat, last: Exchange) -> Recognition | None:
        """那后天要带伞吗: a sentence by itself, tied to the turn before by its first word."""
        link = next((word for word in self._catalog.dialogue.file.links if flat.text.startswith(word)), None)
        if link is None:
            return None
        recognition = self._recognizer.recognize(flat.source[flat.at[len(link) - 1] + 1 :])
        if recognition.tier != "rules" or not self._same_topic(recognition.intent, last.intent):
            return None
        return self._inheriting(recognition, last)

    def _inheriting(self, recognition: Recognition, last: Exchange) -> Recognition:
        declared = self._catalog.intents[recognition.intent].file.slots
        before = {slot: value for slot, value in last.slots.items() if slot in declared}
        return Recognition(
            recognition.intent, recognition.title, recognition.confidence, {**before, **recognition.slots}, "rules"
        )

    def _same_topic(self, one: str, other: str) -> bool:
        return one != FALLBACK and other in self._catalog.dialogue.topics.get(one, ())


def _best(patterns: tuple[Pattern, ...], text: str) -> Match | None:
    matches = [match for pattern in patterns if pattern.may_read(text) and (match := pattern.fullmatch(text))]
    return min(matches, key=lambda match: (match.free, -len(match.spans)), default=None)


def _filled(value: str, slots: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: slots.get(found[1], ""), value)
