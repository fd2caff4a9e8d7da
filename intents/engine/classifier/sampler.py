"""Sentences made from a template by chance, its slots filled with words of the right kind."""

import random
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from hassil.expression import Alternative, Expression, Group, ListReference, RuleReference, TextChunk
from hassil.parse_expression import parse_sentence

from intents.engine.catalog import Catalog
from prompts.words import LOOKS

DEEPEST = 12


class Sampler:
    """Says templates of one catalog. What stands for a slot comes from the word lists, from `fill` in `_examples.yaml`, or
    from what the intents' own tests hear there."""

    def __init__(self, catalog: Catalog) -> None:
        self._phrases = catalog.shared.phrases
        lists: dict[str, tuple[str, ...]] = {}
        for phrase, word in catalog.words.lexicon.items():
            lists.setdefault(word.kind, ())
            lists[word.kind] += (phrase,)
        for look in LOOKS:
            lists[look] = catalog.words.phrases(look)
        lists.update(catalog.shared.lists)
        lists.update(catalog.learning.examples.words)
        self._lists: Mapping[str, tuple[str, ...]] = lists
        self._fill = _fillings(catalog)

    def say(self, template: str, chance: random.Random) -> str:
        """One sentence of a template."""
        return self._expression(_parse(template), chance, 0)

    def _expression(self, expression: Expression, chance: random.Random, depth: int) -> str:
        if depth > DEEPEST:
            return ""
        match expression:
            case TextChunk():
                return expression.text
            case Alternative():
                return self._expression(chance.choice(expression.items), chance, depth)
            case Group():
                return "".join([self._expression(item, chance, depth) for item in expression.items])
            case RuleReference():
                return self._expression(_parse(self._phrases[expression.rule_name]), chance, depth + 1)
            case ListReference():
                return self._slot(expression, chance, depth + 1)
        return ""

    def _slot(self, reference: ListReference, chance: random.Random, depth: int) -> str:
        for name in dict.fromkeys((reference.list_name, reference.slot_name)):
            if name in _NUMBERS:
                return _NUMBERS[name](chance)
            # A slot that may be anything is filled on purpose; a list says itself what may stand there.
            entries = self._fill.get(name, ()) if name not in self._lists else self._lists[name]
            if entries:
                return self._expression(_parse(chance.choice(entries)), chance, depth)
        return self._expression(_parse(chance.choice(self._lists.get("thing", ("东西",)))), chance, depth)


def _fillings(catalog: Catalog) -> Mapping[str, Sequence[str]]:
    fill = {slot: list(templates) for slot, templates in catalog.learning.examples.fill.items()}
    for intent in catalog.intents.values():
        for case in intent.file.tests:
            for slot, value in (case.slots or {}).items():
                if not case.not_ and not any(character in value for character in "()[]{}<>|"):
                    fill.setdefault(slot, []).append(value)
    return fill


def _number(chance: random.Random) -> str:
    return chance.choice(("两", "三", "五", "十", str(chance.randint(1, 30))))


_NUMBERS: Mapping[str, Callable[[random.Random], str]] = {
    "number": _number,
    "code": lambda chance: str(chance.randint(10_000_000, 99_999_999)),
}


@lru_cache(maxsize=10_000)
def _parse(template: str) -> Expression:
    return parse_sentence(template).expression
