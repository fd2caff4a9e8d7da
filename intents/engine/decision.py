"""Which intent it is, from what the rules and the classifier say together.

The only place that knows thresholds. A template is evidence: strong where it names every word of the message, weak where free
slots swallowed most of it (生成…的视频 reads a whole story about somebody who wanted a video). What both together leave open is not
guessed at: it goes to whoever is asked next, and until then nothing that costs money is done.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from intents.engine.catalog import FALLBACK
from intents.engine.rules import Found
from intents.engine.types import Tier

EVIDENCE = ((0.35, 10.0), (0.6, 5.0), (1.0, 2.0))
"""How many times likelier a template's intent gets, by the share of the message that its free slots swallowed. Measured on the
development set: 19 of 20, 8 of 9 and 4 of 5 such matches are right, where the classifier alone is right 11 times of 12."""
SURE = 0.65
"""A wrong weather report is annoying, a question too many is as well: right two times of three is worth an answer."""
SURE_OF_COSTLY = 0.85
"""A picture or a clip takes minutes or money, and nobody asked for it: one in two hundred messages of 聊天 may become one."""
GUESS = 0.55
"""What is likelier than everything else together is done where nobody can be asked, if it costs nothing."""
WORTH_ASKING = 0.3
"""Below that 聊天 is 聊天. Family talk is full of weather and cars, and who is asked back at every mention stops talking."""
POSSIBLE = 0.05
"""Less likely intents are not offered to choose from."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The intent, and what else it may be where that is not sure."""

    intent: str
    confidence: float
    tier: Tier
    candidates: tuple[str, ...] = ()


UNREAD = Decision(FALLBACK, 0.3, "fallback", (FALLBACK,))
"""No template reads it and nothing has learned yet: a language model may know, and nobody else is asked."""

NOTHING = Decision(FALLBACK, 0.3, "fallback")
"""There are no words to be read, or more than anybody reads."""


def decide(found: Found | None, length: int, chances: Mapping[str, float] | None, costly: Collection[str]) -> Decision:
    """What the message is taken for. `found` is the best template, `length` the characters of the message it read, `chances`
    the classifier's probabilities where there is one."""
    if found is not None and (found.free == 0 or chances is None):
        return Decision(found.name, 0.9 if found.free else 1.0, "rules")
    if chances is None:
        return UNREAD
    together = _together(found, length, chances)
    ranked = sorted(together, key=lambda name: (-together[name], name))
    best = ranked[0]
    tier: Tier = "rules" if found is not None and found.name == best else "classifier"
    likeliest = next((name for name in ranked if name != FALLBACK), FALLBACK)
    if best == FALLBACK and together.get(likeliest, 0) < WORTH_ASKING:
        return Decision(FALLBACK, together[best], tier)
    if best != FALLBACK and together[best] >= (SURE_OF_COSTLY if best in costly else SURE):
        return Decision(best, together[best], tier)
    candidates = tuple(name for name in ranked if together[name] >= POSSIBLE or name == FALLBACK)
    if best != FALLBACK and best not in costly and together[best] >= GUESS:
        return Decision(best, together[best], "classifier", candidates)
    return Decision(FALLBACK, together[FALLBACK], "fallback", candidates)


def _together(found: Found | None, length: int, chances: Mapping[str, float]) -> Mapping[str, float]:
    if found is None or found.name not in chances:
        return chances
    share = found.free / max(length, 1)
    times = next(times for most, times in EVIDENCE if share <= most or most == 1.0)
    raised = {name: chance * times if name == found.name else chance for name, chance in chances.items()}
    whole = sum(raised.values())
    return {name: chance / whole for name, chance in raised.items()}
