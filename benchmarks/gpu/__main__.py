"""How long full-size models take on a card, and how much of it they need: diffusers by itself beside 小爱's engine.

    python -m benchmarks.gpu [--rows ltx-2b-8 …] [--columns baseline lossless …] [--work /dev/shm/models] [--keep]
    python -m benchmarks.gpu --tiny

Downloads nothing: the models are of full size and their weights random, which changes neither speed nor memory of a step. Needs
room for one model at a time, 14 to 37 GB. The baseline is the same pipeline by itself: bfloat16, everything on the card, no
tiling, `export_to_video`. `--tiny` runs everything at toy size on the processor: it proves the script and says nothing of speed.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.gpu import folders
from benchmarks.gpu.columns import COLUMNS
from benchmarks.gpu.one import Took
from benchmarks.gpu.rows import ROWS
from benchmarks.gpu.table import goals, markdown
from generators.local.libraries import libraries

CELL_SECONDS = 3600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS))
    parser.add_argument("--columns", nargs="+", choices=COLUMNS, default=list(COLUMNS))
    parser.add_argument("--work", type=Path, help="where the model is written; memory, /dev/shm, is quickest")
    parser.add_argument("--keep", action="store_true", help="leave the folders for the next time")
    given = parser.parse_args()
    libraries()
    device = "cpu" if given.tiny else "cuda"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {_machine(device)}, {_versions()}", flush=True)
    took: list[Took] = []
    with tempfile.TemporaryDirectory(dir=given.work) as scratch:
        work = given.work if given.keep and given.work else Path(scratch)
        for name in given.rows:
            folder = folders.write(ROWS[name], work, device, is_tiny=given.tiny)
            for column in given.columns:
                if column == "small" and ROWS[name].small_gb is None:
                    continue
                one = _cell(name, column, folder, device, is_tiny=given.tiny)
                took.append(one)
                print(json.dumps({"total": round(one.total, 3), **vars(one)}), flush=True)
            if not given.keep:
                shutil.rmtree(folder)
    print(markdown(took))
    if given.tiny:
        print("tiny, CPU: proves the script, says nothing of speed")
    else:
        print("\n".join(goals(took)))
    if any(one.error for one in took):
        sys.exit(1)


def _cell(row: str, column: str, folder: Path, device: str, *, is_tiny: bool) -> Took:
    """One row in one column, in a process of its own: nothing of the one before is in memory, or compiled."""
    command = [sys.executable, "-m", "benchmarks.gpu.one", row, column, str(folder), device]
    done = subprocess.run(
        [*command, *(["--tiny"] if is_tiny else [])],
        # Threads that wait for each other cost more than so little work does.
        env={**os.environ, **({"OMP_NUM_THREADS": "1"} if is_tiny else {})},
        capture_output=True,
        text=True,
        timeout=CELL_SECONDS,
        check=False,
    )
    try:
        return Took(**json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError, TypeError):
        last = (done.stderr.strip().splitlines() or ["said nothing"])[-1]
        return Took(row, column, error=f"ended with {done.returncode}: {last[:200]}")


def _machine(device: str) -> str:
    if device == "cpu":
        return f"CPU, {platform.processor() or platform.machine()}"
    import torch

    known = torch.cuda.get_device_properties(0)
    return f"{known.name}, {known.total_memory / 1e9:.0f} GB, CUDA {torch.version.cuda}"


def _versions() -> str:
    names = ("torch", "diffusers", "transformers", "torchao", "av")
    return ", ".join(f"{name} {version(name)}" for name in names)


if __name__ == "__main__":
    main()
