"""The extra `local`: there in the versions that are known to work together, and never loaded by 小爱 herself."""

import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distributions, version

import pytest

from tests.doubles.processes import ROOT

PACKAGES = ("torch", "diffusers", "transformers", "torchao", "accelerate")
IMPORT_SECONDS = 300
"""Cold, on a slow disk, they take half a minute."""


@pytest.fixture
def local_extra() -> None:
    """Skips where the extra is left out on purpose; where CI is set its absence is a failure."""
    missing = [name for name in PACKAGES if _installed(name) is None]
    if missing:
        reason = f"{', '.join(missing)} not installed; `make test` installs the extra `local`, `make test LOCAL=0` leaves it out"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.mark.usefixtures("local_extra")
@pytest.mark.parametrize("name", PACKAGES)
def test_the_version_is_the_one_that_was_tested(name: str) -> None:
    pinned = re.search(rf"^{name}==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert pinned, f"constraints.txt pins no {name}"
    installed = _installed(name)
    assert installed is not None
    # A build has its kind behind a plus: 2.13.0+cpu.
    assert installed.partition("+")[0] == pinned.group(1)


@pytest.mark.usefixtures("local_extra")
def test_they_can_be_loaded_together() -> None:
    # Real imports of what pipelines need, not of the lazy top level only.
    code = (
        "import torch, torchao, accelerate\n"
        "from diffusers import CogVideoXPipeline, LTXPipeline, WanPipeline, TorchAoConfig\n"
        "from transformers import T5EncoderModel, UMT5EncoderModel\n"
        "print(float(torch.ones(2, 2).sum()))\n"
    )
    ran = _python(code, HF_HUB_OFFLINE="1")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "4.0"


@pytest.mark.usefixtures("local_extra")
def test_no_cuda_packages_where_there_is_no_graphics_card() -> None:
    if not str(_installed("torch")).endswith("+cpu"):
        pytest.skip("a build with CUDA is installed")
    names = {str(found.metadata["Name"]).lower() for found in distributions()}
    assert not [name for name in names if name.startswith("nvidia-") or name == "triton"]


def test_xiaoai_herself_loads_none_of_it() -> None:
    code = (
        "import sys, bot.app, bot.cli, bot.doctor, bot.look, bot.serve, bot.talk\n"
        f"print(sorted(set(sys.modules) & set({PACKAGES!r})))"
    )
    ran = _python(code)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _python(code: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | more,
        capture_output=True,
        text=True,
        timeout=IMPORT_SECONDS,
    )
