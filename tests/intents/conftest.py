"""The shipped intents, loaded once."""

import shutil
from pathlib import Path

import pytest

from intents.engine.catalog import Catalog
from intents.engine.recognizer import Recognizer
from tests.intents.model_service import double, models_of, service

__all__ = ["double", "models_of", "service"]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog.load(ROOT / "intents")


@pytest.fixture(scope="session")
def recognizer(catalog: Catalog) -> Recognizer:
    return Recognizer(catalog)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the shipped files that a test may break."""
    for name in ("intents", "prompts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.py", "__pycache__", "engine"))
    return tmp_path
