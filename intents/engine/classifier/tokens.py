"""A sentence as a row of words of known kinds: 明天上海下雨吗 → day city rain ask.

Prevents the classifier from learning which towns and dishes the templates happened to name: 兰州 counts like 上海.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from hassil.expression import Alternative, Expression, Group, ListReference, RuleReference, TextChunk
from hassil.parse_expression import parse_sentence

from intents.engine.catalog import Catalog
from intents.engine.normalise import flatten
from prompts.words import LOOKS

MOST_PHRASES = 4000
"""Ways to say one entry of a word list; a list of all dates has a few thousand."""
NUMBER = "0"

_DIGITS = re.compile(r"[0-9]+(?:[.:/-][0-9]+)*")
_COUNTED = re.compile(
    "[零一二两三四五六七八九十百半几]+(?=秒|分钟|点|号|日|月|度|公里|里地|米|路车|路公交|号线|帧|块|天|个小时|小时)"
)


def plain(text: str) -> str:
    """The comparable form of a text in which every number is the same number."""
    return _COUNTED.sub(NUMBER, _DIGITS.sub(NUMBER, flatten(text).text))


class Kinds:
    """Phrase → its kind, and the reading of a sentence by them."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.of = kinds
        """Phrase → kind."""
        lengths: dict[str, set[int]] = {}
        for phrase in kinds:
            lengths.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def tokens(self, text: str) -> list[str]:
        """The sentence from left to right, each time by the longest phrase; what is in no list stays a character."""
        found, position = [], 0
        kinds, lengths = self.of, self._lengths
        while position < len(text):
            first = text[position]
            for length in lengths.get(first, ()):
                kind = kinds.get(text[position : position + length])
                if kind is not None:
                    found.append(kind)
                    position += length
                    break
            else:
                found.append(first)
                position += 1
        return found


def kinds_of(catalog: Catalog) -> Kinds:
    """All words the catalog knows. Cues count before lists, lists before looks, looks before the lexicon."""
    kinds: dict[str, str] = {}
    for kind, words in catalog.learning.cues.cues.items():
        for word in words:
            kinds.setdefault(plain(word), f"<{kind}>")
    for name, templates in catalog.shared.lists.items():
        for template in templates:
            for phrase in _phrases(template, catalog.shared.lists, catalog.shared.phrases):
                kinds.setdefault(plain(phrase), f"[{name}]")
    for look in LOOKS:
        for phrase in catalog.words.phrases(look):
            kinds.setdefault(plain(phrase), f"[{look}]")
    for phrase, entry in catalog.words.lexicon.items():
        # Single characters are parts of too many other words, and grammar words are what n-grams are for.
        if len(phrase) > 1 and entry.kind not in ("grammar", "number", "measure"):
            kinds.setdefault(plain(phrase), f"({entry.kind})")
    kinds.pop("", None)
    return Kinds(kinds)


def _phrases(template: str, lists: Mapping[str, tuple[str, ...]], phrases: Mapping[str, str]) -> Iterable[str]:
    def ways(expression: Expression) -> Iterator[str]:
        match expression:
            case TextChunk():
                yield expression.text
            case Alternative():
                for item in expression.items:
                    yield from ways(item)
            case Group():
                yield from rows(list(expression.items))
            case RuleReference():
                if expression.rule_name in phrases:
                    yield from ways(parse_sentence(phrases[expression.rule_name]).expression)
            case ListReference():
                if expression.list_name not in lists:
                    yield NUMBER
                for entry in lists.get(expression.list_name, ()):
                    yield from ways(parse_sentence(entry).expression)

    def rows(items: list[Expression]) -> Iterator[str]:
        if not items:
            yield ""
            return
        for first in ways(items[0]):
            for rest in rows(items[1:]):
                yield first + rest

    found: set[str] = set()
    for phrase in ways(parse_sentence(template).expression):
        found.add(phrase)
        if len(found) >= MOST_PHRASES:
            break
    return sorted(found)
