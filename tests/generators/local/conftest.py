"""Tiny models and what watches them being used. Without torch these tests are left out."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generators import mp4
from generators.local.types import Order, Phase

pytest.importorskip("torch", reason="torch is not installed: make test LOCAL=1")

from generators.local.cards import find_card
from generators.local.engine import Engine, Resident
from generators.local.libraries import libraries
from tests.generators.local import tiny

Folder = Callable[[str], Path]
Load = Callable[..., Resident]


class Seen:
    """Notes every boundary; `at` is called there and may raise."""

    def __init__(self, at: Callable[[Phase, int], None] | None = None) -> None:
        self.boundaries: list[tuple[Phase, int, int]] = []
        self._at = at

    def reached(self, phase: Phase, done: int, of: int) -> None:
        self.boundaries.append((phase, done, of))
        if self._at is not None:
            self._at(phase, done)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Where the tiny model of that name lies; built when it is first asked for."""
    import torch

    libraries()
    # Threads that wait for each other on a busy machine cost a tiny model twenty times what it computes.
    torch.set_num_threads(1)
    home = tmp_path_factory.mktemp("models")
    return lambda name: tiny.build(name, home / name)


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The processor as a card."""
    return Engine(find_card(use_cpu=True))


@pytest.fixture(scope="session")
def load(engine: Engine, folder: Folder) -> Load:
    """A loaded tiny model of that name, the same one for every test that asks."""
    loaded: dict[str, Resident] = {}

    def loading(name: str) -> Resident:
        if name not in loaded:
            loaded[name] = engine.load(folder(name))
        return loaded[name]

    return loading


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two photos that are not of the frame's shape."""
    home = tmp_path_factory.mktemp("pictures")
    for number in (0, 1):
        colours = np.random.default_rng(number).integers(0, 255, (80, 100, 3), dtype=np.uint8)
        Image.fromarray(colours).save(home / f"{number}.png")
    return home / "0.png", home / "1.png"


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty frames that become lighter."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    frames = (np.full((64, 96, 3), number * 9, np.uint8) for number in range(20))
    mp4.encode(frames, path, fps=8, width=96, height=64)
    return path


def order(prompt: str = tiny.PROMPT, **wanted: object) -> Order:
    """A small clip, 96x64 in three steps, if nothing else is wanted."""
    usual: dict[str, object] = {"kind": "video", "width": 96, "height": 64, "num_frames": 17, "num_inference_steps": 3}
    return Order(**{**usual, "prompt": prompt, **wanted})  # type: ignore[arg-type]
