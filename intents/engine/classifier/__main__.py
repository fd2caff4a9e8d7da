"""Trains and ends: `python -m intents.engine.classifier <home> <overlay> <out>`.

The memory of training is given back to the machine with the process, and a slow machine goes on answering meanwhile.
"""

import gc
import os
import sys
from pathlib import Path

from intents.engine.catalog import Catalog
from intents.engine.classifier.training import train


def main(home: str, overlay: str, out: str) -> None:
    """Train on the files of `home`, and over them of `overlay` where it is not empty; write the classifier whole or not at all."""
    os.nice(10)
    gc.disable()  # millions of small strings, none of them in a circle: looking for circles takes a fifth of the time
    layers = [Path(layer) for layer in (home, overlay) if layer and Path(layer).is_dir()]
    classifier = train(Catalog.load(*(layer / "intents" for layer in layers)))
    half = Path(f"{out}.{os.getpid()}")
    try:
        classifier.parameters.save(half)
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
