"""聊天: takes a no for a no, and says honestly that 小爱 cannot chat without a language model yet."""

from intents.engine.catalog import Intent
from intents.engine.types import Reply, Say, Turn
from intents.services import Services


class Handler:
    """Answers everything that is nothing else."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._intent = intent

    async def handle(self, turn: Turn) -> Reply:
        return Reply(Say("chat.refusal" if "refused" in turn.recognition.slots else "chat.offline"))
