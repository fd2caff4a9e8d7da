"""Days by the calendar: 10月1号, 25号, 月底, 下个月, 国庆期间, 明年春节."""

import calendar
import re
from datetime import date, timedelta

from intents.engine.dates.festivals import Festival, festival
from intents.engine.dates.readers import Days, compiled, either, months_on
from intents.engine.numbers import parse_whole


def _full_date(found: "re.Match[str]", today: date) -> Days | None:
    """With a year said, that one's; with none the next such day, today included."""
    month, day = parse_whole(found["month"]), parse_whole(found["day"])
    if month is None or day is None:
        return None
    return _on(month, day, _year(found["year"], today), today)


def _on(month: int, day: int, year: int | None, today: date) -> Days | None:
    if year is not None:
        one = date(year, month, day)
        return one, one
    # February 29 may be eight years ahead.
    for ahead in range(9):
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(today.year + ahead, month)[1]:
            one = date(today.year + ahead, month, day)
            if one >= today:
                return one, one
    return None


def _day_of_month(found: "re.Match[str]", today: date) -> Days | None:
    """25号 is the next 25th; 下个月25号 is said plainly."""
    day = parse_whole(found["day"])
    if day is None:
        return None
    if found["which"]:
        first = months_on(today.replace(day=1), _MONTHS_OFF[found["which"]])
        one = first.replace(day=day)
        return one, one
    for ahead in range(3):
        first = months_on(today.replace(day=1), ahead)
        if 1 <= day <= calendar.monthrange(first.year, first.month)[1] and (one := first.replace(day=day)) >= today:
            return one, one
    return None


def _month(found: "re.Match[str]", today: date) -> Days | None:
    """A month, or 上旬, 月底 … of it. 月底 are its last five days, 月初 its first five."""
    which, name, part = found["which"], found["month"], found["part"] or ""
    if which:
        first = months_on(today.replace(day=1), _MONTHS_OFF[which])
    elif name:
        month, year = parse_whole(name), _year(found["year"], today)
        if month is None:
            return None
        if year is None:
            year = today.year + (1 if month < today.month else 0)
        first = date(year, month, 1)
    elif part in ("月初", "月中", "月底", "月末"):
        first = today.replace(day=1)
        if _part_of_month(first, part)[1] < today:
            first = months_on(first, 1)
    else:
        return None
    return _part_of_month(first, part)


def _part_of_month(first: date, part: str) -> Days:
    length = calendar.monthrange(first.year, first.month)[1]
    begin, end = {
        "上旬": (1, 10),
        "中旬": (11, 20),
        "下旬": (21, length),
        "初": (1, 5),
        "中": (13, 17),
        "底": (length - 4, length),
        "末": (length - 4, length),
    }.get(part.removeprefix("月"), (1, length))
    return first.replace(day=begin), first.replace(day=end)


def _named(found: "re.Match[str]", today: date) -> Days | None:
    """With no year said the next one, or the holiday we are in: 国庆 on October 3 is now, not next year."""
    one = festival(found["name"])
    if one is None:
        return None
    said = _year(found["year"], today)
    span = _holiday(one, said) if said else _coming_holiday(one, today)
    if span is None:
        return None
    if found["whole"]:
        return span
    day = span[0] + timedelta(one.before)
    if shift := found["shift"]:
        day += timedelta(_SHIFTS[shift])
    elif not said and not found["exact"] and day < today:
        return today, span[1]
    return day, day


def _holiday(one: Festival, year: int) -> Days:
    day = one.day(year)
    return day - timedelta(one.before), day + timedelta(one.after)


def _coming_holiday(one: Festival, today: date) -> Days | None:
    for year in range(today.year - 1, today.year + 3):
        try:
            span = _holiday(one, year)
        except ValueError:
            continue
        if span[1] >= today:
            return span
    return None


def _year(written: str | None, today: date) -> int | None:
    if not written:
        return None
    if written in _YEARS:
        return today.year + _YEARS[written]
    year = parse_whole(written.rstrip("年-/."))
    return None if year is None else year + 2000 if year < 100 else year


_MONTHS_OFF = {
    **dict.fromkeys(("这个月", "这月", "本月", "当月"), 0),
    **dict.fromkeys(("下个月", "下月", "下一个月"), 1),
    **dict.fromkeys(("下下个月", "下下月"), 2),
    **dict.fromkeys(("上个月", "上月"), -1),
}
_YEARS = {"今年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2, "大后年": 3}
_SHIFTS = {"前一天": -1, "头一天": -1, "前夕": -1, "前夜": -1, "后一天": 1, "第二天": 1, "第三天": 2}
_YEAR = "(?P<year>(?:[0-9]{4}|[0-9]{2}|[零〇一二三四五六七八九]{4}|[零〇一二三四五六七八九]{2})年|今年|明年|后年|去年|前年|大后年)"
_D = "[0-9]{1,2}|[零〇一二三四五六七八九十]{1,3}"
_WHICH_MONTH = f"(?P<which>{either(_MONTHS_OFF)})"
DATED = compiled(
    # First, because 八月十五 is no day of August; 八月十五号 is.
    (
        f"{_YEAR}?的?(?P<name>.{{2,7}}?)(?:的)?(?:(?P<whole>期间|假期|长假|放假|小长假|黄金周|那几天|几天)|"
        f"(?P<exact>当天|那天|这天|当日)|(?P<shift>{either(_SHIFTS)}))?",
        _named,
    ),
    (f"{_YEAR}?的?(?P<month>{_D})月(?P<day>{_D})(?:号|日)?", _full_date),
    (r"(?:(?P<year>[0-9]{4})[-/.])?(?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})(?:号|日)?", _full_date),
    (f"(?:{_WHICH_MONTH}的?)?(?P<day>{_D})(?:号|日)", _day_of_month),
    (
        f"(?:{_WHICH_MONTH}|{_YEAR}?的?(?P<month>{_D})月份?)?的?(?P<part>上旬|中旬|下旬|月初|月中|月底|月末|初|中|底|末)?",
        _month,
    ),
)
