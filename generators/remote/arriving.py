"""One file on its way: what has come, what the rest must agree with, and which answers are no part of it."""

import asyncio
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import BinaryIO

import httpcore

from generators.base import Broken, Busy, Kind, Unreachable
from generators.remote.formats import HEAD_BYTES, is_typed_as
from generators.remote.pinned import header

CHUNK_BYTES = 1 << 18
"""So much is written at once."""
_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})")
_LONGEST_RETRY_AFTER_SECONDS = 3600.0
_LONGEST_SHOWN = 80


class Expired(Broken):
    """The address is no longer good (401, 403, 404, 410); a provider that still knows the ticket may give a new one."""


@dataclass(slots=True, eq=False)
class Arriving:
    """A file being received; `flush` and `begin` block, the rest does not."""

    file: BinaryIO
    """Where it is written, open throughout."""
    shown: str
    """Its address as a record may show it."""
    most_bytes: int
    kinds: Collection[Kind]
    has_begun: bool = False
    """An answer with the file has come, if only its headers."""
    size: int = 0
    length: int | None = None
    """Of the whole file; None where the far side does not say."""
    etag: str = ""
    takes_ranges: bool = False
    content_type: str = ""
    head: bytes = b""
    """Its first bytes."""
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    waiting: bytearray = field(default_factory=bytearray)

    @property
    def rest(self) -> dict[str, str]:
        """Headers that ask for what is missing; none where the far side could not be held to the same file."""
        if not self.size or not self.takes_ranges or (self.length is None and not self.etag):
            return {}
        return {"Range": f"bytes={self.size}-"} | ({"If-Range": self.etag} if self.etag else {})

    def goes_on_with(self, response: httpcore.Response) -> bool:
        """True for the rest of the very same file."""
        match = _CONTENT_RANGE.fullmatch(header(response, "content-range"))
        return (
            response.status == 206
            and bool(self.rest)
            and match is not None
            and int(match[1]) == self.size
            and self.length in (None, int(match[2]))
            and header(response, "etag") in (self.etag, "")
        )

    def refuse(self, response: httpcore.Response, *, was_resumed: bool) -> None:
        """Raise for an answer that is not the whole file, or a file that is not wanted."""
        status = response.status
        if was_resumed and status in (206, 416):
            # Another file stands there now, or the far side counts differently: from the beginning.
            self.takes_ranges = False
            raise Unreachable(f"{self.shown} could not be resumed after {self.size} bytes")
        if status in (401, 403, 404, 410):
            raise Expired(f"{self.shown} answers {status}: it has expired or was never there")
        if status == 429:
            raise Busy(f"{self.shown} answers 429", _seconds(header(response, "retry-after")))
        if status >= 500:
            raise Unreachable(f"{self.shown} answers {status}")
        if status != 200:
            raise Broken(f"{self.shown} answers {status}")
        if (encoding := header(response, "content-encoding").lower()[:_LONGEST_SHOWN]) not in ("", "identity"):
            raise Broken(f"{self.shown} comes packed as {encoding}, which was not asked for")
        called = _content_type(response)
        if not any(is_typed_as(called, kind) for kind in self.kinds):
            raise Broken(f"{self.shown} is {called}, no {' or '.join(self.kinds)}")
        if (length := _length(response)) is not None and length > self.most_bytes:
            raise Broken(f"{self.shown} has {length} bytes, more than {self.most_bytes}")

    def begin(self, response: httpcore.Response) -> None:
        """Forget what came before; this answer has the whole file."""
        if self.size:
            self.file.seek(0)
            self.file.truncate()
        self.has_begun, self.size, self.head = True, 0, b""
        self.length, self.content_type = _length(response), _content_type(response)
        self.etag = header(response, "etag")
        # A weak tag promises the same picture, not the same bytes.
        is_weak = self.etag.startswith("W/")
        self.takes_ranges = header(response, "accept-ranges").lower() == "bytes" and not is_weak
        self.digest = hashlib.sha256()

    async def take(self, chunk: bytes) -> None:
        """Keep some bytes. Raises `Broken` once there are too many."""
        self.waiting += chunk
        if self.size + len(self.waiting) > self.most_bytes:
            raise Broken(f"{self.shown} has more than {self.most_bytes} bytes")
        if len(self.waiting) >= CHUNK_BYTES:
            await asyncio.to_thread(self.flush)

    def flush(self) -> None:
        """Write down what waits; blocks."""
        taken, self.waiting = bytes(self.waiting), bytearray()
        self.file.write(taken)
        self.digest.update(taken)
        self.head = (self.head + taken[:HEAD_BYTES])[:HEAD_BYTES]
        self.size += len(taken)


def _content_type(response: httpcore.Response) -> str:
    return header(response, "content-type").partition(";")[0].strip().lower()[:_LONGEST_SHOWN]


def _length(response: httpcore.Response) -> int | None:
    length = header(response, "content-length")
    # Beside a transfer encoding it means nothing.
    return int(length) if length.isdecimal() and not header(response, "transfer-encoding") else None


def _seconds(retry_after: str) -> float:
    # A date is allowed there, too; half a minute is as good.
    return min(float(retry_after), _LONGEST_RETRY_AFTER_SECONDS) if retry_after.isdecimal() else 30.0
