"""The days families call by name: 国庆, 春节, 中秋, 清明, 大年初三, 母亲节."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from intents.engine.dates.lunar import TERMS, lunar_date, new_year, new_years_eve, solar_term
from intents.engine.numbers import parse_whole


@dataclass(frozen=True, slots=True)
class Festival:
    """A day that comes every year."""

    day: Callable[[int], date]
    """The day in a calendar year; raises `ValueError` where that is not known."""
    before: int = 0
    """Days of its holiday before it."""
    after: int = 0
    """And after it: what is in it every year, the rest is decided each autumn by the State Council."""


def festival(name: str) -> Festival | None:
    """The festival, solar term or lunar day of that name, 国庆节 or 大年初三; None where it is none."""
    if name in _NAMED:
        return _NAMED[name]
    if lunar := _LUNAR.fullmatch(name):
        month, day = (
            lunar[name] or lunar[f"{name}2"] or lunar[f"{name}3"] or lunar[f"{name}4"] for name in ("month", "day")
        )
        return _lunar_day(month, day)
    return None


def _lunar_day(month_name: str | None, day_name: str) -> Festival | None:
    month = _MONTHS.get((month_name or "正月").removeprefix("大年").removesuffix("月") or "正")
    day = parse_whole(day_name.removeprefix("初").replace("廿", "二十").replace("卅", "三十"))
    if month is None or day is None:
        return None
    return Festival(_lunar(month, day))


def _on(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _sunday(month: int, which: int) -> Callable[[int], date]:
    def day(year: int) -> date:
        sundays = [week[calendar.SUNDAY] for week in calendar.monthcalendar(year, month) if week[calendar.SUNDAY]]
        return date(year, month, sundays[which - 1])

    return day


def _lunar(month: int, day: int) -> Callable[[int], date]:
    def in_year(year: int) -> date:
        # 腊月 of the lunar year before lies at the beginning of the calendar year.
        if month >= 11 and (last := lunar_date(year - 1, month, day)).year == year:
            return last
        return lunar_date(year, month, day)

    return in_year


def _term(name: str) -> Callable[[int], date]:
    return lambda year: solar_term(year, name)


def _thanksgiving(year: int) -> date:
    """The fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta((calendar.THURSDAY - first.weekday()) % 7 + 21)


_MONTHS = {name: number for number, name in enumerate("正二三四五六七八九十冬腊", 1)} | {
    "一": 1,
    "十一": 11,
    "十二": 12,
}
_LUNAR = re.compile(
    r"(?P<month>大年|(?:农历|阴历)?(?:正|腊|冬)月)?(?P<day>初[一二三四五六七八九十])|"
    r"(?:农历|阴历)?(?P<month2>(?:正|腊|冬)月)(?P<day2>初?[一二三四五六七八九十廿]{1,3})|"
    r"(?P<month3>[二三四五六七八九十]{1,2}月)(?P<day3>初[一二三四五六七八九十])|"
    r"(?:农历|阴历)(?P<month4>[一二三四五六七八九十]{1,2}月)(?P<day4>初?[一二三四五六七八九十廿]{1,3})"
)
_FESTIVALS: tuple[tuple[str, Festival], ...] = (
    ("元旦 元旦节 阳历年", Festival(_on(1, 1), after=2)),
    ("情人节", Festival(_on(2, 14))),
    ("妇女节 三八 三八节 三八妇女节 女神节", Festival(_on(3, 8))),
    ("植树节", Festival(_on(3, 12))),
    ("愚人节", Festival(_on(4, 1))),
    ("劳动节 五一 五一节 五一劳动节", Festival(_on(5, 1), after=4)),
    ("青年节 五四 五四青年节", Festival(_on(5, 4))),
    ("儿童节 六一 六一节 六一儿童节", Festival(_on(6, 1))),
    ("建党节 七一", Festival(_on(7, 1))),
    ("建军节 八一 八一建军节", Festival(_on(8, 1))),
    ("教师节", Festival(_on(9, 10))),
    ("国庆 国庆节 十一 十一国庆", Festival(_on(10, 1), after=6)),
    ("万圣节", Festival(_on(10, 31))),
    ("双十一 双11", Festival(_on(11, 11))),
    ("双十二 双12", Festival(_on(12, 12))),
    ("平安夜", Festival(_on(12, 24))),
    ("圣诞 圣诞节", Festival(_on(12, 25))),
    ("跨年 跨年夜", Festival(_on(12, 31))),
    ("母亲节", Festival(_sunday(5, 2))),
    ("父亲节", Festival(_sunday(6, 3))),
    ("感恩节", Festival(_thanksgiving)),
    ("春节 过年 新年 新春 大年初一 正月初一 大过年", Festival(new_year, before=1, after=6)),
    ("除夕 除夕夜 大年三十 年三十 大年夜 年夜 大年三十儿", Festival(new_years_eve)),
    ("元宵 元宵节 正月十五 上元节 灯节", Festival(_lunar(1, 15))),
    ("龙抬头 二月二", Festival(_lunar(2, 2))),
    ("端午 端午节 端阳 端阳节 五月初五 五月节", Festival(_lunar(5, 5))),
    ("七夕 七夕节 乞巧节", Festival(_lunar(7, 7))),
    ("中元节 中元 鬼节 七月半", Festival(_lunar(7, 15))),
    ("中秋 中秋节 八月十五 八月节 团圆节", Festival(_lunar(8, 15))),
    ("重阳 重阳节 九月九", Festival(_lunar(9, 9))),
    ("腊八 腊八节", Festival(_lunar(12, 8))),
    # In the north; in the south it is a day later.
    ("小年 小年夜", Festival(_lunar(12, 23))),
)
_NAMED = {
    **{name: Festival(_term(name)) for name in TERMS},
    **{f"{name}{'节' if name == '清明' else '节气'}": Festival(_term(name)) for name in TERMS},
    **{name: one for names, one in _FESTIVALS for name in names.split()},
}
