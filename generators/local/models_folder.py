"""The folder where models lie: what is there, what is to be fetched, what may go.

A model that is half there is never loaded: model_index.json, by which a folder is known as a model, is the last file to get its
name. What came and its checksums stand in `.xiaoai-model.json` of the folder from the start, so that a download goes on next week.
"""

import asyncio
import contextlib
import fcntl
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from generators.local.errors import NotEnoughDisk
from generators.local.family import Extra, Family
from generators.local.hubs.base import Hub, HubFile
from generators.local.hubs.errors import AlreadyAtWork, BadListing, NotOurs
from generators.local.hubs.fetching import PAUSES_SECONDS, CannotWrite, fetch, part_of
from generators.local.hubs.wanted import INDEX, parts, wanted

MARK = ".xiaoai-model.json"
SPARE_BYTES = 1_000_000_000
"""Left free for everything else that is written: databases, clips."""

State = Literal["absent", "partial", "here", "own"]
"""`own`: somebody put it there, and nothing is known of how it came."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One model and how much of it there is."""

    folder: Path
    state: State
    bytes: int
    """On the disk, with what is half there."""


@dataclass(frozen=True, slots=True)
class Coming:
    """How far a download is."""

    path: str
    """The file that is coming."""
    bytes: int
    """Of all files together, those from earlier among them."""
    of: int


class _Mark(BaseModel):
    hub: str
    repository: str
    is_whole: bool = False
    files: dict[str, HubFile]


