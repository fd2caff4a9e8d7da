"""The trained classifier of a catalog, kept on disk so that a start costs milliseconds instead of seconds.

The name of the file is a digest of all it was made from: every YAML file read, and the program that learned. A file that is
missing, cut or damaged is no error, it is made again; one of other inputs is never opened.
"""

import asyncio
import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from intents.engine.catalog import Catalog
from intents.engine.classifier.model import Classifier, Unusable

FORMAT = 1
LONGEST_SECONDS = 600
"""Training takes a few seconds; on a small machine under load many more."""
KEPT = 3
"""Cache files that stay: an admin who tries something and takes it back finds the earlier ones again."""

_ENGINE = Path(__file__).parents[1]
_OF_THE_ENGINE = ("learning.py", "normalise.py", "tidy.py", "traditional.py")


class NotTrained(Exception):
    """Training ended without a classifier."""


async def classifier_for(catalog: Catalog, cache: Path, home: Path, overlay: Path | None = None) -> Classifier:
    """The classifier of the files in `home` and `overlay`, from the cache folder or trained now, in a process of its own so that
    the memory is given back; cancelling ends that process. Raises `NotTrained`, or `OSError` where the folder cannot be
    written."""
    path = await asyncio.to_thread(cached, catalog, cache, home, overlay)
    try:
        return await asyncio.to_thread(Classifier.load, path, catalog)
    except Unusable:
        await asyncio.to_thread(cache.mkdir, mode=0o700, parents=True, exist_ok=True)
    await _train_apart(home, overlay, path)
    if path != await asyncio.to_thread(cached, catalog, cache, home, overlay):
        await asyncio.to_thread(path.unlink, missing_ok=True)
        raise NotTrained("the files changed meanwhile")
    await asyncio.to_thread(_remove_old, cache, path)
    try:
        return await asyncio.to_thread(Classifier.load, path, catalog)
    except Unusable as error:
        raise NotTrained(str(error)) from error


def cached(catalog: Catalog, cache: Path, home: Path, overlay: Path | None = None) -> Path:
    """Where the classifier of these files is kept, or will be."""
    digest = hashlib.sha256(f"{FORMAT} {np.__version__} {sorted(catalog.intents)}".encode())
    for path in _inputs(home, overlay):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return cache / f"classifier-{digest.hexdigest()[:24]}.npz"


def _inputs(home: Path, overlay: Path | None) -> Sequence[Path]:
    layers = (home, overlay) if overlay else (home,)
    folders = [layer / folder for layer in layers for folder in ("intents", "prompts/lexicon", "prompts/styles")]
    program = [*Path(__file__).parent.glob("*.py"), *(_ENGINE / name for name in _OF_THE_ENGINE)]
    return [path for folder in folders for path in sorted(folder.glob("*.yaml"))] + sorted(program)


async def _train_apart(home: Path, overlay: Path | None, path: Path) -> None:
    root = str(Path(__file__).parents[3])
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH")))),
    }
    module = ("-m", "intents.engine.classifier", str(home), str(overlay or ""), str(path))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *module, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            _, said = await process.communicate()
    except TimeoutError:
        raise NotTrained(f"training took more than {LONGEST_SECONDS} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotTrained(said.decode(errors="replace").strip().rsplit("\n", 1)[-1])


def _remove_old(cache: Path, newest: Path) -> None:
    others = [path for path in cache.glob("classifier-*.npz") if path != newest]
    others.sort(key=lambda path: path.stat().st_mtime)
    for path in others[: max(len(others) + 1 - KEPT, 0)]:
        path.unlink(missing_ok=True)
