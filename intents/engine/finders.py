"""Slots inside a sentence that no template reads as a whole.

A story around the question (明天带孩子去上海玩三天，那边冷不冷) keeps every template from matching, but its city and its day
still stand between words that give them away. The `find` templates of an intent say which words those are.
"""

from collections.abc import Iterator, Mapping

from intents.engine.catalog import Intent
from intents.engine.normalise import Flat, flatten
from intents.engine.patterns import Pattern
from intents.engine.trimming import Trim

Span = tuple[int, int]


def find_slots(intent: Intent, flat: Flat, known: Mapping[str, str] | None = None) -> dict[str, str]:
    """The intent's slots by its `find` templates, as written, in the order of the file: the first template that finds one
    wins, and of one template the leftmost place. What is `known` stays and is in no other slot."""
    slots = dict(known or {})
    taken = [span for value in slots.values() if (span := _span_of(value, flat))]
    for name, patterns in intent.finders.items():
        if name in slots:
            continue
        trim = intent.trims.get(name) or Trim(name)
        for span in _found(name, patterns, flat, taken):
            if value := trim.of(flat.written(*span)):
                slots[name] = value
                taken.append(span)
                break
    return slots


def _found(name: str, patterns: tuple[Pattern, ...], flat: Flat, taken: list[Span]) -> Iterator[Span]:
    for pattern in patterns:
        if not pattern.may_read(flat.text):
            continue
        for _, _, match in pattern.finditer(flat.text):
            for slot, *written in match.spans:
                start, end = flat.without_pauses(*written)
                if slot == name and all(end <= first or start >= last for first, last in taken):
                    yield start, end


def _span_of(value: str, flat: Flat) -> Span | None:
    text = flatten(value).text
    start = flat.text.find(text) if text else -1
    return (start, start + len(text)) if start >= 0 else None
