"""Opening the app database: what is wrong with the file is told, and the file left as it is."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreDamaged, StoreTooNew
from bot.store import BACKUPS_KEPT
from tests.bot.test_store import opened


@pytest.mark.parametrize("at", [0, 4096 * 3], ids=["head", "inside"])
def test_a_damaged_file_is_left_as_it_is_and_copied(tmp_path: Path, at: int) -> None:
    with opened(tmp_path) as store:
        pass
    content = bytearray(store.path.read_bytes())
    content[at : at + 4096] = b"\xff" * 4096
    store.path.write_bytes(content)
    with pytest.raises(StoreDamaged, match="坏了，没有动它") as told, opened(tmp_path):
        pass
    (copy,) = tmp_path.glob("app.damaged-*.sqlite")
    assert store.path.read_bytes() == copy.read_bytes() == content
    assert str(copy) in str(told.value)


def test_a_newer_database_is_not_touched(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        pass
    with contextlib.closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = store.path.read_bytes()
    with pytest.raises(StoreTooNew, match="9999"), opened(tmp_path):
        pass
    assert store.path.read_bytes() == before


def test_the_newest_backups_are_kept(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.backups.mkdir()
        for day in range(1, 10):
            (store.backups / f"app-202001{day:02}-033000.sqlite").touch()
        newest = store.backup()
    assert newest
    kept = sorted(path.name for path in store.backups.iterdir())
    assert len(kept) == BACKUPS_KEPT
    assert kept[0] == "app-20200104-033000.sqlite"
    with contextlib.closing(sqlite3.connect(newest)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone()
