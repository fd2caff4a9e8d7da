"""A long text in parts that fit, cut where a reader would pause.

Never inside what belongs together: an address, a number with its unit, an emoji of several characters.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

_WHOLE = re.compile(
    r"https?://[^\s，。！？；、（）《》「」“”<>]+"
    # 3.5 公里, 25℃, 10:30, 2026-11-21, 1,200 元, -5°C, 13800000000
    r"|[-+￥$]?\d(?:[\d.,:：/%-]*\d)?[ \u00a0]?(?:[A-Za-z%‰°℃℉]{1,6}|[\u4e00-\u9fff]{1,2})?"
    # Flags are pairs; the others are a sign, what changes it, and what is joined to it.
    r"|[\U0001F1E6-\U0001F1FF]{2}"
    r"|\S(?:[\u0300-\u036F\u20D0-\u20FF\uFE00-\uFE0F\U0001F3FB-\U0001F3FF\U000E0020-\U000E007F]|\u200D\S)+"
)
_CLUSTER = re.compile(
    r"[\U0001F1E6-\U0001F1FF]{2}"
    r"|\S(?:[\u0300-\u036F\u20D0-\u20FF\uFE00-\uFE0F\U0001F3FB-\U0001F3FF\U000E0020-\U000E007F]|\u200D\S)+"
)
_PAUSES = (
    re.compile(r"\n"),
    re.compile(r"(?:[。！？；…!?;]|\.(?=\s))[”’」』）)]*"),
    re.compile(r"[，、,\s]"),
)
"""From the best place to cut behind to the worst."""


def utf16_units(text: str) -> int:
    """How WeChat counts: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    """How 企业微信 counts."""
    return len(text.encode())


def split(text: str, most: int, size: Callable[[str], int] = utf16_units) -> Iterator[str]:
    """Parts no larger than `most`; all of the text is in them but the blanks around the cuts. None for a blank text.

    What belongs together is torn only where it is larger than a part by itself.
    """
    rest = text.encode("utf-8", "replace").decode("utf-8").strip()
    start = 0
    while start < len(rest):
        # Nothing is larger by any count than by its characters, so what is looked at is hardly longer than one part.
        part = _fitting(rest[start : start + most], most, size)
        if start + len(part) < len(rest):
            # The window goes on behind the part: an address is recognised by its whole.
            part = part[: _cut(part, rest[start : start + len(part) + most])]
        start += len(part)
        if part := part.strip():
            yield part


def _fitting(window: str, most: int, size: Callable[[str], int]) -> str:
    """As much of it as fits."""
    length = bisect_right(range(1, len(window) + 1), most, key=lambda characters: size(window[:characters]))
    return window[: max(1, length)]


def _cut(part: str, window: str) -> int:
    """How much of a full part to take: up to the best pause in its second half, else up to what belongs together."""
    together = [match.span() for match in _WHOLE.finditer(window)]
    for pause in _PAUSES:
        ends = [match.end() for match in pause.finditer(part, len(part) // 2)]
        good = next((end for end in reversed(ends) if _torn(together, end) is None), None)
        if good is not None:
            return good
    for spans in (together, [match.span() for match in _CLUSTER.finditer(window)]):
        torn = _torn(spans, len(part))
        if torn is None:
            return len(part)
        if torn[0] > 0:
            return torn[0]
    return len(part)


def _torn(spans: list[tuple[int, int]], at: int) -> tuple[int, int] | None:
    """What a cut at this place would go through; the spans are in order."""
    before = bisect_left(spans, (at, at))
    return spans[before - 1] if before and at < spans[before - 1][1] else None
