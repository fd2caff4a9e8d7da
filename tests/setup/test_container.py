"""Dockerfile and compose.yaml, as far as they can be read and played without Docker. The image itself is not built here."""

import json
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.command import COMMAND, environment
from tests.doubles.processes import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


@pytest.fixture(scope="module")
def service() -> dict[str, Any]:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert set(compose["services"]) == {"xiaoai"}
    assert set(compose["volumes"]) == {"data"}
    found: dict[str, Any] = compose["services"]["xiaoai"]
    return found


def test_the_page_is_published_to_this_machine_only(service: dict[str, Any]) -> None:
    assert [port.startswith("127.0.0.1:") for port in service["ports"]] == [True]
    assert service["ports"][0].endswith(":8080")
    assert "EXPOSE 8080" in DOCKERFILE


def test_only_the_data_can_be_changed(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["volumes"] == ["data:/data"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", DOCKERFILE, re.MULTILINE), "the last stage runs as nobody special"


def test_no_file_with_keys_is_needed(service: dict[str, Any]) -> None:
    assert service["env_file"] == [{"path": ".env", "required": False}]


def test_everything_the_image_is_made_of_is_there_and_sent_to_the_builder() -> None:
    copies = [
        line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY") and "--from" not in line
    ]
    for source in [name for names in copies for name in names]:
        assert (ROOT / source).exists(), source
        assert is_sent(source), source


@pytest.mark.parametrize("name", [".env", "data", "data/.env", "bot/.env", ".git", ".venv", "bot/__pycache__", "tests"])
def test_nothing_else_is_sent_to_the_builder(name: str) -> None:
    assert not is_sent(name)


def is_sent(name: str) -> bool:
    """As Docker reads .dockerignore: the last line that fits wins, and takes what is inside a folder along."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").split():
        pattern = line.removeprefix("!").removeprefix("**/")
        parts = [name, *map(str, Path(name).parents), *([Path(name).name] if "**/" in line else [])]
        if any(fnmatch(part, pattern) for part in parts):
            sent = line.startswith("!")
    return sent


def test_the_health_check_tells_a_living_xiaoai_from_a_dead_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    command = json.loads(re.search(r"HEALTHCHECK .*?CMD (\[.*\])", DOCKERFILE)[1])  # type: ignore[index]
    assert command[:2] == ["python", "-c"]
    code = command[2].replace("/data/owner.sock", str(data / "owner.sock"))

    def health() -> int:
        return subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL, timeout=60).returncode

    with subprocess.Popen(
        [COMMAND, "run"], cwd=tmp_path, env=environment(data), stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        assert "小爱在了" in run.stdout.readline()
        assert health() == 0
        run.terminate()
        run.stdout.read()
    assert health() == 1
