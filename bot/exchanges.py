"""The turns that are over: what 小爱 remembers of a conversation.

One row for each turn, written inside the turn's transaction. What was not addressed to 小爱 has no turn, and so leaves nothing
here. Kept as long as messages are.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from bot.channels.base import Message
from bot.store import Store
from bot.tables import exchanges, identities
from intents.engine.types import Exchange

HISTORY = 20
"""Turns that are looked up at once."""

Key = tuple[str, str, str, str]
"""Channel, account, chat and sender."""


class Exchanges:
    """Writes turns down and looks them up."""

    def __init__(self, store: Store, now: Callable[[], float], zone: ZoneInfo) -> None:
        self._store = store
        self._now = now
        self._zone = zone

    def put(self, connection: Connection, message: Message, member_id: int, exchange: Exchange, tier: str = "") -> None:
        """Keep a turn, inside its transaction. `tier` is what read the message; empty where it was an order."""
        values = {
            "channel": message.channel,
            "account": message.account,
            "chat_id": message.chat_id,
            "member_id": member_id,
            "said": exchange.said,
            "replied": exchange.replied,
            "intent": exchange.intent,
            "slots": dict(exchange.slots),
            "at": exchange.at.timestamp(),
            "tier": tier,
        }
        connection.execute(sa.insert(exchanges).values(values))

    async def history(self, message: Message, member_id: int) -> tuple[Exchange, ...]:
        """The last 20 turns of a member in the chat of the message, oldest first."""
        newest = (
            sa.select(exchanges)
            .where(
                exchanges.c.member_id == member_id,
                exchanges.c.channel == message.channel,
                exchanges.c.account == message.account,
                exchanges.c.chat_id == message.chat_id,
            )
            .order_by(exchanges.c.id.desc())
            .limit(HISTORY)
        )
        rows = await self._store.read(lambda connection: connection.execute(newest).all())
        return tuple(self._exchange(row) for row in reversed(rows))

    async def since(self, seconds: float) -> list[tuple[Key, Exchange]]:
        """Everybody's turns of the last so many seconds, oldest first: what was in memory before a restart."""
        query = (
            sa.select(exchanges, identities.c.user_id)
            .join(
                identities,
                sa.and_(
                    identities.c.member_id == exchanges.c.member_id,
                    identities.c.channel == exchanges.c.channel,
                    identities.c.account == exchanges.c.account,
                ),
            )
            .where(exchanges.c.at > self._now() - seconds)
            .order_by(exchanges.c.id)
        )
        rows = await self._store.read(lambda connection: connection.execute(query).all())
        return [((row.channel, row.account, row.chat_id, row.user_id), self._exchange(row)) for row in rows]

    def _exchange(self, row: Row[tuple[object, ...]]) -> Exchange:
        at = datetime.fromtimestamp(row.at, self._zone)
        return Exchange(row.said, row.replied, row.intent, row.slots, at)
