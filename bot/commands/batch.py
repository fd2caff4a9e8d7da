"""给这三个各做一个：…: several clips or pictures of one message, made under one number."""

from typing import Literal

from bot.commands.answer import Answer, Orders
from bot.inbox import Heard
from bot.sessions import Pending
from bot.templates import TemplateStore
from intents.batch import BatchReader, divide
from intents.engine.types import CommandMatch, MediaRequest, Say

MOST = 6
"""Jobs of one message."""


class BatchOrders:
    """Takes an enumeration apart."""

    def __init__(self, templates: TemplateStore) -> None:
        self._templates = templates
        self.orders: Orders = {"batch": self._clips, "batch_pictures": self._pictures}

    async def _clips(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        if not match.said("request") and pending and pending.kind == "ideas" and len(pending.media) > 1:
            return _promise(pending.media)  # 三个都要, said to a list of ideas
        return self._made("video", match, heard)

    async def _pictures(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return self._made("image", match, heard)

    def _made(self, kind: Literal["image", "video"], match: CommandMatch, heard: Heard) -> Answer | None:
        if match.number is not None and match.number < 2:
            return None
        parts = divide(_as_typed(heard.message.text, match.said("request")), match.number)
        if len(parts.items) < 2:
            return Answer(Say("batch.unclear", {"count": len(parts.items)}))
        if len(parts.items) > MOST:
            return Answer(Say("batch.too_many", {"count": len(parts.items), "most": MOST}))
        empty = [number for number, item in enumerate(parts.items, 1) if not item]
        if empty:
            return Answer(Say("batch.empty", {"number": empty[0]}))
        current = self._templates.current
        return _promise(BatchReader(current.catalog, current.recognizer).requests(kind, parts))


def _promise(wanted: tuple[MediaRequest, ...]) -> Answer:
    say = Say("batch.accepted", {"count": len(wanted), "kind": wanted[0].kind})
    return Answer(say, media=wanted[0], batch=wanted[1:], settles=True)


def _as_typed(text: str, request: str) -> str:
    """The enumeration with its line breaks, which no template sees."""
    begin = request.split(maxsplit=1)[0] if request.split() else ""
    return text[text.index(begin) :] if begin and begin in text else request
