"""The app database: every accepted message, reply, job and paid call, before anything is done about it.

All changes go through one writer thread. It takes whatever is waiting, runs each change in a savepoint of its own and commits
once, so that a burst of two hundred messages costs a few disk syncs, and a caller goes on only after its change is on disk.
"""

import asyncio
import contextlib
import queue
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, OperationalError

from bot import migrations
from bot.errors import StoreDamaged, StoreFull, StoreLocked, StoreTooNew
from bot.telemetry import log

T = TypeVar("T")
Change = Callable[[Connection], T]

LONGEST_BATCH = 64
LONGEST_WAIT_SECONDS = 60.0
BACKUPS_KEPT = 7
PEEK_SECONDS = 5

_log = log("store")


class Store:
    """Runs changes and queries. `open` before use, `close` at the end; one per data folder, held by its owner."""

    def __init__(self, data: Path, postgres_url: str | None = None) -> None:
        self.path = data / "app.sqlite"
        self.backups = data / "backups"
        self._is_sqlite = postgres_url is None
        self._place = str(self.path) if self._is_sqlite else "PostgreSQL"
        self._url = f"sqlite:///{self.path}" if postgres_url is None else sqlalchemy_url(postgres_url)
        self._waiting: queue.SimpleQueue[tuple[Change[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._engines: list[Engine] = []

    def open(self) -> None:
        """Open, check and migrate. Raises the `DataFolderError`s of `bot.errors`."""
        self._engines = [self._engine(is_writer=True), self._engine(is_writer=False)]
        self._writer, self._reader = self._engines
        with self._translated():
            if self._is_sqlite:
                self._refuse_damaged()
            self._migrate()
        self._readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="store-read")
        self._thread = threading.Thread(target=self._write_all, name="store-write", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Finish what is waiting and let go of the files."""
        if self._thread:
            self._waiting.put(None)
            self._thread.join()
            self._readers.shutdown()
            self._thread = None
        for engine in self._engines:
            engine.dispose()

    async def write(self, change: Change[T]) -> T:
        """Run `change` in a transaction; returns its result once that is on disk. `change` is rolled back alone if it raises."""
        return await asyncio.wrap_future(self._submit(change))

    async def write_patiently(self, change: Change[T]) -> T:
        """`write` that waits until there is room on a full disk or a locked database is free: for what nobody else would repeat."""
        pause = 1.0
        while True:
            try:
                return await self.write(change)
            except (StoreFull, StoreLocked) as error:
                _log.error("store.waits", reason=str(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_WAIT_SECONDS)

    async def read(self, query: Change[T]) -> T:
        """Run `query` on a reading connection, beside the writer."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, query)

    def write_now(self, change: Change[T]) -> T:
        """`write` for a thread of its own: blocks."""
        return self._submit(change).result()

    def insert_new(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An insert that leaves a row already there alone. `returning` tells which it was: its rowcount is -1 on PostgreSQL."""
        if self._is_sqlite:
            return sqlite.insert(table).on_conflict_do_nothing()
        return postgresql.insert(table).on_conflict_do_nothing()

    def backup(self) -> Path | None:
        """Copy the database to `backups/`, keeping the newest seven. PostgreSQL has its own tools for this: None."""
        if not self._is_sqlite:
            return None
        self.backups.mkdir(mode=0o700, exist_ok=True)
        copy = self.backups / f"app-{time.strftime('%Y%m%d-%H%M%S')}.sqlite"
        with (
            contextlib.closing(sqlite3.connect(self.path)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        for old in sorted(self.backups.glob("app-*.sqlite"))[:-BACKUPS_KEPT]:
            old.unlink()
        return copy

    def renew_backups(self) -> None:
        """Replace all copies by one of now: what was erased is in none of them any more."""
        for old in self.backups.glob("app-*.sqlite"):
            old.unlink()
        self.backup()

    # -- the writer ---------------------------------------------------------------------------------------------------

    def _submit(self, change: Change[T]) -> Future[T]:
        future: Future[T] = Future()
        self._waiting.put((change, future))
        return future

    def _write_all(self) -> None:
        while batch := self._next_batch():
            results: list[tuple[Future[Any], object]] = []
            failures: list[tuple[Future[Any], BaseException]] = []
            try:
                with self._translated(), self._writer.begin() as connection:
                    for change, future in batch:
                        self._run_one(connection, change, future, results, failures)
            except Exception as error:  # noqa: BLE001 - nothing of the batch is kept: every caller is told, none waits for ever
                told = {id(future) for future, _ in failures}
                failures += [(future, error) for _, future in batch if id(future) not in told and _is_wanted(future)]
                results = []
            for future, result in results:
                future.set_result(result)
            for future, failure in failures:
                future.set_exception(failure)

    def _run_one(
        self,
        connection: Connection,
        change: Change[Any],
        future: Future[Any],
        results: list[tuple[Future[Any], object]],
        failures: list[tuple[Future[Any], BaseException]],
    ) -> None:
        if not future.set_running_or_notify_cancel():
            return
        savepoint = connection.begin_nested()
        try:
            with self._translated():
                result = change(connection)
        except Exception as error:  # noqa: BLE001 - handed to the caller whose change it was
            try:
                savepoint.rollback()
            except DatabaseError:
                # SQLite has rolled back everything by itself, as it does when the disk is full.
                raise error from None
            failures.append((future, error))
        else:
            savepoint.commit()
            results.append((future, result))

    def _next_batch(self) -> list[tuple[Change[Any], Future[Any]]]:
        """Wait for one change and take what else is there; empty when the store closes."""
        first = self._waiting.get()
        if first is None:
            return []
        batch = [first]
        while len(batch) < LONGEST_BATCH:
            try:
                more = self._waiting.get_nowait()
            except queue.Empty:
                break
            if more is None:
                self._waiting.put(None)
                break
            batch.append(more)
        return batch

    def _read(self, query: Change[T]) -> T:
        with self._translated(), self._reader.connect() as connection:
            return query(connection)

    # -- opening ------------------------------------------------------------------------------------------------------

    def _engine(self, *, is_writer: bool) -> Engine:
        if not self._is_sqlite:
            return sa.create_engine(
                self._url,
                pool_size=1 if is_writer else 2,
                pool_pre_ping=True,
                connect_args={"options": "-csearch_path=xiaoai"},
            )
        engine = sa.create_engine(self._url, connect_args={"check_same_thread": False, "timeout": 5.0})

        # The sqlite3 module starts transactions by itself and too late; SQLAlchemy's documentation has us do it here.
        @event.listens_for(engine, "connect")
        def _set_up(connection: sqlite3.Connection, _: object) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            # What is erased is written over, not only forgotten.
            connection.execute("PRAGMA secure_delete=ON")
            if not is_writer:
                connection.execute("PRAGMA query_only=ON")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

        return engine

    def _refuse_damaged(self) -> None:
        if not self.path.exists():
            return
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
                is_sound = connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            is_sound = False
        if not is_sound:
            copy = self.path.with_name(f"app.damaged-{time.strftime('%Y%m%d-%H%M%S')}.sqlite")
            shutil.copy2(self.path, copy)
            raise StoreDamaged(self.path, copy, self.backups)

    def _migrate(self) -> None:
        if not self._is_sqlite:
            with self._writer.begin() as connection:
                connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS xiaoai")
        with self._reader.connect() as connection:
            has_version = sa.inspect(connection).has_table("alembic_version")
            found = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if has_version else None
        if found == migrations.newest():
            return
        if found is not None and found not in migrations.known():
            raise StoreTooNew(self._place, found)
        if found is not None:
            self.backup()
        with self._writer.begin() as connection:
            migrations.upgrade(connection)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Errors of the database that the admin can do something about, in his words."""
        try:
            yield
        except (DatabaseError, sqlite3.Error) as error:
            reason = str(error)
            if "disk is full" in reason or "No space left" in reason:
                raise StoreFull(self._place) from error
            if isinstance(error, OperationalError | sqlite3.OperationalError) and "locked" in reason:
                raise StoreLocked(self._place) from error
            raise


def _is_wanted(future: Future[Any]) -> bool:
    return not future.cancelled() and (future.running() or future.set_running_or_notify_cancel())


def peek(data: Path, postgres_url: str | None, query: Change[T]) -> T | None:
    """What `query` finds in a store that somebody else may own: nothing is made, migrated or locked. None where there is no store,
    or one of an older shape."""
    path = data / "app.sqlite"
    if postgres_url is None and not path.is_file():
        return None
    if postgres_url is None:
        engine = sa.create_engine(
            "sqlite://", creator=lambda: sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        )
    else:
        settings = {"options": "-csearch_path=xiaoai", "connect_timeout": PEEK_SECONDS}
        engine = sa.create_engine(sqlalchemy_url(postgres_url), connect_args=settings)
    try:
        with engine.connect() as connection:
            return query(connection)
    except (DatabaseError, sqlite3.Error):
        return None
    finally:
        engine.dispose()


def sqlalchemy_url(postgres_url: str) -> str:
    """The DSN with the driver we ship named in it."""
    return "postgresql+psycopg://" + postgres_url.split("://", 1)[1]
