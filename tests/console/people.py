"""Guests of a house, invited as the admin invites them."""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import sqlalchemy as sa

from bot.doors import digest_of, new_secret
from bot.doors.browsers import Browsers
from bot.doors.password import Password
from bot.store import Store
from bot.tables import identities, members
from tests.console.house import House

AUNT = "p-aunt"


def has_aunt(data: Path) -> None:
    """A folder in which 姑姑 is a member who speaks on the page, from an earlier life of 小爱."""
    data.mkdir(parents=True)
    store = Store(data)
    store.open()
    try:
        aunt = sa.insert(members).values(name="姑姑", role="member", created_at=0.0).returning(members.c.id)
        member_id = store.write_now(lambda connection: connection.execute(aunt).scalar_one())
        place = {"channel": "web", "account": "local", "user_id": AUNT, "member_id": member_id}
        store.write_now(lambda connection: connection.execute(sa.insert(identities).values(place)))
    finally:
        store.close()


def came_in_before(data: Path) -> str:
    """The cookie of an admin of an earlier life."""
    store = Store(data)
    store.open()
    try:
        return asyncio.run(Browsers(store, Password(data), time.time).let_in("admin"))
    finally:
        store.close()


@contextlib.contextmanager
def invited(house: House, role: str, *, is_used: bool = True) -> Iterator[httpx.Client]:
    """姑姑, who came by her link; or, with the link in the header `x-link`, stands before it.

    The invitation is written into the store as the page writes it; the page itself is tested in a browser.
    """
    secret, member = new_secret(), None
    with contextlib.closing(sqlite3.connect(house.data / "app.sqlite", timeout=30)) as connection:
        now = time.time()
        if role == "member":
            [(member,)] = connection.execute("SELECT member_id FROM identities WHERE user_id = ?", (AUNT,))
        connection.execute(
            "INSERT INTO invitations (digest, role, member_id, name, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
            (digest_of(secret), role, member, "姑姑", now, now + 3600),
        )
        connection.commit()
    with house.visitor(is_let_in=False) as guest:
        guest.headers["origin"] = house.origin
        if is_used:
            assert guest.post("/join", data={"token": secret}).status_code == 303
        else:
            guest.headers["x-link"] = f"/join?token={secret}"
        yield guest
