"""步行、骑行、驾车、公交规划: asks where to, and says honestly that no map is connected yet."""

from intents.engine.catalog import Intent
from intents.engine.slots import Missing, fill
from intents.engine.types import Question, Reply, Say, Turn
from intents.services import Services


class Handler:
    """Answers how to get somewhere; the intent's file says by which means."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._intent = intent

    async def handle(self, turn: Turn) -> Reply:
        filled = fill(self._intent, turn.recognition.slots)
        if isinstance(filled, Missing):
            return Reply(Say(filled.ask_key), question=Question(self._intent.name, filled.slot, filled.slots))
        mode = self._intent.file.values.get("mode", "")
        return Reply(Say("route.not_set_up", {"mode": mode, "destination": filled.slots["destination"]}))
