"""A letter becomes what goes over the wire: one item a message, the caption before its file (npm 2.4.9, src/messaging/send.ts)."""

from collections.abc import Mapping
from pathlib import Path

from bot.channels.base import ContentKind
from bot.channels.ilink.media import Uploaded
from bot.channels.splitting import split

MOST_CHARACTERS = 4000
Item = Mapping[str, object]


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
