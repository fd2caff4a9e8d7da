"""Browsers that were let in, over restarts; kept in memory, changed only through the store."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.doors import digest_of, new_secret
from bot.doors.password import Password
from bot.doors.readers import Reader, Role
from bot.store import Store
from bot.tables import browsers

UNSEEN_DAYS = 30
"""A browser that nobody used for so long has to come in anew."""
DAY = 86400.0
MOST = 500
"""The one that was not used for longest goes first."""


@dataclass(frozen=True, slots=True)
class _Browser:
    reader: Reader
    invitation_id: int | None
    password_mark: str
    seen_at: float


class Browsers:
    """`load` once at start."""

    def __init__(self, store: Store, password: Password, now: Callable[[], float]) -> None:
        self._store = store
        self._password = password
        self._now = now
        self._known: dict[str, _Browser] = {}

    async def load(self) -> None:
        """Read them from the store, and forget those nobody used."""
        old = sa.delete(browsers).where(browsers.c.seen_at < self._now() - UNSEEN_DAYS * DAY)
        await self._store.write(lambda connection: connection.execute(old))
        rows = await self._store.read(lambda connection: connection.execute(sa.select(browsers)).all())
        self._known = {
            row.digest: _Browser(
                Reader(row.role, row.member_id, row.digest), row.invitation_id, row.password_mark, row.seen_at
            )
            for row in rows
        }

    async def let_in(self, role: Role, member_id: int | None = None, invitation_id: int | None = None) -> str:
        """A new browser. Returns its secret, which is kept nowhere here."""
        secret = new_secret()
        digest, now = digest_of(secret), self._now()
        mark = self._password.mark if role == "admin" else ""
        surplus = sorted(self._known, key=lambda known: self._known[known].seen_at)[: len(self._known) + 1 - MOST]

        def change(connection: Connection) -> None:
            connection.execute(sa.delete(browsers).where(browsers.c.digest.in_(surplus)))
            values = {"role": role, "member_id": member_id, "invitation_id": invitation_id, "password_mark": mark}
            connection.execute(sa.insert(browsers).values(digest=digest, created_at=now, seen_at=now, **values))

        await self._store.write(change)
        for gone in surplus:
            self._known.pop(gone, None)
        self._known[digest] = _Browser(Reader(role, member_id, digest), invitation_id, mark, now)
        return secret

    async def find(self, secret: str) -> Reader | None:
        """Who comes with this secret; None for nobody, and for an admin of before another password."""
        found = self._known.get(digest_of(secret))
        now = self._now()
        if found is None or now - found.seen_at > UNSEEN_DAYS * DAY:
            return None
        if found.reader.is_admin and found.password_mark != self._password.mark:
            return None
        if now - found.seen_at > DAY:
            await self._change(found.reader.browser, seen_at=now)
        return found.reader

    def still_holds(self, reader: Reader) -> bool:
        """Whether a page that is open may go on: its browser was not sent away."""
        found = self._known.get(reader.browser)
        return found is not None and (not reader.is_admin or found.password_mark == self._password.mark)

    async def keep(self, reader: Reader) -> None:
        """This admin has set another password himself: he need not come in again."""
        if reader.browser in self._known:
            await self._change(reader.browser, password_mark=self._password.mark)

    async def leave(self, reader: Reader) -> None:
        """This browser comes in no more."""
        await self._drop(lambda browser: browser.reader.browser == reader.browser)

    async def send_away(self, invitation_id: int) -> None:
        """Nor do those who came by this invitation."""
        await self._drop(lambda browser: browser.invitation_id == invitation_id)

    def count_of(self, invitation_id: int) -> int:
        """How many browsers came by this invitation and are still let in."""
        return sum(browser.invitation_id == invitation_id for browser in self._known.values())

    async def _change(self, digest: str, **values: str | float) -> None:
        self._known[digest] = replace(self._known[digest], **values)  # type: ignore[arg-type]
        change = sa.update(browsers).where(browsers.c.digest == digest).values(values)
        await self._store.write(lambda connection: connection.execute(change))

    async def _drop(self, which: Callable[[_Browser], bool]) -> None:
        gone = [digest for digest, browser in self._known.items() if which(browser)]
        for digest in gone:
            del self._known[digest]
        where = browsers.c.digest.in_(gone)
        await self._store.write(lambda connection: connection.execute(sa.delete(browsers).where(where)))
