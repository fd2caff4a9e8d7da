"""Numbers and lengths of time as families write and say them: 12, 十二, 两三个, 俩, 一刻钟, 一个半小时."""

import re
import unicodedata
from datetime import timedelta

_DIGITS = {c: value for value, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = 10_000

CHINESE = "零〇一二两三四五六七八九十百千万半俩仨幺几点"
"""Characters a Chinese number is written with."""


def parse_number(written: str) -> float | None:
    """The number, or None where there is none. Of a range (两三, 三五) and of a round number (二十来, 十几) the lower end."""
    plain = unicodedata.normalize("NFKC", written).strip()
    if plain == "半":
        return 0.5
    if plain and plain.isascii():
        return float(plain) if _ARABIC.fullmatch(plain) else None
    plain = plain.rstrip("多来余几把")
    whole, point, fraction = plain.partition("点")
    if point and (not fraction or not all(character in _DIGITS for character in fraction)):
        return None
    number = _chinese(whole)
    if number is None:
        return None
    return number + (float("0." + "".join(str(_DIGITS[c]) for c in fraction)) if fraction else 0.0)


def parse_whole(written: str) -> int | None:
    """The whole number, or None where there is none."""
    number = parse_number(written)
    return int(number) if number is not None and number.is_integer() else None


def parse_duration(written: str) -> timedelta | None:
    """How long: “半分钟”, “一刻钟”, “一个半小时”, “1小时30分”, “二十来分钟”, “两三天”. None where there is no length in it,
    and for months and years, which have none."""
    plain = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", written).lower())
    parts = list(_PART.finditer(plain))
    if not parts or "".join(part.group() for part in parts) != plain:
        return None
    seconds = 0.0
    for part in parts:
        amount = parse_number(part["amount"])
        if amount is None:
            return None
        half = 0.5 if part["half"] or part["half_after"] else 0.0
        seconds += (amount + half) * _SECONDS[_UNIT_OF[part["unit"]]]
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        return None


def _chinese(written: str) -> float | None:
    """一百二十 and 一百二, 两三 as its lower end, 二零二六 digit by digit."""
    if not written or not all(
        character in _DIGITS or character in _UNITS or character == "万" for character in written
    ):
        return None
    if all(character in _DIGITS for character in written):
        return float(_digits(written))
    total, section, unit, digits = 0, 0, 1, ""
    for character in written:
        if character in _DIGITS:
            digits += character
            continue
        amount = _digits(digits) if digits.strip("零〇") else 0
        if character == "万":
            total, section, unit = (total + section + amount or 1) * _MYRIAD, 0, _MYRIAD
        else:
            unit = _UNITS[character]
            section += (amount or 1) * unit
        digits = ""
    last = _digits(digits) if digits.strip("零〇") else 0
    # 一百二 is 120 and 一万二 is 12 000; 一百零二 and 十二 are what they say.
    if len(digits) == 1 and unit >= 100 and digits not in "零〇":
        last *= unit // 10
    return float(total + section + last)


def _digits(written: str) -> int:
    values = [_DIGITS[character] for character in written]
    if len(values) == 2 and 0 < values[0] < values[1] <= values[0] + 2:
        return values[0]
    return int("".join(map(str, values)))


_ARABIC = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
_UNIT_OF = {
    **dict.fromkeys(("秒钟", "秒", "s"), "second"),
    **dict.fromkeys(("分钟", "分", "min"), "minute"),
    **dict.fromkeys(("刻钟", "刻"), "quarter"),
    **dict.fromkeys(("小时", "钟头", "h"), "hour"),
    **dict.fromkeys(("天", "日"), "day"),
    **dict.fromkeys(("周", "星期", "礼拜"), "week"),
}
_SECONDS = {"second": 1, "minute": 60, "quarter": 900, "hour": 3600, "day": 86_400, "week": 604_800}
_PART = re.compile(
    rf"(?P<amount>[0-9]{{1,6}}(?:\.[0-9]{{1,3}})?|[{CHINESE}]{{1,8}})[多来余]?个?(?P<half>半)?"
    rf"(?P<unit>{'|'.join(sorted(_UNIT_OF, key=len, reverse=True))})(?P<half_after>半)?(?:钟)?"
)
