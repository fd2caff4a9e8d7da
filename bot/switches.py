"""What the admin has paused for everybody, 暂停视频, until he lets it go on; over restarts too."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store import Store
from bot.tables import audit, switches
from generators.base import Kind

KINDS: tuple[Kind, ...] = ("video", "image")


class Switches:
    """Which kinds of things may be asked for. `load` once at start. What was accepted before a pause is still made."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._paused: frozenset[Kind] = frozenset()

    async def load(self) -> None:
        """Read them from the store."""
        query = sa.select(switches.c.name).where(~switches.c.is_on)
        found = await self._store.read(lambda connection: set(connection.scalars(query)))
        self._paused = frozenset(kind for kind in KINDS if kind in found)

    @property
    def paused(self) -> tuple[Kind, ...]:
        """What is paused."""
        return tuple(kind for kind in KINDS if kind in self._paused)

    async def turn(self, kind: Kind, *, is_on: bool, by: str) -> bool:
        """Pause, or let go on; False where it was so already. Written to the audit with the name of who wanted it."""
        if (kind not in self._paused) == is_on:
            return False

        def change(connection: Connection) -> None:
            values = {"is_on": is_on, "who": by, "at": self._now()}
            connection.execute(self._store.insert_new(switches).values(name=kind, **values))
            connection.execute(sa.update(switches).where(switches.c.name == kind).values(values))
            what = "resumed" if is_on else "paused"
            connection.execute(sa.insert(audit).values(at=self._now(), who=by, what=what, detail=kind))

        await self._store.write(change)
        self._paused = self._paused - {kind} if is_on else self._paused | {kind}
        return True
