"""小爱's lives on one data folder: each a process of its own that is killed, stopped or ends by itself."""

import contextlib
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.doubles.processes import ROOT, Double

START_SECONDS = 60.0
LIFE_SECONDS = 90.0
"""Longest life of one that is to end by itself, on a busy machine."""
STOP_SECONDS = 60.0

Life = subprocess.Popen[str]


@dataclass
class Lives:
    """What stays the same from life to life. `ids` drops what comes twice under one client id, `plain` does not."""

    data: Path
    chats: Mapping[str, Double]
    paid: Double | None
    database_url: str | None = None
    can_find: bool = True
    settings: dict[str, str] = field(default_factory=dict)
    lives: int = 0
    kills: int = 0

    def dies_at(self, point: str, expect: int, *options: str) -> None:
        """One life that must end at the point, by kill -9 and by nothing else; then every message is redelivered."""
        mark = self.data / "killed"
        mark.unlink(missing_ok=True)
        with self.living("--kill", point, "--expect", str(expect), *options) as life:
            assert life.wait(LIFE_SECONDS) == -9, f"{point} was never reached: {self.complaints()}"
        assert mark.read_text() == point
        self.kills += 1
        self.redeliver()

    def lives_on(self, expect: int, *options: str) -> None:
        """One life that ends by itself when everything is settled, with nothing to complain about."""
        with self.living("--expect", str(expect), *options) as life:
            assert life.wait(LIFE_SECONDS) == 0, self.complaints()
        assert not self.complaints()

    @contextlib.contextmanager
    def living(self, *options: str) -> Iterator[Life]:
        """小爱 in a process, surely dead after the block."""
        self.lives += 1
        command = [sys.executable, "-m", "tests.doubles.bot_process", str(self.data), *options]
        for name, chat in self.chats.items():
            command += ["--chat", f"{name}={chat.url}"]
        if self.paid:
            command += ["--paid", self.paid.url, *(["--can-find"] if self.can_find else [])]
        with (
            self._log.open("wb") as log,
            subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), stdout=subprocess.PIPE, stderr=log, text=True
            ) as process,
        ):
            try:
                yield process
            finally:
                process.kill()

    def awake(self, life: Life) -> str:
        """Returns when she is up; the admin's code, where it was asked for."""
        assert life.stdout is not None
        assert select.select([life.stdout], [], [], START_SECONDS)[0], self.complaints()
        up, _, code = life.stdout.readline().partition(" ")
        assert up.strip() == "up", self.complaints()
        return code.strip()

    def ends(self, life: Life) -> None:
        """She is told to stop (SIGTERM) and does, with nothing to complain about."""
        life.terminate()
        assert life.wait(STOP_SECONDS) == 0, self.complaints()
        assert not self.complaints()

    def is_killed(self, life: Life) -> None:
        """Killed at this moment; then every message is redelivered."""
        life.kill()
        assert life.wait(STOP_SECONDS) == -9, self.complaints()
        self.kills += 1
        self.redeliver()

    def redeliver(self) -> None:
        """The chats deliver every message of the past once more."""
        for chat in self.chats.values():
            chat.post("/redeliver")

    def environment(self) -> dict[str, str]:
        """Nothing of the machine's own settings, and short pauses."""
        outside = ("XIAOAI_", "AMAP_", "QWEATHER_")
        theirs = {name: value for name, value in os.environ.items() if not name.startswith(outside)}
        ours = {"XIAOAI_DATA": str(self.data), "XIAOAI_OUTBOX__FIRST_RETRY_SECONDS": "0.1"}
        ours["XIAOAI_RECOGNITION__CLASSIFIER"] = "false"  # every life of every test would learn anew
        ours["XIAOAI_WEATHER__OPEN_METEO"] = "false"  # nobody outside is asked
        ours |= self.settings
        return theirs | ours | ({"XIAOAI_DATABASE_URL": self.database_url} if self.database_url else {})

    def complaints(self) -> str:
        """What the last life wrote on stderr."""
        return self._log.read_text()

    @property
    def _log(self) -> Path:
        return self.data.with_name(f"{self.data.name}-life-{self.lives}.log")
