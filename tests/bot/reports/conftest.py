"""A store with a past, on both databases: 5,000 jobs and 2,000 clips."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import Store
from tests.bot.reports.past import write_past


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def lived_in(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for a module: nothing here writes."""
    if request.param == "sqlite":
        yield from _filled(tmp_path_factory.mktemp("past"), None)
        return
    server = request.getfixturevalue("postgres_server")
    with server.fresh_database() as url:
        yield from _filled(tmp_path_factory.mktemp("past"), url)


def _filled(data: Path, url: str | None) -> Iterator[Store]:
    store = Store(data, url)
    store.open()
    with store._writer.begin() as connection:
        write_past(connection, jobs_count=5000, made_count=2000)
    yield store
    store.close()
