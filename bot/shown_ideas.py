"""What ideas for clips and pictures each member was ever shown, so that 换一批 brings none of them again."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store import Store
from bot.tables import shown_ideas

MOST_KEPT = 500
"""Ideas kept for each member: months of asking every day."""


class ShownIdeas:
    """Every member's, kept until he wants to see them anew or has them erased."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now

    async def of(self, member_id: int) -> tuple[str, ...]:
        """What a member was shown, oldest first."""
        own = shown_ideas.c.member_id == member_id
        query = sa.select(shown_ideas.c.idea).where(own).order_by(shown_ideas.c.id)
        return tuple(await self._store.read(lambda connection: connection.scalars(query).all()))

    def put(self, connection: Connection, member_id: int, ideas: Sequence[str]) -> None:
        """Keep what is shown now, inside the turn's transaction."""
        own = shown_ideas.c.member_id == member_id
        known = set(connection.scalars(sa.select(shown_ideas.c.idea).where(own)))
        for idea in dict.fromkeys(ideas):
            if idea not in known:
                connection.execute(sa.insert(shown_ideas).values(member_id=member_id, idea=idea, at=self._now()))
        newest = sa.select(shown_ideas.c.id).where(own).order_by(shown_ideas.c.id.desc()).limit(MOST_KEPT)
        if len(known) + len(ideas) > MOST_KEPT:
            connection.execute(sa.delete(shown_ideas).where(own, shown_ideas.c.id.not_in(newest)))

    def erase(self, connection: Connection, member_id: int) -> int:
        """Let all of a member's be new to him again; returns how many."""
        return connection.execute(sa.delete(shown_ideas).where(shown_ideas.c.member_id == member_id)).rowcount

    async def begin_anew(self, member_id: int) -> None:
        """Forget a member's at once."""
        await self._store.write(lambda connection: self.erase(connection, member_id))

    def drop(self, member_id: int) -> None:
        """Nothing: they stand in the store only."""
