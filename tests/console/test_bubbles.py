"""Lines as HTML."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.console.bubbles import bubble, separator, tone
from bot.console.cards import state_of
from bot.console.cast import SIMULATED
from bot.desk import ChatLine, JobCard

HOME = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 5, 9, 30, tzinfo=HOME).timestamp()


@pytest.mark.parametrize("field", ["name", "text", "pictures", "artifact_id"])
def test_nothing_that_came_from_outside_is_markup(field: str) -> None:
    evil = "\"><script>alert('1')</script>"
    values = {
        "id": "1",
        "sender_id": "mama",
        "name": "妈妈",
        "at": NOW,
        "text": "看",
        "kind": "video",
        "artifact_id": "a",
    }
    line = ChatLine(**{**values, field: (evil,) if field == "pictures" else evil})  # type: ignore[arg-type]
    for is_group in (True, False):
        assert "<script" not in bubble(line, speaker_id="me", is_group=is_group)


def test_a_file_that_is_gone_is_said_to_be() -> None:
    line = ChatLine("1", "", "", NOW, "「月亮」5 秒。", "video")
    assert "文件已经删掉了" in bubble(line, speaker_id="me", is_group=False)
    assert "<video" not in bubble(line, speaker_id="me", is_group=False)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ((2026, 3, 5), ">09:05<"),
        ((2026, 3, 4), "昨天 09:05"),
        ((2026, 3, 1), "3月1日 09:05"),
        ((2025, 12, 31), "2025年12月31日 09:05"),
    ],
)
def test_a_pause_shows_the_time_as_one_says_it(day: tuple[int, int, int], written: str) -> None:
    assert written in separator(datetime(*day, 9, 5, tzinfo=HOME).timestamp(), NOW, HOME)


def test_the_simulated_family_have_colours_of_their_own() -> None:
    assert len({tone(member.name) for member in SIMULATED}) == len(SIMULATED)


@pytest.mark.parametrize(
    ("state", "ahead", "says"),
    [
        ("accepted", 2, "排队，前面还有 2 个 · 大约 1～2 分钟"),
        ("accepted", 0, "马上开始 · 大约 1～2 分钟"),
        ("running", 0, "正在生成 · 已经 40 秒 · 一般 1～2 分钟"),
        ("delivering", 0, "正在发送"),
    ],
)
def test_a_card_says_place_range_and_time(state: str, ahead: int, says: str) -> None:
    card = JobCard(3, "月亮", "video", "me", "我", state, "正在生成", False, ahead, "1", "2 分钟", "40 秒", None)
    assert state_of(card) == says
