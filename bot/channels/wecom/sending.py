"""A letter, in as many steps as it takes: the file uploaded, sent, and then what is said with it; a long text in parts.

What has been taken is not sent again when a later step has to be repeated, also not by the next life: how far a letter has got is
a mark until it has come to its end. What fails for good after something was taken counts as unanswered.
"""

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass

from bot.channels.base import ChannelEvents, Mark, NotSent, Outgoing, Refused, Unanswered
from bot.channels.splitting import split, utf8_bytes
from bot.channels.wecom import frames
from bot.channels.wecom.answers import failed, meaning_of
from bot.channels.wecom.frames import Body, Frame
from bot.channels.wecom.link import Link, Timing
from bot.channels.wecom.replies import Replies
from bot.channels.wecom.upload import Upload

MOST_TEXT_BYTES = 20_480
MOST_PARTS = 20
"""Of one letter; nobody reads on."""
CONFLICT_PAUSES_SECONDS = (0.3, 1.0, 2.0)
MOST_KEPT = 200
_MARK = "sent:"

_TYPES = {
    ("image", ".jpg"): "image",
    ("image", ".jpeg"): "image",
    ("image", ".png"): "image",
    ("video", ".mp4"): "video",
}
"""Everything else is sent as a file."""


@dataclass(slots=True)
class _Progress:
    """How far a letter has got."""

    has_file: bool = False
    parts: int = 0
    media_id: str = ""
    unknown: int = 0
    is_marked: bool = False

    @property
    def messages(self) -> int:
        return self.parts + self.has_file

    @property
    def has_begun(self) -> bool:
        return self.messages > 0

    def failed(self, answer: Frame, doing: str) -> NotSent | Refused:
        if meaning_of(answer) is None:
            self.unknown += 1
        return failed(answer, doing, self.unknown)


class Sending:
    """Sends the letters of one account; remembers how far those got that are to be tried again."""

    def __init__(self, account: str, replies: Replies, timing: Timing) -> None:
        self._account = account
        self._replies = replies
        self._timing = timing
        self._events: ChannelEvents | None = None
        self._progress: OrderedDict[str, _Progress] = OrderedDict()

    async def begin(self, events: ChannelEvents) -> None:
        """Know again how far the letters of an earlier life got."""
        self._events = events
        for name, value in (await events.recall(self._account)).items():
            has_file, _, parts = value.partition(" ")
            if name.startswith(_MARK) and parts.isdecimal():
                self._progress[name.removeprefix(_MARK)] = _Progress(has_file == "file", int(parts), is_marked=True)

    async def send(self, link: Link, outgoing: Outgoing) -> int:
        """Returns when all of it was taken: how many messages that were now. Raises `ChannelError`."""
        progress = self._progress.pop(outgoing.client_id, None) or _Progress()
        before = progress.messages
        try:
            await self._go_on(link, outgoing, progress)
        except NotSent:
            self._progress[outgoing.client_id] = progress
            while len(self._progress) > MOST_KEPT:
                self._progress.popitem(last=False)
            if progress.has_begun:
                await self._mark(outgoing, progress, f"{'file' if progress.has_file else ''} {progress.parts}")
            raise
        except Refused as error:
            await self._end(outgoing, progress)
            if progress.has_begun:
                raise Unanswered(f"only the beginning was taken: {error}") from error
            raise
        except Unanswered:
            await self._end(outgoing, progress)
            raise
        else:
            await self._end(outgoing, progress)
            return progress.messages - before

    async def _end(self, outgoing: Outgoing, progress: _Progress) -> None:
        if progress.is_marked:
            await self._mark(outgoing, progress, "")

    async def _mark(self, outgoing: Outgoing, progress: _Progress, value: str) -> None:
        assert self._events
        progress.is_marked = bool(value)
        await self._events.remember(self._account, [Mark(f"{_MARK}{outgoing.client_id}", value)])

    async def _go_on(self, link: Link, outgoing: Outgoing, progress: _Progress) -> None:
        if len(outgoing.text.encode("utf-8", "replace")) > MOST_PARTS * MOST_TEXT_BYTES:
            raise Refused(f"a text of {len(outgoing.text)} characters")
        parts = list(split(outgoing.text, MOST_TEXT_BYTES, utf8_bytes))
        if outgoing.kind == "text" and not parts:
            raise Refused("there is nothing to say")
        if outgoing.kind != "text" and not progress.has_file:
            await self._send_file(link, outgoing, progress)
            progress.has_file = True
        for part in parts[progress.parts :]:
            await self._say(link, outgoing, part, progress)
            progress.parts += 1

    async def _say(self, link: Link, outgoing: Outgoing, part: str, progress: _Progress) -> None:
        """As a reply where that is still possible."""
        if req_id := self._replies.claim(outgoing.reply_to, link):
            stream = {"id": secrets.token_hex(16), "finish": True, "content": part}
            answer = await self._asked(link, frames.RESPOND, {"msgtype": "stream", "stream": stream}, req_id)
            meaning = meaning_of(answer)
            if answer.is_good:
                return
            if meaning is None or meaning.outcome != "stale_reply":
                raise progress.failed(answer, frames.RESPOND)
        body = {"chatid": outgoing.chat_id, "msgtype": "markdown", "markdown": {"content": part}}
        answer = await self._asked(link, frames.SEND, body)
        if not answer.is_good:
            raise progress.failed(answer, frames.SEND)

    async def _send_file(self, link: Link, outgoing: Outgoing, progress: _Progress) -> None:
        path = outgoing.path
        if path is None:
            raise Refused("the file is gone")
        kind = _TYPES.get((outgoing.kind, path.suffix.lower()), "file")
        if not progress.media_id:
            progress.media_id = await Upload(link, self._timing.chunk, progress.failed).send(path, kind)
        body = {"chatid": outgoing.chat_id, "msgtype": kind, kind: {"media_id": progress.media_id}}
        answer = await self._asked(link, frames.SEND, body)
        if answer.is_good:
            return
        if (meaning := meaning_of(answer)) and meaning.outcome == "stale_media":
            progress.media_id = ""
        raise progress.failed(answer, frames.SEND)

    async def _asked(self, link: Link, cmd: str, body: Body, req_id: str = "") -> Frame:
        """The answer; a command that met another one is repeated."""
        for pause in CONFLICT_PAUSES_SECONDS:
            answer = await link.ask(cmd, body, req_id=req_id)
            meaning = meaning_of(answer)
            if meaning is None or meaning.outcome != "conflict":
                return answer
            await asyncio.sleep(pause)
        return await link.ask(cmd, body, req_id=req_id)
