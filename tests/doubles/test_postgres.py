"""The PostgreSQL of the tests: real, empty every time, and one test never sees another's."""

from pathlib import Path

import psycopg
import pytest

from tests.doubles.postgres import PostgresServer, find_binaries


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_database(postgres_url: str, turn: int) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
        assert tables == (0,)
        connection.execute("create table jobs (turn int)")
        connection.execute("insert into jobs values (%s)", (turn,))


def test_database_is_dropped_even_while_somebody_is_connected(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as first, postgres_server.fresh_database() as second:
        assert first != second
        left_open = psycopg.connect(second)
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("select 1")
    left_open.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(second)


def test_texts_count_characters_not_bytes(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("select length('小猫钓鱼')").fetchone() == (4,)


def test_machine_without_postgres_has_no_binaries(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "initdb").touch()  # Without postgres beside it this is no server.
    found = find_binaries()
    assert found is None or (found / "postgres").is_file()
    (tmp_path / "postgres").touch()
    assert find_binaries() == tmp_path
