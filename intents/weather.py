"""天气: says honestly that no weather service is connected yet."""

from intents.engine.catalog import Intent
from intents.engine.slots import fill
from intents.engine.types import Reply, Say, Turn
from intents.services import Services


class Handler:
    """Answers questions about the weather."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._intent = intent

    async def handle(self, turn: Turn) -> Reply:
        slots = fill(self._intent, turn.recognition.slots).slots
        return Reply(Say("weather.not_set_up", {"city": slots.get("city", "")}))
