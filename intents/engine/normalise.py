"""A message as people type and dictate it, made comparable.

Prevents full-width digits, invisible characters, line breaks and missing punctuation from hiding what was meant. `clean` is
what is kept and shown; `Flat` is what templates are compared with, and knows where each of its characters came from.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from intents.engine.traditional import SIMPLIFIED

LIMIT = 500
"""Characters that templates are compared with. Longer messages are told stories, not orders."""

SEPARATOR = ","
_QUOTES = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"), ("《", "》"), ("（", "）"), ("(", ")"))
_ARROWS = frozenset("→➡⇒⟶")
_TO = "到"
"""家→学校 is read as 家到学校."""
_BETWEEN_DIGITS = frozenset(".:/-")


@dataclass(frozen=True, slots=True)
class Called:
    """A message without the wake word."""

    text: str
    was_called: bool

    @property
    def is_readable(self) -> bool:
        """False where there are no words at all: emoji, punctuation, nothing."""
        return any(character.isalnum() for character in self.text)


@dataclass(frozen=True, slots=True)
class Flat:
    """Lower-case letters, digits and simplified Chinese characters; every pause (space, punctuation, emoji) is one comma."""

    text: str
    at: tuple[int, ...]
    """Where each character stands in `source`."""
    source: str

    def written(self, start: int, end: int) -> str:
        """What the member wrote for a stretch of the flat text."""
        start, end = self.without_pauses(start, end)
        if start >= end:
            return ""
        first, last = self.at[start], self.at[end - 1]
        written = self.source[first : last + 1]
        for opening, closing in _QUOTES:  # 写上“开业大吉” is written with the closing mark, which no template compares
            more = written.count(opening) - written.count(closing)
            if more > 0 and self.source[last + 1 : last + 2] == closing:
                last += 1
            elif more < 0 and first and self.source[first - 1] == opening:
                first -= 1
        return self.source[first : last + 1]

    def without_pauses(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch without a pause at either end of it."""
        while start < end and self.text[start] == SEPARATOR:
            start += 1
        while end > start and self.text[end - 1] == SEPARATOR:
            end -= 1
        return start, end


def clean(text: str) -> str:
    """The message in one form: compatible characters unified, invisible ones dropped, Chinese punctuation kept."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    parts = [_form(character) for character in unicodedata.normalize("NFC", text)]
    return " ".join("".join(parts).split())


def flatten(text: str) -> Flat:
    """The comparable form of a cleaned text."""
    characters: list[str] = []
    at: list[int] = []
    is_pause = True
    last = len(text) - 1
    for index, character in enumerate(text):
        if character.isalnum():
            lower = character.lower()
            characters.append(lower if len(lower) == 1 else character)
            at.append(index)
            is_pause = False
        elif character in _ARROWS:
            characters.append(_TO)
            at.append(index)
            is_pause = False
        elif (
            character in _BETWEEN_DIGITS
            and 0 < index < last
            and text[index - 1].isdigit()
            and text[index + 1].isdigit()
        ):
            characters.append(character)
            at.append(index)
        elif not is_pause:
            characters.append(SEPARATOR)
            at.append(index)
            is_pause = True
    if is_pause and characters:
        characters.pop()
        at.pop()
    # Character by character, so that every place stays where it is.
    return Flat("".join(characters).translate(SIMPLIFIED), tuple(at), text)


def strip_call(text: str, wake_words: Iterable[str], not_called: Iterable[str] = ()) -> Called:
    """The message without the wake word at its start. `not_called` are words that merely begin alike, such as 小爱心."""
    rest = clean(text)
    was_called = False
    words = sorted(wake_words, key=len, reverse=True)
    while True:
        start = rest.lstrip(" @＠,，.。!！、~～:：")
        word = next((w for w in words if start.startswith(w)), None)
        if word is None or any(start.startswith(other) for other in not_called):
            return Called(rest if not was_called else start.strip(), was_called)
        rest, was_called = start[len(word) :].lstrip(" ,，.。!！、~～:：?？"), True


_UNSEEN = frozenset(("Cc", "Cf", "Co", "Cs", "Cn", "Mn", "Me"))
"""Control, zero-width and direction marks, private use, surrogates, unassigned, stacked marks."""


@lru_cache(maxsize=20_000)
def _form(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\n\r\u2028\u2029" or category == "Zs":
        return " "
    if category in _UNSEEN:
        return ""
    form = "".join(c for c in unicodedata.normalize("NFKC", character) if unicodedata.category(c) not in _UNSEEN)
    # The family's own punctuation stays as it was written.
    return form if form == character or any(c.isalnum() for c in form) else character
