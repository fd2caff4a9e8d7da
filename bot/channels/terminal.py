"""The terminal as a channel: `xiaoai chat`, `say` and `generate` talk to the owner of the data folder through its socket.

One JSON object a line. A client says something and gets 小爱's letters back; it confirms each once it has shown it, so that a
letter counts as delivered only when a person could read it. The socket is private to the user who runs 小爱 (0600).
"""

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.channels.base import (
    Channel,
    ChannelEvents,
    ContentKind,
    Limits,
    Message,
    NotSent,
    Outgoing,
    Picture,
    Receipt,
    Refused,
    Unanswered,
)
from bot.telemetry import log

ME = "me"
LONGEST_LINE = 64 * 1024 * 1024
CONFIRM_SECONDS = 30.0

_log = log("terminal")


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SayLine(_Line):
    """Client: somebody said something. `id` is the message's; said twice it is answered once."""

    type: Literal["say"] = "say"
    id: str = Field(min_length=1, max_length=200)
    name: str = Field(default="", max_length=100)
    text: str


class ShownLine(_Line):
    """Client: the letter was shown."""

    type: Literal["shown"] = "shown"
    id: str


class AskLine(_Line):
    """Client: how far is the message I said, or what are the last jobs?"""

    type: Literal["ask"] = "ask"
    message_id: str = ""


class MakeLine(_Line):
    """Client: make this with that generator. What it would cost is told first, unless it `is_agreed`."""

    type: Literal["make"] = "make"
    id: str = Field(min_length=1, max_length=200)
    name: str = Field(default="", max_length=100)
    generator: str = Field(min_length=1, max_length=50)
    kind: Literal["image", "video"] = "video"
    text: str
    seconds: float | None = Field(default=None, gt=0, le=60)
    size: str = ""
    photo: Base64Bytes = b""
    """To start from; empty for none."""
    is_agreed: bool = False
    """To its price, and to sending the photo out of the house."""


class RetryLine(_Line):
    """Client: this generator is well again."""

    type: Literal["retry"] = "retry"
    generator: str = Field(min_length=1, max_length=50)


class JobLine(_Line):
    """Owner: one job, as a client shows it."""

    number: int
    title: str
    state: str
    stage: str
    fraction: float | None
    elapsed_seconds: float
    high_seconds: float
    reason: str
    path: str


class AnswerLine(_Line):
    """Owner: the answer to `ask`."""

    type: Literal["answer"] = "answer"
    is_done: bool = False
    """The message's turn is over and nothing that answers it is on its way."""
    jobs: tuple[JobLine, ...] = ()


class LetterLine(_Line):
    """Owner: a message of 小爱's."""

    type: Literal["letter"] = "letter"
    id: str
    reply_to: str
    kind: ContentKind
    text: str
    path: str = ""


class HeardLine(_Line):
    """Owner: what was said is on disk."""

    type: Literal["heard"] = "heard"
    id: str


class TakenLine(_Line):
    """Owner: what became of `make` or `retry`."""

    type: Literal["taken"] = "taken"
    text: str
    """For the person at the terminal."""
    is_refused: bool = False
    needs_yes: bool = False
    """Nothing was begun: it waits for a yes."""
    message_id: str = ""
    """What to ask after; that of an earlier one where just this is being made already."""


ClientLine = TypeAdapter[SayLine | ShownLine | AskLine | MakeLine | RetryLine](
    Annotated[SayLine | ShownLine | AskLine | MakeLine | RetryLine, Field(discriminator="type")]
)
OwnerLine = TypeAdapter[AnswerLine | LetterLine | HeardLine | TakenLine](
    Annotated[AnswerLine | LetterLine | HeardLine | TakenLine, Field(discriminator="type")]
)

Answers = Callable[[AskLine], Awaitable[AnswerLine]]
Takes = Callable[[MakeLine | RetryLine], Awaitable[TakenLine]]


