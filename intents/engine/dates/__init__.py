"""When: what a member wrote (明儿, 下周三, 国庆期间, 明天下午三点, 半小时后) as days and times in the family's time zone."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from intents.engine.dates.clock import Part, TimeOfDay, is_over, time_of_day
from intents.engine.dates.days import days
from intents.engine.numbers import parse_duration

LONGEST = 40
"""Characters; what is longer is a story."""


@dataclass(frozen=True, slots=True)
class Span:
    """One or more whole days, or a part of them, or a minute of the first."""

    first: date
    last: date
    part: Part | None
    """None for the whole day."""
    hour: time | None
    written: str


def resolve(written: str, now: datetime) -> Span | None:
    """The days and times meant by `written` as said at `now`, which is aware and in the family's time zone.

    Days gone by are found too (昨天, 这周一 on a Thursday). None for what is no time and for days no calendar has (2月30日). Never
    raises. 周三 is the coming one, today included; 这周三 this week's; 下周三 lies in the week after this one, Monday to Sunday.
    """
    plain = _plain(written)
    if not plain or len(plain) > LONGEST:
        return None
    try:
        return _soon(plain, written, now) or _on_days(plain, written, now)
    except (ValueError, OverflowError):
        # The calendar has no such day: 2月30日, 三万年后.
        return None


def _soon(plain: str, written: str, now: datetime) -> Span | None:
    """现在, 待会儿, 半小时后."""
    if _NOW.fullmatch(plain):
        return _moment(now, written)
    if _A_WHILE.fullmatch(plain):
        return _moment(_later(now, timedelta(minutes=30)), written)
    found = _LATER.fullmatch(plain)
    length = parse_duration(found["length"] or found["passing"]) if found else None
    if found is None or length is None or length >= timedelta(1):
        return None
    return _moment(_later(now, -length if (found["when"] or "").endswith("前") else length), written)


def _later(now: datetime, length: timedelta) -> datetime:
    """So much time later by every clock: in the nights clocks are changed, too."""
    return (now.astimezone(UTC) + length).astimezone(now.tzinfo)


def _moment(at: datetime, written: str) -> Span:
    said = time_of_day(f"{at.hour:02}:{at.minute:02}")
    return Span(at.date(), at.date(), said.part if said else None, at.time().replace(second=0, microsecond=0), written)


def _on_days(plain: str, written: str, now: datetime) -> Span | None:
    """Days, a part of the day, an hour, in this order; any of them may be missing."""
    today = now.date()
    for cut in range(len(plain), -1, -1):
        said = time_of_day(plain[cut:]) if cut < len(plain) else TimeOfDay(None)
        if said is None:
            continue
        if cut == 0:
            return _of_today(said, written, now)
        found = days(plain[:cut].removesuffix("的"), today) or days(_WEEKDAY_AFTER.sub("", plain[:cut]), today)
        if found is None:
            continue
        first, last = found
        if first == last and said.is_next_day:
            first = last = first + timedelta(1)
        return Span(first, last, said.part, said.at, written)
    return None


def _of_today(said: TimeOfDay, written: str, now: datetime) -> Span:
    """早上 said in the evening is tomorrow's; 八点 said at ten in the morning is eight in the evening."""
    day, at = now.date(), said.at
    part = said.part
    if at is None:
        if is_over(part, now.time()) or (_EARLY.match(_plain(written)) and now.hour >= 6):
            day += timedelta(1)
        return Span(day, day, part, None, written)
    if said.is_next_day:
        day += timedelta(1)
    elif at <= now.time().replace(second=0, microsecond=0):
        evening = at.replace(hour=at.hour + 12) if at.hour < 12 else None
        if evening and _BARE_HOUR.match(_plain(written)) and evening > now.time():
            again = time_of_day(f"{evening.hour:02}:{evening.minute:02}")
            return Span(day, day, again.part if again else None, evening, written)
        day += timedelta(1)
    return Span(day, day, part, at, written)


def _plain(written: str) -> str:
    text = re.sub(r"[\s,，。!！?？()（）]", "", unicodedata.normalize("NFKC", written).lower())
    text = _LEAD.sub("", text)
    return _TAIL.sub("", text) or text


_NOW = re.compile("现在|此刻|此时|目前|当前|眼下|这会儿?|这时候|这个点|当下|如今|现下|马上|立刻|立马")
_A_WHILE = re.compile("待会儿?|等会儿?|一会儿?|等一会儿?|等一下|等下|过会儿?|过一会儿?|回头|稍后|晚点儿?|晚些时候")
_LATER = re.compile(
    r"(?:再)?(?:过)?(?P<length>.{1,12}?)(?P<when>以后|之后|后|以前|之前|前)|(?:再)?过(?P<passing>.{1,12})"
)
_LEAD = re.compile(r"^(?:在|等到|到了|就)(?=.{2})")
_TAIL = re.compile(r"(?:左右|前后|的时候|那会儿|那个时候|时段|开始|之间|的话|的)$")
_WEEKDAY_AFTER = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]$")
_EARLY = re.compile("凌晨|后半夜")
_BARE_HOUR = re.compile(r"[0-9零一二两三四五六七八九十]")
