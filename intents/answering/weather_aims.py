"""What somebody wants to know of the weather: 要不要带伞, 冷不冷, 穿什么, 能不能晒被子."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aims:
    """What the words of a question are after; nothing of it where the weather as a whole is asked for."""

    umbrella: bool
    rain: bool
    snow: bool
    drying: bool
    clothes: bool
    warmth: bool
    wind: bool
    air: bool
    """Air, haze, ultraviolet: what no forecast of ours knows."""
    any_day: bool
    """Which of the next days is asked for, 哪天不下雨."""


def aims_of(text: str) -> Aims:
    """What the message is after."""
    found = {name: pattern.search(text) is not None for name, pattern in _AIMS.items()}
    return Aims(**found)


_AIMS = {
    "umbrella": re.compile("伞|雨衣|雨鞋|雨靴|淋"),
    "rain": re.compile("雨(?!伞|衣|鞋|靴)|落水|打雷|雷阵|冰雹"),
    "snow": re.compile("雪(?!糕|碧)"),
    "drying": re.compile("[晒晾](?!不晒|太阳|伤|黑|得慌)|洗被|洗床单"),
    "clothes": re.compile("穿|衣(?!服.{0,4}[晒晾干])|裤|裙|袄|羽绒|围巾|帽子|手套|加件"),
    "warmth": re.compile("冷|热|凉|暖|冻|降温|升温|变天|回暖"),
    "wind": re.compile("风(?!景|筝)"),
    "air": re.compile("空气|霾|pm ?2|沙尘|紫外线|花粉|流星", re.IGNORECASE),
    "any_day": re.compile("哪[一]?天|哪几天|(?:什么|啥)时候|几时"),
}
