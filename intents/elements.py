"""The elements of a request: every somebody, something, place, number, colour and doing that the clip must not lose.

Found by the word lists, and also what no list knows: that is for the language model to translate, and to be quoted where it does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from intents.rewrite.english import plural
from intents.rewrite.reading import at
from intents.shots import OfflineReading
from intents.tokens import BEINGS, Token

Place = Literal["subject_description", "subject_motion", "scene", "negative"]
LONGEST_UNKNOWN = 30
"""Characters; what is longer and unknown is talk, and stays quoted."""
MOST = 40
"""Elements of one request. A list that long is more than any clip shows."""


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that was said."""

    chinese: str
    english: str
    """As the word lists say it; empty where they do not know it."""
    belongs_in: Place
    """The field it goes to where the model forgot it."""
    number: int | None = None
    """The number it is, where it is one."""


def elements_of(reading: OfflineReading) -> tuple[Element, ...]:
    """Everything named in the request, in its order, each once."""
    found: dict[str, Element] = {}
    for element in (*_named(reading.tokens), *_noted(reading)):
        found.setdefault(element.chinese, element)
    return tuple(found.values())[:MOST]


def _named(tokens: Sequence[Token]) -> Iterator[Element]:
    for index, token in enumerate(tokens):
        before, following = at(tokens, index - 1), at(tokens, index + 1)
        if token.kind == "number":
            if (element := _number(token, before, following)) is not None:
                yield element
        elif token.kind == "measure":
            if before.kind == "number" and token.english not in _MERE_MEASURES:
                yield Element(before.chinese + token.chinese, token.english, "subject_description")
        elif token.kind == "unknown":
            if len(token.chinese) <= LONGEST_UNKNOWN and not token.chinese.isascii():
                yield Element(token.chinese, "", "subject_description")
        elif token.kind in _PLACES and token.chinese and token.english:
            english = _many(token.english) if _is_many(tokens, index) else token.english
            yield Element(token.chinese, english, _PLACES[token.kind])


def _number(token: Token, before: Token, following: Token) -> Element | None:
    """三只, 八十岁, 第一; not 一只, which says no more than “a”."""
    value = token.value
    whole = int(value) if value is not None and value.is_integer() else None
    if following.kind == "unit":
        if following.english != "years":
            return None
        return Element(token.chinese + following.chinese, token.english, "subject_description", whole)
    if before.kind == "nth":
        ordinal = _ORDINALS.get(whole or 0, "")
        return Element(before.chinese + token.chinese, ordinal, "subject_description") if ordinal else None
    if whole == 1 or token.english in ("one", "every", "half"):
        return None
    measure = following.chinese if following.kind == "measure" else ""
    return Element(token.chinese + measure, token.english, "subject_description", whole if whole else None)


def _is_many(tokens: Sequence[Token], index: int) -> bool:
    """两只小喜鹊, 孩子们."""
    if tokens[index].kind not in ("being", "thing"):
        return False
    if at(tokens, index + 1).kind == "many":
        return True
    first = index - 1
    while at(tokens, first).kind in ("measure", "quality", "of"):
        if tokens[first].english in _OF_MANY:
            return True
        first -= 1
    number = at(tokens, first)
    return number.kind == "number" and number.value != 1 and number.english not in ("one", "every", "half")


def _many(english: str) -> str:
    """The plural, and the singular behind it: the model is shown the first, and either counts."""
    one, _, _ = english.partition("/")
    return f"{plural(english)}/{one}"


def _noted(reading: OfflineReading) -> Iterator[Element]:
    """Wishes that no list knows: 敦煌壁画风, 不要出现挖掘机."""
    for note in reading.wishes.notes:
        if len(note) > LONGEST_UNKNOWN or any(token.chinese in note for token in _unknown(reading.tokens)):
            continue
        refused = note.removeprefix(_NOT)
        if refused != note and refused:
            yield Element(refused, "", "negative")
        elif refused:
            yield Element(note, "", "subject_description")


def _unknown(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.kind == "unknown")


_NOT = "不要"
_PLACES: dict[str, Place] = {
    **dict.fromkeys([*BEINGS - {"pronoun"}, "thing", "stuff", "quality"], "subject_description"),
    **dict.fromkeys(["scenery", "place", "time"], "scene"),
    **dict.fromkeys(["action", "pose", "pace"], "subject_motion"),
}
_OF_MANY = frozenset(("group", "large group", "small group", "line", "row", "bunch/bunches"))
_MERE_MEASURES = frozenset(("piece", "stretch/stretches", "set"))
"""一片草地 is a meadow."""
_ORDINALS = {1: "first", 2: "second", 3: "third"}
