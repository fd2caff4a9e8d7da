"""From intent to what it does: the `Handler` class of `intents/<handler>.py`, a sentence, or an instruction to the model.

Nothing registers itself: the intent's file names its handler, and this looks for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec

from intents.engine.asking import AsksModel, prompt_problems
from intents.engine.catalog import FALLBACK, Catalog, Intent
from intents.engine.types import Handler, Reply, Say, Turn
from intents.services import Services
from prompts.files import FileError, FileProblem, line_of


class SaysOneThing:
    """An intent that is answered with a sentence: `reply:`."""

    def __init__(self, intent: Intent) -> None:
        self._key = intent.file.reply

    async def handle(self, turn: Turn) -> Reply:
        return Reply(Say(self._key, dict(turn.recognition.slots)))


def load_handlers(catalog: Catalog, services: Services) -> Mapping[str, Handler]:
    """The handler of every intent, by the intent's name. Raises `FileError`."""
    titles = tuple(intent.title for name, intent in catalog.intents.items() if name != FALLBACK)
    services = replace(services, abilities=titles)
    handlers: dict[str, Handler] = {}
    found: list[FileProblem] = []
    for name, intent in catalog.intents.items():
        if intent.file.prompt:
            found += prompt_problems(intent)
            handlers[name] = AsksModel(intent, services)
        elif not intent.file.handler:
            handlers[name] = SaysOneThing(intent)
        elif make := _handler_class(intent.file.handler):
            handlers[name] = make(intent, services)
        else:
            message = f"没有叫 “{intent.file.handler}” 的程序（intents/{intent.file.handler}.py），请看看名字对不对。"
            found.append(FileProblem(intent.path, line_of(intent.path, "handler"), message))
    if found:
        raise FileError(*found)
    return handlers


def _handler_class(name: str) -> Callable[[Intent, Services], Handler] | None:
    if not name.isidentifier() or find_spec(f"intents.{name}") is None:
        return None
    return getattr(import_module(f"intents.{name}"), "Handler", None)
