"""From the words of a request to a shot in English, without a language model: the simple mode.

Prevents a preview, or a clip in a house without any key, from needing one. It knows the word lists and the order in which
families say things (who, where, doing what); what it cannot say in English stays quoted in `note` and is never guessed.
"""

from dataclasses import dataclass, field

from intents.engine.normalise import clean
from intents.engine.types import MediaRequest
from intents.tokens import Token, counted, cut, plural
from prompts.shot import Shot
from prompts.words import LookKind, Words


def offline_shot(request: MediaRequest, words: Words) -> Shot:
    """The shot as far as the word lists carry. Its English fields never hold a Chinese character."""
    sentence = _Sentence()
    sentence.read(cut(clean(request.subject), words.lexicon))
    notes = sentence.unknown
    negative = _negative(request.negative, words, notes)
    said: tuple[tuple[LookKind, str], ...] = (
        ("style", request.style),
        ("mood", request.mood),
        ("camera", request.camera),
    )
    looks = {kind: words.look(kind, clean(phrase)) for kind, phrase in said}
    notes += [clean(phrase) for kind, phrase in said if phrase and looks[kind] is None]
    style, mood, camera = looks["style"], looks["mood"], looks["camera"]
    wishes = {
        name: value
        for name in ("seconds", "aspect", "fps", "resolution")
        if (value := getattr(request, name)) is not None
    }
    return Shot(
        subject=" and ".join(sentence.subjects),
        subject_description=", ".join(sentence.descriptions),
        subject_motion=", ".join(sentence.motions),
        scene=", ".join(dict.fromkeys(sentence.scenes)),
        style=style.english if style else "",
        atmosphere=mood.english if mood else "",
        color_palette=mood.palette if mood else "neutral",
        camera=camera.camera if camera and camera.camera else "static",
        negative=negative,
        note="".join(f"“{note}”" for note in dict.fromkeys(notes)),
        **wishes,
    )


@dataclass(slots=True)
class _Sentence:
    """What has been understood so far, from left to right."""

    subjects: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    motions: list[str] = field(default_factory=list)
    scenes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    number: str = ""
    qualities: list[str] = field(default_factory=list)
    is_place: bool = False
    """在 was said: the next noun is where it happens."""
    acts: bool = False
    """The clause has its action: the next noun is what it is done to."""
    clause: int = 0
    joins: bool = False
    """和 was said: the next noun goes with the one before."""

    def read(self, tokens: list[Token]) -> None:
        for index, token in enumerate(tokens):
            following = tokens[index + 1] if index + 1 < len(tokens) else Token("", "pause")
            before = tokens[index - 1] if index else Token("", "pause")
            self._one(token, before, following)
        self._leave_qualities()

    def _one(self, token: Token, before: Token, following: Token) -> None:
        match token.kind:
            case "number":
                self.number = token.english
            case "quality":
                self.qualities.append(token.english)
            case "thing" | "stuff" | "place":
                self._noun(token, before, following)
            case "action":
                self._action(token, before, following)
            case "time":
                self.scenes.append(token.english)
            case "in":
                self.is_place = following.kind not in ("action", "skip")
            case "and":
                self.joins = True
            case "pause":
                self._leave_qualities()
                self.acts, self.is_place, self.joins = False, False, False
                self.clause += 1
            case "unknown":
                self.unknown.append(token.chinese)

    def _noun(self, token: Token, before: Token, following: Token) -> None:
        phrase = self._phrase(token, is_many=following.chinese == "们")
        if following.kind == "where" or self.is_place or (token.kind == "place" and not self.acts):
            self.scenes.append(phrase if phrase == "at home" else f"{_preposition(token, following)} {phrase}")
        elif self.acts:
            joint = " and " if self.joins else " "
            self.motions[-1] += joint + phrase
        elif self.joins or not (self.subjects or self.motions):
            self.subjects.append(phrase)
        elif before.kind == "of" and self.subjects:
            self.subjects[-1] = f"{self.subjects[-1]}'s {_bare(phrase)}"
        else:
            self.descriptions.append(phrase)
        self.is_place, self.joins = False, False

    def _phrase(self, token: Token, *, is_many: bool) -> str:
        number, qualities = self.number, tuple(self.qualities)
        self.number, self.qualities = "", []
        if token.kind == "thing" and is_many and number in ("", "one"):
            return " ".join([*qualities, plural(token.english)])
        if token.kind == "thing":
            return counted(token.english, number, qualities)
        words = [*([number] if number not in ("", "one") else []), *qualities, token.english]
        if qualities and token.english.startswith(("the ", "a ")):
            article, rest = token.english.split(" ", 1)
            words = [article, *qualities, rest]
        return " ".join(words)

    def _action(self, token: Token, before: Token, following: Token) -> None:
        if following.kind == "of" and not self.subjects:
            self.qualities.append(token.english)  # 跑步的小狗: a running dog
            return
        if self.clause and self.descriptions and not self.acts:
            self.motions.append(f"{self.descriptions.pop()} {token.english}")
        else:
            self.motions.append(token.english)
        self.acts, self.is_place, self.joins = True, False, False

    def _leave_qualities(self) -> None:
        """花很红: a look said after its noun."""
        self.descriptions += self.qualities
        self.qualities, self.number = [], ""


def _preposition(token: Token, following: Token) -> str:
    if following.kind == "where":
        return following.english
    return "at" if token.kind == "place" else "by"


def _bare(phrase: str) -> str:
    return phrase.removeprefix("a ").removeprefix("an ").removeprefix("the ")


def _negative(written: str, words: Words, notes: list[str]) -> str:
    """What is not to be seen: nouns in the plural, as a list."""
    kept = []
    for token in cut(clean(written), words.lexicon):
        if token.kind == "thing":
            kept.append(plural(token.english))
        elif token.kind in ("stuff", "place", "quality", "action", "time"):
            kept.append(token.english)
        elif token.kind == "unknown":
            notes.append(f"不要{token.chinese}")
    return ", ".join(kept)
