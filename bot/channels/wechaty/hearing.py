"""From the news that there is a message to the message itself.

The gateway tells an id; what it says has to be asked for. Messages are asked for beside each other and handed on in the order in which
they were told, each once it is stored. One that cannot be had is recorded and passed over: it never stops those behind it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Hear, Message
from bot.channels.wechaty import wire
from bot.channels.wechaty.connection import CallFailed, Connection
from bot.errors import XiaoaiError
from bot.telemetry import log

MOST_AT_ONCE = 16
MOST_WAITING = 1000
"""Then the gateway itself has to wait with more."""
PAYLOAD_SECONDS = 10.0
LINE_BACK_SECONDS = 60.0
"""How long a message waits for a line that broke while it was asked for."""
TRIES_TO_STORE = (0.5, 2.0, 5.0, 10.0, 30.0)
LONGEST_ID = 512

_log = log("wechaty")


@dataclass(frozen=True, slots=True)
class Told:
    """A message was announced, to this account."""

    message_id: str
    account: str


Read = Callable[[Connection, Told, Any], Awaitable[Message | None]]
"""What a payload means; None for what is none of 小爱's business."""


class Hearing:
    """Between the line and the inbox."""

    def __init__(self, line_up: Callable[[], Awaitable[Connection]], read: Read, hear: Hear) -> None:
        self._line_up = line_up
        self._read = read
        self._hear = hear
        self._at_once = asyncio.Semaphore(MOST_AT_ONCE)
        self._coming: asyncio.Queue[asyncio.Task[Message | None]] = asyncio.Queue(MOST_WAITING)

    async def take(self, message_id: object, account: str) -> None:
        """A message was announced. Waits while too many are on their way."""
        if isinstance(message_id, str) and 0 < len(message_id) <= LONGEST_ID:
            await self._coming.put(asyncio.create_task(self._fetch(Told(message_id, account))))
        else:
            _log.warning("wechaty.message_without_id")

    async def run(self) -> None:
        """Hand on, until cancelled."""
        try:
            while True:
                message = await (await self._coming.get())
                if message is not None:
                    await self._hand_on(message)
        finally:
            while not self._coming.empty():
                self._coming.get_nowait().cancel()

    async def _fetch(self, told: Told) -> Message | None:
        try:
            async with self._at_once, asyncio.timeout(LINE_BACK_SECONDS):
                return await self._fetch_when_up(told)
        except TimeoutError:
            reason = "the line did not come back"
        except CallFailed as failed:
            reason = str(failed)
        except Exception as error:  # noqa: BLE001 - whatever is odd about one message must not stop the others
            reason = f"{type(error).__name__} while it was read"
        _log.error("wechaty.message_lost", message=told.message_id, reason=reason)
        return None

    async def _fetch_when_up(self, told: Told) -> Message | None:
        tried: Connection | None = None
        while True:
            connection = await self._line_up()
            try:
                asked = wire.MessagePayloadRequest(id=told.message_id)
                payload = await connection.call("MessagePayload", asked, wire.MessagePayloadResponse, PAYLOAD_SECONDS)
                return await self._read(connection, told, payload)
            except CallFailed as failed:
                if failed.status is not None or connection is tried:
                    raise
            tried = connection
            # Where the line broke, that is known by then.
            await asyncio.sleep(0.2)

    async def _hand_on(self, message: Message) -> None:
        for pause in (*TRIES_TO_STORE, None):
            try:
                await self._hear(message)
            except XiaoaiError as error:
                reason = str(error)  # the disk is full, or somebody holds the database
            except Exception as error:  # noqa: BLE001 - one message that cannot be stored must not stop the others
                reason = type(error).__name__
            else:
                return
            if pause is not None:
                _log.warning("wechaty.message_not_stored", reason=reason, again_in_seconds=pause)
                await asyncio.sleep(pause)
        _log.error("wechaty.message_lost", message=message.message_id, reason=reason)
