"""Times of day as they are said: 早上七点, 下午3点半, 8:30, 半夜."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal

from intents.engine.dates.readers import either
from intents.engine.numbers import parse_whole

Part = Literal["morning", "noon", "afternoon", "evening", "night"]


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A part of a day, and perhaps the minute."""

    part: Part | None
    at: time | None = None
    is_next_day: bool = False
    """半夜两点 and 晚上十二点 belong to the night that begins on the day that was named."""


def time_of_day(written: str) -> TimeOfDay | None:
    """What was said, or None where it is no time of day. An hour from 1 to 5 with nothing before it is in the afternoon."""
    found = _TIME.fullmatch(written)
    if not found or not written:
        return None
    word = found["part"]
    part = _PART_OF.get(word or "")
    if not found["hour"] and not found["digital"]:
        return TimeOfDay(part)
    clock = _clock(found)
    if clock is None:
        return None
    said_hour, minute = clock
    hour, is_next_day = _of_24(word or "", part, said_hour, is_digital=bool(found["digital"]))
    if hour > 23 or minute > 59:
        return None
    return TimeOfDay("night" if is_next_day else part or _part_of(hour), time(hour, minute), is_next_day)


def is_over(part: Part | None, now: time) -> bool:
    """The part of the day has gone by; of the night never."""
    return part is not None and now.hour >= _ENDS[part]


def _clock(found: "re.Match[str]") -> tuple[int, int] | None:
    if found["digital"]:
        hour, minute = found["digital"].split(":")
        return int(hour), int(minute)
    said_hour, said_minute = parse_whole(found["hour"]), found["minute"] or ""
    minute = _MINUTES.get(said_minute, parse_whole(said_minute.removesuffix("分")))
    if said_hour is None or minute is None:
        return None
    return said_hour, minute


def _of_24(word: str, part: Part | None, hour: int, *, is_digital: bool) -> tuple[int, bool]:
    """The hour of 24, and whether it is past the midnight that ends the day."""
    if hour == 24:
        return 0, True
    if word in _EARLY:
        return (0 if hour == 12 else hour), False
    if part in ("evening", "night") and (hour in (0, 12) or hour <= 4):
        return hour % 12, True
    if part == "noon" and hour <= 2:
        return hour + 12, False
    if part in ("afternoon", "evening", "night") and 1 <= hour < 12:
        return hour + 12, False
    if not word and not is_digital and 1 <= hour <= 5:
        return hour + 12, False
    return hour, False


def _part_of(hour: int) -> Part:
    return next(part for part, end in _BEGINS if hour < end)


_PARTS: dict[Part, str] = {
    "morning": "一大早|大清早|一清早|大早上|清早|清晨|早晨|早上|一早|上午|头午|早|晨|前半晌|早起",
    "noon": "大中午|中午|晌午|正午|午间",
    "afternoon": "下午|午后|后半晌|后晌",
    "evening": "大晚上|傍晚|黄昏|晚上|晚间|夜晚|擦黑|天黑|晚",
    "night": "大半夜|后半夜|半夜|深夜|午夜|夜里|夜间|凌晨|夜",
}
_PART_OF: dict[str, Part] = {word: part for part, words in _PARTS.items() for word in words.split("|")}
_EARLY = ("凌晨", "后半夜")
"""These words name the early hours of the day itself, not of the night after it."""
_WHOLE = ("全天", "整天", "一整天", "一天", "白天", "大白天")
_WORDS = either((*_WHOLE, *_PART_OF))
_NUMBER = "[0-9]{1,2}|[零〇一二两三四五六七八九十]{1,3}"
_TIME = re.compile(
    f"(?P<part>{_WORDS})?(?:(?P<digital>[0-9]{{1,2}}:[0-9]{{2}})|"
    f"(?P<hour>{_NUMBER})(?:点钟|点整|点|时)(?P<minute>半|一刻|三刻|(?:{_NUMBER})分?)?)?"
)
_MINUTES = {"": 0, "半": 30, "一刻": 15, "三刻": 45}
_ENDS: dict[Part, int] = {"morning": 12, "noon": 14, "afternoon": 19, "evening": 24, "night": 24}
_BEGINS: tuple[tuple[Part, int], ...] = (
    *(("night", 5), ("morning", 12), ("noon", 13), ("afternoon", 18), ("evening", 23), ("night", 24)),
)
