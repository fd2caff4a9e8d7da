"""One owner per data folder.

A second process with the same executor id on one file would start every running step again (measured with DBOS 3.4.0), so the
first process holds a lock for as long as it lives and the others talk to it through its socket.
"""

import fcntl
import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from bot.errors import AlreadyOwned

LONGEST_SOCKET_PATH = 100
"""Linux takes 107 bytes, macOS 103."""


class OwnerLock:
    """The exclusive lock on `owner.lock`. The kernel lets go of it when the process dies, however it dies."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Become the owner. Raises `AlreadyOwned`."""
        file = (self._data / "owner.lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read().strip() or "?"
            file.close()
            raise AlreadyOwned(self._data, owner) from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        """Stop being the owner."""
        if self._file:
            self._file.close()
            self._file = None


def socket_path(data: Path) -> Path:
    """`owner.sock` in the data folder; where that path is too long for a socket, a private folder named after it."""
    path = data / "owner.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"xiaoai-{os.getuid()}-{name}" / "owner.sock"
