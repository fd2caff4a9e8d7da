"""The word lists in a chat: what is held back makes no job, leaves no word in the log, and the lists are read again."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.tables import jobs
from bot.templates import LOOK_AGAIN_SECONDS
from tests.bot.harness import BotUnderTest

BLOODY = "拍个视频，两个流氓捅人，满身是血"
OURS = """title: 我家的忌讳
entries:
  - words: [鬼屋]
    caught: [画鬼屋]
    fine: [小狗在海边跑]
"""


async def test_what_is_held_back_makes_no_job(bot: BotUnderTest) -> None:
    assert "换成不流血、不伤人的样子" in await bot.hears(BLOODY)
    assert await bot.rows(jobs) == []


async def test_only_requests_are_looked_at(bot: BotUnderTest) -> None:
    assert "还不会聊天" in await bot.hears("昨天看的电影里有人被捅死了，吓死我了")


async def test_the_log_has_the_kind_and_no_word(bot: BotUnderTest) -> None:
    with capture_logs() as logs:
        await bot.hears(BLOODY)
    (held,) = [line for line in logs if line["event"] == "safety.held"]
    assert held["kind"] == "violence"
    assert "捅人" not in str(logs)


async def test_one_of_several_holds_all_back(bot: BotUnderTest) -> None:
    assert "不伤人" in await bot.hears("给这两个各做一个1秒的视频：1 小狗在海边跑 2 满脸是血的人")
    assert await bot.rows(jobs) == []


async def test_a_list_of_the_familys_own_is_taken_up_at_the_next_message(
    bot: BotUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.templates.LOOK_AGAIN_SECONDS", 0.0)
    assert LOOK_AGAIN_SECONDS > 0
    folder: Path = bot.data / "templates" / "prompts" / "safety"
    folder.mkdir(parents=True)
    (folder / "ours.yaml").write_text(OURS, encoding="utf-8")
    assert await bot.hears("画一张鬼屋的图") == "这个我做不来。换个说法，或者换个内容再跟我说。"
    (folder / "ours.yaml").write_text(OURS.replace("鬼屋]", "鬼]", 1), encoding="utf-8")
    assert "不伤人" not in await bot.hears("画一张海边的图")
    assert bot.app.templates.problems[0].line == 3
    assert await bot.hears("画一张鬼屋的图") == "这个我做不来。换个说法，或者换个内容再跟我说。"
