"""What channels have to know again in their next life, kept together with the message it came with."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Mark
from bot.store import Store
from bot.tables import channel_marks


class Marks:
    """The marks of one channel."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store = store
        self._channel = channel

    async def remember(self, account: str, marks: Sequence[Mark]) -> None:
        """Keep these; returns when they are on disk."""
        if marks:
            await self._store.write(lambda connection: keep(connection, self._channel, account, marks))

    async def recall(self, account: str) -> Mapping[str, str]:
        """Every value of an account, by name."""
        query = sa.select(channel_marks.c.name, channel_marks.c.value).where(
            channel_marks.c.channel == self._channel, channel_marks.c.account == account
        )
        return await self._store.read(lambda connection: {row.name: row.value for row in connection.execute(query)})


def keep(connection: Connection, channel: str, account: str, marks: Iterable[Mark]) -> None:
    """Write marks inside the caller's transaction."""
    for mark in marks:
        key = {"channel": channel, "account": account, "name": mark.name}
        where = [channel_marks.c[name] == value for name, value in key.items()]
        if not mark.value:
            connection.execute(sa.delete(channel_marks).where(*where))
        elif not connection.execute(sa.update(channel_marks).where(*where).values(value=mark.value)).rowcount:
            connection.execute(sa.insert(channel_marks).values(**key, value=mark.value))
