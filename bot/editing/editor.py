"""Opening, saving and taking back the admin's files. A save is in force from the next message, or it is refused and nothing changed.

Prevents three accidents: a slip that silences 小爱 (nothing broken is ever written), two admins who undo each other (whoever saves
second is shown what the first did), and a version that is gone (what was in force is in the history before it is replaced).
"""

import asyncio
import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.editing.drafts import Broken, Changes, Drafts, Finding
from bot.editing.shelves import Entry, NoSuchTemplate, State, entries, shelf_of, title_in
from bot.telemetry import log
from bot.template_history import Author, How, Version
from bot.templates import TemplateStore

ABSENT = ""
"""The digest of a file that does not exist."""

_log = log("editing")


@dataclass(frozen=True, slots=True)
class Opened:
    """One file, as somebody begins to edit it."""

    file: str
    title: str
    text: str
    """What is written now; empty where the file is gone or new."""
    digest: str
    """Names exactly this text: given back on saving, it shows whether somebody else was faster."""
    state: State
    shipped: str | None
    """The text it came with; None for a file of the admin's own."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A change that was written."""

    digest: str
    """Of the first changed file, for the next save."""
    waiting_for: tuple[Finding, ...] = ()
    """What was wrong in other files before already, and keeps this change from being in force."""


class Refused(Exception):
    """The change is wrong and nothing of it was written."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(one.message for one in findings))


class Conflict(Exception):
    """Somebody else changed the file meanwhile; nothing was written."""

    def __init__(self, theirs: Opened, last: Version | None) -> None:
        self.theirs = theirs
        self.last = last
        """Who changed it and when, where that is known."""
        super().__init__(theirs.file)


class Editor:
    """Changes the admin's layer. The shipped files are never written."""

    def __init__(self, store: TemplateStore) -> None:
        self._store = store
        self.drafts = Drafts(store)
        self._saving = asyncio.Lock()

    async def entries(self) -> tuple[Entry, ...]:
        """Every file there is, and was."""
        return await asyncio.to_thread(self._entries)

    async def open(self, file: str) -> Opened:
        """A file as it is now. Raises `NoSuchTemplate`."""
        shelf_of(file)
        opened = await asyncio.to_thread(self._open, file)
        if opened.state == "removed" and not await self.versions(file):
            raise NoSuchTemplate(file)
        return opened

    async def check(self, file: str, text: str) -> tuple[Finding, ...]:
        """What is wrong with a text; nothing is written. Raises `NoSuchTemplate`."""
        return await self.check_all({file: text})

    async def check_all(self, changes: Changes) -> tuple[Finding, ...]:
        """The same, of several files that belong together."""
        return await asyncio.to_thread(self.drafts.problems, changes)

    async def misheard(self, changes: Changes) -> tuple[Finding, ...]:
        """Examples of changed intents that are read wrongly, where the text is good by itself: told, but no reason to refuse it."""
        try:
            return await asyncio.to_thread(self.drafts.misheard, changes)
        except Broken:
            return ()

    async def versions(self, file: str) -> tuple[Version, ...]:
        """Every version of a file that was in force, newest first."""
        shelf_of(file)
        return await asyncio.to_thread(self._store.history.versions, file)

    async def text_of(self, file: str, version: str) -> str:
        """What an earlier version says. Raises `NoSuchTemplate`."""
        found = next((one for one in await self.versions(file) if one.name == version), None)
        if found is None:
            raise NoSuchTemplate(f"{file} {version}")
        return await asyncio.to_thread(_read, found.path) or ""

    async def save(self, file: str, text: str, *, based_on: str, by: str) -> Saved:
        """Write a text. Raises `Conflict` and `Refused`."""
        return await self._change({file: text}, {file: based_on}, by, "saved")

    async def create(self, files: Changes, *, by: str) -> Saved:
        """Write files that do not exist yet, all or none. Raises `Conflict` and `Refused`."""
        return await self._change(files, dict.fromkeys(files, ABSENT), by, "saved")

    async def restore(self, file: str, version: str, *, based_on: str, by: str) -> Saved:
        """Take an earlier version back. Raises `NoSuchTemplate`, `Conflict` and `Refused`."""
        return await self._change({file: await self.text_of(file, version)}, {file: based_on}, by, "restored")

    async def reset(self, file: str, *, based_on: str, by: str) -> Saved:
        """Take the admin's file away: the shipped one is in force again, if there is one. Raises `Conflict` and `Refused`."""
        opened = await self.open(file)
        return await self._change(
            {file: None}, {file: based_on}, by, "removed" if opened.shipped is None else "shipped"
        )

    async def _change(self, changes: Changes, based_on: dict[str, str], by: str, how: How) -> Saved:
        for file in changes:
            shelf_of(file)
        async with self._saving:
            for file, digest in based_on.items():
                now = await asyncio.to_thread(self._open, file)
                if now.digest != digest:
                    raise Conflict(now, next(iter(await self.versions(file)), None))
            waiting_for = await asyncio.to_thread(self._judge, changes)
            async with self._store.reading:
                try:
                    await asyncio.to_thread(self._write, changes, Author(name=by, how=how))
                except OSError as error:
                    reason = f"写不进数据文件夹（{error.strerror}）。看看磁盘满没满、文件夹让不让写。"
                    raise Refused((Finding(next(iter(changes)), 1, reason),)) from None
            await self._store.refresh(at_once=True)
            _log.info("template.changed", files=list(changes), how=how)
            return Saved((await asyncio.to_thread(self._open, next(iter(changes)))).digest, waiting_for)

    def _judge(self, changes: Changes) -> tuple[Finding, ...]:
        """Refuse what is wrong; what was wrong in other files before is no reason to, or two broken files could never be mended."""
        found = self.drafts.problems(changes)
        if any(one.file in changes for one in found):
            raise Refused(found)
        if found and set(found) - set(self.drafts.problems({})):
            raise Refused(found)
        return found

    def _write(self, changes: Changes, author: Author) -> None:
        history, overlay = self._store.history, self._store.overlay
        for file, text in changes.items():
            path, shipped = overlay / file, self._store.shipped / file
            with contextlib.suppress(FileNotFoundError):
                history.keep(file, path.read_bytes())
            origin = shipped.read_bytes() if shipped.is_file() else None
            content = text.encode() if text is not None else None
            if content is None or content == origin:
                # Word for word the shipped one: not kept apart, so that an upgrade of it is one here, too.
                path.unlink(missing_ok=True)
                content = origin
            else:
                _replace(path, content)
            if content is not None:
                history.keep(file, content, author)

    def _open(self, file: str) -> Opened:
        own, shipped = _read(self._store.overlay / file), _read(self._store.shipped / file)
        state: State = "removed" if own is None and shipped is None else "shipped" if own is None else "own"
        if own is not None and shipped is not None:
            state = "changed"
        text = own if own is not None else shipped
        title = title_in(text or "") or Path(file).stem
        return Opened(file, title, text or "", ABSENT if text is None else digest_of(text), state, shipped)

    def _entries(self) -> tuple[Entry, ...]:
        return entries(self._store.shipped, self._store.overlay, self._store.history.files())


def digest_of(text: str) -> str:
    """Names exactly this text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path) -> str | None:
    try:
        # As an editor in a browser has it: its line ends are always these.
        return path.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    except (FileNotFoundError, NotADirectoryError):
        return None


def _replace(path: Path, content: bytes) -> None:
    """Write so that a reader, and a cut of the power, finds the old text or the new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(path)
        except OSError:
            Path(part.name).unlink(missing_ok=True)
            raise
