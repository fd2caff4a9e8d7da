"""The server of this machine's own card as a child process: started, watched, started again after a crash, ended with its parent.

The child forgets what it had not finished when it dies; whoever asks about it then hears `Lost` and asks anew, which costs nothing.
It holds our end of a pipe for its standard input and ends when that closes: a parent that was killed leaves no orphan.
"""

import asyncio
import contextlib
import json
import logging
import os
import secrets
import sys
from collections import deque
from pathlib import Path
from time import monotonic

import httpx
from pydantic import SecretStr

from generators.base import Unreachable
from generators.local.settings import KEY_VARIABLE, LocalSettings

ROOT = Path(__file__).parents[2]
START_SECONDS = 180.0
"""From the start of the process to its address; loading the libraries from a slow disk is most of it."""
PAUSES_SECONDS = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
"""Before it is started again, by the number of crashes in a row."""
SHORT_PAUSE_SECONDS = 5.0
"""A pause up to this long is waited for by whoever asks; a longer one is a reason to ask another generator."""
WELL_SECONDS = 600.0
"""One that lived so long did not crash in a row."""
LOOK_SECONDS, LOOK_TIMEOUT_SECONDS, MOST_MISSES = 15.0, 60.0, 3
"""It is asked how it is this often, and killed when it does not answer this often."""
STOP_SECONDS = 5.0
WRONG = 2
"""It says this when it ends over something that only the admin can mend."""
LAST_LINES = 20

_log = logging.getLogger(__name__)


class Child:
    """The one child process of a house; it is started when it is asked for, or by `start`."""

    def __init__(self, settings: LocalSettings, data: Path) -> None:
        self.settings = settings
        self.folders = settings.model_folders(data)
        """Of its models, best first."""
        self.key = SecretStr(secrets.token_urlsafe(32))
        """What it wants to be asked with: other users of this machine do not know it."""
        self.lives = 0
        """How often it was started."""
        self._clips = data / "work" / "local"
        self._address = ""
        self._reason = ""
        self._is_known = asyncio.Event()
        """Set while it is up, or will not be soon."""
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start it, if it is not there; returns at once."""
        if self._task is None:
            self._task = asyncio.create_task(self._keep_alive(), name="local child")

    async def address(self) -> str:
        """Where it is, waiting for it to come up. Raises `Unreachable` with the reason when it will not be soon."""
        self.start()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                await self._is_known.wait()
        if not self._address:
            raise Unreachable(f"local: {self._reason or 'the server does not come up'}")
        return self._address

    async def close(self) -> None:
        """End it. It may be started again."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _keep_alive(self) -> None:
        crashes = 0
        while True:
            began = monotonic()
            status, told = await self._live()
            self._reason = told or f"the server ended with {status}"
            if status == WRONG:
                _log.error("the server of the own card cannot be started: %s", told)
                self._is_known.set()
                return
            crashes = 1 if monotonic() - began > WELL_SECONDS else crashes + 1
            pause = PAUSES_SECONDS[min(crashes, len(PAUSES_SECONDS)) - 1]
            _log.warning("the server of the own card ended with %s, started again in %g s: %s", status, pause, told)
            if pause > SHORT_PAUSE_SECONDS:
                self._is_known.set()
            await asyncio.sleep(pause)
            self._is_known.clear()

    async def _live(self) -> tuple[int, str]:
        """One life of the process: its exit status, and its last words."""
        self.lives += 1
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "generators.local",
            "--until-stdin-ends",
            *self.settings.arguments(self.folders, self._clips, port=self.settings.port),
            cwd=ROOT,
            env=os.environ | {KEY_VARIABLE: self.key.get_secret_value(), "HF_HUB_OFFLINE": "1"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # Ctrl-C is for the parent, which ends it in its own time.
            start_new_session=True,
        )
        words: deque[str] = deque(maxlen=LAST_LINES)
        hearing = asyncio.create_task(_hear(process, words))
        try:
            await self._greet(process)
            await self._watch(process)
            await hearing
            return process.returncode or 0, "\n".join(words)
        finally:
            self._address = ""
            self._is_known.clear()
            await asyncio.shield(_end(process))
            hearing.cancel()

    async def _greet(self, process: asyncio.subprocess.Process) -> None:
        """Its first line is its address; without one it has ended, or is ended."""
        assert process.stdout
        line = b""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                line = await process.stdout.readline()
        try:
            self._address = str(json.loads(line)["address"])
            self._is_known.set()
        except (ValueError, KeyError, TypeError):
            if line or (process.returncode is None and not process.stdout.at_eof()):
                process.kill()

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Return when it has ended, killed if need be."""
        misses = 0
        ended = asyncio.create_task(process.wait())
        async with httpx.AsyncClient(trust_env=False, timeout=LOOK_TIMEOUT_SECONDS) as client:
            while not (await asyncio.wait([ended], timeout=LOOK_SECONDS))[0]:
                try:
                    (await client.get(f"{self._address}/health")).raise_for_status()
                    misses = 0
                except httpx.HTTPError:
                    misses += 1
                if misses >= MOST_MISSES:
                    _log.error("the server of the own card does not answer and is killed")
                    process.kill()


async def _hear(process: asyncio.subprocess.Process, words: deque[str]) -> None:
    """What it complains of goes into our log; the last of it is the reason it ended for."""
    assert process.stderr
    while line := await process.stderr.readline():
        text = line.decode(errors="replace").rstrip()
        words.append(text)
        _log.warning("local: %s", text)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let it end by itself, which it does when its standard input closes; else kill it."""
    assert process.stdin
    process.stdin.close()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
