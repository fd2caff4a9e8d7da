"""Words that a family's assistant makes no picture of, whichever generator would."""

from collections.abc import Callable, Sequence

from bot.commands import Answer
from bot.inbox import Heard
from bot.telemetry import log
from bot.templates import Templates
from intents.engine.normalise import clean, flatten
from intents.engine.types import MediaRequest, Say

_log = log("safety")


class SafetyGate:
    """Compares what was asked for with the word lists of `prompts/safety/`."""

    def __init__(self, templates: Callable[[], Templates]) -> None:
        self._templates = templates

    async def check(self, heard: Heard, wanted: Sequence[MediaRequest]) -> Answer | None:
        """One kind sentence that says what could be changed; None where nothing was found. Of the text only the kind is logged."""
        for request in wanted:
            if kind := self._kind(request):
                _log.info("safety.held", kind=kind, job_kind=request.kind)
                key = f"safety.{kind}"
                return Answer(Say(key if key in self._templates().sentences.keys else "safety.other"))
        return None

    def _kind(self, request: MediaRequest) -> str:
        said = (request.text, request.subject, request.style, request.mood, *request.captions)
        found = (self._templates().safety.kind(flatten(clean(text)).text) for text in said if text)
        return next((kind for kind in found if kind), "")
