"""The places a member told of: 家, 公司, 奶奶家.

Kept until the member has them forgotten: an address that went away after a month would be asked for again every month.
All of them stand in memory, a few for each member, so that a turn waits for no disk.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store import Store
from bot.tables import saved_places
from intents.engine.place_names import plain_name

LONGEST_NAME = 10
LONGEST_ADDRESS = 60
MOST_PLACES = 30

Saving = Literal["saved", "moved", "name too long", "address too long", "too many"]


class Places:
    """Every member's saved places; `load` once at start. Names may be given as written, 我家 for 家."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._of: dict[int, dict[str, str]] = defaultdict(dict)

    async def load(self) -> None:
        """Read everybody's from the store."""
        query = sa.select(saved_places).order_by(saved_places.c.saved_at, saved_places.c.name)
        for row in await self._store.read(lambda connection: connection.execute(query).all()):
            self._of[row.member_id][row.name] = row.address

    def of(self, member_id: int) -> Mapping[str, str]:
        """A member's places, plain name → address as he wrote it, in the order he told them."""
        return dict(self._of.get(member_id, {}))

    async def save(self, member_id: int, name: str, address: str) -> Saving:
        """Keep a place; one of the same name goes. The same words said twice change nothing."""
        name, address = plain_name(name), address.strip()
        known = self.of(member_id)
        if len(name) > LONGEST_NAME:
            return "name too long"
        if len(address) > LONGEST_ADDRESS:
            return "address too long"
        if name not in known and len(known) >= MOST_PLACES:
            return "too many"
        if known.get(name) == address:
            return "saved"

        def change(connection: Connection) -> None:
            where = (saved_places.c.member_id == member_id, saved_places.c.name == name)
            values = {"address": address, "saved_at": self._now()}
            if connection.execute(sa.update(saved_places).where(*where).values(values)).rowcount == 0:
                row = {"member_id": member_id, "name": name, **values}
                connection.execute(sa.insert(saved_places).values(row))

        await self._store.write(change)
        self._of[member_id][name] = address
        return "moved" if name in known else "saved"

    async def forget(self, member_id: int, name: str) -> bool:
        """Forget one place; False where there is none of that name."""
        name = plain_name(name)
        if name not in self._of.get(member_id, {}):
            return False
        where = (saved_places.c.member_id == member_id, saved_places.c.name == name)
        await self._store.write(lambda connection: connection.execute(sa.delete(saved_places).where(*where)))
        self._of[member_id].pop(name, None)
        return True

    def erase(self, connection: Connection, member_id: int) -> int:
        """Forget all places of a member inside a transaction; returns how many. `drop` follows when that is on disk."""
        where = saved_places.c.member_id == member_id
        return connection.execute(sa.delete(saved_places).where(where)).rowcount

    def drop(self, member_id: int) -> None:
        """What was erased from the store goes from memory."""
        self._of.pop(member_id, None)
