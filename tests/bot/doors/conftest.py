"""Doors on a real store, on both databases, with a clock that is set by hand."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.doors.browsers import Browsers
from bot.doors.invitations import Invitations
from bot.doors.links import Links
from bot.doors.password import Password
from bot.store import Store
from bot.tables import artifacts, browsers, invitations, links, members

PUBLIC = "https://home.example"


@dataclass
class Porch:
    """The doors of one folder, and what stands behind them."""

    store: Store
    data: Path
    at: float = 1_790_000_000.0

    def __post_init__(self) -> None:
        self.password = Password(self.data)
        self.begin_anew()

    def begin_anew(self) -> None:
        """As after a restart: nothing is in memory."""
        self.browsers = Browsers(self.store, self.password, lambda: self.at)
        self.invitations = Invitations(self.store, self.browsers, lambda: self.at)
        self.links = Links(self.store, PUBLIC, lambda: self.at)

    def passes(self, days: float) -> None:
        self.at += days * 86400

    async def has_clip(self, artifact_id: str, *, is_source: bool = False) -> Path:
        """A clip of 妈妈's."""
        path = self.data / f"{artifact_id}.mp4"
        path.write_bytes(b"clip")
        values = {"id": artifact_id, "member_id": await self.has_member(), "kind": "video", "path": str(path)}
        values |= {"is_source": is_source, "created_at": self.at}
        await self.store.write(lambda connection: connection.execute(sa.insert(artifacts).values(values)))
        return path

    async def has_member(self) -> int:
        row = sa.insert(members).values(name="妈妈", role="member", created_at=0.0).returning(members.c.id)
        return await self.store.write(lambda connection: connection.execute(row).scalar_one())


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for a module: to make one on PostgreSQL takes seconds."""
    with contextlib.ExitStack() as stack:
        url = None
        if request.param == "postgres":
            url = stack.enter_context(request.getfixturevalue("postgres_server").fresh_database())
        store = Store(tmp_path_factory.mktemp("store"), url)
        store.open()
        stack.callback(store.close)
        yield store


@pytest.fixture
async def porch(store: Store, tmp_path: Path) -> Porch:
    """Nobody was let in yet."""

    def empty(connection: sa.Connection) -> None:
        for table in (browsers, invitations, links, artifacts, members):
            connection.execute(sa.delete(table))

    await store.write(empty)
    return Porch(store, tmp_path)
