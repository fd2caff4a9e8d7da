"""Brings one file of a model home: gone on with where it was cut, today or next week, and under its name only when it is right."""

import asyncio
import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import httpcore

from generators.base import GeneratorError
from generators.local.errors import LocalError, NotEnoughDisk
from generators.local.hubs.base import HEADERS, Hub, HubFile, reason
from generators.local.hubs.errors import HubUnreachable, WrongChecksum
from generators.remote.pinned import NETWORK_ERRORS, get, header

PAUSES_SECONDS = (0.5, 2.0, 5.0, 15.0, 30.0)
"""Before each further attempt while nothing comes; once something does, they begin anew."""
CHUNK_BYTES = 1 << 20
_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})")
_FULL = {errno.ENOSPC, errno.EDQUOT}

Report = Callable[[int], None]
"""Told how many bytes of the file there are; fewer than before when it begins anew."""


class CannotWrite(LocalError):
    """The folder of models cannot be written to."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}：写不进去（{why}）。改这个文件夹的权限，或者在设置里换一个（local.folder）")


def part_of(target: Path) -> Path:
    """Where a file lies while it comes."""
    return target.with_name(f".{target.name}.part")


async def fetch(
    hub: Hub,
    repository: str,
    file: HubFile,
    target: Path,
    report: Report,
    pauses_seconds: tuple[float, ...] = PAUSES_SECONDS,
) -> None:
    """Fetch one file to `target`; what is there of it already is not fetched again.

    Raises `HubError`, `NotEnoughDisk`, `CannotWrite`. What came before an error stays beside it, unless it was wrong.
    """
    part = part_of(target)
    try:
        await asyncio.to_thread(target.parent.mkdir, parents=True, exist_ok=True)
        for is_last in (False, True):
            async with contextlib.AsyncExitStack() as stack:
                opened = stack.enter_context(await asyncio.to_thread(part.open, "a+b"))
                coming = _Coming(opened, file)
                await asyncio.to_thread(coming.take_up)
                await _all_attempts(hub, repository, coming, report, pauses_seconds)
                await asyncio.to_thread(os.fsync, opened.fileno())
            if coming.is_right:
                await asyncio.to_thread(part.replace, target)
                return
            await asyncio.to_thread(part.unlink)
            report(0)
            if is_last:
                raise WrongChecksum(hub, file.path)
    except OSError as error:
        if error.errno in _FULL:
            raise NotEnoughDisk(target, file.bytes, 0) from error
        raise CannotWrite(target, error.strerror or type(error).__name__) from error


@dataclass(slots=True, eq=False)
class _Coming:
    """A file being received."""

    opened: BinaryIO
    file: HubFile
    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def is_whole(self) -> bool:
        return self.size >= self.file.bytes

    @property
    def is_right(self) -> bool:
        is_same = not self.file.checksum or self.digest.hexdigest() == self.file.checksum
        return self.size == self.file.bytes and is_same

    def begin(self) -> None:
        """Forget what came before."""
        self.opened.truncate(0)
        self.size = 0
        self.digest = _digest(self.file)

    def take_up(self) -> None:
        """Go on from what an earlier run left."""
        self.opened.seek(0, os.SEEK_END)
        length = self.opened.tell()
        if length > self.file.bytes:
            self.begin()
            return
        self.digest = _digest(self.file)
        self.opened.seek(0)
        while chunk := self.opened.read(CHUNK_BYTES):
            self.digest.update(chunk)
        self.size = length

    def write(self, chunk: bytes) -> None:
        self.opened.write(chunk)
        self.digest.update(chunk)
        self.size += len(chunk)


async def _all_attempts(hub: Hub, repository: str, coming: _Coming, report: Report, pauses: tuple[float, ...]) -> None:
    left = list(pauses)
    while not coming.is_whole:
        before = coming.size
        try:
            await _attempt(hub, repository, coming, report)
        except HubUnreachable:
            if coming.size > before:
                left = list(pauses)
            if not left:
                raise
            await asyncio.sleep(left.pop(0))


async def _attempt(hub: Hub, repository: str, coming: _Coming, report: Report) -> None:
    rest = {"Range": f"bytes={coming.size}-"} if coming.size else {}
    try:
        async with get(hub.asking(hub.address(repository, coming.file.path)), headers={**HEADERS, **rest}) as response:
            if not _goes_on(response, coming):
                if response.status != 200:
                    raise hub.refusal(repository, response) or HubUnreachable(hub, f"它回答 {response.status}")
                await asyncio.to_thread(coming.begin)
            await _receive(response, coming, report)
    except (GeneratorError, *NETWORK_ERRORS) as error:
        raise HubUnreachable(hub, reason(error)) from error
    if not coming.is_whole:
        raise HubUnreachable(hub, f"{coming.file.path} 断在 {coming.size} 字节")


async def _receive(response: httpcore.Response, coming: _Coming, report: Report) -> None:
    waiting = bytearray()
    try:
        async for chunk in response.aiter_stream():
            waiting += chunk
            # What is longer than listed is wrong already, and may have no end.
            if len(waiting) >= CHUNK_BYTES or coming.size + len(waiting) > coming.file.bytes:
                taken, waiting = bytes(waiting), bytearray()
                await asyncio.to_thread(coming.write, taken)
                report(min(coming.size, coming.file.bytes))
            if coming.size > coming.file.bytes:
                return
    finally:
        # What came before a cut need not come again.
        await asyncio.to_thread(coming.write, bytes(waiting))
        report(min(coming.size, coming.file.bytes))


def _goes_on(response: httpcore.Response, coming: _Coming) -> bool:
    """True for the rest of the very same file."""
    match = _CONTENT_RANGE.fullmatch(header(response, "content-range"))
    return (
        response.status == 206
        and match is not None
        and (int(match[1]), int(match[2])) == (coming.size, coming.file.bytes)
    )


def _digest(file: HubFile) -> "hashlib._Hash":
    if file.kind == "sha256":
        return hashlib.sha256()
    # Not against forgers: git names what is not in LFS so.
    return hashlib.sha1(b"blob %d\0" % file.bytes, usedforsecurity=False)
