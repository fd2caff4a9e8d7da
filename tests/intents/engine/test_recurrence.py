"""每天早上七点, as weekdays and a time."""

from datetime import time

import pytest

from intents.engine.dates.recurrence import ALL_DAYS, WEEKEND, WORKDAYS, Recurrence, recurrence, weekdays


@pytest.mark.parametrize(
    ("written", "days", "at"),
    [
        ("每天早上七点", ALL_DAYS, time(7)),
        ("天天晚上八点半", ALL_DAYS, time(20, 30)),
        ("每天的中午12点", ALL_DAYS, time(12)),
        ("每天7:05", ALL_DAYS, time(7, 5)),
        ("工作日早上七点半", WORKDAYS, time(7, 30)),
        ("每个工作日，早上7点45分", WORKDAYS, time(7, 45)),
        ("周末上午九点", WEEKEND, time(9)),
        ("每周三下午三点", (2,), time(15)),
        ("每周一三五晚上七点", (0, 2, 4), time(19)),
        ("每个星期二和星期四晚上九点", (1, 3), time(21)),
        ("周一到周五早上六点", WORKDAYS, time(6)),
        ("每周日早上十点一刻", (6,), time(10, 15)),
        ("每周五晚上十二点", (5,), time(0)),
        ("每周日半夜一点", (0,), time(1)),
    ],
)
def test_days_and_minute_are_read(written: str, days: tuple[int, ...], at: time) -> None:
    assert recurrence(written) == Recurrence(days, at)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "每天",
        "每天早上",
        "早上七点",
        "明天早上七点",
        "每天二十五点",
        "每个月七点",
        "周三七点",
        "七点每天",
        "每天" * 500,
    ],
)
def test_what_names_no_days_or_no_minute_is_no_recurrence(written: str) -> None:
    assert recurrence(written) is None


def test_days_alone() -> None:
    assert weekdays("每周六") == (5,)
    assert weekdays("周末") == WEEKEND
    assert weekdays("周五到周一") == ()
    assert weekdays("八月") == ()
