"""小爱 with her page, as a family has her: `xiaoai run` in a process of its own, opened by the link it prints."""

import contextlib
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.cli.command import COMMAND, environment
from tests.doubles.waiting import wait_until

STARTS_SECONDS = 60.0
STOPS_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class House:
    """A running 小爱."""

    link: str
    process: subprocess.Popen[str]
    data: Path

    @property
    def base(self) -> str:
        """Address of the page, without a path."""
        return self.link.split("/enter", 1)[0]

    @property
    def origin(self) -> str:
        """The address as a browser tells it: `base` without the path of a proxy."""
        return "/".join(self.link.split("/")[:3])

    @property
    def port(self) -> int:
        return int(self.origin.rsplit(":", 1)[1])

    @property
    def rss_mb(self) -> int:
        """Memory of the process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found
        return int(found[1]) // 1024

    @contextlib.contextmanager
    def visitor(self, *, is_let_in: bool = True) -> Iterator[httpx.Client]:
        """Somebody without a browser; by default one who used the link."""
        with httpx.Client(base_url=self.origin, trust_env=False, timeout=60) as client:
            if is_let_in:
                client.get(self.link)
                client.headers["origin"] = self.origin
            yield client


@contextlib.contextmanager
def awake(data: Path, complaint: str = "", **settings: str) -> Iterator[House]:
    """小爱 on this folder until the block ends. She has to stop by herself, and to have complained of that or, without it, of nothing."""
    quiet = {"XIAOAI_WEB__PORT": "0", "XIAOAI_LOG_LEVEL": "error"}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as complaints,
        subprocess.Popen(
            [COMMAND, "run"],
            cwd=data.parent,
            env=environment(data, **{**quiet, **settings}),
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as process,
    ):
        try:
            yield House(_link(process), process, data)
            was_killed = process.poll() == -signal.SIGKILL
            process.send_signal(signal.SIGTERM)
            assert was_killed or process.wait(STOPS_SECONDS) == 0
        finally:
            process.kill()
            process.wait(STOPS_SECONDS)
        complaints.seek(0)
        told = complaints.read()
        assert complaint in told if complaint else not told, told


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    """What the store holds."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(f"file:{data / 'app.sqlite'}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def eventually(data: Path, query: str, expected: object) -> None:
    """Wait until the store says so."""
    wait_until(lambda: rows(data, query)[0][0] == expected, 60)


def _link(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    first = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+[\w/]*/enter\?token=[\w-]+", first)
    assert found, f"the first line has no link: {first!r}"
    os.set_blocking(process.stdout.fileno(), False)
    return found[0]
