"""Doubles as processes: started, waited for, spoken to, ended.

What a double writes on stderr is a fault of its own and fails the test that used it.
"""

import contextlib
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import httpx

from tests.doubles.waiting import wait_until

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0


class Double:
    """A running double. Calls block, a millisecond each, and raise on anything but success."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], port: int) -> None:
        self.name = name
        self.process = process
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._http = httpx.Client(base_url=self.url, trust_env=False, verify=False, timeout=30.0)

    def get(self, path: str, **query: str | int | float) -> Any:
        """The JSON answer to a GET."""
        return self._checked(self._http.get(path, params=query)).json()

    def post(self, path: str, **fields: object) -> Any:
        """The JSON answer to a POST of these fields."""
        return self._checked(self._http.post(path, json=fields)).json()

    def download(self, path: str) -> bytes:
        """The bytes at a path."""
        return self._checked(self._http.get(path)).content

    def stats(self) -> dict[str, Any]:
        """What it counted."""
        counted: dict[str, Any] = self.get("/stats")
        return counted

    def misbehave(self, mode: str, **how: object) -> None:
        """From now on, or `times` requests long; see `mischief.py`."""
        self.post("/misbehave", mode=mode, **how)

    def go_away(self, seconds: float) -> None:
        """Refuse connections for a while and come back with everything remembered."""
        self.post("/away", seconds=seconds)

    def wait_until_back(self) -> None:
        """Return when it answers again."""
        wait_until(self._answers)

    def kill(self) -> None:
        """Die at once and for good, with all it remembers."""
        self.process.kill()
        self.process.wait(5)

    def close(self) -> None:
        self._http.close()

    def _answers(self) -> bool:
        try:
            return bool(self.stats())
        except httpx.TransportError:
            return False

    def _checked(self, response: httpx.Response) -> httpx.Response:
        if response.is_error:
            raise AssertionError(f"{self.name}: {response.request.url}: {response.status_code} {response.text}")
        return response


StartDouble = Callable[..., Double]
"""`start_double("paid_server", can_find=True, seconds=2)`: the fixture of tests/conftest.py."""


@contextlib.contextmanager
def running(name: str, *options: str) -> Iterator[Double]:
    """`tests.doubles.<name>` as a process, up and answering; ended on the way out. It also ends when we are killed."""
    command = [sys.executable, "-m", f"tests.doubles.{name}", "--port", "0", "--until-stdin-ends", *options]
    with (
        tempfile.TemporaryFile() as stderr,
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            bufsize=0,
            start_new_session=True,  # Ctrl-C is for the tests; they end the double.
        ) as process,
    ):
        try:
            with contextlib.closing(Double(name, process, _port(process, stderr))) as double:
                yield double
            ended_with = process.poll()
        finally:
            process.kill()
            process.wait(5)
        complaints = _read(stderr)
        assert ended_with in (None, -signal.SIGKILL), f"{name} ended by itself with {ended_with}:\n{complaints}"
        assert not complaints, f"{name} complained:\n{complaints}"


def closed_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _port(process: subprocess.Popen[bytes], stderr: IO[bytes]) -> int:
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        line = process.stdout.readline() if selector.select(START_SECONDS) else b""
    if not line.strip().isdigit():
        raise AssertionError(f"{process.args!r} did not start in {START_SECONDS:g} s:\n{_read(stderr)}")
    return int(line)


def _read(stderr: IO[bytes]) -> str:
    stderr.seek(0)
    return stderr.read().decode(errors="replace").strip()
