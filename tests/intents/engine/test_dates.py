"""When a member means, by what he wrote."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.engine.dates import resolve
from intents.engine.dates.lunar import FIRST_YEAR, LAST_YEAR, lunar_date, new_year, new_years_eve, solar_term

CHINA = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
THURSDAY = datetime(2026, 11, 19, 10, 20, tzinfo=CHINA)

# What is written, then the first day, the last where there are more, the part of the day and the time, as seen on THURSDAY.
SAID = """
今天 2026-11-19
今日 2026-11-19
今儿 2026-11-19
今儿个 2026-11-19
今个儿 2026-11-19
明天 2026-11-20
明儿 2026-11-20
明儿个 2026-11-20
赶明儿 2026-11-20
后天 2026-11-21
后儿个 2026-11-21
大后天 2026-11-22
大大后天 2026-11-23
昨天 2026-11-18
昨儿 2026-11-18
前天 2026-11-17
大前天 2026-11-16
今明两天 2026-11-19 2026-11-20
明后天 2026-11-20 2026-11-21
周三 2026-11-25
周四 2026-11-19
周五 2026-11-20
周日 2026-11-22
星期天 2026-11-22
礼拜六 2026-11-21
周5 2026-11-20
这周三 2026-11-18
本周一 2026-11-16
这个星期五 2026-11-20
下周三 2026-11-25
下周四 2026-11-26
下个礼拜天 2026-11-29
下下周一 2026-11-30
上周五 2026-11-13
上上周二 2026-11-03
周末 2026-11-21 2026-11-22
这周末 2026-11-21 2026-11-22
双休日 2026-11-21 2026-11-22
周六日 2026-11-21 2026-11-22
周六和周日 2026-11-21 2026-11-22
下周末 2026-11-28 2026-11-29
本周 2026-11-16 2026-11-22
下周 2026-11-23 2026-11-29
下个星期 2026-11-23 2026-11-29
三天内 2026-11-19 2026-11-21
３天内 2026-11-19 2026-11-21
未来三天 2026-11-19 2026-11-21
这几天 2026-11-19 2026-11-21
最近几天 2026-11-19 2026-11-21
最近 2026-11-19 2026-11-21
这两天 2026-11-19 2026-11-20
未来一周 2026-11-19 2026-11-25
接下来一个星期 2026-11-19 2026-11-25
一周内 2026-11-19 2026-11-25
未来15天 2026-11-19 2026-12-03
三天后 2026-11-22
三天以后 2026-11-22
过两天 2026-11-21
再过三天 2026-11-22
一周后 2026-11-26
两个星期后 2026-12-03
一个月后 2026-12-19
半个月后 2026-12-04
二十来天后 2026-12-09
3天前 2026-11-16
一年后 2027-11-19
10月1号 2027-10-01
十月一号 2027-10-01
十二月二十五日 2026-12-25
11月19日 2026-11-19
1号 2026-12-01
25号 2026-11-25
25日 2026-11-25
三十一号 2026-12-31
2026年12月3日 2026-12-03
二零二七年三月五号 2027-03-05
26年12月3号 2026-12-03
明年3月5号 2027-03-05
去年10月1号 2025-10-01
12-3 2026-12-03
12.3 2026-12-03
12/3 2026-12-03
2027-01-05 2027-01-05
2月29号 2028-02-29
10月1日（周五） 2027-10-01
下月3号 2026-12-03
上个月5号 2026-10-05
本月30号 2026-11-30
这个月 2026-11-01 2026-11-30
下个月 2026-12-01 2026-12-31
12月 2026-12-01 2026-12-31
3月份 2027-03-01 2027-03-31
明年2月 2027-02-01 2027-02-28
月底 2026-11-26 2026-11-30
月初 2026-12-01 2026-12-05
下个月初 2026-12-01 2026-12-05
12月中旬 2026-12-11 2026-12-20
本月下旬 2026-11-21 2026-11-30
国庆 2027-10-01
国庆节 2027-10-01
国庆期间 2027-10-01 2027-10-07
明年国庆 2027-10-01
今年国庆 2026-10-01
五一 2027-05-01
五一假期 2027-05-01 2027-05-05
元旦 2027-01-01
圣诞 2026-12-25
平安夜 2026-12-24
春节 2027-02-06
过年 2027-02-06
春节期间 2027-02-05 2027-02-12
春节前一天 2027-02-05
除夕 2027-02-05
大年三十晚上 2027-02-05 evening
大年初三 2027-02-08
初八 2027-02-13
元宵 2027-02-20
正月十五 2027-02-20
清明 2027-04-05
端午 2027-06-09
七夕 2027-08-08
中秋 2027-09-15
八月十五 2027-09-15
去年中秋 2025-10-06
中秋节当天 2027-09-15
重阳 2027-10-08
冬至 2026-12-22
冬至那天 2026-12-22
立春 2027-02-04
腊八 2027-01-15
母亲节 2027-05-09
父亲节 2027-06-20
周一到周五 2026-11-23 2026-11-27
周五至周日 2026-11-20 2026-11-22
明天到后天 2026-11-20 2026-11-21
10月1号到7号 2027-10-01 2027-10-07
3到5号 2026-12-03 2026-12-05
明早 2026-11-20 morning
今晚 2026-11-19 evening
今儿晚上 2026-11-19 evening
明儿个一早 2026-11-20 morning
明天白天 2026-11-20
周五下午 2026-11-20 afternoon
昨天半夜 2026-11-18 night
下午 2026-11-19 afternoon
晚上 2026-11-19 evening
一大早 2026-11-19 morning
凌晨 2026-11-20 night
早上的 2026-11-19 morning
明天下午三点 2026-11-20 afternoon 15:00
明天下午三点左右 2026-11-20 afternoon 15:00
下午3点半 2026-11-19 afternoon 15:30
早上七点 2026-11-20 morning 07:00
今天早上七点 2026-11-19 morning 07:00
后天上午十点二十 2026-11-21 morning 10:20
下周三上午9点 2026-11-25 morning 09:00
今晚8点半 2026-11-19 evening 20:30
晚上八点一刻 2026-11-19 evening 20:15
中午12点 2026-11-19 noon 12:00
中午一点 2026-11-19 noon 13:00
傍晚六点 2026-11-19 evening 18:00
今天晚上12点 2026-11-20 night 00:00
半夜两点 2026-11-20 night 02:00
明天凌晨2点 2026-11-20 night 02:00
3点 2026-11-19 afternoon 15:00
9点 2026-11-19 evening 21:00
11点 2026-11-19 morning 11:00
8:30 2026-11-19 evening 20:30
２０：１５ 2026-11-19 evening 20:15
明天3点 2026-11-20 afternoon 15:00
10月1号8点 2027-10-01 morning 08:00
现在 2026-11-19 morning 10:20
这会儿 2026-11-19 morning 10:20
待会儿 2026-11-19 morning 10:50
半小时后 2026-11-19 morning 10:50
一刻钟后 2026-11-19 morning 10:35
两个小时后 2026-11-19 noon 12:20
一个半小时以后 2026-11-19 morning 11:50
过四十分钟 2026-11-19 morning 11:00
"""


def shown(written: str, now: datetime = THURSDAY) -> str:
    """What the words mean, in the form of the table."""
    span = resolve(written, now)
    if span is None:
        return ""
    assert span.written == written
    days = span.first.isoformat() if span.first == span.last else f"{span.first} {span.last}"
    return " ".join(filter(None, (days, span.part, span.hour and f"{span.hour:%H:%M}")))


@pytest.mark.parametrize("line", SAID.strip().splitlines())
def test_what_is_said_on_a_thursday_morning(line: str) -> None:
    written, meant = line.split(" ", 1)
    assert shown(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        *("2月30日", "32号", "0号", "13月1号", "2026年2月29号", "4月31号", "二月三十号", "31号到2月30号", "大年初九十"),
        *("25点", "3点75分", "明天下午八十点", "三万年后", "9999年12月31日第二天", "周八", "下周九", "第十三月"),
        *(
            "",
            "。",
            "你好",
            "北京",
            "天",
            "三",
            "周",
            "下",
            "个",
            "的",
            "12",
            "半",
            "到",
            "一到",
            "到周五",
            "明天明天",
            "没有",
            "一会儿见",
        ),
        *(
            "昨天那个视频真好看",
            "明天再说吧",
            "冬天",
            "国庆路",
            "五一广场",
            "春节联欢晚会",
            "周杰伦",
            "三天打鱼两天晒网",
        ),
        "今天" * 30,
    ],
)
def test_what_is_no_day_is_none(written: str) -> None:
    assert resolve(written, THURSDAY) is None


@pytest.mark.parametrize(
    ("today", "written", "meant"),
    [
        ("2026-11-21", "周末", "2026-11-21 2026-11-22"),
        ("2026-11-22", "周末", "2026-11-22"),
        ("2026-11-22", "周日", "2026-11-22"),
        ("2026-11-22", "这周日", "2026-11-22"),
        ("2026-11-22", "下周一", "2026-11-23"),
        ("2026-11-23", "上周日", "2026-11-22"),
        ("2026-10-03", "国庆", "2026-10-03 2026-10-07"),
        ("2026-10-03", "国庆节当天", "2026-10-01"),
        ("2026-10-08", "国庆", "2027-10-01"),
        ("2026-12-31", "明天", "2027-01-01"),
        ("2026-12-31", "月底", "2026-12-27 2026-12-31"),
        ("2026-12-31", "1月1号", "2027-01-01"),
        ("2026-12-31", "下个月", "2027-01-01 2027-01-31"),
        ("2027-01-31", "一个月后", "2027-02-28"),
        ("2027-01-31", "31号", "2027-01-31"),
        ("2027-02-01", "31号", "2027-03-31"),
        ("2027-02-01", "腊八", "2028-01-04"),
        ("2027-12-01", "小年", "2028-01-19"),
        ("2049-12-01", "春节", "2050-01-23"),
        ("2060-05-05", "国庆", "2060-10-01"),
        ("2060-05-05", "中秋", ""),
    ],
)
def test_the_day_it_is_said_on_matters(today: str, written: str, meant: str) -> None:
    assert shown(written, datetime.combine(date.fromisoformat(today), time(9), CHINA)) == meant


@pytest.mark.parametrize(
    ("at", "written", "meant"),
    [
        ("06:00", "早上", "2026-11-19 morning"),
        ("20:00", "早上", "2026-11-20 morning"),
        ("20:00", "今早", "2026-11-19 morning"),
        ("23:59", "晚上", "2026-11-19 evening"),
        ("23:59", "今天", "2026-11-19"),
        ("23:59", "明天", "2026-11-20"),
        ("00:00", "今晚", "2026-11-19 evening"),
        ("23:59", "现在", "2026-11-19 night 23:59"),
        ("23:59", "半小时后", "2026-11-20 night 00:29"),
        ("06:30", "8点", "2026-11-19 morning 08:00"),
        ("20:30", "8点", "2026-11-20 morning 08:00"),
        ("20:30", "今天8点", "2026-11-19 morning 08:00"),
        ("03:00", "凌晨", "2026-11-19 night"),
    ],
)
def test_the_hour_it_is_said_at_matters(at: str, written: str, meant: str) -> None:
    assert shown(written, datetime.combine(THURSDAY, time.fromisoformat(at), CHINA)) == meant


def test_a_day_is_the_familys_day_wherever_the_machine_stands() -> None:
    moment = datetime(2026, 11, 19, 17, 0, tzinfo=UTC)
    assert shown("今天", moment.astimezone(CHINA)) == "2026-11-20"
    assert shown("今天", moment.astimezone(BERLIN)) == "2026-11-19"


def test_two_hours_are_two_hours_when_clocks_are_changed() -> None:
    before_summer = datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN)
    assert shown("两个小时后", before_summer) == "2027-03-28 night 04:30"
    before_winter = datetime(2026, 10, 25, 1, 30, tzinfo=BERLIN)
    assert shown("两个小时后", before_winter) == "2026-10-25 night 02:30"
    assert shown("明天", before_winter) == "2026-10-26"


def test_the_lunar_calendar_agrees_with_published_days() -> None:
    new_years = (
        "2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26"
    )
    assert [new_year(year).isoformat() for year in range(2019, 2029)] == new_years.split()
    autumn = "2019-09-13 2020-10-01 2021-09-21 2022-09-10 2023-09-29 2024-09-17 2025-10-06 2026-09-25 2027-09-15"
    assert [lunar_date(year, 8, 15).isoformat() for year in range(2019, 2028)] == autumn.split()
    assert [solar_term(year, "清明").day for year in range(2020, 2029)] == [4, 4, 5, 5, 4, 4, 5, 5, 4]
    assert [solar_term(year, "冬至").day for year in range(2020, 2029)] == [21, 21, 22, 22, 21, 21, 22, 22, 21]


def test_every_lunar_year_ends_where_the_next_begins() -> None:
    for year in range(FIRST_YEAR, LAST_YEAR):
        length = (new_year(year + 1) - new_year(year)).days
        assert length in (353, 354, 355, 383, 384, 385)
        assert new_years_eve(year + 1) - lunar_date(year, 12, 29) in (timedelta(0), timedelta(1))


# hypothesis wants these naive and puts a zone to them.
FIRST_DAY = datetime(2011, 1, 1, tzinfo=UTC).replace(tzinfo=None)
LAST_DAY = datetime(2099, 12, 30, tzinfo=UTC).replace(tzinfo=None)
WORDS = st.sampled_from(
    "今明后昨天儿周末下上这个月号日年点半小时分钟内前到和初一二三十百1203国庆春节除夕期间早上午夜里未来过几大的:-./ "
)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.text(max_size=100), st.text(WORDS, max_size=14)),
    st.datetimes(FIRST_DAY, LAST_DAY, timezones=st.sampled_from([CHINA, BERLIN])),
)
def test_nothing_that_is_written_makes_it_fail(written: str, now: datetime) -> None:
    span = resolve(written, now)
    assert span is None or (span.first <= span.last and span.written == written)
