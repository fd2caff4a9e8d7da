"""Words and figures of the weather: WMO codes in Chinese, wind in Beaufort, and what a word means for people outdoors."""

import re

WMO = {
    0: "晴", 1: "大部晴", 2: "多云", 3: "阴",
    45: "雾", 48: "雾凇",
    51: "毛毛雨", 53: "毛毛雨", 55: "毛毛雨", 56: "冻毛毛雨", 57: "冻毛毛雨",
    61: "小雨", 63: "中雨", 65: "大雨", 66: "冻雨", 67: "冻雨",
    71: "小雪", 73: "中雪", 75: "大雪", 77: "米雪",
    80: "阵雨", 81: "阵雨", 82: "强阵雨", 85: "阵雪", 86: "阵雪",
    95: "雷阵雨", 96: "雷阵雨伴有冰雹", 99: "雷阵雨伴有冰雹",
}  # fmt: skip
"""WMO table 4677 as far as Open-Meteo uses it."""

UNKNOWN = "未知"
"""What 高德 says as well when it does not know."""

BEAUFORT_KMH = (1, 6, 12, 20, 29, 39, 50, 62, 75, 89, 103, 118, 134, 150, 167, 184, 202)
"""Level n begins at the n-th speed, km/h; above 12 as in GB/T 28591-2012, after the typhoon's classes."""

_POINTS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")
_RAIN = re.compile(r"雨|雷暴|冰雹")
_FAIR = re.compile(r"晴|少云")
_FOUL_AIR = re.compile(r"雾|霾|尘|沙|烟")


def wmo_text(code: int) -> str:
    """Chinese word of a WMO code."""
    return WMO.get(code, UNKNOWN)


def rains(text: str) -> bool:
    """Whether a weather word means rain, alone or with snow; 雾凇 and 雨凇 are ice on trees."""
    return _RAIN.search(text.replace("雨凇", "")) is not None


def snows(text: str) -> bool:
    """Whether a weather word means snow, alone or with rain."""
    return "雪" in text


def is_fair(text: str) -> bool:
    """Whether the sun is out most of the time."""
    return _FAIR.search(text) is not None and not rains(text) and not snows(text)


def has_foul_air(text: str) -> bool:
    """Fog, haze, dust or sand."""
    return _FOUL_AIR.search(text) is not None


def wind_level(kmh: float) -> int:
    """Beaufort level of a wind speed in km/h, 0 to 17."""
    return sum(kmh >= begins for begins in BEAUFORT_KMH)


def highest_level(written: str) -> int:
    """Upper end of a level as it is written, 1-3, ≤3, 4级 or 3~4; 0 where no figure stands."""
    figures = re.findall(r"\d+", written)
    return min(int(figures[-1]), 17) if figures else 0


def wind_name(degrees: float) -> str:
    """Name of the wind that comes from there; 0 is north, 90 east."""
    return f"{_POINTS[round(degrees % 360 / 45) % 8]}风"


def turning(day: str, night: str) -> str:
    """One word for day and night, 晴转小雨."""
    return day if day == night or not night else f"{day}转{night}" if day else night
