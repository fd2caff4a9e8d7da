"""地点推荐: says honestly that no map is connected yet."""

from intents.engine.catalog import Intent
from intents.engine.slots import fill
from intents.engine.types import Reply, Say, Turn
from intents.services import Services


class Handler:
    """Answers where something is to be found."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._intent = intent

    async def handle(self, turn: Turn) -> Reply:
        slots = fill(self._intent, turn.recognition.slots).slots
        return Reply(Say("places.not_set_up", {"keyword": slots.get("keyword", "")}))
