"""A callback becomes a `Message`. Nothing in it is believed: types, sizes and ids are looked at one by one."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from bot.channels.base import Message, Picture
from bot.channels.wecom.media import picture_of

LONGEST_ID = 200
LONGEST_SPOKEN_ID = 20
MOST_ITEMS = 100
"""Of a message of texts and pictures mixed."""
_MILLISECONDS_FROM = 100_000_000_000
"""Seconds are ten digits until the year 2286."""
_LEADING_MENTION = re.compile(r"^\s*[@＠]\S{1,64}(?:\s+|$)")


class Unreadable(Exception):
    """Nobody can tell who says this where."""


def message_of(body: Mapping[str, object], bot_id: str, name: str, now: datetime) -> Message:
    """What was said. Only messages that mention the bot come from a group. Raises `Unreadable`."""
    sender = _id(_object(body.get("from")).get("userid"))
    chat = _id(body.get("chatid")) if body.get("chatid") else ""
    is_group = body.get("chattype") == "group" or (body.get("chattype") != "single" and bool(chat))
    if not sender or (is_group and not chat):
        raise Unreadable("no sender" if not sender else "no chat")
    texts, pictures = _content(body)
    quote = _object(body.get("quote"))
    # A quote has no id, but what it quotes is in it.
    pictures = (*_content(quote)[1], *pictures)
    text = "\n".join(texts)
    return Message(
        channel="wecom",
        account=bot_id,
        chat_id=chat if is_group else sender,
        message_id=_message_id(body.get("msgid")),
        sender_id=sender,
        # Names are not told. An account somebody chose tells the admin more than none, one that was made up tells nothing.
        sender_name=sender if len(sender) <= LONGEST_SPOKEN_ID else "",
        text=without_mention(text, name) if is_group else text,
        sent_at=_time(body.get("create_time")) or now,
        is_group=is_group,
        mentions_me=is_group,
        pictures=pictures,
    )


def without_mention(text: str, name: str) -> str:
    """The text without the bot's name as the application writes it in, which may stand anywhere, a blank behind it.

    A bot that is called otherwise than the settings say is still recognized at the beginning. @小爱同学 is left to whoever knows
    what 小爱 listens to.
    """
    mention = re.compile(rf"(?:(?<=\s)|^)[@＠]{re.escape(name)}(?:\s+|$)")
    rest, found = mention.subn("", text)
    if not found and not text.lstrip().startswith((f"@{name}", f"＠{name}")):
        rest = _LEADING_MENTION.sub("", text, count=1)
    return rest.strip()


def _content(body: Mapping[str, object]) -> tuple[list[str], tuple[Picture, ...]]:
    """The texts and pictures of a message, or of what it quotes. A file may be a photo sent as it is; if it is none, or a clip,
    whoever opens it says so."""
    texts: list[str] = []
    pictures: list[Picture] = []
    for kind, content in _items(body):
        if kind in ("text", "voice"):
            said = content.get("content")
            texts += [said] if isinstance(said, str) and said else []
        elif kind in ("image", "file", "video"):
            pictures.append(picture_of(content))
    return texts, tuple(pictures)


def _items(body: Mapping[str, object]) -> Iterator[tuple[object, Mapping[str, object]]]:
    kind = body.get("msgtype")
    if kind != "mixed":
        yield kind, _object(body.get(kind)) if isinstance(kind, str) else {}
        return
    items = _object(body.get("mixed")).get("msg_item")
    for item in items[:MOST_ITEMS] if isinstance(items, list) else ():
        kind = _object(item).get("msgtype")
        if kind in ("text", "image"):
            yield kind, _object(_object(item).get(kind))


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _id(value: object) -> str:
    """An id the store can hold; raises `Unreadable` for others."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if len(text) > LONGEST_ID or not text.isprintable():
        raise Unreadable("an id that is none")
    return text


def _message_id(value: object) -> str:
    """Also an odd one tells a message delivered again from a new one; one without any could be lost or doubled."""
    if not value or not isinstance(value, str | int):
        raise Unreadable("no message id")
    text = str(value)
    if len(text) <= LONGEST_ID and text.isprintable():
        return text
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _time(value: object) -> datetime | None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
        return None
    try:
        return datetime.fromtimestamp(value / 1000 if value >= _MILLISECONDS_FROM else value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
