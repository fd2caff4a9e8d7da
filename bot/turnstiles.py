"""Whether a letter may go to a chat: its channel is connected, somebody is there, and what one message of the chat allows is not used up."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from bot.channels.base import Channel
from bot.family import Address


@dataclass(slots=True)
class Budget:
    """What was sent since the chat's last message. A send counts here even if the next message comes before its end."""

    sent: int = 0
    sending: int = 0


class Turnstiles:
    """One for each chat."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels
        self._started: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._gates: defaultdict[Address, asyncio.Event] = defaultdict(asyncio.Event)
        self._budgets: defaultdict[Address, Budget] = defaultdict(Budget)

    def recall(self, sent: Mapping[Address, int]) -> None:
        """What an earlier life has sent since each chat's last message."""
        self._budgets.update({chat: Budget(count) for chat, count in sent.items()})

    def started(self, channel: str) -> None:
        """The channel is connected."""
        self._started[channel].set()

    def reachable(self, chat: Address) -> None:
        """Somebody is there again."""
        self._gates[chat].set()

    def heard(self, chat: Address) -> None:
        """A message came in: the budget starts anew."""
        if self.has_budget(chat):
            self._budgets[chat] = Budget()
            self._gates[chat].set()

    def has_budget(self, chat: Address) -> bool:
        """Its channel lets only so many follow one message."""
        return self._channels[chat.channel].limits.sends_per_inbound is not None

    def budget(self, chat: Address) -> Budget:
        """Since the chat's last message."""
        return self._budgets[chat]

    def is_last(self, chat: Address, budget: Budget) -> bool:
        """Whoever is inside is the last that the budget lets in."""
        limit = self._channels[chat.channel].limits.sends_per_inbound
        return limit is not None and budget.sent + budget.sending >= limit

    @contextlib.asynccontextmanager
    async def through(self, chat: Address) -> AsyncIterator[Budget]:
        """Wait to be let in. Who is inside counts: letters to other members of the chat come through the same door."""
        await self._started[chat.channel].wait()
        budget = await self._open(chat)
        budget.sending += 1
        try:
            yield budget
        finally:
            budget.sending -= 1
            self._gates[chat].set()

    async def _open(self, chat: Address) -> Budget:
        channel, door = self._channels[chat.channel], self._gates[chat]
        while True:
            budget = self._budgets[chat]
            if channel.can_reach(chat.account, chat.id) and not self.is_last(chat, budget):
                return budget
            door.clear()
            await door.wait()
