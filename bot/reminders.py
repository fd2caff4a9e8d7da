"""What members want to be told by the clock: 每天早上七点播报天气, 明天下午三点提醒我接孩子.

All of them stand in memory, a few for each member, so that looking at the clock waits for no disk.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Connection

from bot.channels.base import Message
from bot.family import Address
from bot.store import Store
from bot.tables import schedules

MOST_SCHEDULES = 20
LONGEST_TEXT = 200
MADE_UP_SECONDS = 3600
"""What was missed for longer is not told any more; only of what was for that one time is said that it was missed."""
ON_TIME_SECONDS = 90
"""What comes later than this says so."""

Kind = Literal["request", "reminder"]
"""A request is answered as if the member had just said it; of a reminder he is reminded."""
_PREFIX: dict[str, Kind] = {"schedule-": "request", "reminder-": "reminder"}


@dataclass(frozen=True, slots=True)
class Schedule:
    """One thing to be told at one minute, once or again and again."""

    id: int
    number: int
    """What its member calls it by: 取消提醒 2. Below 0 for one of the settings."""
    name: str
    """Of one in the settings, which only the settings change; empty for a member's own."""
    member_id: int
    chat: Address
    """Where it was asked for, and where it is answered."""
    is_group: bool
    sender_id: str
    kind: Kind
    text: str
    weekdays: tuple[int, ...]
    """0 is Monday; empty where it is for one day only."""
    day: date | None
    at: time
    """In the family's time zone."""
    created_at: float
    fired_at: float
    """The last of its times that is done with, 0.0 for none."""

    def times(self, zone: ZoneInfo) -> Iterator[datetime]:
        """Its times after the last that is done with, one a day also in the nights clocks are changed, earliest first."""
        since = datetime.fromtimestamp(max(self.created_at, self.fired_at), zone)
        if self.day:
            once = datetime.combine(self.day, self.at, zone)
            if once.timestamp() > self.fired_at:
                yield once
            return
        days = ",".join(map(str, self.weekdays))
        trigger = CronTrigger(day_of_week=days, hour=0, minute=0, timezone="UTC")
        # The trigger counts the days, in a zone where none is missing and none comes twice.
        found = trigger.get_next_fire_time(None, datetime.combine(since.date(), time(), ZoneInfo("UTC")))
        while found:
            at = datetime.combine(found.date(), self.at, zone)
            if at.timestamp() > since.timestamp():
                yield at
            found = trigger.get_next_fire_time(found, found)

    def message(self, at: datetime) -> Message:
        """What it says to 小爱 at one of its times. The id is that of the day and minute: stored once, it is answered once."""
        prefix = next(prefix for prefix, kind in _PREFIX.items() if kind == self.kind)
        return Message(
            channel=self.chat.channel,
            account=self.chat.account,
            chat_id=self.chat.id,
            message_id=f"{prefix}{self.id}-{at:%Y%m%d%H%M}",
            sender_id=self.sender_id,
            text=self.text,
            sent_at=at,
            is_group=self.is_group,
            mentions_me=True,
        )


@dataclass(frozen=True, slots=True)
class HouseSchedule:
    """One of the settings, and whom it reaches."""

    name: str
    member_id: int
    """Whose request it is; where it is for a group, an admin's."""
    sender_id: str
    chat: Address
    is_group: bool
    text: str
    weekdays: tuple[int, ...]
    at: time

    def is_kept_as(self, schedule: Schedule) -> bool:
        """Nothing about it was changed since."""
        return all(getattr(schedule, field.name) == getattr(self, field.name) for field in fields(self))

    def columns(self) -> dict[str, object]:
        """As the table has it."""
        return {
            "name": self.name,
            "member_id": self.member_id,
            "sender_id": self.sender_id,
            "channel": self.chat.channel,
            "account": self.chat.account,
            "chat_id": self.chat.id,
            "is_group": self.is_group,
            "kind": "request",
            "text": self.text,
            "weekdays": "".join(map(str, self.weekdays)),
            "day": "",
            "at": f"{self.at:%H:%M}",
        }


def fired(message: Message) -> Kind | None:
    """The clock said this, not the member."""
    return next((kind for prefix, kind in _PREFIX.items() if message.message_id.startswith(prefix)), None)


