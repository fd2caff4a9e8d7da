"""The sentences the classifier learns from, and what they are.

All of it comes from the YAML files: the admin who adds a test sentence has taught it, too. Sentences of one origin (a template,
a test sentence with its variants) form a group, so that calibration can be tried on origins that were not learned from.
"""

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from intents.engine.catalog import FALLBACK, Catalog
from intents.engine.classifier.sampler import Sampler
from intents.engine.classifier.variants import Variants

OF_A_SENTENCE = 8
"""Sentences made from one template of an intent."""
OF_AN_EXAMPLE = 24
"""Sentences made from one template of `_examples.yaml`, which are wider."""
OF_A_TEST = 3
"""Variants of a test sentence, beside itself."""
TOLD_BEFORE = 0.02
"""This share of the variants comes at the end of a story, as grandparents ask."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One sentence and the intent it is of."""

    text: str
    intent: str
    group: int
    weight: float


def lessons(catalog: Catalog) -> list[Lesson]:
    """Every sentence to learn from. Two readings of the same files give the same sentences."""
    sampler, variants = Sampler(catalog), Variants(catalog.learning, catalog.shared)
    before = catalog.learning.examples.before
    found: list[Lesson] = []

    def vary(sentence: str, chance: random.Random) -> str:
        varied = variants.vary(sentence, chance)
        if before and chance.random() < TOLD_BEFORE:
            return f"{sampler.say(chance.choice(before), chance)}{chance.choice(('，', '。', ''))}{varied}"
        return varied

    for group, (intent, text, is_template, share) in enumerate(_origins(catalog)):
        chance = random.Random(zlib.crc32(f"{intent} {text}".encode()))  # noqa: S311  not a secret
        said: dict[str, float] = {}
        if is_template:
            for number in range(share):
                plain = sampler.say(text, chance)
                said[plain if number % 2 else vary(plain, chance)] = 1.0
        else:
            said[text] = 2.0
            for _ in range(share):
                said.setdefault(vary(text, chance), 0.7)
        found += [Lesson(each, intent, group, weight) for each, weight in said.items() if each.strip()]
    return found


def _origins(catalog: Catalog) -> Iterator[tuple[str, str, bool, int]]:
    names = {intent.title: intent.name for intent in catalog.intents.values()}
    for intent in catalog.intents.values():
        for template in (*intent.file.sentences, *intent.file.sentences_with_wish):
            yield intent.name, template, True, OF_A_SENTENCE
        for template in catalog.learning.examples.examples.get(intent.name, ()):
            yield intent.name, template, True, OF_AN_EXAMPLE
        for sentence in intent.file.counter_examples:
            yield FALLBACK, sentence, False, OF_A_TEST
        for case in intent.file.tests:
            name = names.get(case.is_, "") if case.not_ else intent.name
            for sentence in case.say:
                if name:
                    yield name, sentence, False, OF_A_TEST
