"""Links to single clips and pictures that open without coming in: `<public_url>/s/<secret>`, good for three days.

Only where `public_url` is set. A link goes with what it shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.doors import digest_of, new_secret
from bot.store import Store
from bot.tables import artifacts, audit, links

HOURS = 72


@dataclass(frozen=True, slots=True)
class Shown:
    """What a link shows."""

    path: Path
    kind: str


class Links:
    """Made by the admin, or by whoever a clip belongs to; found by anybody who has one."""

    def __init__(self, store: Store, public_url: str, now: Callable[[], float]) -> None:
        self._store = store
        self._public_url = public_url
        self._now = now

    @property
    def are_allowed(self) -> bool:
        """Whether there are links at all."""
        return bool(self._public_url)

    async def make(self, artifact_id: str) -> str | None:
        """The whole address; None where none may be given, and for what is there no more. Photos of the family get none."""
        if not self.are_allowed:
            return None
        secret, now = new_secret(), self._now()
        made = sa.select(artifacts.c.id).where(artifacts.c.id == artifact_id, ~artifacts.c.is_source)
        values = {"digest": digest_of(secret), "artifact_id": artifact_id}

        def change(connection: Connection) -> bool:
            connection.execute(sa.delete(links).where(links.c.expires_at <= now))
            if connection.scalar(made) is None:
                return False
            connection.execute(sa.insert(links).values(created_at=now, expires_at=now + HOURS * 3600, **values))
            connection.execute(sa.insert(audit).values(at=now, who="", what="linked", detail=artifact_id))
            return True

        is_there = await self._store.write(change)
        return f"{self._public_url}/s/{secret}" if is_there else None

    async def find(self, secret: str) -> Shown | None:
        """What this link shows now."""
        if not self.are_allowed:
            return None
        query = (
            sa.select(artifacts.c.path, artifacts.c.kind)
            .join(links)
            .where(links.c.digest == digest_of(secret), links.c.expires_at > self._now())
        )
        row = await self._store.read(lambda connection: connection.execute(query).first())
        return Shown(Path(row.path), row.kind) if row else None

    async def withdraw(self, artifact_id: str) -> int:
        """No link shows this any more; how many did."""
        gone = sa.delete(links).where(links.c.artifact_id == artifact_id)
        return await self._store.write(lambda connection: connection.execute(gone).rowcount)
