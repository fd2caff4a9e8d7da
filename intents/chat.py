"""聊天: answers everything that is nothing else, with the language model; without one, says so and what 小爱 can do."""

from intents.engine.catalog import Intent
from intents.engine.plain_text import for_a_phone, without_claims
from intents.engine.types import Exchange, Reply, Say, Turn
from intents.services import Services
from intents.services.language_model import LanguageModelError, ModelMessage, OverBudget, Refused
from prompts.instructions import Instructions

TURNS = 20
"""Of this member in this chat that the model is reminded of."""
LONGEST_TURN = 500
LONGEST_HISTORY = 6000
"""Characters of one thing said before, and of all of it."""
LONGEST_NAME = 20
ANSWER_TOKENS = 900


class Handler:
    """Talks."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._services = services

    async def handle(self, turn: Turn) -> Reply:
        if "refused" in turn.recognition.slots:
            return Reply(Say("chat.refusal"))
        model = self._services.language_model
        if model is None or self._services.instructions is None:
            return Reply(Say("chat.offline", {"abilities": self._services.abilities}))
        try:
            answer = await model.ask(
                await self.question(turn),
                purpose="chat",
                timeout_seconds=self._services.model_times.chat,
                max_tokens=ANSWER_TOKENS,
            )
        except Refused:
            return Reply(Say("chat.model_refused"))
        except OverBudget:
            return Reply(Say("chat.model_over_budget"))
        except LanguageModelError:
            return Reply(Say("chat.model_failed"))
        plain = for_a_phone(answer.text)
        honest = without_claims(plain)
        if not honest:
            return Reply(Say("chat.nothing_made" if plain else "chat.model_failed"))
        return Reply(Say("chat.answer", {"text": honest}))

    async def question(self, turn: Turn) -> tuple[ModelMessage, ...]:
        """What the model is asked; nothing where there are no instructions."""
        if self._services.instructions is None:
            return ()
        return (
            ModelMessage("system", self._instruction(self._services.instructions, turn)),
            *_remembered(await turn.history()),
            ModelMessage("user", turn.text),
        )

    def _instruction(self, instructions: Instructions, turn: Turn) -> str:
        return instructions.render(
            "chat",
            {
                "abilities": self._services.abilities,
                # A name is chosen by whoever bears it: one short line of it, so that it cannot give orders.
                "speaker": " ".join(turn.speaker.name.split())[:LONGEST_NAME],
                "is_child": turn.speaker.role == "child",
                "is_group": turn.is_group,
                "today": turn.now.date().isoformat(),
                "weekday": turn.now.isoweekday(),
                "city": turn.city,
            },
        )


def _remembered(before: tuple[Exchange, ...]) -> list[ModelMessage]:
    """The last turns, oldest first, as many as there is room for."""
    messages: list[ModelMessage] = []
    room = LONGEST_HISTORY
    for exchange in reversed(before[-TURNS:]):
        said, replied = exchange.said[:LONGEST_TURN], exchange.replied[:LONGEST_TURN]
        room -= len(said) + len(replied)
        if room < 0:
            break
        messages += [ModelMessage("assistant", replied)] if replied else []
        messages += [ModelMessage("user", said)] if said else []
    return messages[::-1]