def free_bytes_of(folder: Path) -> int:
    """Room on the disk where the folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class ModelsFolder:
    """All models of one machine, each in a folder named after its family."""

    folder: Path
    free_bytes: Callable[[Path], int] = free_bytes_of
    pauses_seconds: tuple[float, ...] = PAUSES_SECONDS

    def look(self, family: Family) -> Kept:
        """What there is of a family."""
        return _kept(self.folder / family.name)

    def look_at_extra(self, family: Family, extra: Extra) -> Kept:
        """What there is of something that lies beside a family's model."""
        return _kept(self.folder / family.name / extra.folder)

    async def download(self, family: Family, hub: Hub, report: Callable[[Coming], None]) -> Path:
        """Fetch what a family's pipeline reads. Raises `LocalError`; what came stays and is gone on from."""
        repository = family.modelscope if hub.name == "modelscope" else family.hub
        with self._alone(family):
            if self.look(family).state == "own":
                raise NotOurs(self.folder / family.name)
            files = await hub.files(repository)
            index = await _index(hub, repository, files)
            chosen = wanted(files, index)
            if missing := [part for part in parts(index) if not any(one.path.startswith(f"{part}/") for one in chosen)]:
                raise BadListing(hub, repository, f"少了 {'、'.join(missing)}")
            return await self._fetch(self.folder / family.name, hub, repository, chosen, report)

    async def download_extra(self, family: Family, extra: Extra, hub: Hub, report: Callable[[Coming], None]) -> Path:
        """Fetch what may lie beside a family's model."""
        repository = extra.modelscope if hub.name == "modelscope" else extra.hub
        with self._alone(family):
            listed = {file.path: file for file in await hub.files(repository)}
            if missing := [path for path in extra.files if path not in listed]:
                raise BadListing(hub, repository, f"少了 {'、'.join(missing)}")
            chosen = tuple(listed[path] for path in extra.files)
            return await self._fetch(self.folder / family.name / extra.folder, hub, repository, chosen, report)

    def remove(self, family: Family) -> int:
        """Delete a model, or what there is of it; a link goes, not what it leads to. Returns the bytes that are free now."""
        target = self.folder / family.name
        with self._alone(family):
            freed = _bytes_in(target)
            try:
                if target.is_symlink():
                    target.unlink()
                    return 0
                if target.exists():
                    shutil.rmtree(target)
            except OSError as error:
                raise CannotWrite(target, error.strerror or type(error).__name__) from error
        return freed

    async def _fetch(
        self, target: Path, hub: Hub, repository: str, files: tuple[HubFile, ...], report: Callable[[Coming], None]
    ) -> Path:
        there = await asyncio.to_thread(_there, target, files)
        self._check_room(target, files, there)
        done, everything = sum(there.values()), sum(file.bytes for file in files)
        if done < everything:
            # Until the rest is there it is no model, if it was one before.
            await asyncio.to_thread((target / INDEX).unlink, missing_ok=True)
            there = await asyncio.to_thread(_there, target, files)
        mark = _Mark(hub=hub.name, repository=repository, files={file.path: file for file in files})
        await asyncio.to_thread(_write, target, mark)
        for file in files:
            came = there[file.path]
            if came < file.bytes or not (target / file.path).exists():
                others = done - came

                def tell(arrived: int, others: int = others, path: str = file.path) -> None:
                    report(Coming(path, others + arrived, everything))

                tell(came)
                await fetch(hub, repository, file, target / file.path, tell, self.pauses_seconds)
                done = others + file.bytes
        await asyncio.to_thread(_write, target, mark.model_copy(update={"is_whole": True}))
        report(Coming("", everything, everything))
        return target

    def _check_room(self, target: Path, files: tuple[HubFile, ...], there: Mapping[str, int]) -> None:
        needed = sum(file.bytes for file in files) - sum(there.values()) + SPARE_BYTES
        free = self.free_bytes(self.folder)
        if free < needed:
            raise NotEnoughDisk(target, needed, free)

    @contextlib.contextmanager
    def _alone(self, family: Family) -> Iterator[None]:
        """Keep others from the same model. The kernel lets go of it when the process dies."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / f".{family.name}.lock").open("a")
        except OSError as error:
            raise CannotWrite(self.folder, error.strerror or type(error).__name__) from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyAtWork(self.folder / family.name) from None
            yield


async def _index(hub: Hub, repository: str, files: tuple[HubFile, ...]) -> dict[str, object]:
    if not any(file.path == INDEX for file in files):
        raise BadListing(hub, repository, f"没有 {INDEX}")
    body, _ = await hub.answer(repository, hub.address(repository, INDEX), most_bytes=1_000_000)
    try:
        read = json.loads(body)
    except ValueError:
        read = None
    if not isinstance(read, dict) or not parts(read):
        raise BadListing(hub, repository, f"{INDEX} 看不懂")
    return read


def _kept(folder: Path) -> Kept:
    mark = _read(folder)
    if mark is not None:
        is_whole = mark.is_whole and all(_size(folder / path) == file.bytes for path, file in mark.files.items())
        return Kept(folder, "here" if is_whole else "partial", _bytes_in(folder))
    if (folder / INDEX).is_file():
        return Kept(folder, "own", _bytes_in(folder))
    return Kept(folder, "absent" if not folder.exists() else "partial", _bytes_in(folder))


def _there(target: Path, files: tuple[HubFile, ...]) -> dict[str, int]:
    """How many bytes of each file are there already and are of the file as it is listed now."""
    mark = _read(target)
    known = mark.files if mark else {}
    found: dict[str, int] = {}
    for file in files:
        path = target / file.path
        if known.get(file.path) != file:
            # Another version of the model: half of each would be neither.
            path.unlink(missing_ok=True)
            part_of(path).unlink(missing_ok=True)
        whole = _size(path)
        found[file.path] = file.bytes if whole == file.bytes else min(_size(part_of(path)), file.bytes)
    return found


def _read(folder: Path) -> _Mark | None:
    try:
        return _Mark.model_validate_json((folder / MARK).read_bytes())
    except (OSError, ValidationError):
        return None


def _write(folder: Path, mark: _Mark) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = part_of(folder / MARK)
        part.write_text(mark.model_dump_json(indent=1), encoding="utf-8")
        part.replace(folder / MARK)
    except OSError as error:
        raise CannotWrite(folder, error.strerror or type(error).__name__) from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _bytes_in(folder: Path) -> int:
    return sum(_size(path) for path in folder.rglob("*") if path.is_file())
