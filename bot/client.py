"""The other end of the owner's socket: what `say`, `chat`, `jobs`, `generate` and `generators` use."""

import asyncio
import contextlib
import getpass
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from bot.channels.terminal import (
    LONGEST_LINE,
    AnswerLine,
    AskLine,
    HeardLine,
    JobLine,
    LetterLine,
    MakeLine,
    OwnerLine,
    RetryLine,
    SayLine,
    ShownLine,
    TakenLine,
)
from bot.errors import XiaoaiError

T = TypeVar("T")
Show = Callable[[LetterLine], None]


class OwnerGone(XiaoaiError):
    """The process that owns the data folder went away in the middle."""

    def __init__(self) -> None:
        super().__init__("小爱停下了。没做完的任务都记着，再启动就会接着做。")


class Client:
    """One terminal's connection to the owner."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, show: Show) -> None:
        self._reader = reader
        self._writer = writer
        self._show = show
        self._answers: asyncio.Queue[AnswerLine] = asyncio.Queue()
        self._taken: asyncio.Queue[TakenLine] = asyncio.Queue()
        self._heard: dict[str, asyncio.Event] = {}
        self._reading = asyncio.create_task(self._read())

    async def say(self, text: str) -> str:
        """Say something; returns its message id once it is on disk."""
        line = SayLine(id=secrets.token_hex(12), name=user_name(), text=text)
        heard = self._heard[line.id] = asyncio.Event()
        await self._send(line)
        await self._unless_gone(heard.wait())
        del self._heard[line.id]
        return line.id

    async def ask(self, message_id: str = "") -> AnswerLine:
        """How far is this message, or, without one, the last jobs."""
        await self._send(AskLine(message_id=message_id))
        return await self._unless_gone(self._answers.get())

    async def order(self, line: MakeLine | RetryLine) -> TakenLine:
        """Have something made, or tried again; what the owner says to it."""
        await self._send(line)
        return await self._unless_gone(self._taken.get())

    async def follow(self, message_id: str, on_progress: Callable[[JobLine], None]) -> JobLine | None:
        """Wait until the message is answered and its job, if it made one, has ended and its result was shown."""
        while True:
            answer = await self.ask(message_id)
            if answer.jobs:
                on_progress(answer.jobs[0])
            if answer.is_done:
                return answer.jobs[0] if answer.jobs else None
            await asyncio.sleep(0.1)

    async def wait_until_gone(self) -> None:
        """Returns when the owner has closed the connection."""
        await asyncio.wait([self._reading])

    async def close(self) -> None:
        """Hang up."""
        self._reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reading
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionError):
            while raw := await self._reader.readline():
                match OwnerLine.validate_json(raw):
                    case LetterLine() as letter:
                        self._show(letter)
                        await self._send(ShownLine(id=letter.id))
                    case HeardLine(id=message_id):
                        self._heard[message_id].set()
                    case AnswerLine() as answer:
                        self._answers.put_nowait(answer)
                    case TakenLine() as taken:
                        self._taken.put_nowait(taken)

    async def _send(self, line: SayLine | ShownLine | AskLine | MakeLine | RetryLine) -> None:
        try:
            self._writer.write(line.model_dump_json().encode() + b"\n")
            await self._writer.drain()
        except ConnectionError:
            raise OwnerGone from None

    async def _unless_gone(self, waiting: Coroutine[Any, Any, T]) -> T:
        """Wait for an answer, but not for an owner who will never give one."""
        task = asyncio.ensure_future(waiting)
        await asyncio.wait([task, self._reading], return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            raise OwnerGone
        return task.result()


@contextlib.asynccontextmanager
async def connected(socket: Path, show: Show) -> AsyncIterator[Client]:
    """Connect to the owner's socket. Raises `ConnectionError` or `FileNotFoundError` when nobody is there."""
    reader, writer = await asyncio.open_unix_connection(socket, limit=LONGEST_LINE)
    client = Client(reader, writer, show)
    try:
        yield client
    finally:
        await client.close()


def user_name() -> str:
    """Who sits at the terminal, as the machine calls him; empty where it does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
