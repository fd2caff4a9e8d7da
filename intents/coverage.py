"""Whether an English text says what it has to, whichever form its words have.

Prevents “three kittens run” from being taken for a loss of “three kittens running”, and a lost colour from going unnoticed.
"""

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from intents.elements import Element
from prompts.shot import Shot

LOOSE = 4
"""Other words that may stand between those of one element."""
TOLD = (
    *("subject", "subject_description", "subject_motion", "scene", "lighting", "framing", "atmosphere", "style"),
    "camera",
)
"""The fields of a shot in which something may be said."""


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a text, by their stems."""

    order: tuple[str, ...]
    """As they come; between two phrases stands a gap."""
    stems: frozenset[str]
    numbers: frozenset[int]

    @classmethod
    def of(cls, *texts: str) -> "Said":
        """The words of these texts together."""
        phrases = [phrase for text in texts for phrase in re.split("[,.;:]", text.lower())]
        order = [word for phrase in phrases for word in (*_WORD.findall(phrase), *_GAP)]
        words = [word for word in order if word]
        numbers = {int(word) for word in words if word.isdecimal() and len(word) < 7}
        numbers |= {_NUMBERS[word] for word in words if word in _NUMBERS}
        pairs = itertools.pairwise(words)
        numbers |= {_NUMBERS[a] + _NUMBERS[b] for a, b in pairs if _NUMBERS.get(a, 0) >= 20 and b in _NUMBERS}
        return cls(tuple(map(stem, order)), frozenset(map(stem, words)), frozenset(numbers))

    @classmethod
    def by(cls, shot: Shot) -> "Said":
        """Everything a shot shows; what it refuses does not count."""
        return cls.of(*(getattr(shot, name) for name in TOLD), *(frame.description for frame in shot.keyframes))

    def has(self, english: str) -> bool:
        """Whether every word that carries a meaning is there, in order and not far from each other; of “puppy/puppies” either form."""
        return any(self._has(content(form)) for form in english.split("/"))

    def _has(self, wanted: tuple[str, ...]) -> bool:
        if not wanted or not self.stems.issuperset(wanted):
            return False
        # A festival lantern is not the Lantern Festival and a rabbit's lantern somewhere else.
        width = len(wanted) + LOOSE
        starts = (index for index, word in enumerate(self.order) if word == wanted[0])
        return any(_is_in_order(wanted, self.order[start : start + width]) for start in starts)


def missing(elements: Iterable[Element], shot: Shot, claims: Mapping[str, str]) -> tuple[Element, ...]:
    """The elements that the shot does not say. `claims`: the English that its writer says he used for the Chinese."""
    said = Said.by(shot)
    refused = Said.of(shot.negative)
    return tuple(
        element
        for element in elements
        if not _is_said(element, refused if element.belongs_in == "negative" else said, claims)
    )


def claimed(element: Element, claims: Mapping[str, str]) -> str | None:
    """The English its writer used for an element; None where he says nothing of it."""
    if element.chinese in claims:
        return claims[element.chinese]
    near = [english for chinese, english in claims.items() if element.chinese in chinese or chinese in element.chinese]
    return near[0] if near else None


def _is_said(element: Element, said: Said, claims: Mapping[str, str]) -> bool:
    if element.number is not None and element.number in said.numbers:
        return True
    if element.number == 2 and said.stems & _TWO:
        return True
    if element.english and (said.has(element.english) or not content(element.english.partition("/")[0])):
        return True
    english = claimed(element, claims)
    if element.number is not None or english is None:
        return False
    # What means nothing by itself needs no English, where the word lists do not know better.
    parts = [part for part in english.split(",") if content(part)]
    return all(map(said.has, parts)) if parts else not element.english


def content(english: str) -> tuple[str, ...]:
    """The stems that carry the meaning: “park” of “in the park”."""
    return tuple(stem(word) for word in _WORD.findall(english.lower()) if word not in _EMPTY)


def _is_in_order(wanted: Iterable[str], words: Iterable[str]) -> bool:
    left = iter(words)
    return all(word in left for word in wanted)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """One form for “chase”, “chases” and “chasing”. Not always a word."""
    word = _IRREGULAR.get(word, word)
    if word.endswith("ies") and len(word) > 4:
        word = f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    for ending in ("ing", "ed", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 2 and _VOWEL.search(word[: -len(ending)]):
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    word = word.removesuffix("e") if len(word) > 3 else word
    return f"{word[:-1]}y" if word.endswith("i") and len(word) > 2 else word


_WORD = re.compile(r"[a-z]+(?='s\b)|[a-z]+|[0-9]+")
_GAP = ("",) * 10
_VOWEL = re.compile(r"[aeiouy]")
_EMPTY = frozenset(
    (
        *(
            "a",
            "an",
            "the",
            "of",
            "in",
            "on",
            "at",
            "by",
            "to",
            "from",
            "with",
            "and",
            "or",
            "for",
            "as",
            "this",
            "that",
        ),
        *("is", "are", "be", "being", "been", "it", "its", "his", "her", "their", "one", "some", "there", "very", "s"),
        *("into", "onto", "near", "up", "down", "out", "off", "around", "through", "across", "along"),
        *("doing", "piece"),
    )
)
_TWO = frozenset(("pair", "coupl", "both", "duo", "twin"))
_IRREGULAR = {
    "children": "child",
    "kids": "child",
    "kid": "child",
    "men": "man",
    "women": "woman",
    "feet": "foot",
    "teeth": "tooth",
    "geese": "goose",
    "mice": "mouse",
    "leaves": "leaf",
    "wolves": "wolf",
    "knives": "knife",
    "lies": "lie",
    "lying": "lie",
    "ran": "run",
    "sat": "sit",
    "grey": "gray",
    "colour": "color",
    "colours": "color",
    "coloured": "color",
    "grandma": "grandmother",
    "granny": "grandmother",
    "grandpa": "grandfather",
    "mom": "mother",
    "mum": "mother",
    "dad": "father",
    "bike": "bicycle",
}
"""Forms no rule finds, and a few words that mean the same."""
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = (
    {word: value for value, word in enumerate((*_ONES, *_TEENS), 1)}
    | {word: 10 * value for value, word in enumerate(_TENS, 2)}
    | {"hundred": 100, "thousand": 1000}
)
