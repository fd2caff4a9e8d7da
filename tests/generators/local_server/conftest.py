"""A tiny LTX and a tiny FLUX, built once for a run, and one server that has them."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.generators.local_server.house import Running, serving

HAS_TORCH = all(importlib.util.find_spec(name) for name in ("torch", "diffusers", "transformers"))


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Threads of a model this small only wait for each other, the longer the busier the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        yield


@pytest.fixture(scope="session")
def ltx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder."""
    return _built("ltx", tmp_path_factory)


@pytest.fixture(scope="session")
def quick_ltx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of one that makes a clip in eight steps."""
    return _built("ltx-distilled", tmp_path_factory)


@pytest.fixture(scope="session")
def flux(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder."""
    return _built("flux-schnell", tmp_path_factory)


@pytest.fixture(scope="session")
def server(ltx: Path, flux: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """For tests that leave it as it is; a clip there has at most 400 kB of pixels, so that no test waits for a large one."""
    with serving([ltx, flux], tmp_path_factory.mktemp("clips"), "--most-clip-gb", "0.0004", "--queue", "8") as server:
        yield server


def _built(name: str, factory: pytest.TempPathFactory) -> Path:
    if not HAS_TORCH:
        pytest.skip("torch is not installed: make test LOCAL=1")
    from tests.generators.local.tiny import build

    return build(name, factory.mktemp("models") / name)
