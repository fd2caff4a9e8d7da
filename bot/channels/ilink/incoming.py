"""What came in becomes a `Message`. Nothing in it is believed: types, sizes and ids are looked at one by one."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from bot.channels.base import NO_PHOTO, Mark, Message, Picture
from bot.channels.ilink.bindings import Binding
from bot.channels.ilink.media import picture_of

CHANNEL = "ilink"
LONGEST_ID = 200
LONGEST_TOKEN = 10_000
MOST_ITEMS = 100
_BOT = 2
_TEXT, _IMAGE, _VOICE, _FILE, _VIDEO = range(1, 6)
_PHOTO_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".bmp", ".tif", ".tiff", ".avif")


class Unreadable(Exception):
    """Nobody can tell who says this, or it is not for us."""


def context_mark(user_id: str) -> str:
    """Under which name a person's newest token is kept."""
    return f"context:{user_id}"


def message_of(raw: object, binding: Binding, now: datetime) -> Message:
    """What a member said. Raises `Unreadable` for what is no message of a member's to the bot alone."""
    said = _object(raw)
    sender = _id(said.get("from_user_id"))
    if not sender:
        raise Unreadable("no sender")
    if said.get("message_type") == _BOT or sender == binding.bot_id:
        raise Unreadable("a message of the bot's own")
    if said.get("group_id"):
        raise Unreadable("a message in a group, which this way in has not")
    if said.get("delete_time_ms"):
        raise Unreadable("a message that was taken back")
    items = said.get("item_list")
    items = [_object(item) for item in items[:MOST_ITEMS]] if isinstance(items, list) else []
    quoted_id, shown = _quoted(items)
    token = said.get("context_token")
    has_token = isinstance(token, str) and 0 < len(token) <= LONGEST_TOKEN
    return Message(
        channel=CHANNEL,
        account=binding.account,
        chat_id=sender,
        message_id=_message_id(said, items),
        sender_id=sender,
        sender_name=binding.name if sender == binding.user_id else "",
        text="\n".join(_texts(items)),
        sent_at=_time(said.get("create_time_ms")) or now,
        quoted_id=quoted_id,
        pictures=(*shown, *_pictures(items)),
        clips=tuple(_clips(items)),
        marks=(Mark(context_mark(sender), str(token)),) if has_token else (),
    )


def _texts(items: list[Mapping[str, object]]) -> Iterator[str]:
    """Words typed, and words spoken where WeChat has written them down."""
    for item in items:
        name = {_TEXT: "text_item", _VOICE: "voice_item"}.get(_number(item.get("type")))
        text = _object(item.get(name)).get("text") if name else None
        if isinstance(text, str) and text:
            yield text


def _pictures(items: list[Mapping[str, object]]) -> Iterator[Picture]:
    """Photos, also those sent as files. Of clips and other files it is said, where photos are opened, that they are none."""
    for item in items:
        match _number(item.get("type")):
            case 2:
                image = _object(item.get("image_item"))
                yield picture_of(_object(image.get("media")), image.get("aeskey"))
            case 4:
                file = _object(item.get("file_item"))
                is_photo = str(file.get("file_name") or "").lower().endswith(_PHOTO_ENDINGS)
                yield picture_of(_object(file.get("media"))) if is_photo else NO_PHOTO
            case 5:
                yield NO_PHOTO


def _clips(items: list[Mapping[str, object]]) -> Iterator[Picture]:
    for item in items:
        if _number(item.get("type")) == _VIDEO:
            clip = picture_of(_object(_object(item.get("video_item")).get("media")))
            if clip.id:
                yield clip


def _quoted(items: list[Mapping[str, object]]) -> tuple[str, tuple[Picture, ...]]:
    """The id of what is quoted, or, where older phones send the whole of it instead, its photos."""
    for item in items:
        if quote := _object(item.get("ref_msg")):
            inside = _object(quote.get("message_item"))
            for value in (quote.get("svr_id"), inside.get("msg_id")):
                try:
                    if found := _id(value):
                        return found, ()
                except Unreadable:
                    continue
            return "", tuple(picture for picture in _pictures([inside]) if picture != NO_PHOTO)
    return "", ()


def _message_id(said: Mapping[str, object], items: list[Mapping[str, object]]) -> str:
    """The far side's, or one made of the whole message: the same when it is delivered again."""
    for value in (said.get("message_id"), *(item.get("msg_id") for item in items)):
        text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if text and text != "0":
            is_plain = len(text) <= LONGEST_ID and text.isprintable()
            return text if is_plain else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    content = {name: value for name, value in said.items() if name != "context_token"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _id(value: object) -> str:
    """An id the store can hold; empty where there is none. Raises `Unreadable` for others."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if len(text) > LONGEST_ID or not text.isprintable():
        raise Unreadable("an id that is none")
    return "" if text == "0" else text


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _time(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool) or not milliseconds > 0:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
