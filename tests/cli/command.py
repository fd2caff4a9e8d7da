"""The installed command `xiaoai`, run as a person would: in a process of its own, from some other folder."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).with_name("xiaoai")
ANSWER_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def environment(data: Path, **more: str) -> dict[str, str]:
    """A clean environment with this data folder."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XIAOAI_", "AMAP_", "QWEATHER_")) and name != "PYTHONPATH"
    }
    ours = {
        "XIAOAI_DATA": str(data),
        "PYTHONWARNINGS": "error",
        "XIAOAI_WEB__PORT": "0",
        # It learns for seconds on every new folder; tests that are about it switch it on.
        "XIAOAI_RECOGNITION__CLASSIFIER": "false",
        # Nobody outside is asked for the weather.
        "XIAOAI_WEATHER__OPEN_METEO": "false",
    }
    return inherited | ours | more


def xiaoai(data: Path, *arguments: str, cwd: Path | None = None, stdin: str = "", **more: str) -> Ran:
    """Run the command to its end."""
    done = subprocess.run(
        [COMMAND, *arguments],
        cwd=cwd or data.parent,
        env=environment(data, **more),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=ANSWER_SECONDS,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
