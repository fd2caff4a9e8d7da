"""Weather words and wind."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intents.services.weather.words import (
    BEAUFORT_KMH,
    WMO,
    has_foul_air,
    highest_level,
    is_fair,
    rains,
    snows,
    turning,
    wind_level,
    wind_name,
    wmo_text,
)


@pytest.mark.parametrize(
    ("text", "is_rain", "is_snow"),
    [
        ("小雨", True, False),
        ("雷阵雨并伴有冰雹", True, False),
        ("雨夹雪", True, True),
        ("暴雪", False, True),
        ("雷暴", True, False),
        ("雨凇", False, False),
        ("雾凇", False, False),
        ("多云", False, False),
        ("浮尘", False, False),
    ],
)
def test_what_falls(text: str, is_rain: bool, is_snow: bool) -> None:
    assert (rains(text), snows(text)) == (is_rain, is_snow)


@pytest.mark.parametrize(("text", "fair"), [("晴", True), ("晴间多云", True), ("晴转小雨", False), ("阴", False)])
def test_when_the_sun_is_out(text: str, fair: bool) -> None:
    assert is_fair(text) == fair


@pytest.mark.parametrize("text", ["雾", "重度霾", "扬沙", "浮尘", "强沙尘暴"])
def test_when_the_air_is_foul(text: str) -> None:
    assert has_foul_air(text)


def test_every_wmo_code_has_a_chinese_word_that_says_what_falls() -> None:
    for code, text in WMO.items():
        assert rains(text) == (code in range(51, 68) or code in range(80, 83) or code >= 95), text
        assert snows(text) == (code in (71, 73, 75, 77, 85, 86)), text
    assert wmo_text(42) == "未知"


@pytest.mark.parametrize(
    ("kmh", "level"), [(0, 0), (0.9, 0), (1, 1), (5.9, 1), (6, 2), (19.9, 3), (20, 4), (38.9, 5), (61.9, 7), (117.9, 11), (118, 12), (500, 17)]
)  # fmt: skip
def test_beaufort(kmh: float, level: int) -> None:
    assert wind_level(kmh) == level


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.floats(0, 300), st.floats(0, 300))
def test_more_wind_is_never_a_lower_level(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= wind_level(low) <= wind_level(high) <= len(BEAUFORT_KMH)


@pytest.mark.parametrize(
    ("written", "level"), [("1-3", 3), ("≤3", 3), ("4级", 4), ("3~4", 4), ("12", 12), ("", 0), ("微风", 0), ("99", 17)]
)
def test_levels_as_they_are_written(written: str, level: int) -> None:
    assert highest_level(written) == level


@pytest.mark.parametrize(
    ("degrees", "name"), [(0, "北风"), (22, "北风"), (23, "东北风"), (90, "东风"), (225, "西南风"), (359, "北风")]
)
def test_winds_are_named_by_where_they_come_from(degrees: float, name: str) -> None:
    assert wind_name(degrees) == name


@pytest.mark.parametrize(
    ("day", "night", "whole"), [("晴", "小雨", "晴转小雨"), ("晴", "晴", "晴"), ("晴", "", "晴"), ("", "阴", "阴")]
)
def test_day_and_night_in_one_word(day: str, night: str, whole: str) -> None:
    assert turning(day, night) == whole
