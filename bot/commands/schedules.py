"""Orders about what is to be told by the clock: 每天早上七点播报天气, 我的提醒, 取消每天的天气."""

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.answer import Answer, Orders
from bot.inbox import Heard
from bot.reminders import LONGEST_TEXT, MOST_SCHEDULES, Reminders, Schedule
from bot.sessions import Pending
from bot.templates import TemplateStore
from intents.engine.catalog import FALLBACK
from intents.engine.dates import resolve
from intents.engine.dates.recurrence import recurrence, weekdays
from intents.engine.types import CommandMatch, Say, Value


class ScheduleOrders:
    """Orders about the schedules of the one who speaks; nobody reaches another member's."""

    def __init__(
        self, reminders: Reminders, templates: TemplateStore, zone: ZoneInfo, now: Callable[[], float]
    ) -> None:
        self._reminders = reminders
        self._templates = templates
        self._zone = zone
        self._now = now
        self.orders: Orders = {"schedule": self._add, "schedules": self._list, "unschedule": self._cancel}

    async def _add(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        now = datetime.fromtimestamp(self._now(), self._zone)
        again = recurrence(match.said("when"))
        once = None if again else resolve(match.said("when"), now)
        at = again.at if again else once.hour if once else None
        if at is None or (once and once.first != once.last):
            return None
        if once and datetime.combine(once.first, at, self._zone) < now.replace(second=0, microsecond=0):
            return Answer(Say("schedule.over"))
        request, text = match.said("request"), match.said("request") or match.said("remind")
        if len(text) > LONGEST_TEXT:
            return Answer(Say("schedule.too_long", {"limit": LONGEST_TEXT}))
        intent = (await self._templates.current.chain.understand(request)).intent if request else ""
        if intent == FALLBACK:
            return None
        if intent and self._templates.current.catalog.intents[intent].file.costly:
            return Answer(Say("schedule.costly"))
        schedule = await self._reminders.add(
            heard.member.id,
            heard.message,
            "request" if request else "reminder",
            text,
            again.weekdays if again else (),
            once.first if once else None,
            at,
        )
        if schedule is None:
            return Answer(Say("schedule.too_many", {"limit": MOST_SCHEDULES}))
        values: dict[str, Value] = {
            "kind": schedule.kind,
            "what": text,
            "number": schedule.number,
            "weather": intent == "weather",
        }
        return Answer(Say("schedule.set", values, {"when": (self._when(schedule),)}))

    async def _list(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        own = self._reminders.of(heard.member.id)
        return Answer(self._lines(own, "schedule.list") if own else Say("schedule.none"))

    async def _cancel(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        own = self._reminders.of(heard.member.id)
        if not own:
            return Answer(Say("schedule.none"))
        meant = _meant(own, match)
        if not meant:
            return Answer(Say("schedule.no_such"))
        if len(meant) > 1:
            return Answer(self._lines(meant, "schedule.which"))
        await self._reminders.cancel(meant[0])
        cancelled: dict[str, Value] = {"kind": meant[0].kind, "what": meant[0].text}
        return Answer(Say("schedule.cancelled", cancelled, {"when": (self._when(meant[0]),)}))

    def _lines(self, own: tuple[Schedule, ...], key: str) -> Say:
        lines = (
            Say("schedule.line", {"number": one.number, "what": one.text}, {"when": (self._when(one),)}) for one in own
        )
        return Say(key, {}, {"lines": tuple(lines)})

    def _when(self, schedule: Schedule) -> Say:
        today = datetime.fromtimestamp(self._now(), self._zone).date()
        values: Mapping[str, Value] = {
            "weekdays": "".join(map(str, schedule.weekdays)),
            "days_on": (schedule.day - today).days if schedule.day else 0,
            "month": schedule.day.month if schedule.day else 0,
            "day": schedule.day.day if schedule.day else 0,
            "hour": schedule.at.hour,
            "minute": f"{schedule.at:%M}",
        }
        return Say("schedule.when", values)


def _meant(own: tuple[Schedule, ...], match: CommandMatch) -> tuple[Schedule, ...]:
    """By number, else by words and days; where neither was said all of them."""
    if match.number is not None:
        return tuple(one for one in own if one.number == match.number)
    words, days = match.said("request").removesuffix("的提醒").removesuffix("提醒"), weekdays(match.said("when"))
    found = tuple(one for one in own if words in one.text or one.text in words)
    return tuple(one for one in found if not days or one.weekdays == days) or (() if days and not found else found)
