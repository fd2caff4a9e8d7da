"""What the admin does in the place of others is written down."""

from collections.abc import Callable

import sqlalchemy as sa

from bot.store import Store
from bot.tables import audit


class Record:
    """Lines of the audit that belong to no other part."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now

    async def spoke_as(self, name: str) -> None:
        """The admin wrote as somebody who speaks for himself."""
        values = {"at": self._now(), "who": "admin", "what": "spoke_as", "detail": name}
        await self._store.write(lambda connection: connection.execute(sa.insert(audit).values(values)))
