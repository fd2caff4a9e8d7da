"""图片生成: promises a picture, or offers ideas for one."""

from intents.engine.catalog import Intent
from intents.engine.requests import promise_or_ask
from intents.engine.types import Reply, Turn
from intents.ideas import Ideas
from intents.services import Services


class Handler:
    """Takes requests for a picture."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._intent = intent
        self._ideas = Ideas(intent, "image", services)

    async def handle(self, turn: Turn) -> Reply:
        return await self._ideas.offer(turn) or promise_or_ask(self._intent, "image", turn)
