"""The app database: what it promises its callers, and what it tells the admin when it cannot."""

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.errors import StoreFull, StoreLocked
from bot.store import Store
from bot.tables import audit

HOLD_LOCK = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"


@contextlib.contextmanager
def opened(data: Path, postgres_url: str | None = None) -> Iterator[Store]:
    store = Store(data, postgres_url)
    try:
        store.open()
        yield store
    finally:
        store.close()


@contextlib.contextmanager
def held_by_another_program(path: Path) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_LOCK, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            other.stdin.close()
            other.wait(10)


def note(what: str, detail: str = "") -> "sa.Insert":
    return sa.insert(audit).values(at=0.0, who="test", what=what, detail=detail)


def notes(connection: Connection) -> list[str]:
    return list(connection.scalars(sa.select(audit.c.what).order_by(audit.c.id)))


def on_disk(store: Store) -> list[str]:
    """As another program sees it."""
    with contextlib.closing(sqlite3.connect(store.path)) as connection:
        return [what for (what,) in connection.execute("SELECT what FROM audit ORDER BY id")]


async def test_a_failing_change_does_not_take_its_batch_with_it(tmp_path: Path) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(note("half"))
        raise ValueError("in the middle")

    with opened(tmp_path) as store:
        changes = [lambda c, n=n: c.execute(note(f"{n}")) and None for n in range(40)]
        changes[20] = fail
        results = await asyncio.gather(*map(store.write, changes), return_exceptions=True)
        assert [type(result) for result in results if result] == [ValueError]
        assert on_disk(store) == [f"{n}" for n in range(40) if n != 20]


async def test_write_returns_when_it_is_on_disk(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for number in range(5):
            assert await store.write(lambda c, n=number: c.execute(note(f"{n}")).rowcount) == 1
            assert on_disk(store)[-1] == f"{number}"


async def test_a_burst_shares_its_commits(tmp_path: Path) -> None:
    commits: list[Connection] = []
    with opened(tmp_path) as store:
        sa.event.listen(store._writer, "commit", commits.append)
        await asyncio.gather(*(store.write(lambda c: c.execute(note("x")) and None) for _ in range(200)))
        assert len(on_disk(store)) == 200
    assert len(commits) < 50


async def test_changes_waiting_at_the_end_are_finished(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        waiting = [asyncio.ensure_future(store.write(lambda c: c.execute(note("late")) and None)) for _ in range(100)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    with opened(tmp_path) as store:
        assert len(await store.read(notes)) == 100


async def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        await store.write(lambda c: c.execute(note("before")) and None)
        pages = await store.write(lambda c: c.exec_driver_sql("PRAGMA page_count").scalar_one())
        await store.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar_one())
        with pytest.raises(StoreFull, match="磁盘满了"):
            await store.write(lambda c: c.execute(note("too much", "字" * 100_000)) and None)
        assert on_disk(store) == ["before"]
        await store.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={pages + 1000}").scalar_one())
        await store.write(lambda c: c.execute(note("after")) and None)
        assert on_disk(store) == ["before", "after"]


async def test_a_database_held_by_another_program_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        with held_by_another_program(store.path):
            with pytest.raises(StoreLocked, match="被别的程序占着"):
                await store.write(lambda c: c.execute(note("meanwhile")) and None)
            assert await store.read(notes) == [], "reading goes on"
        await store.write(lambda c: c.execute(note("after")) and None)
        assert on_disk(store) == ["after"]
