"""What the admin wants told by the clock (`schedules:` in the settings), brought to the people it is for.

Whom it is for may not have said a word yet when 小爱 starts: names are looked up again and again, and until somebody answers to one
its schedule waits.
"""

from collections.abc import Sequence
from datetime import time

from bot.config import ScheduleSettings, Settings
from bot.family import Family
from bot.reminders import HouseSchedule, Reminders
from bot.telemetry import log

_log = log("schedules")


class HouseSchedules:
    """Keeps the schedules of the settings in force."""

    def __init__(self, settings: Settings, family: Family, reminders: Reminders) -> None:
        self._wanted: Sequence[ScheduleSettings] = settings.schedules
        self._quiet = settings.quiet
        self._family = family
        self._reminders = reminders
        self._missed: frozenset[str] = frozenset()

    async def settle(self) -> None:
        """Make what is in force what the settings say, for everybody who is there by now."""
        found = {schedule.name: self._find(schedule) for schedule in self._wanted}
        await self._reminders.keep_house([one for one in found.values() if one])
        missed = frozenset(name for name, one in found.items() if one is None)
        for name in sorted(missed - self._missed):
            _log.warning("schedule.nobody_of_this_name", schedule=name)
        self._missed = missed

    def _find(self, schedule: ScheduleSettings) -> HouseSchedule | None:
        weekdays, at = self._out_of_quiet(schedule.weekdays, time.fromisoformat(schedule.at))
        for member, address in self._family.addresses_of(schedule.to):
            return HouseSchedule(schedule.name, member.id, address.id, address, False, schedule.say, weekdays, at)
        admins = self._family.admins()
        for group in self._family.groups_called(schedule.to) if admins else ():
            admin, address = next((one for one in admins if one[1].channel == group.channel), admins[0])
            return HouseSchedule(schedule.name, admin.id, address.id, group, True, schedule.say, weekdays, at)
        return None

    def _out_of_quiet(self, weekdays: tuple[int, ...], at: time) -> tuple[tuple[int, ...], time]:
        """What falls into the quiet hours is told at their end: nobody is woken by what somebody else has set."""
        if self._quiet is None:
            return weekdays, at
        begin, end = self._quiet
        if begin <= end:
            return weekdays, end if begin <= at < end else at
        if at < end:
            return weekdays, end
        return (tuple(sorted((day + 1) % 7 for day in weekdays)), end) if at >= begin else (weekdays, at)
