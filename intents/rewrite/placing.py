"""Where each noun and verb goes in its clause: somebody who does, what it is done to, where."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intents.rewrite.english import joined
from intents.rewrite.motions import BOUND, Motion, chained
from intents.rewrite.nouns import Phrase
from intents.rewrite.reading import at
from intents.tokens import BEINGS, Token


@dataclass(slots=True)
class Clause:
    """What one clause says. `subjects` may be empty: 跑过草地 goes on with the one before."""

    subjects: list[Phrase] = field(default_factory=list)
    motions: list[Motion] = field(default_factory=list)
    scenes: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    """The scenes that are nothing but a place, without its preposition."""
    descriptions: list[str] = field(default_factory=list)
    manners: list[str] = field(default_factory=list)
    """How something is done of which another clause tells: “in slow motion”."""
    unknown: list[str] = field(default_factory=list)
    is_then: bool = False
    """然后 stood before it."""

    @property
    def who(self) -> str:
        """“a cat and a dog”."""
        return joined([phrase.text for phrase in self.subjects]) if self.subjects else ""

    @property
    def does(self) -> str:
        """“chasing a butterfly, jumping”."""
        return chained(self.motions)

    @property
    def whole(self) -> str:
        """Everything in one phrase."""
        return " ".join(part for part in (self.who, self.does, ", ".join([*self.scenes, *self.descriptions])) if part)


@dataclass(slots=True)
class Placing:
    """The clauses so far, and what waits for its place in them."""

    tokens: Sequence[Token]
    clauses: list[Clause] = field(default_factory=lambda: [Clause()])
    index: int = 0
    waiting: dict[str, str] = field(default_factory=dict)
    """Nouns that wait for the verb, by what they are to it: 把球, 给奶奶, 用毛笔."""
    role: str = ""
    """The word that says what the next noun is to the verb: `for`, `object`, `in`, …"""
    toward: str = ""
    joins: str = ""
    """What the noun before 和 was: subject, object or scene."""
    adverbs: list[str] = field(default_factory=list)
    manners: list[str] = field(default_factory=list)

    @property
    def now(self) -> Clause:
        return self.clauses[-1]

    @property
    def motion(self) -> Motion | None:
        return self.now.motions[-1] if self.now.motions else None

    def put_noun(self, phrase: Phrase) -> None:
        role, toward, joins = self.role, self.toward, self.joins
        self.role, self.toward, self.joins = "", "", ""
        where = at(self.tokens, self.index)
        is_where = where.kind == "where" and not (phrase.kind == "being" and at(self.tokens, self.index + 1).is_noun)
        self.index += is_where
        motion = self.motion
        if role in _WAITING:
            self.waiting[role] = phrase.text
        elif joins == "object" and motion:
            motion.objects.append(f"and {phrase.text}")
        elif joins == "subject" and self.now.subjects and not motion:
            self.now.subjects.append(phrase)
        elif toward and motion:
            motion.after.append(f"{toward} {phrase.text}")
        elif is_where or role in ("in", "after"):
            self._locate(phrase, where.english if is_where else "", motion if role == "after" else None)
        elif role == "there" and self.now.subjects and not motion:
            self.now.descriptions.append(f"with {phrase.text}")
        elif motion and motion.takes_object and not self._begins_anew(phrase, motion):
            is_more = motion.objects and motion.verb not in _GIVING
            motion.objects.append(f"and {phrase.text}" if is_more else _object(phrase))
        elif motion and phrase.kind == "thing" and self.now.subjects and motion.verb in _SEATED:
            motion.after.append(f"on {phrase.text}")
        elif motion and phrase.kind == "place":
            motion.after.append(phrase.located())
        elif motion and (self.now.subjects or motion.objects):
            self.clauses.append(Clause(subjects=[phrase]))
        elif phrase.kind == "place":
            self._locate(phrase, "", None)
        else:
            self.now.subjects.append(phrase)
        if at(self.tokens, self.index).kind == "and":
            takes = self.motion and self.motion.takes_object and self.motion.objects and role not in _WAITING
            self.joins = "object" if takes else "subject"

    def _begins_anew(self, phrase: Phrase, motion: Motion) -> bool:
        """小猫追蝴蝶小狗在旁边看: whoever comes behind an object and does something, dictated without a pause."""
        rest = self.tokens[self.index :]
        is_next = phrase.kind in BEINGS | {"scenery"} and any(token.does for token in rest)
        return bool(motion.objects) and motion.verb not in _GIVING and is_next

    def _locate(self, phrase: Phrase, where: str, motion: Motion | None) -> None:
        last = self.motion
        if motion is None and last and last.takes_object and not last.objects and BOUND.search(last.verb):
            # 坐在沙发上: “sitting on” and “on the sofa” are one.
            motion = last
        if motion:
            motion.verb = BOUND.sub("", motion.verb)
            motion.after.append(phrase.located(where))
            return
        self.now.scenes.append(phrase.located(where))
        if phrase.kind == "place":
            self.now.places.append(phrase.text)

    def put_verb(self, token: Token) -> None:
        motion = Motion(token.english, token.kind == "action")
        if agent := self.waiting.pop("by", ""):
            motion.before, motion.objects = ["with", agent], ["it"]
        if patient := self.waiting.pop("object", ""):
            motion.objects = [patient]
        motion.before += self.adverbs
        motion.after += [f"{TAILS[role]} {text}" for role, text in self.waiting.items()]
        motion.after += self.manners
        self.waiting, self.adverbs, self.manners, self.role, self.joins = {}, [], [], "", ""
        self.now.motions.append(motion)


def _object(phrase: Phrase) -> str:
    if phrase.kind != "pronoun":
        return phrase.text
    return _PRONOUNS.get(phrase.text, "them")


TAILS = {"for": "for", "facing": "at", "from": "from", "with": "with"}
"""Words that wait for the verb, and the English preposition they get behind it."""
_GIVING = frozenset(("giving", "handing", "feeding", "teaching", "telling", "buying", "sending"))
_SEATED = frozenset(("sitting", "standing", "lying", "squatting"))
_PRONOUNS = {"a man": "him", "a woman": "her", "an animal": "it", "a person": "somebody", "a group of people": "them"}
_WAITING = frozenset(("for", "facing", "from", "with", "object", "by"))
