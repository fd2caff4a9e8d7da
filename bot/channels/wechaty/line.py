"""The line to a gateway: connected again whenever it breaks, and known to be broken within ten seconds.

Measured: a gateway that is frozen keeps its connections, so silence proves nothing. It is asked for its version every three seconds;
any answer will do, also a refusal. A gateway that reconnects us too fast may keep the call open and send nothing more (read in
`event-stream-manager` of wechaty-puppet-service 1.19.9: the end of the old stream forgets the new one), so where a ding was ever
answered with a dong, one that is not answered means a new connection.

Never asked for is `Stop`: it logs the account out of some puppets. What is said while nobody listens is lost, gateways keep nothing.
"""

import asyncio
import contextlib
import json
import random
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from grpclib.const import Status
from pydantic import SecretStr

from bot.channels.base import LoginStage
from bot.channels.wechaty import wire
from bot.channels.wechaty.connection import CallFailed, Connection
from bot.telemetry import log

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0
REFUSED_PAUSE_SECONDS = 30.0
"""After a wrong token."""
ASKS_EVERY_SECONDS = 3.0
ANSWERS_WITHIN_SECONDS = 5.0
START_SECONDS = 20.0
CONNECTS_WITHIN_SECONDS = 30.0
DINGS_EVERY_SECONDS = 60.0
DONGS_WITHIN_SECONDS = 20.0
STEADY_SECONDS = 30.0
"""A connection that lasted so long was a good one."""

_log = log("wechaty")


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened at the gateway."""

    kind: int
    about: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a gateway is."""

    host: str
    port: int
    token: SecretStr
    tls: ssl.SSLContext | None = None


class Line:
    """`take` gets every event, one after another; `tell` how the connection is, and why there is none."""

    def __init__(
        self,
        place: Place,
        take: Callable[[Event], Awaitable[None]],
        tell: Callable[[LoginStage, str], None],
    ) -> None:
        self._place = place
        self._take = take
        self._tell = tell
        self._dongs = False
        """Dings were ever answered here."""
        self._owes_dong = False
        self._is_up = asyncio.Event()
        self.connection: Connection | None = None
        """None while there is none. It may break at any moment."""

    async def up(self) -> Connection:
        """The connection, waited for."""
        while self.connection is None:
            await self._is_up.wait()
        return self.connection

    async def keep(self) -> None:
        """Connect, listen, and begin again, until cancelled."""
        clock = asyncio.get_running_loop().time
        pause = FIRST_PAUSE_SECONDS
        while True:
            began = clock()
            try:
                failed = await self._once()
            except Exception:  # noqa: BLE001 - a fault in a library or in us must not leave the family without an ear
                _log.exception("wechaty.line_broke")
                failed = CallFailed("a fault", was_asked=False)
            self._tell(_stage(failed), str(failed))
            if clock() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            if failed.status in (Status.UNAUTHENTICATED, Status.PERMISSION_DENIED):
                pause = REFUSED_PAUSE_SECONDS
            _log.warning("wechaty.line_lost", reason=str(failed), again_in_seconds=round(pause, 1))
            await asyncio.sleep(pause * random.uniform(0.8, 1.0))  # noqa: S311 - not a secret
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _once(self) -> CallFailed:
        """One connection from its beginning to its end, and why it ended."""
        place = self._place
        connection = Connection(place.host, place.port, place.token.get_secret_value(), place.tls)
        tasks = [asyncio.create_task(self._listen(connection)), asyncio.create_task(self._watch(connection))]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return done.pop().result()
        finally:
            self.connection = None
            self._is_up.clear()
            connection.close()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _listen(self, connection: Connection) -> CallFailed:
        try:
            async with contextlib.aclosing(connection.events()) as events:
                async for event in events:
                    if event is None:
                        await connection.call("Start", wire.StartRequest(), wire.StartResponse, START_SECONDS)
                        self.connection = connection
                        self._is_up.set()
                        self._tell("connecting", "")
                        _log.info("wechaty.line_up")
                    else:
                        await self._hand_on(event)
        except CallFailed as failed:
            return failed
        return CallFailed("the gateway ended the events", was_asked=True)

    async def _hand_on(self, event: wire.EventResponse) -> None:
        kind = int(event.type)
        if kind == wire.EventKind.DONG:
            self._dongs, self._owes_dong = True, False
            return
        try:
            about = json.loads(event.payload or "{}")
        except (ValueError, RecursionError):
            about = None
        if isinstance(about, dict):
            await self._take(Event(kind, about))
        else:
            _log.warning("wechaty.event_unreadable", kind=kind)

    async def _watch(self, connection: Connection) -> CallFailed:
        """Ends when the gateway no longer answers, or answers and sends no events."""
        clock = asyncio.get_running_loop().time
        began = dinged = clock()
        self._owes_dong = False
        while True:
            await asyncio.sleep(ASKS_EVERY_SECONDS)
            if self.connection is None:
                if clock() - began > CONNECTS_WITHIN_SECONDS:
                    return CallFailed("no connection in time", was_asked=False)
                continue
            is_waiting = self._owes_dong and self._dongs
            if is_waiting and clock() - dinged > DONGS_WITHIN_SECONDS:
                return CallFailed("the gateway lives, but sends no events", was_asked=True)
            try:
                await connection.call("Version", wire.VersionRequest(), wire.VersionResponse, ANSWERS_WITHIN_SECONDS)
                if not is_waiting and clock() - dinged > DINGS_EVERY_SECONDS:
                    dinged, self._owes_dong = clock(), True
                    ding = wire.DingRequest(data="xiaoai")
                    await connection.call("Ding", ding, wire.DingResponse, ANSWERS_WITHIN_SECONDS)
            except CallFailed as failed:
                if failed.status in (None, Status.UNAVAILABLE):
                    return failed


def _stage(failed: CallFailed) -> LoginStage:
    return "displaced" if failed.status is Status.ALREADY_EXISTS else "offline"
