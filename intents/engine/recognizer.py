"""From text to intent: what a message wants, by the templates of the loaded files and what the classifier learned from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intents.engine.catalog import FALLBACK, Catalog
from intents.engine.decision import NOTHING, Decision, decide
from intents.engine.finders import find_slots
from intents.engine.media import take_out_wishes
from intents.engine.normalise import LIMIT, Called, Flat, flatten, strip_call
from intents.engine.numbers import parse_whole
from intents.engine.pointing import Pointing, pointing
from intents.engine.rules import Found, Rules
from intents.engine.tidy import Tidied, Tidy
from intents.engine.trimming import trimmed
from intents.engine.types import CommandMatch, Recognition

if TYPE_CHECKING:
    from intents.engine.classifier import Classifier


@dataclass(frozen=True, slots=True)
class Reading:
    """How a message was understood, step by step."""

    tidied: Tidied
    found: Found | None
    """The template that won."""
    chances: Mapping[str, float]
    """The classifier's probabilities by name of the intent; empty where it was not asked."""
    recognition: Recognition


class Recognizer:
    """Reads messages by the templates of a catalog. Keeps nothing between them."""

    def __init__(self, catalog: Catalog, classifier: "Classifier | None" = None) -> None:
        self._catalog = catalog
        self.classifier = classifier
        """The second tier; until it is there the templates answer alone."""
        intents = catalog.intents.values()
        self._plain = Rules((i.name, p) for i in intents if not i.wishes for p in i.patterns)
        self._media = Rules((i.name, p) for i in intents if i.wishes for p in i.patterns)
        # With 聊天 among them: 竖屏视频看着难受 has a wish in it and is none.
        with_wish = [
            (i.name, p) for i in intents if i.wishes or i.name == FALLBACK for p in (*i.patterns, *i.patterns_with_wish)
        ]
        self._media_with_wish = Rules(with_wish)
        self._orders = Rules((name, p) for name, order in catalog.orders.items() for p in order.patterns)
        self._tidy = Tidy(catalog.shared)
        self._costly = frozenset(i.name for i in intents if i.file.costly)

    def warm_up(self) -> None:
        """Compile every template, which takes about a fifth of a second: for a thread while 小爱 starts. Without it each is
        compiled when a message first needs it."""
        for rules in (self._plain, self._media_with_wish, self._orders):
            rules.compile()
        for patterns in (*self._catalog.wishes.values(), self._catalog.dialogue.patterns):
            for pattern in patterns:
                pattern.compile()

    def called(self, text: str) -> Called:
        """The message without the wake word, and whether it began with one."""
        return strip_call(text, self._catalog.shared.wake_words, self._catalog.shared.not_called)

    def pointing(self, recognition: Recognition, text: str) -> Pointing:
        """Which photo a request for a picture or clip points at, as far as words tell."""
        return pointing(self._catalog.shared, recognition, text)

    def readable(self, text: str) -> Flat:
        """What templates are compared with; empty where there is nothing, or too much, to compare."""
        return _flat(self._tidy.tidy(text))

    def recognize(self, text: str) -> Recognition:
        """What the message wants. Never fails: what nobody understands is 聊天."""
        return self.read(text).recognition

    def read(self, text: str) -> Reading:
        """What the message wants, and why."""
        tidied = self._tidy.tidy(text)
        flat = _flat(tidied)
        found = self._understand(flat)
        needs_classifier = flat.text and (found is None or found.free)
        chances = self.classifier.probabilities_of(tidied) if self.classifier and needs_classifier else None
        decision = decide(found, len(flat.text), chances, self._costly) if flat.text else NOTHING
        slots = found.slots if found and found.name == decision.intent else None
        return Reading(tidied, found, chances or {}, self._recognition(decision, flat, slots))

    def command(self, text: str) -> CommandMatch | None:
        """The order a message gives about jobs or members, such as 取消 12."""
        tidied = self._tidy.tidy(text)
        # 快 at the start is mostly impatience, and in 快一点 it is what is wanted.
        found = self._orders.best(_flat(tidied)) or (tidied.openings and self._orders.best(_whole(tidied)))
        if not found:
            return None
        number = parse_whole(found.slots.get("number", ""))
        return CommandMatch(found.name, number, {name: said for name, said in found.slots.items() if name != "number"})

    def explain(self, text: str) -> Found | None:
        """Which template read the message, for `xiaoai check`."""
        return self._understand(self.readable(text))

    def templates_that_read(self, text: str) -> tuple[Found, ...]:
        """The best template of each intent that reads the message, best first."""
        flat = self.readable(text)
        request = take_out_wishes(flat, self._catalog.wishes)
        media = self._media_with_wish if request.wishes else self._media
        best: dict[str, Found] = {}
        for found in (*self._plain.matches(flat), *media.matches(request.rest)):
            if found.name not in best or found.rank < best[found.name].rank:
                best[found.name] = found
        return tuple(sorted(best.values(), key=lambda found: found.rank))

    def _recognition(self, decision: Decision, flat: Flat, said: Mapping[str, str] | None) -> Recognition:
        intent = self._catalog.intents[decision.intent]
        slots = trimmed(said or {}, intent.trims)
        if said is None and intent.wishes:
            request = take_out_wishes(flat, self._catalog.wishes)
            known = {name: value for name, value in request.wishes.items() if name in intent.wishes}
            slots = find_slots(intent, request.rest, known)
        elif said is None and decision.intent != FALLBACK:
            # What a template that reads the whole sentence left out is not in it.
            slots = find_slots(intent, flat)
        return Recognition(intent.name, intent.title, decision.confidence, slots, decision.tier, decision.candidates)

    def _understand(self, flat: Flat) -> Found | None:
        if not flat.text:
            return None
        found = [self._plain.best(flat), self._understand_media(flat)]
        return min((one for one in found if one), key=lambda one: one.rank, default=None)

    def _understand_media(self, flat: Flat) -> Found | None:
        request = take_out_wishes(flat, self._catalog.wishes)
        rules = self._media_with_wish if request.wishes else self._media
        found = rules.best(request.rest) if request.rest.text else None
        if found is None:
            return self._media.best(flat) if request.wishes else None
        intent = self._catalog.intents[found.name]
        slots = {**found.slots, **{name: value for name, value in request.wishes.items() if name in intent.wishes}}
        return Found(found.name, self._look_instead_of_subject(slots), found.free, found.template)

    def _look_instead_of_subject(self, slots: dict[str, str]) -> dict[str, str]:
        """做一个卡通的视频 says how it is to look and not yet what is to be seen."""
        subject = slots.get("subject", "").removesuffix("的")
        for kind in ("style", "mood"):
            if kind not in slots and subject in self._catalog.words.phrases(kind):
                return {**{name: value for name, value in slots.items() if name != "subject"}, kind: subject}
        return slots


def _whole(tidied: Tidied) -> Flat:
    """With the politeness it began with."""
    return flatten(tidied.whole if len(tidied.whole) <= LIMIT else "")


def _flat(tidied: Tidied) -> Flat:
    """The comparable form; what is too long to be an order or a request compares with nothing."""
    return flatten(tidied.core if len(tidied.core) <= LIMIT else "")
