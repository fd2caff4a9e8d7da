"""A Chinese sentence cut into words of the lexicon, longest first, for the rewriter that has no language model."""

import re
from dataclasses import dataclass

from intents.engine.numbers import parse_number
from intents.rewrite.vocabulary import Vocabulary, vocabulary
from prompts.words import Word, Words

BEINGS = frozenset(("being", "figure", "pronoun"))
NOUNS = BEINGS | frozenset(("thing", "stuff", "place", "scenery"))


@dataclass(frozen=True, slots=True)
class Token:
    """One word, what it is for, and its English."""

    chinese: str
    kind: str
    """A kind of word or look, a role of `prompts/lexicon/_grammar.yaml`, or `pause` or `unknown`."""
    english: str = ""

    @property
    def is_noun(self) -> bool:
        """Whether it names somebody, something or a place."""
        return self.kind in NOUNS

    @property
    def is_being(self) -> bool:
        """Whether it names somebody."""
        return self.kind in BEINGS

    @property
    def does(self) -> bool:
        """Whether it says what somebody does."""
        return self.kind in ("action", "pose")

    @property
    def is_short(self) -> bool:
        """A noun or a look of one character, which is more often half of a longer word."""
        return len(self.chinese) == 1 and (self.is_noun or self.kind == "quality") and self.kind != "pronoun"

    @property
    def value(self) -> float | None:
        """The number it says, where it is one."""
        return parse_number(self.chinese) if self.kind == "number" else None


PAUSE = Token("，", "pause")


def cut(text: str, words: Words) -> list[Token]:
    """The words of a sentence; what no list knows comes as one unknown token each stretch."""
    known = vocabulary(words)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        token = _at(text, position, known)
        position += len(token.chinese)
        while tokens and _is_part(tokens[-1], token):
            token = Token(tokens.pop().chinese + token.chinese, "unknown")
        tokens.append(_standing_alone(token, tokens))
    return tokens


def _standing_alone(token: Token, before: list[Token]) -> Token:
    """锅里: a measure with nothing to measure is the thing itself."""
    counts = before and before[-1].kind in ("number", "quality", "skip", "unknown")
    is_thing = token.kind == "measure" and token.english in _VESSELS and not counts
    return Token(token.chinese, "thing", token.english) if is_thing else token


def _is_part(before: Token, token: Token) -> bool:
    """稻草人 is not grass and a person: short words beside what no list knows are part of it, and so are two in a row."""
    if token.kind == "unknown":
        return before.kind == "unknown" or before.is_short
    return token.is_short and (before.kind == "unknown" or (before.is_short and before.is_noun and token.is_noun))


def _at(text: str, position: int, known: Vocabulary) -> Token:
    plain = text[position : position + 12].lower()
    word = next((plain[:n] for n in known.lengths.get(plain[:1], ()) if plain[:n] in known.entries), "")
    number = _NUMBER.match(text, position)
    if number and len(number.group()) > len(word):
        return Token(number.group(), "number", _in_english(number.group()))
    if word:
        return _token(text[position : position + len(word)], known.entries[word])
    latin = _LATIN.match(text, position)
    if latin:
        return Token(latin.group(), "stuff", latin.group())
    character = text[position]
    return Token(character, "unknown" if character.isalnum() else "pause")


def _token(chinese: str, word: Word) -> Token:
    if word.kind != "grammar":
        return Token(chinese, word.kind, word.english)
    role, _, english = word.english.partition(" ")
    return Token(chinese, role, english)


def _in_english(written: str) -> str:
    value = parse_number(written)
    if value is not None and value.is_integer() and 0 < value <= len(_WORDS):
        return _WORDS[int(value) - 1]
    return f"{value:g}" if value is not None else written


_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|[二两三四五六七八九]?[十百][零一二三四五六七八九十百]*|零")
_VESSELS = frozenset(
    ("cup", "bowl", "plate", "pot", "bottle", "jar", "box/boxes", "crate", "bag", "basket", "table", "bucket")
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9'-]*")
_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
