"""What people and rooms are called, remembered for a while."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.channels.wechaty import wire
from bot.channels.wechaty.connection import CallFailed, Connection

REMEMBERED_SECONDS = 600.0
SECONDS_AFTER_FAILING = 60.0
MOST_REMEMBERED = 2000
SECONDS = 5.0
CONTACT, ROOM, ROOM_MEMBER = 2, 3, 4
"""Of the protocol's PayloadType."""
OFFICIAL = "2"
"""Of its ContactType."""


@dataclass(frozen=True, slots=True)
class Name:
    """Both are empty where the gateway does not know them."""

    called: str = ""
    """What the bot's own phone calls the person: the alias set there, else what the room or he himself says."""
    shown: str = ""
    """What everybody in the chat sees, and what stands behind an @."""
    is_official: bool = False
    """It is no person, but one of WeChat's public accounts."""


class Names:
    """Asks the gateway once in ten minutes. A name that cannot be had is empty: no message waits for it long."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[str, ...], tuple[float, tuple[str, ...]]] = OrderedDict()

    async def person(self, connection: Connection, contact_id: str, room_id: str = "") -> Name:
        """Of somebody, in a room where one is given."""
        contact, member = await asyncio.gather(
            self._contact(connection, contact_id), self._member(connection, room_id, contact_id)
        )
        name, alias, kind = contact
        return Name(called=alias or member or name, shown=member or name, is_official=kind == OFFICIAL)

    async def topic(self, connection: Connection, room_id: str) -> str:
        """What a room is called."""

        async def ask() -> tuple[str, ...]:
            asked = wire.RoomPayloadRequest(id=room_id)
            room = await connection.call("RoomPayload", asked, wire.RoomPayloadResponse, SECONDS)
            return (str(room.topic),)

        (topic,) = await self._remembered(("room", room_id), ask, ("",))
        return topic

    def forget(self, kind: object, of: object) -> None:
        """The gateway says that something about a person or a room changed."""
        stale: list[tuple[str, ...]] = []
        if kind == CONTACT:
            stale = [key for key in self._known if key == ("contact", of)]
        elif kind in (ROOM, ROOM_MEMBER) and isinstance(of, str):
            # Of a member the id is that of the room with his own behind it.
            stale = [key for key in self._known if key[0] != "contact" and key[1] in of]
        for key in stale:
            del self._known[key]

    async def _contact(self, connection: Connection, contact_id: str) -> tuple[str, ...]:
        async def ask() -> tuple[str, ...]:
            asked = wire.ContactPayloadRequest(id=contact_id)
            contact = await connection.call("ContactPayload", asked, wire.ContactPayloadResponse, SECONDS)
            return str(contact.name), str(contact.alias), str(int(contact.type))

        return await self._remembered(("contact", contact_id), ask, ("", "", ""))

    async def _member(self, connection: Connection, room_id: str, contact_id: str) -> str:
        async def ask() -> tuple[str, ...]:
            asked = wire.RoomMemberPayloadRequest(id=room_id, member_id=contact_id)
            member = await connection.call("RoomMemberPayload", asked, wire.RoomMemberPayloadResponse, SECONDS)
            return (str(member.room_alias),)

        if not room_id:
            return ""
        (alias,) = await self._remembered(("member", room_id, contact_id), ask, ("",))
        return alias

    async def _remembered(
        self, key: tuple[str, ...], ask: Callable[[], Awaitable[tuple[str, ...]]], otherwise: tuple[str, ...]
    ) -> tuple[str, ...]:
        until, known = self._known.get(key, (0.0, otherwise))
        if self._clock() < until:
            return known
        try:
            known = await ask()
        except CallFailed:
            # What it was before, for a minute: not every message is to wait for a gateway that does not know.
            self._keep(key, known, SECONDS_AFTER_FAILING)
            return known
        self._keep(key, known, REMEMBERED_SECONDS)
        return known

    def _keep(self, key: tuple[str, ...], known: tuple[str, ...], seconds: float) -> None:
        self._known[key] = (self._clock() + seconds, known)
        self._known.move_to_end(key)
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
