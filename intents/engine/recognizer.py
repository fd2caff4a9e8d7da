"""From text to intent: what a message wants, by the rules of the loaded files.

The classifier and the language model join here as later tiers; what the rules cannot read is 聊天, with little confidence.
"""

import re

from intents.engine.catalog import FALLBACK, Catalog
from intents.engine.media import take_out_wishes
from intents.engine.normalise import LIMIT, Called, Flat, flatten, strip_call
from intents.engine.numbers import parse_whole
from intents.engine.rules import Found, Rules
from intents.engine.types import CommandMatch, Recognition


class Recognizer:
    """Reads messages by the templates of a catalog. Keeps nothing between them."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        intents = catalog.intents.values()
        self._plain = Rules((i.name, p) for i in intents if not i.wishes for p in i.patterns)
        self._media = Rules((i.name, p) for i in intents if i.wishes for p in i.patterns)
        with_wish = [(i.name, p) for i in intents for p in (*i.patterns, *i.patterns_with_wish) if i.wishes]
        self._media_with_wish = Rules(with_wish)
        self._orders = Rules((name, p) for name, order in catalog.orders.items() for p in order.patterns)
        shared = catalog.shared
        self._hesitations = re.compile("|".join(map(re.escape, shared.fillers.anywhere)) or "(?!)")
        self._starts = sorted(shared.fillers.start, key=len, reverse=True)
        self._ends = sorted(shared.fillers.end, key=len, reverse=True)
        self._typos = shared.typos

    def warm_up(self) -> None:
        """Compile every template, which takes about a fifth of a second: for a thread while 小爱 starts. Without it each is
        compiled when a message first needs it."""
        for rules in (self._plain, self._media_with_wish, self._orders):
            rules.compile()
        for patterns in self._catalog.wishes.values():
            for pattern in patterns:
                pattern.compile()

    def called(self, text: str) -> Called:
        """The message without the wake word, and whether it began with one."""
        return strip_call(text, self._catalog.shared.wake_words, self._catalog.shared.not_called)

    def speaks_of_photo(self, text: str) -> bool:
        """The request means a photo shown before: 让这张动起来."""
        return any(word in text for word in self._catalog.shared.photo_words)

    def recognize(self, text: str) -> Recognition:
        """What the message wants. Never fails: what nobody understands is 聊天."""
        readable = self._readable(text)
        found = self._understand(flatten(readable)) if len(readable) <= LIMIT else None
        if found is None:
            return Recognition(FALLBACK, self._catalog.intents[FALLBACK].title, 0.3, {}, "fallback")
        confidence = 0.9 if found.free else 1.0
        return Recognition(found.name, self._catalog.intents[found.name].title, confidence, found.slots, "rules")

    def command(self, text: str) -> CommandMatch | None:
        """The order a message gives about jobs or members, such as 取消 12."""
        readable = self._readable(text)
        found = self._orders.best(flatten(readable)) if len(readable) <= LIMIT else None
        if found is None:
            return None
        number = parse_whole(found.slots.get("number", ""))
        return CommandMatch(found.name, number, found.slots.get("name", ""))

    def explain(self, text: str) -> Found | None:
        """Which template read the message, for `xiaoai check`."""
        readable = self._readable(text)
        return self._understand(flatten(readable)) if len(readable) <= LIMIT else None

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

    def _readable(self, text: str) -> str:
        """The message without wake word, hesitation and politeness, and with its usual slips mended."""
        if len(text) > 4 * LIMIT:
            return text  # too long to be an order or a request; not worth the work
        whole = self._hesitations.sub("", self.called(text).text)
        for slip, meant in self._typos.items():
            whole = whole.replace(slip, meant)
        rest = whole
        while start := next((word for word in self._starts if rest.startswith(word)), ""):
            rest = rest[len(start) :].lstrip(_PAUSES)
        while end := next((word for word in self._ends if rest.endswith(word)), ""):
            rest = rest[: -len(end)].rstrip(_PAUSES)
        return rest or whole


_PAUSES = " ,，.。!！、~～…?？:：;；"
