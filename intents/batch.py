"""给这三个各做一个：小猫钓鱼、小狗滑雪、小鸟唱歌: several wishes in one message, taken apart.

Prevents three clips from becoming one clip of three things. The clearest mark in the message decides: numbers, then lines, then
；, 、, ， and spaces; 和 and 还有 only where the number that was said comes out right.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from intents.engine.catalog import Catalog
from intents.engine.media import take_out_wishes
from intents.engine.normalise import clean, flatten
from intents.engine.recognizer import Recognizer
from intents.engine.requests import media_request
from intents.engine.types import MediaRequest

LONGEST_HEAD = 24
"""Characters before a colon that may still be wishes for all: 5秒竖屏的."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What was enumerated."""

    head: str
    """Wishes before the enumeration, which are meant for all of it."""
    items: tuple[str, ...]
    """In their order; an empty one was numbered and left open."""


def divide(text: str, stated: int | None = None) -> Parts:
    """The parts of an enumeration, lines and all; `stated` is how many its author said there are."""
    counted = _CIRCLED.sub(lambda found: f" {ord(found[0]) - ord('①') + 1}. ", text)
    plain = "\n".join(clean(line) for line in counted.splitlines()).strip()
    head, rest = _head(plain)
    readings = list(_readings(rest))
    # Numbers and lines are nobody's slip of the tongue; the others count where they come out as said.
    sure = next((items for items, is_sure in readings if is_sure), None)
    right = next((items for items, _ in readings if len(items) == stated), None)
    items = sure or right or next((items for items, _ in readings), _trimmed([rest]))
    return Parts(head, tuple(items))


class BatchReader:
    """Makes requests of the parts. Keeps nothing between two messages."""

    def __init__(self, catalog: Catalog, recognizer: Recognizer) -> None:
        self._catalog = catalog
        self._recognizer = recognizer

    def requests(self, kind: Literal["image", "video"], parts: Parts) -> tuple[MediaRequest, ...]:
        """One request a part, each with the wishes that were meant for all."""
        head = take_out_wishes(flatten(clean(parts.head)), self._catalog.wishes)
        # 小猫：钓鱼、滑雪 is three times about the kitten.
        about = "" if _SAYS_NOTHING.fullmatch(head.rest.text) else head.rest.source.strip(_PAUSES)
        items = [about + item for item in parts.items]
        return tuple(media_request(kind, item, {**head.wishes, **self._slots(kind, item)}) for item in items)

    def _slots(self, kind: str, item: str) -> Mapping[str, str]:
        """A part may be a request by itself, 小狗滑雪的视频, or only what is to be seen."""
        recognition = self._recognizer.recognize(item)
        intent = self._catalog.intents[recognition.intent]
        if intent.file.handler == kind and recognition.tier == "rules" and recognition.slots.get("subject"):
            return recognition.slots
        wanted = take_out_wishes(flatten(clean(item)), self._catalog.wishes)
        return {**wanted.wishes, "subject": _OF_WHAT.sub("", wanted.rest.source.strip(_PAUSES)) or item}


def _head(text: str) -> tuple[str, str]:
    """What stands before the colon, where it is short and enumerates nothing, and the rest."""
    head, colon, rest = text.replace("：", ":", 1).partition(":") if _COLON.match(text) else ("", "", text)
    is_head = colon and rest.strip() and not _NUMBER.match(text)
    return (head.strip(), rest.strip()) if is_head else ("", text.lstrip(_PAUSES).rstrip())


def _readings(text: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Every way to take it apart, the clearest first, and whether there is no doubt about it."""
    if numbered := _numbered(text):
        yield numbered, True
    for mark in _MARKS:
        items = _trimmed(mark.split(text))
        if len(items) < 2:
            continue
        yield items, mark is _LINE
        *first, last = items
        if len(tail := _trimmed(_AND.split(last))) > 1:
            yield (*first, *tail), False
    if len(items := _trimmed(_AND.split(text))) > 1:
        yield items, False


def _numbered(text: str) -> tuple[str, ...]:
    """1. … 2. … 3. …, counted without a gap; 3只小猫 is no number of a part."""
    counted: list[re.Match[str]] = []
    for mark in _NUMBER.finditer(text):
        if _value(mark["number"]) == len(counted) + 1:
            counted.append(mark)
    if len(counted) < 2 or text[: counted[0].start()].strip(_PAUSES):
        return ()
    ends = [mark.start() for mark in counted[1:]] + [len(text)]
    return tuple(text[mark.end() : end].strip(_PAUSES) for mark, end in zip(counted, ends, strict=True))


def _value(written: str) -> int:
    return int(written) if written.isdecimal() else _CHINESE.index(written) + 1


def _trimmed(parts: list[str]) -> tuple[str, ...]:
    return tuple(trimmed for part in parts if (trimmed := _LINK.sub("", part.strip(_PAUSES))))


_PAUSES = " \t\r\n,，.。;；、:：!！"
_CIRCLED = re.compile("[①-⑳]")
_CHINESE = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"(?:(?<=[\s,，;；、。])|^)[(（第]?(?P<number>\d{{1,2}}|[{_CHINESE}])(?:个?[.、)）:：](?!\d)|个[是,，]|[ \t]+)\s*"
)
_LINK = re.compile(r"^(?:还有|以及|再来一?个|最后一?个?)[,，是]?")
_OF_WHAT = re.compile(r"的[小短]?(?:视频|短片|动画|片子|图|图片|画)$")
_SAYS_NOTHING = re.compile(r"[,的都要小短]*(?:视频|短片|动画|片子|图|图片|画)?[,的都要]*")
_LINE = re.compile(r"\s*\n\s*")
_MARKS = (_LINE, *map(re.compile, (r"[;；]", r"、", r"[。!！]", r"[,，]", r"\s+")))
_COLON = re.compile(rf"[^、;；\n:：]{{1,{LONGEST_HEAD}}}[:：]")
_AND = re.compile(r"还有|以及|，?再来一?个|和|跟")
