"""Days as seen from today: 大后天, 下周三, 这周末, 三天内, 两周后, 最近."""

import re
from datetime import date, timedelta

from intents.engine.dates.readers import Days, Reader, compiled, either, months_on
from intents.engine.numbers import parse_duration, parse_number

A_FEW = 3
"""Days of 几天 and 最近."""


def _near(days_off: int) -> Reader:
    def read(found: "re.Match[str]", today: date) -> Days:
        one = today + timedelta(days_off)
        return one, one

    return read


def _pair(found: "re.Match[str]", today: date) -> Days:
    first, last = {"今明": (0, 1), "明后": (1, 2), "今明后": (0, 2)}[found["pair"]]
    return today + timedelta(first), today + timedelta(last)


def _week(found: "re.Match[str]", today: date) -> Days | None:
    """周三 alone is the coming one, today included; 这周三 is this week's even where it is over; 下周三 lies in the week, Monday to
    Sunday, after this one. Of a weekend that has begun what is left of it."""
    monday = today - timedelta(today.weekday())
    which, day = found["which"] or "", found["day"] or ""
    if which:
        monday += timedelta(7 * _WEEKS[which])
    if day in _WEEKEND:
        saturday, sunday = monday + timedelta(5), monday + timedelta(6)
        return (today if today == sunday else saturday), sunday
    if not day:
        return (monday, monday + timedelta(6)) if which else None
    one = monday + timedelta(_WEEKDAYS[day])
    if not which and one < today:
        one += timedelta(7)
    return one, one


def _weekend(found: "re.Match[str]", today: date) -> Days:
    saturday = today + timedelta(5 - today.weekday())
    return max(saturday, today), saturday + timedelta(1)


def _ahead(found: "re.Match[str]", today: date) -> Days | None:
    """三天内 and 未来三天 begin today; 这两天 are today and tomorrow."""
    length = parse_duration(f"{A_FEW if found['amount'] == '几' else found['amount']}{found['unit']}")
    return (today, today + timedelta(length.days - 1)) if length and length.days >= 1 else None


def _lately(found: "re.Match[str]", today: date) -> Days:
    return today, today + timedelta(A_FEW - 1)


def _offset(found: "re.Match[str]", today: date) -> Days | None:
    """三天后, 两周前, 过两天, 一个半月后: a single day."""
    sign = -1 if (found.groupdict().get("when") or "").endswith("前") else 1
    amount = "两" if found["amount"] == "几" else found["amount"]
    if found["unit"] in _MONTHS_IN:
        number = parse_number(amount)
        if number is None:
            return None
        months, part = divmod(number * _MONTHS_IN[found["unit"]], 1)
        one = months_on(today, sign * int(months)) + sign * timedelta(round(part * 30))
        return one, one
    length = parse_duration(f"{amount}{found['unit']}")
    if length is None or length < timedelta(1):
        return None
    one = today + sign * timedelta(length.days)
    return one, one


_DAYS_OFF = {
    -3: "大前天|大前儿个?",
    -2: "前天|前日|前儿个?|前个儿?",
    -1: "昨天|昨日|昨儿个?|昨个儿?|昨|夜来|寻日",
    0: "今天|今日|今儿个?|今个儿?|今|当天|本日",
    1: "明天|明日|(?:赶)?明儿个?|明个儿?|明|次日|第二天|隔天|听日",
    2: "后天|后日|后儿个?|后个儿?|外天",
    3: "大后天|大后日|大后儿个?|大后个|外后天",
    4: "大大后天",
}
_WEEKS = {
    "上上": -2,
    "上": -1,
    "上一": -1,
    "前": -1,
    "这": 0,
    "这一": 0,
    "本": 0,
    "下": 1,
    "下一": 1,
    "下下": 2,
    "下下下": 3,
}
_WEEKDAYS = {**{day: n for n, day in enumerate("一二三四五六日")}, **{str(n): n - 1 for n in range(1, 8)}, "天": 6}
_WEEKEND = ("末", "六日", "六周日", "六和周日", "六、周日")
_CN = "零〇一二两三四五六七八九十百半"
_AMOUNT = rf"[0-9]{{1,4}}(?:\.5)?|[{_CN}]{{1,5}}[来多几]?|几"
_MONTHS_IN = {"个月": 1, "月": 1, "年": 12}
_AHEAD = "未来|接下来|今后|往后|之后|最近|近|这|后面|将来|以后"
_AMOUNT_OF = f"(?P<amount>{_AMOUNT})"
RELATIVE = compiled(
    *((words, _near(days_off)) for days_off, words in _DAYS_OFF.items()),
    ("(?P<pair>今明后|今明|明后)(?:两|三|2|3)?天", _pair),
    (f"(?P<which>{either(_WEEKS)})?个?(?:周|星期|礼拜|週)(?P<day>{either(_WEEKEND)}|[一二三四五六日天1-7])?", _week),
    ("双休日|周末两天|周六周日|大周末", _weekend),
    (f"(?:{_AHEAD})的?{_AMOUNT_OF}个?(?P<unit>天|日|周|星期|礼拜)(?:内|以内|之内|里|间)?", _ahead),
    (f"{_AMOUNT_OF}个?(?P<unit>天|日|周|星期|礼拜)(?:内|以内|之内|里|间)", _ahead),
    (f"{_AMOUNT_OF}个?(?P<unit>天|周|星期|礼拜)", _ahead),
    ("最近|近期|近来|近几日|最近这几天|这些天|这阵子|这段时间|这几天里", _lately),
    (f"再?过?{_AMOUNT_OF}(?P<unit>个?(?:天|日|周|星期|礼拜)|个月|月|年)(?P<when>以后|之后|后|以前|之前|前)", _offset),
    (f"再?过{_AMOUNT_OF}(?P<unit>个?(?:天|日|周|星期|礼拜)|个月|年)", _offset),
)
