"""An intent whose answer the language model writes: `prompt:` in the admin's own file, no code."""

from intents.engine.catalog import Intent
from intents.engine.plain_text import for_a_phone
from intents.engine.types import Reply, Say, Turn
from intents.services import Services
from intents.services.language_model import LanguageModelError, ModelMessage
from prompts import sandbox
from prompts.files import FileProblem, line_of
from prompts.sandbox import Text

LONGEST_PROMPT = 4000
"""Characters of the instruction, with everything filled in."""


class AsksModel:
    """Answers with the language model, told what stands in `prompt:`; with `offline_reply:` where that is not possible."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._file = intent.file
        self._services = services
        self._prompt = Text(intent.file.prompt, frozenset(intent.file.slots), LONGEST_PROMPT)

    async def handle(self, turn: Turn) -> Reply:
        slots = self._slots(turn)
        model = self._services.language_model
        if model is None:
            return Reply(Say(self._file.offline_reply, slots))
        try:
            answer = await model.ask(
                await self.question(turn), purpose="prompt", timeout_seconds=self._services.model_times.chat
            )
        except LanguageModelError:
            return Reply(Say(self._file.offline_reply, slots))
        text = for_a_phone(answer.text)
        return Reply(Say("chat.answer", {"text": text}) if text else Say(self._file.offline_reply, slots))

    async def question(self, turn: Turn) -> tuple[ModelMessage, ...]:
        """What the model is asked."""
        return ModelMessage("system", self._prompt.render(self._slots(turn))), ModelMessage("user", turn.text)

    def _slots(self, turn: Turn) -> dict[str, str]:
        return dict.fromkeys(self._file.slots, "") | dict(turn.recognition.slots)


def prompt_problems(intent: Intent) -> list[FileProblem]:
    """What is wrong in the instruction of an intent; its slots are what it may be filled with."""
    source = intent.file.prompt
    start = line_of(intent.path, "prompt") - 1 + ("\n" in source.rstrip("\n"))
    found = sandbox.problems(source, intent.file.slots)
    return [FileProblem(intent.path, start + problem.line, problem.message) for problem in found]
