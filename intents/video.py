"""视频生成: promises a clip, or asks what it is to show."""

from intents.engine.catalog import Intent
from intents.engine.requests import promise_or_ask
from intents.engine.types import Reply, Turn
from intents.services import Services


class Handler:
    """Takes requests for a clip."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._intent = intent

    async def handle(self, turn: Turn) -> Reply:
        return promise_or_ask(self._intent, "video", turn)