class _Client:
    """One connected terminal."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.confirmations: dict[str, asyncio.Future[None]] = {}

    async def write(self, line: _Line) -> None:
        self.writer.write(line.model_dump_json().encode() + b"\n")
        await self.writer.drain()


class TerminalChannel(Channel):
    """Listens on the owner's socket."""

    name = "terminal"
    limits = Limits(media_bytes=1_000_000_000, text_characters=100_000, has_groups=False, has_photos=False)
    admits_everyone = True

    def __init__(self, socket: Path, answers: Answers, takes: Takes) -> None:
        self._path = socket
        self._answers = answers
        self._takes = takes
        self._photos: dict[str, bytes] = {}
        self._events: ChannelEvents | None = None
        self._server: asyncio.Server | None = None
        self._clients: list[_Client] = []
        self._said_by: dict[str, _Client] = {}
        self._serving: set[asyncio.Task[None]] = set()

    async def start(self, events: ChannelEvents) -> None:
        """Listen. A socket left by a killed owner is replaced: we hold the lock."""
        self._events = events
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(self._serve, self._path, limit=LONGEST_LINE)
        finally:
            os.umask(before)

    async def stop(self) -> None:
        """Close the socket and every connection."""
        if self._server:
            self._server.close()
            for client in list(self._clients):
                client.writer.close()
            self._path.unlink(missing_ok=True)
            if self._serving:
                await asyncio.wait(self._serving)

    def can_reach(self, account: str, chat_id: str) -> bool:
        """True while a terminal is open."""
        return bool(self._clients)

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Show it in the terminal that asked, else in the one opened last."""
        client = self._said_by.get(outgoing.reply_to)
        if client not in self._clients:
            client = self._clients[-1] if self._clients else None
        if client is None:
            raise NotSent("no terminal is open")
        shown: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        client.confirmations[outgoing.client_id] = shown
        line = LetterLine(
            id=outgoing.client_id,
            reply_to=outgoing.reply_to,
            kind=outgoing.kind,
            text=outgoing.text,
            path=str(outgoing.path or ""),
        )
        try:
            await client.write(line)
            async with asyncio.timeout(CONFIRM_SECONDS):
                await shown
        except (ConnectionError, TimeoutError) as error:
            raise Unanswered("the terminal went away") from error
        finally:
            client.confirmations.pop(outgoing.client_id, None)
        return Receipt()

    async def fetch(self, picture: Picture) -> bytes:
        """The photo of the order that is being taken."""
        try:
            return self._photos[picture.id]
        except KeyError:
            raise Refused("the photo is gone") from None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        client = _Client(writer)
        self._clients.append(client)
        assert self._events
        self._events.reachable("local", ME)
        try:
            while raw := await reader.readline():
                await self._take(client, raw)
        except (ConnectionError, ValueError) as error:
            # ValueError: a line over the limit. The terminal is closed, 小爱 goes on.
            _log.warning("terminal.dropped", reason=str(error))
        finally:
            self._clients.remove(client)
            self._said_by = {message: said_by for message, said_by in self._said_by.items() if said_by is not client}
            for shown in client.confirmations.values():
                if not shown.done():
                    shown.set_exception(ConnectionResetError("terminal closed"))
            writer.close()

    async def _take(self, client: _Client, raw: bytes) -> None:
        try:
            line = ClientLine.validate_json(raw)
        except ValidationError as error:
            _log.warning("terminal.line_refused", problems=error.error_count())
            return
        match line:
            case SayLine():
                assert self._events
                self._said_by[line.id] = client
                await self._events.hear(_message(line))
                await client.write(HeardLine(id=line.id))
            case ShownLine():
                shown = client.confirmations.get(line.id)
                if shown and not shown.done():
                    shown.set_result(None)
            case AskLine():
                await client.write(await self._answers(line))
            case MakeLine():
                photo = photo_of(line)
                self._photos |= {photo.id: line.photo} if photo else {}
                taken = await self._takes(line)
                if photo:
                    self._photos.pop(photo.id, None)
                if taken.message_id:
                    self._said_by[taken.message_id] = client
                await client.write(taken)
            case RetryLine():
                await client.write(await self._takes(line))


def message_of(line: MakeLine) -> Message:
    """An order as a message; its photo can be fetched until it is taken."""
    photo = photo_of(line)
    return replace(_message(SayLine(id=line.id, name=line.name, text=line.text)), pictures=(photo,) if photo else ())


def photo_of(line: MakeLine) -> Picture | None:
    """Known by what it shows: the same photo in two orders is the same."""
    return Picture(hashlib.sha256(line.photo).hexdigest()[:32]) if line.photo else None


def _message(line: SayLine) -> Message:
    return Message(
        channel=TerminalChannel.name,
        account="local",
        chat_id=ME,
        message_id=line.id,
        sender_id=ME,
        sender_name=line.name,
        text=line.text,
        sent_at=datetime.now(UTC),
    )
