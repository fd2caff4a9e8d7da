"""How often: what a member wrote (每天早上七点, 工作日七点半, 每周三晚上八点) as weekdays and a time of day."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import time

from intents.engine.dates.clock import time_of_day

ALL_DAYS = (0, 1, 2, 3, 4, 5, 6)
WORKDAYS = ALL_DAYS[:5]
WEEKEND = ALL_DAYS[5:]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The same minute on some days of every week."""

    weekdays: tuple[int, ...]
    """0 is Monday; ascending."""
    at: time


def recurrence(written: str) -> Recurrence | None:
    """The weekdays and the minute meant; None where either was not said. Never raises. Holidays are not known: 工作日 is Monday to Friday."""
    plain = _SILENT.sub("", unicodedata.normalize("NFKC", written))
    for cut in range(len(plain) - 1, 0, -1):
        days = weekdays(plain[:cut].removesuffix("的"))
        said = time_of_day(plain[cut:]) if days else None
        if days and said and said.at:
            # 每周五晚上十二点 is the midnight that begins Saturday.
            shifted = sorted((day + said.is_next_day) % 7 for day in days)
            return Recurrence(tuple(shifted), said.at)
    return None


def weekdays(written: str) -> tuple[int, ...]:
    """The days of 每天, 周末, 每周一三五, 周一到周五, 0 for Monday; empty where it is none of these."""
    plain = _SILENT.sub("", unicodedata.normalize("NFKC", written))
    for pattern, days in _NAMED:
        if pattern.fullmatch(plain):
            return days
    if found := _RANGE.fullmatch(plain):
        first, last = _DAY[found["first"]], _DAY[found["last"]]
        return ALL_DAYS[first : last + 1]
    if _SINGLE.fullmatch(plain):
        return tuple(sorted({_DAY[day] for day in _WEEK.sub("", plain) if day in _DAY}))
    return ()


_SILENT = re.compile(r"[\s,，。、!！]")
_WEEK = re.compile("周|星期|礼拜")
_NAMED = (
    (re.compile("每天|天天|每日|每一天"), ALL_DAYS),
    (re.compile("(?:每个?)?(?:工作日|上班日)|(?:每个?)?上班的?(?:时候|日子)"), WORKDAYS),
    (re.compile("(?:每个?)?(?:周末|双休日)"), WEEKEND),
)
_DAY = {
    name: number for number, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for name in names
}
_NAMES = "".join(_DAY)
_RANGE = re.compile(
    f"(?:每个?)?(?:周|星期|礼拜)(?P<first>[{_NAMES}])(?:到|至|-|~)(?:周|星期|礼拜)?(?P<last>[{_NAMES}])"
)
_SINGLE = re.compile(f"每个?(?:(?:周|星期|礼拜)[{_NAMES}]{{1,6}}(?:和|跟)?)+")
