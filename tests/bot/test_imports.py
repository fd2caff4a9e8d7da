"""Imports go one way, and starting 小爱 loads nothing heavy."""

import subprocess
import sys

import pytest

from tests.doubles.processes import ROOT

HEAVY = (
    *("torch", "diffusers", "transformers", "nicegui", "av", "wechaty_grpc", "grpclib", "dbos", "alembic"),
    *("PIL", "numpy", "openai"),
)


def test_the_contracts_of_the_tree_are_kept() -> None:
    checked = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "0 broken" in checked.stdout


@pytest.mark.parametrize("module", ["bot.app", "bot.cli", "bot.talk", "bot.look"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(sorted({set(HEAVY)!r} & set(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert loaded.stdout == "[]\n"
