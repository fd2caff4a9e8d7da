"""Looking for words in everything a database holds."""

import contextlib
import sqlite3
from pathlib import Path


def dump(path: Path) -> str:
    """Every row of every table of a SQLite file, as one text to look for words in."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [f"{name} {row}" for name in tables for row in connection.execute(f'SELECT * FROM "{name}"')]
    return "\n".join(rows)
