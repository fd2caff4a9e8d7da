"""A real PostgreSQL server for the tests: made in a folder of its own, unsafe and fast, gone afterwards.

pytest-postgresql cannot do it as root (pg_ctl refuses), and containers have only root; so it is started here, by hand.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg

from tests.doubles.processes import closed_port

START_SECONDS = 30.0
STOP_SECONDS = 20.0
INSTALL = "no PostgreSQL server here; Debian: apt-get install postgresql; macOS: brew install postgresql"
UNSAFE_AND_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")
HOMEBREW = (Path("/opt/homebrew"), Path("/usr/local"), Path("/home/linuxbrew/.linuxbrew"))


def find_binaries() -> Path | None:
    """The folder with initdb and postgres, None where there is none."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    folders.append(Path("/usr/local/bin"))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for brew in HOMEBREW:
        folders += sorted(brew.glob("opt/postgresql*/bin"), key=_version, reverse=True)
    for folder in folders:
        # initdb looks for postgres beside itself, so a link is followed first.
        real = (folder / "initdb").resolve().parent
        if (real / "initdb").is_file() and (real / "postgres").is_file():
            return real
    return None


class PostgresServer:
    """A running server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """The libpq URL of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    @contextlib.contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of an empty database, dropped afterwards, whoever is still connected."""
        name = f"test_{next(self._numbers)}"
        self._execute(f"create database {name} template template0")
        try:
            yield self.url(name)
        finally:
            self._execute(f"drop database if exists {name} with (force)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=10) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def running_postgres(binaries: Path) -> Iterator[PostgresServer]:
    """A server on a free port of 127.0.0.1; its data and its socket lie in a folder that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="xiaoai-pg-"))
    server = PostgresServer(closed_port())
    make = ["initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    settings = ("listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *UNSAFE_AND_FAST)
    options = [part for setting in settings for part in ("-c", setting)]
    try:
        with _started(binaries, make, folder) as initdb:
            assert initdb.wait(START_SECONDS) == 0, _log(folder)
        with _started(binaries, ["postgres", "-D", "data", "-p", str(server.port), *options], folder) as postgres:
            try:
                _wait_for(server, postgres, folder)
                yield server
            finally:
                _stop(postgres)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(binaries: Path, command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    user = None
    if os.getuid() == 0:  # PostgreSQL refuses to run as root.
        user = next(user for user in pwd.getpwall() if user.pw_name in ("postgres", "_postgres", "nobody"))
        os.chown(folder, user.pw_uid, user.pw_gid)
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [binaries / command[0], *command[1:]],
            stdout=log,
            stderr=log,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C"},
            user=user and user.pw_uid,
            group=user and user.pw_gid,
            extra_groups=[] if user else None,
            start_new_session=True,  # Ctrl-C is for the tests; they stop the server.
        )


def _wait_for(server: PostgresServer, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(server.url("postgres"), connect_timeout=5):
                return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"PostgreSQL did not start:\n{_log(folder)}") from None
            time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # SIGTERM would wait for open connections.
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def _log(folder: Path) -> str:
    return (folder / "log").read_text(errors="replace")[-4000:]


def _version(folder: Path) -> float:
    """15 of `/usr/lib/postgresql/15/bin` and of `postgresql@15/bin`."""
    digits = folder.parent.name.rpartition("@")[2]
    return float(digits) if digits.replace(".", "", 1).isdigit() else 0.0
