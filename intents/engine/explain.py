"""Why a message is taken for what it is: what an admin needs to see to repair a template."""

from dataclasses import dataclass

from intents.engine.catalog import Catalog
from intents.engine.recognizer import Recognizer
from intents.engine.types import Recognition

OTHERS = 3
LIKELY = 4


@dataclass(frozen=True, slots=True)
class ReadBy:
    """A template that reads the whole message."""

    title: str
    """Of its intent."""
    template: str
    swallowed: tuple[tuple[str, str], ...]
    """Slots in the order of the template, with what was said there."""
    free: int
    """Characters that free slots swallowed."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One message on its way through the offline tiers."""

    compared: str
    """What is left of it without wake word, fillers and slips."""
    order: str
    """Title of the order it is, 取消; such a message is read no further. Empty for all others."""
    won: ReadBy | None
    others: tuple[ReadBy, ...]
    """The best template of each other intent that reads it too, likeliest first."""
    chances: tuple[tuple[str, float], ...]
    """The likeliest titles by the classifier; empty where it was not asked."""
    recognition: Recognition
    candidates: tuple[str, ...]
    """Titles it may be, where it is unsure."""


def explain(catalog: Catalog, recognizer: Recognizer, text: str) -> Explanation:
    """What the offline tiers make of a first direct message."""
    reading = recognizer.read(text)
    command = recognizer.command(text)
    templates = [
        ReadBy(catalog.intents[found.name].title, found.template, tuple(found.slots.items()), found.free)
        for found in recognizer.templates_that_read(text)
    ]
    won = None
    if reading.found is not None:
        title = catalog.intents[reading.found.name].title
        won = ReadBy(title, reading.found.template, tuple(reading.found.slots.items()), reading.found.free)
    ranked = sorted(reading.chances.items(), key=lambda one: -one[1])[:LIKELY]
    return Explanation(
        reading.tidied.core,
        catalog.orders[command.command].command.title if command else "",
        won,
        tuple(one for one in templates if won is None or one.title != won.title)[:OTHERS],
        tuple((catalog.intents[name].title, chance) for name, chance in ranked),
        reading.recognition,
        tuple(catalog.intents[name].title for name in reading.recognition.candidates),
    )
