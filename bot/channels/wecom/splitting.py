"""A long text in parts that fit, cut where a reader would pause."""

import re
from collections.abc import Iterator

_PAUSES = (re.compile(r"\n"), re.compile(r"[。！？；…!?;]|\.(?=\s)"), re.compile(r"[，、,\s]"))
"""From the best place to cut behind to the worst."""


def split(text: str, most_bytes: int) -> Iterator[str]:
    """Parts of at most so many bytes of UTF-8; all of it is in them but the blanks around the cuts."""
    rest = text.encode("utf-8", "replace").decode("utf-8").strip()
    start = 0
    while start < len(rest):
        # Never more characters than bytes: what is looked at is no longer than one part.
        window = rest[start : start + most_bytes].encode()
        part = window[:most_bytes].decode("utf-8", "ignore")
        if start + len(part) < len(rest):
            part = part[: _cut(part)]
        start += len(part)
        if part := part.strip():
            yield part


def _cut(part: str) -> int:
    """How much of a full part to take: up to the best pause in its second half."""
    for pause in _PAUSES:
        found = [match.end() for match in pause.finditer(part, len(part) // 2)]
        if found:
            return found[-1]
    return len(part)
