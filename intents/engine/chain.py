"""What a message wants, by all tiers: the offline ones first, the language model only where they are unsure."""

from typing import Protocol

from intents.engine.recognizer import Recognizer
from intents.engine.types import Recognition


class LastTier(Protocol):
    """Whoever is asked when the tiers before are unsure."""

    async def recognize(self, text: str, offline: Recognition) -> Recognition:
        """What the message wants. Never fails: `offline` comes back where nothing better was found."""
        ...


class Chain:
    """All tiers in their order."""

    def __init__(self, recognizer: Recognizer, last: LastTier | None) -> None:
        self._recognizer = recognizer
        self._last = last

    async def understand(self, text: str) -> Recognition:
        """What a message wants, without wake word and mention. Never fails."""
        offline = self._recognizer.recognize(text)
        if not offline.candidates or self._last is None:
            return offline
        return await self._last.recognize(text, offline)
