"""What the files would make of 小爱 if they were changed, while nothing is.

The draft is laid over a copy of the admin's folder and read as the real ones are, so a draft is judged by all files together: a
sentence taken out of one file is missed in another.
"""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.editing.shelves import SHELVES, shelf_of
from bot.templates import Templates, TemplateStore
from intents.engine.check import check_examples, unwritten
from intents.engine.recognizer import Recognizer
from prompts.files import FileError, FileProblem

LONGEST = 300_000
"""Characters of one file; the longest shipped one has 60,000."""

Changes = Mapping[str, str | None]
"""File inside a layer → its text; None takes the admin's file away."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a draft."""

    file: str
    line: int
    message: str
    """A Chinese sentence that names the cure."""


class Broken(Exception):
    """The draft cannot be used."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(f"{one.file}:{one.line}: {one.message}" for one in findings))


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft as one whole version, and the folder it lies in."""

    version: Templates
    overlay: Path


class Drafts:
    """Reads drafts. That takes some 50 ms: whoever has others waiting calls in a thread."""

    def __init__(self, store: TemplateStore) -> None:
        self._store = store

    @contextlib.contextmanager
    def laid_out(self, changes: Changes) -> Iterator[Path]:
        """A folder like the admin's own, with the changes in it, as long as the block runs. Raises `Broken` for a text that is
        too long."""
        long = [file for file, text in changes.items() if text is not None and len(text) > LONGEST]
        if long:
            message = f"文件超过 {LONGEST // 10_000} 万字，请拆成几个小文件。"
            raise Broken(tuple(Finding(file, 1, message) for file in long))
        with tempfile.TemporaryDirectory(prefix="xiaoai-draft-") as folder:
            overlay = Path(folder) / "templates"
            _copy(self._store.overlay, overlay)
            for file, text in changes.items():
                shelf_of(file)
                path = overlay / file
                if text is None:
                    path.unlink(missing_ok=True)
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="")
            yield overlay

    @contextlib.contextmanager
    def opened(self, changes: Changes) -> Iterator[Draft]:
        """The draft, as long as the block runs. Raises `Broken` with everything that is wrong."""
        with self.laid_out(changes) as overlay:
            try:
                version = self._store.read(overlay)
            except FileError as error:
                found = self.findings(error.problems, overlay)
                # What follows elsewhere from a slip in the draft itself would only hide it.
                raise Broken(tuple(one for one in found if one.file in changes) or found) from None
            missing = [
                problem
                for intent in version.catalog.intents.values()
                for problem in unwritten(intent, version.sentences)
            ]
            if missing:
                raise Broken(self.findings(tuple(missing), overlay))
            yield Draft(version, overlay)

    @contextlib.asynccontextmanager
    async def reading(self, changes: Changes) -> AsyncIterator[Draft]:
        """The same, read in a thread."""
        with contextlib.ExitStack() as stack:
            yield await asyncio.to_thread(stack.enter_context, self.opened(changes))

    def problems(self, changes: Changes) -> tuple[Finding, ...]:
        """Everything because of which the draft cannot be used; nothing where it can."""
        try:
            with self.opened(changes):
                return ()
        except Broken as broken:
            return broken.findings

    def misheard(self, changes: Changes) -> tuple[Finding, ...]:
        """Examples of the changed intents that the draft's templates read wrongly: it may be used all the same. Raises `Broken`."""
        with self.opened(changes) as draft:
            catalog = draft.version.catalog
            recognizer = Recognizer(catalog)
            changed = [intent for intent in catalog.intents.values() if f"intents/{intent.path.name}" in changes]
            found = [problem for intent in changed for problem in check_examples(catalog, recognizer, intent)]
            return self.findings(tuple(found), draft.overlay)

    def findings(self, problems: tuple[FileProblem, ...], overlay: Path) -> tuple[Finding, ...]:
        """Problems of a folder, by their files inside a layer."""
        return tuple(Finding(self._file(one.path, overlay), one.line, one.message) for one in problems)

    def _file(self, path: Path, overlay: Path) -> str:
        for layer in (overlay, self._store.shipped):
            if path.is_relative_to(layer):
                return path.relative_to(layer).as_posix()
        return path.name


def _copy(overlay: Path, to: Path) -> None:
    for shelf in SHELVES:
        for path in (overlay / shelf.folder).glob("*.yaml"):
            (to / shelf.folder).mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):  # gone, or no file: nothing to read for 小爱 either
                shutil.copyfile(path, to / shelf.folder / path.name)
