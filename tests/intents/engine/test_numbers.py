"""Numbers and lengths of time as they are written and said."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.engine.numbers import parse_duration, parse_number, parse_whole
from intents.engine.slots import parse_seconds


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12),
        ("1.5", 1.5),
        ("３", 3),
        ("１２", 12),
        ("零", 0),
        ("半", 0.5),
        ("两", 2),
        ("俩", 2),
        ("仨", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("一百", 100),
        ("一百零五", 105),
        ("一百一十", 110),
        ("一百二", 120),
        ("一百二十", 120),
        ("两百五", 250),
        ("一千二", 1200),
        ("两千三百零八", 2308),
        ("一万", 10_000),
        ("一万二", 12_000),
        ("三十万", 300_000),
        ("二零二六", 2026),
        ("二〇二六", 2026),
        ("一点五", 1.5),
        ("两三", 2),
        ("三五", 3),
        ("七八", 7),
        ("十几", 10),
        ("二十来", 20),
        ("三十多", 30),
    ],
)
def test_numbers(written: str, number: float) -> None:
    assert parse_number(written) == number


@pytest.mark.parametrize(
    "written", ["", "几", "点", "一点", "点五", "12a", "1e5", "nan", "inf", "-3", "1.2.3", "个", "好多"]
)
def test_what_is_no_number(written: str) -> None:
    assert parse_number(written) is None


def test_only_whole_numbers_are_whole() -> None:
    assert parse_whole("十二") == 12
    assert parse_whole("1.5") is None
    assert parse_whole("半") is None


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("5秒", 5),
        ("5s", 5),
        ("五秒钟", 5),
        ("3.5秒", 3.5),
        ("半分钟", 30),
        ("一分半", 90),
        ("1分30秒", 90),
        ("１分钟", 60),
        ("一刻钟", 900),
        ("三刻钟", 2700),
        ("二十来分钟", 1200),
        ("十几分钟", 600),
        ("半小时", 1800),
        ("半个小时", 1800),
        ("半个钟头", 1800),
        ("一个半小时", 5400),
        ("1.5小时", 5400),
        ("1小时半", 5400),
        ("两小时三十分", 9000),
        ("两 个 小时", 7200),
        ("俩小时", 7200),
        ("两三个小时", 7200),
        ("半天", 43_200),
        ("两天半", 216_000),
        ("三五天", 259_200),
        ("一周", 604_800),
        ("两个星期", 1_209_600),
        ("0秒", 0),
    ],
)
def test_lengths(written: str, seconds: float) -> None:
    assert parse_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written", ["", "很久", "分钟", "半", "几分钟", "一个月", "一年", "5", "5秒的视频", "秒5", "个半小时"]
)
def test_what_has_no_length(written: str) -> None:
    assert parse_duration(written) is None


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("一刻钟", 60),
        ("半分钟左右", 30),
        ("10秒以内", 10),
        ("十几秒", 10),
        ("两三秒", 2),
        ("0秒", None),
        ("一个月", None),
    ],
)
def test_a_clip_is_a_minute_at_most(written: str, seconds: float | None) -> None:
    assert parse_seconds(written) == seconds


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=100), st.text("零〇一二两三九十百千万半几来多俩点个.0123456789秒分钟刻小时天周 ", max_size=100)
    )
)
def test_nothing_makes_it_fail(written: str) -> None:
    number = parse_number(written)
    assert number is None or number >= 0
    length = parse_duration(written)
    assert length is None or length >= timedelta(0)
    seconds = parse_seconds(written)
    assert seconds is None or 0 < seconds <= 60


@given(st.integers(1, 99_999))
def test_every_number_said_plainly_is_read(number: int) -> None:
    assert parse_number(said(number)) == number


def said(number: int) -> str:
    """The number in plain Chinese."""
    digits, units = "零一二三四五六七八九", ("", "十", "百", "千", "万")
    text = ""
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        text += digits[int(digit)] + (units[place] if digit != "0" else "")
    return _without_empty_places(text)


def _without_empty_places(text: str) -> str:
    while "零零" in text:
        text = text.replace("零零", "零")
    return text.rstrip("零")
