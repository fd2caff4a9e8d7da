"""视频生成: promises a clip, or offers ideas for one."""

from intents.album import album_of
from intents.engine.catalog import Intent
from intents.engine.requests import promise_or_ask
from intents.engine.types import Reply, Turn
from intents.ideas import Ideas
from intents.services import Services


class Handler:
    """Takes requests for a clip."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._intent = intent
        self._ideas = Ideas(intent, "video", services)

    async def handle(self, turn: Turn) -> Reply:
        return (
            album_of(self._intent, turn) or await self._ideas.offer(turn) or promise_or_ask(self._intent, "video", turn)
        )
