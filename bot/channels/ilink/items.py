"""A letter becomes what goes over the wire: one item a message, the caption before its file (npm 2.4.9, src/messaging/send.ts)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.channels.base import ContentKind
from bot.channels.ilink.media import Uploaded

MOST_CHARACTERS = 4000
Item = Mapping[str, object]

_PAUSES = (re.compile(r"\n"), re.compile(r"[。！？；…!?;]|\.(?=\s)"), re.compile(r"[，、,\s]"))
"""From the best place to cut behind to the worst."""


def text_items(text: str) -> list[Item]:
    """A text in as many parts as it takes, none for blanks."""
    return [{"type": 1, "text_item": {"text": part}} for part in split(text, MOST_CHARACTERS)]


def file_item(kind: ContentKind, path: Path, uploaded: Uploaded) -> Item:
    """A picture, clip or file that is on the CDN. No thumbnail, as Tencent's own client sends none."""
    media = {"media": uploaded.reference}
    match kind:
        case "image":
            return {"type": 2, "image_item": {**media, "mid_size": uploaded.encrypted_size}}
        case "video":
            return {"type": 5, "video_item": {**media, "video_size": uploaded.encrypted_size}}
        case _:
            return {"type": 4, "file_item": {**media, "file_name": path.name, "len": str(uploaded.size)}}


def message(to: str, client_id: str, item: Item, context: str | None) -> dict[str, object]:
    """The body of `sendmessage`. Without a context it is sent all the same, as Tencent's own client does."""
    said: dict[str, object] = {
        "from_user_id": "",
        "to_user_id": to,
        "client_id": client_id,
        "message_type": 2,
        "message_state": 2,
        "item_list": [item],
    }
    return {"msg": said | ({"context_token": context} if context else {})}


def split(text: str, most: int) -> Iterator[str]:
    """Parts of at most so many UTF-16 units, which is how WeChat counts; cut where a reader would pause."""
    rest = text.encode("utf-8", "replace").decode("utf-8").strip()
    while rest:
        part = _fitting(rest, most)
        if len(part) < len(rest):
            part = part[: _cut(part)]
        rest = rest[len(part) :].lstrip()
        if part := part.rstrip():
            yield part


def _fitting(text: str, most: int) -> str:
    part = text[:most]
    while (over := len(part.encode("utf-16-le")) // 2 - most) > 0:
        part = part[: -max(1, over // 2)]
    return part


def _cut(part: str) -> int:
    for pause in _PAUSES:
        found = [match.end() for match in pause.finditer(part, len(part) // 2)]
        if found:
            return found[-1]
    return len(part)
