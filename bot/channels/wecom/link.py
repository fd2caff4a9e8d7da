"""One connection, from its first question to its end."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from bot.channels.base import NotSent, Unanswered
from bot.channels.wecom import frames
from bot.channels.wecom.frames import Body, Frame
from bot.telemetry import log

MOST_MISSED = 2
"""Pings without an answer, after which the far side is dead."""

_log = log("wecom")


@dataclass(frozen=True, slots=True)
class Timing:
    """How long is waited for what, in seconds. Ping and reconnection are the SDK's; it gives an answer 5 s, and others saw that
    pass unanswered (AstrBot #5938)."""

    connect: float = 15.0
    ping: float = 30.0
    answer: float = 20.0
    chunk: float = 60.0
    """For half a megabyte up a slow line."""
    first_pause: float = 1.0
    longest_pause: float = 30.0
    person: float = 600.0
    """Before another try where only a person can help: displaced, or refused."""


class Link:
    """Asks, hears the answers, and hands on what else comes in. `listen` runs until the connection has ended."""

    def __init__(self, socket: ClientConnection, timing: Timing, hand_on: Callable[["Link", Frame], None]) -> None:
        self._socket = socket
        self._timing = timing
        self._hand_on = hand_on
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        # One question at a time under one id: an answer does not say which of two it answers.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._missed = 0
        self.was_displaced = False

    @property
    def is_open(self) -> bool:
        """False once nothing can be asked any more."""
        return self._socket.state is State.OPEN and not self.was_displaced

    async def ask(self, cmd: str, body: Body | None, *, req_id: str = "", seconds: float = 0.0) -> Frame:
        """The answer to a frame. Raises `NotSent` when it surely did not leave, else `Unanswered`."""
        req_id = req_id or frames.new_req_id(cmd)
        async with self._turns.setdefault(req_id, asyncio.Lock()):
            return await self._ask(frames.write(cmd, req_id, body), cmd, req_id, seconds or self._timing.answer)

    async def listen(self) -> None:
        """Take what comes until the connection ends, by whomever; then nobody waits for an answer any more."""
        try:
            with contextlib.suppress(ConnectionClosed):
                async for raw in self._socket:
                    self._take(raw)
                    if self.was_displaced:
                        return
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(Unanswered("the connection ended before the answer"))

    async def keep_alive(self) -> None:
        """Ask whether anybody is there, every half minute; hang up when two of the questions in a row were not answered."""
        while self._missed < MOST_MISSED:
            if not self._missed:
                await asyncio.sleep(self._timing.ping)
            try:
                answer = await self.ask(frames.PING, None, seconds=self._timing.ping)
            except NotSent:
                return
            except Unanswered:
                self._missed += 1
            else:
                self._missed = 0
                if not answer.is_good:
                    _log.warning("wecom.ping_refused", errcode=answer.errcode)
        _log.warning("wecom.silent", seconds=self._timing.ping * MOST_MISSED)
        self.cut()

    def cut(self) -> None:
        """End the connection without a farewell nobody would hear."""
        self._socket.transport.abort()

    async def _ask(self, frame: str, cmd: str, req_id: str, seconds: float) -> Frame:
        if not self.is_open:
            raise NotSent("there is no connection")
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[req_id] = waiting
        try:
            async with asyncio.timeout(seconds):
                await self._socket.send(frame)
                return await waiting
        except TimeoutError:
            raise Unanswered(f"{cmd} was not answered within {seconds:g} s") from None
        except ConnectionClosed:
            # It was open a moment ago: some of the frame may have left.
            raise Unanswered(f"the connection ended during {cmd}") from None
        finally:
            del self._waiting[req_id]

    def _take(self, raw: str | bytes) -> None:
        frame = frames.read(raw)
        if frame is None:
            _log.warning("wecom.no_frame", bytes=len(raw))
        elif frame.displaces:
            self.was_displaced = True
        elif frame.cmd in (frames.MESSAGE, frames.EVENT):
            self._hand_on(self, frame)
        elif (waiting := self._waiting.get(frame.req_id)) and not waiting.done():
            if frame.errcode is None:
                waiting.set_exception(Unanswered("an answer that says neither yes nor no"))
            else:
                waiting.set_result(frame)
        else:
            _log.info("wecom.late_answer", cmd=frame.cmd[:40], errcode=frame.errcode)