class Reminders:
    """Every member's schedules; `load` once at start."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._all: dict[int, Schedule] = {}
        # One member may ask in two chats at once, and two schedules cannot have one number.
        self._adding = asyncio.Lock()

    async def load(self) -> None:
        """Read everybody's from the store."""
        query = sa.select(schedules).order_by(schedules.c.id)
        for row in await self._store.read(lambda connection: connection.execute(query).all()):
            self._all[row.id] = _schedule(row)

    def all(self) -> tuple[Schedule, ...]:
        """Everybody's, oldest first."""
        return tuple(self._all.values())

    def of(self, member_id: int) -> tuple[Schedule, ...]:
        """A member's own, in the order of their numbers."""
        own = (one for one in self._all.values() if one.member_id == member_id and not one.name)
        return tuple(sorted(own, key=lambda schedule: schedule.number))

    async def add(
        self,
        member_id: int,
        message: Message,
        kind: Kind,
        text: str,
        weekdays: tuple[int, ...],
        day: date | None,
        at: time,
    ) -> Schedule | None:
        """Keep one. None where the member has as many as he may have. The same wish said again keeps nothing twice."""
        async with self._adding:
            return await self._add(member_id, message, kind, text, weekdays, day, at)

    async def cancel(self, schedule: Schedule) -> None:
        """It is never told again."""
        await self._store.write_patiently(
            lambda connection: connection.execute(sa.delete(schedules).where(schedules.c.id == schedule.id)).rowcount
        )
        self._all.pop(schedule.id, None)

    async def done(self, schedule: Schedule, at: datetime) -> None:
        """This time and all before it are done with; what was for one day goes."""
        if schedule.day:
            await self.cancel(schedule)
            return
        change = sa.update(schedules).where(schedules.c.id == schedule.id).values(fired_at=at.timestamp())
        await self._store.write_patiently(lambda connection: connection.execute(change).rowcount)
        if schedule.id in self._all:
            self._all[schedule.id] = replace(schedule, fired_at=at.timestamp())

    def erase(self, connection: Connection, member_id: int) -> int:
        """Forget a member's inside a transaction; returns how many. `drop` follows when that is on disk."""
        return connection.execute(sa.delete(schedules).where(schedules.c.member_id == member_id)).rowcount

    def drop(self, member_id: int) -> None:
        """What was erased from the store goes from memory."""
        for schedule in self.all():
            if schedule.member_id == member_id:
                self._all.pop(schedule.id, None)

    async def keep_house(self, wanted: Iterable[HouseSchedule]) -> None:
        """The schedules of the settings are exactly these; what stays as it was keeps the times it has been told."""
        kept = {one.name: one for one in self._all.values() if one.name}
        meant = {one.name: one for one in wanted}
        for name, schedule in kept.items():
            if name not in meant or not meant[name].is_kept_as(schedule):
                await self.cancel(schedule)
        for name, one in meant.items():
            if name not in kept or not one.is_kept_as(kept[name]):
                await self._insert({**one.columns(), "number": self._free_number(one.member_id)})

    def _free_number(self, member_id: int) -> int:
        taken = [one.number for one in self._all.values() if one.member_id == member_id]
        return min([0, *taken]) - 1

    async def _add(
        self,
        member_id: int,
        message: Message,
        kind: Kind,
        text: str,
        weekdays: tuple[int, ...],
        day: date | None,
        at: time,
    ) -> Schedule | None:
        own = self.of(member_id)
        text = text.strip()
        same = (kind, text, weekdays, day, at, message.chat_id)
        for one in own:
            if (one.kind, one.text, one.weekdays, one.day, one.at, one.chat.id) == same:
                return one
        if len(own) >= MOST_SCHEDULES:
            return None
        taken = {schedule.number for schedule in own}
        values = {
            "member_id": member_id,
            "number": next(number for number in range(1, MOST_SCHEDULES + 1) if number not in taken),
            "channel": message.channel,
            "account": message.account,
            "chat_id": message.chat_id,
            "is_group": message.is_group,
            "sender_id": message.sender_id,
            "kind": kind,
            "text": text,
            "weekdays": "".join(map(str, weekdays)),
            "day": day.isoformat() if day else "",
            "at": f"{at:%H:%M}",
        }
        return await self._insert(values)

    async def _insert(self, values: Mapping[str, object]) -> Schedule:
        row_values = {**values, "created_at": self._now(), "fired_at": 0.0}
        row = await self._store.write(
            lambda connection: connection.execute(sa.insert(schedules).values(row_values).returning(schedules)).one()
        )
        schedule = self._all[row.id] = _schedule(row)
        return schedule


def _schedule(row: "sa.Row[tuple[object, ...]]") -> Schedule:
    return Schedule(
        id=row.id,
        number=row.number,
        name=row.name,
        member_id=row.member_id,
        chat=Address(row.channel, row.account, row.chat_id),
        is_group=row.is_group,
        sender_id=row.sender_id,
        kind=row.kind,
        text=row.text,
        weekdays=tuple(map(int, row.weekdays)),
        day=date.fromisoformat(row.day) if row.day else None,
        at=time.fromisoformat(row.at),
        created_at=row.created_at,
        fired_at=row.fired_at,
    )
