"""The server as a process of its own, on a tiny model with random weights: the real loader, pipeline and encoder."""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from generators.local.settings import KEY_VARIABLE
from tests.doubles.processes import ROOT
from tests.doubles.waiting import wait_until

KEY = "a-key-of-the-house-1"
START_SECONDS = 120.0
QUICK = {"size": "96x64", "num_frames": 9, "num_inference_steps": 2}
SLOW = QUICK | {"num_inference_steps": 200}
"""Some seconds: long enough to be stopped."""
WORDS = "A kitten chases a butterfly."


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    url: str
    process: subprocess.Popen[bytes]
    http: httpx.Client

    def video(self, id_: str) -> dict[str, Any]:
        """What it tells of a clip."""
        told: dict[str, Any] = self.http.get(f"/v1/videos/{id_}").raise_for_status().json()
        return told

    def asked(self, **fields: Any) -> str:
        """The id of a new clip."""
        answer = self.http.post("/v1/videos", json={"prompt": WORDS} | fields)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    def ended(self, id_: str) -> dict[str, Any]:
        """The clip, when it is over."""
        over = ("completed", "failed", "cancelled")
        return wait_until(lambda: video if (video := self.video(id_))["status"] in over else None, 60) or {}

    def begun(self, id_: str) -> dict[str, Any]:
        """The clip, when its steps are being made."""
        return wait_until(lambda: video if (video := self.video(id_))["phase"] == "denoise" else None, 60) or {}


def environment(key: str = KEY) -> dict[str, str]:
    """Of a server with this key."""
    return os.environ | {KEY_VARIABLE: key, "PYTHONWARNINGS": "default"}


@contextlib.contextmanager
def serving(models: list[Path], folder: Path, *more: str, key: str = KEY) -> Iterator[Running]:
    """Such a server until the block ends; what it complained of is shown when something failed."""
    words = [word for model in models for word in ("--model", str(model))]
    command = [sys.executable, "-m", "generators.local", "--until-stdin-ends", "--port", "0", *words]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            [*command, "--folder", str(folder), *more],
            cwd=ROOT,
            env=environment(key),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
        ) as process,
    ):
        try:
            url = _address(process)
            headers = {"authorization": f"Bearer {key}"} if key else {}
            with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=180) as http:
                wait_until(lambda: http.get("/health").json()["status"] == "ok", START_SECONDS)
                yield Running(url, process, http)
        except BaseException:
            complaints.seek(0)
            sys.stderr.write(complaints.read().decode(errors="replace"))
            raise
        finally:
            process.kill()
            process.wait(10)


def _address(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        line = process.stdout.readline() if selector.select(START_SECONDS) else b""
    assert line, f"it did not start, exit status {process.poll()}"
    return str(json.loads(line)["address"])
