"""Tells members what they wanted to be told at this minute.

A time that has come is stored as a message of its member and goes through an ordinary turn. It is looked for by 小爱's own clock
and not set off by a timer: what a stop, a sleep or a changed clock swallowed is found on the next look all the same.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, time

from bot.config import Settings
from bot.errors import StoreFull, StoreLocked
from bot.family import Family
from bot.house_schedules import HouseSchedules
from bot.inbox import Inbox
from bot.reminders import MADE_UP_SECONDS, ON_TIME_SECONDS, Reminders, Schedule
from bot.telemetry import log

LOOK_SECONDS = 0.5

_log = log("alarm")


class Alarm:
    """Watches the clock for everybody."""

    def __init__(
        self, reminders: Reminders, inbox: Inbox, family: Family, settings: Settings, now: Callable[[], float]
    ) -> None:
        self._reminders = reminders
        self._house = HouseSchedules(settings, family, reminders)
        self._inbox = inbox
        self._family = family
        self._zone = settings.zone
        self._quiet = settings.quiet
        self._now = now

    async def run(self) -> None:
        """Look at the clock again and again."""
        while True:
            try:
                await self._house.settle()
                for schedule in self._reminders.all():
                    await self._look(schedule)
            except (StoreFull, StoreLocked) as error:
                _log.error("alarm.waits", reason=str(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self, schedule: Schedule) -> None:
        now = self._now()
        due: datetime | None = None
        for at in schedule.times(self._zone):
            if at.timestamp() > now:
                break
            due = at
        if due is None:
            return
        late = now - due.timestamp()
        if late > ON_TIME_SECONDS and self._is_quiet(datetime.fromtimestamp(now, self._zone).time()):
            # He wanted to be told at that minute, not in the middle of the night; who set a minute of the night himself is told then.
            return
        member = self._family.by_id(schedule.member_id)
        if member and (late <= MADE_UP_SECONDS or schedule.day):
            await self._inbox.put(schedule.message(due), member)
            _log.info("alarm.rang", schedule=schedule.id, late_seconds=round(late))
        else:
            _log.info("alarm.skipped", schedule=schedule.id, late_seconds=round(late))
        await self._reminders.done(schedule, due)

    def _is_quiet(self, at: time) -> bool:
        if self._quiet is None:
            return False
        begin, end = self._quiet
        return begin <= at < end if begin <= end else at >= begin or at < end
