"""Files that appear under their name only when they are whole.

A clip half written when the power went would be found after the restart and sent. So everything is written beside its
name first.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generators.base import DiskFull


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; becomes `path` if all goes well, else it is removed. Raises `DiskFull`."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        # PyAV's errors of the disk are OSErrors too.
        if error.errno == errno.ENOSPC:
            raise DiskFull(f"no room on the disk for {path}") from error
        raise
    finally:
        part.unlink(missing_ok=True)
