"""The migrations make exactly the tables the code knows, on both databases."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot import migrations
from bot.store import Store, sqlalchemy_url
from bot.tables import audit, metadata


def differences(engine: sa.Engine) -> object:
    with contextlib.closing(engine.connect()) as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    engine.dispose()
    return found


def defaults(engine: sa.Engine) -> object:
    inspector = sa.inspect(engine)
    return {table: {one["name"]: one["default"] for one in inspector.get_columns(table)} for table in metadata.tables}


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store, and the engine another program would use."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    store = Store(tmp_path, url)
    store.open()
    yield store
    store.close()


def _engine(store: Store) -> sa.Engine:
    if store._is_sqlite:
        return sa.create_engine(f"sqlite:///{store.path}")
    return sa.create_engine(store._url, connect_args={"options": "-csearch_path=xiaoai"})


def test_the_tables_are_what_the_code_knows(store: Store) -> None:
    assert differences(_engine(store)) == []


def test_the_defaults_are_what_the_code_knows(tmp_path: Path) -> None:
    """Alembic itself takes an empty default for a difference."""
    store = Store(tmp_path)
    store.open()
    made = sa.create_engine("sqlite://")
    metadata.create_all(made)
    migrated = _engine(store)
    assert defaults(migrated) == defaults(made)
    for engine in (made, migrated):
        engine.dispose()
    store.close()


async def test_writes_reads_and_failures_are_the_same(store: Store) -> None:
    row = {"at": 1.0, "who": "妈妈", "what": "said", "detail": "你好 😀"}
    await store.write(lambda c: c.execute(sa.insert(audit).values(row)) and None)
    with pytest.raises(sa.exc.IntegrityError):
        await store.write(lambda c: c.execute(sa.insert(audit).values(row | {"who": None})) and None)
    found = await store.read(lambda c: c.execute(sa.select(audit)).mappings().all())
    assert [dict(one) | {"id": 0} for one in found] == [row | {"id": 0}]
    again = store.insert_new(audit).values(row | {"id": found[0]["id"], "what": "again"}).returning(audit.c.id)
    assert await store.write(lambda c: c.scalar(again)) is None


def test_opening_again_migrates_nothing(store: Store) -> None:
    second = Store(store.path.parent, None if store._is_sqlite else store._url.replace("+psycopg", ""))
    second.open()
    second.close()
    assert differences(_engine(store)) == []
    assert not store.backups.exists()


def test_revisions_are_a_chain_without_gaps() -> None:
    assert sorted(migrations.known())[-1] == migrations.newest()
    assert sorted(migrations.known()) == [f"{number:04}" for number in range(1, len(migrations.known()) + 1)]


def test_both_spellings_of_a_postgres_url_name_our_driver() -> None:
    assert (
        sqlalchemy_url("postgres://u:p@h/d") == sqlalchemy_url("postgresql://u:p@h/d") == "postgresql+psycopg://u:p@h/d"
    )
