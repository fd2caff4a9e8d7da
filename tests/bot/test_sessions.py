"""A question asked back: answered, dropped, expired, remembered over a restart."""

import pytest

from bot.tables import jobs, sessions
from tests.bot.harness import BotUnderTest

pytestmark = pytest.mark.asyncio(loop_scope="module")

WISH = "给我弄个视频"


async def last_subject(bot: BotUnderTest) -> str:
    rows = await bot.rows(jobs)
    return rows[-1].request["subject"] if rows else ""


async def test_an_answer_fills_what_was_asked(shared: BotUnderTest) -> None:
    assert "想拍点什么" in await shared.hears(WISH, "甲")
    assert "（第" in await shared.hears("小狗在海边跑", "甲")
    assert await last_subject(shared) == "小狗在海边跑"


async def test_what_was_said_before_the_question_is_kept(shared: BotUnderTest) -> None:
    assert "想拍点什么" in await shared.hears("做一个卡通的视频，竖屏", "乙")
    await shared.hears("小猫睡觉", "乙")
    request = (await shared.rows(jobs))[-1].request
    assert (request["subject"], request["style"], request["aspect"]) == ("小猫睡觉", "卡通", "9:16")


async def test_a_different_wish_is_not_taken_for_the_answer(shared: BotUnderTest) -> None:
    before = len(await shared.rows(jobs))
    await shared.hears(WISH, "丙")
    assert "面馆" in await shared.hears("附近有什么好吃的面馆", "丙")
    assert "（第" not in await shared.hears("小狗在海边跑", "丙"), "the question is over"
    assert len(await shared.rows(jobs)) == before


@pytest.mark.parametrize("no", ["不拍了", "取消", "不要了", "不要生成视频了", "别拍了", "算了"])
async def test_a_no_is_not_taken_for_the_answer(shared: BotUnderTest, no: str) -> None:
    before = len(await shared.rows(jobs))
    await shared.hears(WISH, "丁")
    await shared.hears(no, "丁")
    assert len(await shared.rows(jobs)) == before


async def test_a_question_is_the_same_persons_in_the_same_chat(shared: BotUnderTest) -> None:
    before = len(await shared.rows(jobs))
    await shared.hears(WISH, "戊", "群", at=True)
    await shared.hears("小狗在海边跑", "己", "群", at=True)
    await shared.hears("小狗在海边跑", "戊")
    assert len(await shared.rows(jobs)) == before
    await shared.hears("小狗在海边跑", "戊", "群", at=True)
    assert len(await shared.rows(jobs)) == before + 1


async def test_after_ten_minutes_nobody_remembers(shared: BotUnderTest) -> None:
    before = len(await shared.rows(jobs))
    await shared.hears(WISH, "庚")
    shared.clock.goes(601)
    await shared.hears("小狗在海边跑", "庚")
    assert len(await shared.rows(jobs)) == before


async def test_asked_for_a_place_the_place_is_the_answer(shared: BotUnderTest) -> None:
    assert "要去哪儿" in await shared.hears("开车怎么走", "辛")
    assert "兵马俑" in await shared.hears("兵马俑", "辛")
    assert [row for row in await shared.rows(sessions) if row.sender_id == "辛"] == []
