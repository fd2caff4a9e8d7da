"""tools/setup.sh: which build of torch is fetched, and that a download of gigabytes is announced before it starts.

Only pip is played, by a `python3` that writes down what it is asked for; the shell, the files and the server are real.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.doubles.processes import ROOT, closed_port

PYTHON = f"""#!/bin/sh
case "$*" in
    *'version_info[:2]'*) echo 3.12 ;;
    '-m venv '*) mkdir -p .venv/bin .venv/lib/python3.12/site-packages; cp "$0" .venv/bin/python ;;
    *urlopen*) exec '{sys.executable}' "$@" ;;
    '-m pip '*'+cpu'*)
        echo "$*" >> asked
        case "$*" in *--index-url*|*!=*) exit 0 ;; esac
        [ -e cpu-build-at-hand ] || {{ echo "$(cat complaint)" >&2; exit 1; }} ;;
    '-m pip '*) echo "$*" >> asked ;;
esac
"""
NO_SUCH_BUILD = "ERROR: No matching distribution found for torch==2.13.0+cpu"


@dataclass
class Checkout:
    """A folder with the script and what it reads, on a machine as the test describes it."""

    folder: Path
    index: str = field(default_factory=lambda: f"http://127.0.0.1:{closed_port()}")

    def has(self, command: str, script: str) -> None:
        path = self.folder / "bin" / command
        path.write_text(f"#!/bin/sh\n{script}\n" if not script.startswith("#!") else script, encoding="utf-8")
        path.chmod(0o755)

    def sets_up(self, part: str) -> "Ran":
        (self.folder / "asked").unlink(missing_ok=True)
        done = subprocess.run(
            [self.folder / "tools" / "setup.sh", part],
            cwd=self.folder,
            env={"PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", "LANG": "C.UTF-8", "TORCH_INDEX": self.index},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        asked = self.folder / "asked"
        lines = asked.read_text(encoding="utf-8").splitlines() if asked.exists() else []
        return Ran(done.returncode, done.stderr, [line.removeprefix("-m pip install ") for line in lines])


@dataclass(frozen=True, slots=True)
class Ran:
    """What a set-up said and what pip was asked for."""

    status: int
    said: str
    asked: list[str]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    folder = tmp_path / "小 爱"
    for inner in ("tools", "bin"):
        (folder / inner).mkdir(parents=True)
    for name in ("tools/setup.sh", "pyproject.toml", "constraints.txt"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    (folder / "tools/setup.sh").chmod(0o755)
    (folder / "complaint").write_text(NO_SUCH_BUILD, encoding="utf-8")
    checkout = Checkout(folder)
    checkout.has("python3", PYTHON)
    checkout.has("uname", "echo Linux")
    # There but not working, as with a driver that is not loaded: no graphics card.
    checkout.has("nvidia-smi", "exit 9")
    for other in ("python3.13", "python3.12", "python3.11"):
        checkout.has(other, "exit 127")
    return checkout


@pytest.fixture
def index() -> Iterator[str]:
    """A server that answers, as PyTorch's would."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/whl/cpu"
        server.shutdown()


def test_a_build_at_hand_without_cuda_is_taken_and_the_rest_comes_afterwards(checkout: Checkout) -> None:
    (checkout.folder / "cpu-build-at-hand").touch()
    ran = checkout.sets_up("local")
    assert ran.status == 0, ran.said
    assert ran.asked == [
        "-c constraints.txt --quiet --no-deps torch==2.13.0+cpu",
        "-c constraints.txt -e .[local]",
    ]
    assert "CUDA 的 torch 2.13.0（约 200 MB）" in ran.said
    assert "3 GB" not in ran.said


def test_else_it_comes_from_pytorchs_own_index(checkout: Checkout, index: str) -> None:
    checkout.index = index
    ran = checkout.sets_up("local")
    assert ran.asked[1:] == [
        f"-c constraints.txt --no-deps --index-url {index} torch==2.13.0+cpu",
        "-c constraints.txt -e .[local]",
    ]
    assert "3 GB" not in ran.said


def test_gigabytes_are_announced_with_the_way_round_them(checkout: Checkout) -> None:
    ran = checkout.sets_up("local")
    assert ran.status == 0, ran.said
    assert ran.asked[1:] == ["-c constraints.txt torch==2.13.0", "-c constraints.txt -e .[local]"]
    assert "约 3 GB" in ran.said
    assert "make test LOCAL=0" in ran.said
    assert ran.said.index("约 3 GB") < ran.said.index("正在安装")


def test_a_full_disk_is_not_taken_for_a_missing_build(checkout: Checkout) -> None:
    (checkout.folder / "complaint").write_text("ERROR: No space left on device", encoding="utf-8")
    ran = checkout.sets_up("local")
    assert ran.status == 1
    assert len(ran.asked) == 1
    assert "No space left" in ran.said
    assert "make test LOCAL=0" in ran.said


def test_with_a_graphics_card_the_build_for_it_is_announced(checkout: Checkout) -> None:
    (checkout.folder / "cpu-build-at-hand").touch()
    checkout.has("nvidia-smi", "echo GPU 0: NVIDIA GeForce RTX 4090")
    ran = checkout.sets_up("local")
    assert ran.asked[0] == "-c constraints.txt torch==2.13.0,!=2.13.0+cpu"
    assert "约 3 GB" in ran.said


def test_the_second_time_nothing_is_asked_for_until_a_graphics_card_is_put_in(checkout: Checkout) -> None:
    (checkout.folder / "cpu-build-at-hand").touch()
    assert checkout.sets_up("local").asked
    assert checkout.sets_up("local") == Ran(0, "", [])
    assert checkout.sets_up("base") == Ran(0, "", []), "what is installed includes the base"
    assert checkout.sets_up("dev").asked == ["-c constraints.txt -e .[dev,postgres]"]
    checkout.has("nvidia-smi", "echo GPU 0: NVIDIA GeForce RTX 4090")
    assert checkout.sets_up("local").asked[0] == "-c constraints.txt torch==2.13.0,!=2.13.0+cpu"
    assert checkout.sets_up("dev") == Ran(0, "", [])


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("run",), ["base"]),
        (("run", "LOCAL=1"), ["base", "local"]),
        (("test",), ["dev", "local"]),
        (("test", "LOCAL=0"), ["dev"]),
        (("lint",), ["dev"]),
        (("setup",), ["dev"]),
        (("setup", "LOCAL=1"), ["dev", "local"]),
    ],
)
def test_each_target_sets_up_what_it_needs(arguments: tuple[str, ...], parts: list[str]) -> None:
    inherited = {
        name: value for name, value in os.environ.items() if name not in ("LOCAL", "MAKEFLAGS", "MAKEOVERRIDES")
    }
    told = subprocess.run(
        ["make", "-n", *arguments], cwd=ROOT, env=inherited, capture_output=True, text=True, timeout=60, check=True
    )
    words = [line.split() for line in told.stdout.splitlines() if line.startswith("tools/setup.sh")]
    assert [part for _, part in words] == parts
