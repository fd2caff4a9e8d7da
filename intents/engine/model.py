"""The last tier: a language model is asked what a message wants, where the tiers before are unsure.

Prevents the model from deciding more than that: its label has to be a loaded one, its slots have to be declared and to stand in
the message as written, and whatever else it says (or does not say) leaves the offline answer as it was. What the message itself
demands is only material: it goes in as a JSON string, not as an instruction.
"""

import json
import time
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from intents.engine.catalog import FALLBACK, Catalog, Intent
from intents.engine.examples import examples
from intents.engine.types import Recognition
from intents.services import Services
from intents.services.language_model import BadAnswer, LanguageModel, LanguageModelError, ModelMessage
from prompts.files import FileError, FileProblem, line_of
from prompts.instructions import Instructions
from prompts.loader import NotFilled

SURE = 0.5
"""Confidence below which the model's guess is no better than the offline one."""
SURE_OF_COSTLY = 0.8
"""Confidence from which it may make a picture or a clip of a message nobody was sure of: that takes minutes or money."""
LONGEST_ANSWER_TOKENS = 400
TRY_AGAIN_SECONDS = 1.0
"""Time that has to be left for asking once more, after an answer nobody can read."""


class _Answer(BaseModel):
    """What the model is asked to say."""

    model_config = ConfigDict(extra="ignore")

    intent: str
    confidence: Annotated[float, BeforeValidator(lambda given: _share(given)), Field(ge=0, le=1)]
    slots: dict[str, Any] = {}


class ModelTier:
    """Asks a model about one message at a time, with one version of the intents."""

    def __init__(
        self, catalog: Catalog, instructions: Instructions, model: LanguageModel, *, timeout_seconds: float
    ) -> None:
        self._model = model
        self._timeout_seconds = timeout_seconds
        self._intents = {intent.title: intent for intent in catalog.intents.values()}
        self.instruction = instruction(catalog, instructions)
        """What the model is told before each message."""

    async def recognize(self, text: str, offline: Recognition) -> Recognition:
        """What the message wants. Never fails: `offline` comes back where the model has nothing better."""
        deadline = time.monotonic() + self._timeout_seconds
        answer = await self._ask(text, self._timeout_seconds)
        if answer is None and (left := deadline - time.monotonic()) >= TRY_AGAIN_SECONDS:
            answer = await self._ask(text, left)
        return self._checked(answer, text, offline) if isinstance(answer, _Answer) else offline

    async def _ask(self, text: str, timeout_seconds: float) -> "_Answer | LanguageModelError | None":
        """The answer; None for one that nobody can read, which another try may mend."""
        try:
            said = await self._model.ask(
                question(self.instruction, text),
                purpose="classify",
                timeout_seconds=timeout_seconds,
                is_json=True,
                max_tokens=LONGEST_ANSWER_TOKENS,
                temperature=0,
            )
            answer = _Answer.model_validate_json(said.text)
        except (BadAnswer, ValidationError):
            return None
        except LanguageModelError as error:
            return error
        return answer if self._intent(answer) else None

    def _intent(self, answer: _Answer) -> Intent | None:
        label = answer.intent.strip()
        by_name = {intent.name: intent for intent in self._intents.values()}
        return self._intents.get(label) or by_name.get(label)

    def _checked(self, answer: _Answer, text: str, offline: Recognition) -> Recognition:
        intent = self._intent(answer)
        if intent is None or answer.confidence < SURE:
            return offline
        # What costs something takes two witnesses: a message can talk a model into anything, and the classifier into nothing.
        if intent.file.costly and (answer.confidence < SURE_OF_COSTLY or intent.name not in offline.candidates):
            return offline
        heard = dict(offline.slots) if intent.name == offline.intent else {}
        slots = heard | _slots(intent, answer.slots, text)
        return Recognition(intent.name, intent.title, answer.confidence, slots, "model")


def instruction(catalog: Catalog, instructions: Instructions) -> str:
    """What a model is told about these intents. Raises `NotFilled`."""
    slots = dict.fromkeys(slot for intent in catalog.intents.values() for slot in _declared(intent))
    return instructions.render(
        "classifier",
        {
            "intents": tuple(_described(intent) for intent in catalog.intents.values()),
            "labels": tuple(intent.title for intent in catalog.intents.values()),
            "slots": tuple(slots),
        },
    )


def question(instruction: str, text: str) -> tuple[ModelMessage, ...]:
    """What a model is asked about one message."""
    quoted = json.dumps({"message": text}, ensure_ascii=False)
    return ModelMessage("system", instruction), ModelMessage("user", quoted)


def last_tier(catalog: Catalog, services: Services) -> ModelTier | None:
    """The tier of these services; None where no model is configured. Raises `FileError` for an instruction that cannot be written."""
    model, instructions = services.language_model, services.instructions
    if model is None or instructions is None:
        return None
    try:
        return ModelTier(catalog, instructions, model, timeout_seconds=services.model_times.classify)
    except NotFilled as error:
        path = instructions.path("classifier")
        raise FileError(FileProblem(path, line_of(path, "text"), f"说明写不出来：{error}")) from None


def _slots(intent: Intent, given: Mapping[str, Any], text: str) -> dict[str, str]:
    """What is declared and stands in the message; a model likes to complete 明天 to a date."""
    spoken = {name: value.strip() for name, value in given.items() if isinstance(value, str)}
    return {name: value for name, value in spoken.items() if name in _declared(intent) and value and value in text}


def _declared(intent: Intent) -> tuple[str, ...]:
    """What the model may hear. The slots of 聊天 are there to hold words that its templates have to step over."""
    return () if intent.name == FALLBACK else tuple(intent.file.slots)


def _described(intent: Intent) -> str:
    slots = f"能听出：{'、'.join(_declared(intent))}。" if _declared(intent) else ""
    said = "".join(f"“{example}”" for example in examples(intent))
    return f"{intent.title}：{intent.file.description.strip()}{slots}{f'例：{said}' if said else ''}"


def _share(given: Any) -> Any:
    """0.9, "0.9", 90 and "90%" are all the same to a model."""
    if isinstance(given, str):
        given = given.strip().removesuffix("%")
        try:
            given = float(given)
        except ValueError:
            return given
    if isinstance(given, int | float) and not isinstance(given, bool) and 1 < given <= 100:
        return given / 100
    return given
