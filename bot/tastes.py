"""How each member likes his clips and pictures: 竖屏, 水墨, 温馨.

What he said is to hold from now on goes into every request that does not say otherwise. What he merely asked for last is kept as
a hint for ideas and applied to nothing: who wanted one clip upright did not ask for all of them. All of it stands in memory, four
short words for each member, so that a turn waits for no disk.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store import Store
from bot.tables import tastes
from intents.engine.types import Taste

KINDS = ("style", "mood", "camera", "aspect")
LONGEST = 20
"""Characters of one taste; whoever says more describes one clip."""


@dataclass(frozen=True, slots=True)
class _One:
    value: str
    is_standing: bool


class Tastes:
    """Every member's; `load` once at start."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._of: dict[int, dict[str, _One]] = defaultdict(dict)

    async def load(self) -> None:
        """Read everybody's from the store."""
        query = sa.select(tastes).order_by(tastes.c.at)
        for row in await self._store.read(lambda connection: connection.execute(query).all()):
            self._of[row.member_id][row.kind] = _One(row.value, row.is_standing)

    def of(self, member_id: int) -> Taste:
        """A member's taste."""
        known = self._of.get(member_id, {})
        return Taste(
            standing={kind: one.value for kind, one in known.items() if one.is_standing},
            lately={kind: one.value for kind, one in known.items() if not one.is_standing},
        )

    async def hold(self, member_id: int, said: Mapping[str, str]) -> None:
        """From now on: kind → in the member's words."""
        standing = {kind: _One(value, is_standing=True) for kind, value in _fitting(said).items()}
        await self._store.write(lambda connection: self._write(connection, member_id, standing))
        self._of[member_id].update(standing)

    def notice(self, connection: Connection, member_id: int, slots: Mapping[str, str]) -> None:
        """Keep what a request said of it, inside the turn's transaction. `noticed` follows when that is on disk."""
        self._write(connection, member_id, self._news(member_id, slots))

    def noticed(self, member_id: int, slots: Mapping[str, str]) -> None:
        """What was written goes into memory."""
        self._of[member_id].update(self._news(member_id, slots))

    def _news(self, member_id: int, slots: Mapping[str, str]) -> dict[str, _One]:
        known = self._of.get(member_id, {})
        said = {kind: _One(value, is_standing=False) for kind, value in _fitting(slots).items()}
        return {kind: one for kind, one in said.items() if kind not in known or not known[kind].is_standing}

    async def drop_kind(self, member_id: int, kind: str) -> None:
        """Let one kind hold no more."""
        where = (tastes.c.member_id == member_id, tastes.c.kind == kind)
        await self._store.write(lambda connection: connection.execute(sa.delete(tastes).where(*where)))
        self._of[member_id].pop(kind, None)

    async def forget(self, member_id: int) -> int:
        """Forget all of it at once; returns how many things."""
        count = await self._store.write(lambda connection: self.erase(connection, member_id))
        self.drop(member_id)
        return count

    def erase(self, connection: Connection, member_id: int) -> int:
        """Forget a member's taste inside a transaction; returns how many things. `drop` follows when that is on disk."""
        return connection.execute(sa.delete(tastes).where(tastes.c.member_id == member_id)).rowcount

    def drop(self, member_id: int) -> None:
        """What was erased from the store goes from memory."""
        self._of.pop(member_id, None)

    def _write(self, connection: Connection, member_id: int, changes: Mapping[str, _One]) -> None:
        for kind, one in changes.items():
            where = (tastes.c.member_id == member_id, tastes.c.kind == kind)
            values = {"value": one.value, "is_standing": one.is_standing, "at": self._now()}
            if connection.execute(sa.update(tastes).where(*where).values(values)).rowcount == 0:
                connection.execute(sa.insert(tastes).values({"member_id": member_id, "kind": kind, **values}))


def _fitting(said: Mapping[str, str]) -> Mapping[str, str]:
    return {kind: said[kind] for kind in KINDS if 0 < len(said.get(kind, "")) <= LONGEST}
