"""Personal invitations to the pages: a link for one person and one browser, good for a week."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.doors import digest_of, new_secret
from bot.doors.browsers import Browsers
from bot.doors.readers import Role
from bot.store import Store
from bot.tables import audit, invitations

DAYS = 7
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Invitation:
    """One that was made; its link is known to nobody any more."""

    id: int
    role: Role
    member_id: int | None
    name: str
    created_at: float
    expires_at: float
    used_at: float | None


class Invitations:
    """Made and withdrawn by the admin, used once each."""

    def __init__(self, store: Store, browsers: Browsers, now: Callable[[], float]) -> None:
        self._store = store
        self._browsers = browsers
        self._now = now

    async def make(self, role: Role, name: str, member_id: int | None = None) -> str:
        """Invite somebody. Returns the secret of the link."""
        secret, now = new_secret(), self._now()
        values = {"digest": digest_of(secret), "role": role, "member_id": member_id, "name": name[:100]}

        def change(connection: Connection) -> None:
            connection.execute(sa.insert(invitations).values(created_at=now, expires_at=now + DAYS * DAY, **values))
            connection.execute(sa.insert(audit).values(at=now, who="admin", what="invited", detail=f"{name} {role}"))

        await self._store.write(change)
        return secret

    async def find(self, secret: str) -> Invitation | None:
        """The invitation behind a link that may still be used."""
        query = sa.select(invitations).where(*self._good(secret))
        row = await self._store.read(lambda connection: connection.execute(query).first())
        return _invitation(row) if row else None

    async def use(self, secret: str) -> str | None:
        """Come in by it. Returns the secret of the browser; None where it cannot be used, or somebody was faster."""
        used = sa.update(invitations).where(*self._good(secret)).values(used_at=self._now(), digest="")
        row = await self._store.write(lambda connection: connection.execute(used.returning(invitations)).first())
        if row is None:
            return None
        return await self._browsers.let_in(row.role, row.member_id, row.id)

    async def withdraw(self, invitation_id: int) -> None:
        """The link is good no more, and who came by it has to leave."""
        await self._browsers.send_away(invitation_id)
        gone = sa.delete(invitations).where(invitations.c.id == invitation_id)
        await self._store.write(lambda connection: connection.execute(gone))

    async def all(self) -> tuple[Invitation, ...]:
        """Those that may still be used, and those by which somebody is still let in; the newest first."""
        rows = await self._store.read(
            lambda connection: connection.execute(sa.select(invitations).order_by(invitations.c.id.desc())).all()
        )
        return tuple(
            _invitation(row)
            for row in rows
            if (row.used_at is None and row.expires_at > self._now()) or self._browsers.count_of(row.id)
        )

    def _good(self, secret: str) -> tuple[sa.ColumnElement[bool], ...]:
        return (
            invitations.c.digest == digest_of(secret),
            invitations.c.used_at.is_(None),
            invitations.c.expires_at > self._now(),
        )


def _invitation(row: sa.Row[tuple[object, ...]]) -> Invitation:
    return Invitation(row.id, row.role, row.member_id, row.name, row.created_at, row.expires_at, row.used_at)
