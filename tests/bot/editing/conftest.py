"""The files of a house in a folder of their own, without the rest of 小爱."""

from pathlib import Path

import pytest

from bot.editing.editor import Editor
from bot.templates import TemplateStore
from tests.bot.harness import ROOT

WEATHER = "intents/weather.yaml"


class Workbench:
    """A store of templates and the editor of its files."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.store = TemplateStore(ROOT, data)
        self.editor = Editor(self.store)

    def says(self, text: str) -> str:
        """Title of what a sentence is taken for."""
        return self.store.current.recognizer.recognize(text).title

    def tidy(self, text: str) -> str:
        """What is left of a sentence when it is compared."""
        return self.store.current.recognizer.read(text).tidied.core

    def on_disk(self, file: str) -> str | None:
        """What stands in the admin's own folder."""
        path = self.store.overlay / file
        return path.read_text(encoding="utf-8") if path.exists() else None


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """Nothing of the admin's own yet."""
    return Workbench(tmp_path / "data")
