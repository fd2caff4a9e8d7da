"""Nobody is sure what a message wants: one question with numbers, and the number goes on with what was said."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.tables import jobs, sessions
from intents.engine.chain import Chain
from intents.engine.types import Recognition
from tests.bot.harness import BotUnderTest, Clock, running
from tests.bot.room import RoomChannel

RAIN = "明天带孩子出去会不会淋着"
KITTEN = "小猫在院子里晒太阳多好看，5秒竖屏"
UNSURE = {RAIN: ("weather", "places", "chat"), KITTEN: ("image", "video", "chat")}


class Unsure(Chain):
    """All tiers, on a day on which none of them knows what to do with two sentences."""

    async def understand(self, text: str) -> Recognition:
        recognition = await super().understand(text)
        return replace(recognition, tier="fallback", candidates=UNSURE[text]) if text in UNSURE else recognition


def make_unsure(bot: BotUnderTest) -> None:
    current = bot.app.templates.current
    bot.app.templates.current = replace(current, chain=Unsure(current.recognizer, None))


@pytest.fixture
async def unsure(bot: BotUnderTest) -> BotUnderTest:
    make_unsure(bot)
    return bot


async def test_the_question_names_what_it_may_be_in_numbers(unsure: BotUnderTest) -> None:
    assert await unsure.hears(RAIN) == "这句我没听准，你是想：\n1 天气\n2 地点推荐\n3 只是聊聊\n回 1、2、3 就行。"


@pytest.mark.parametrize("answer", ["1", "１", "第一个", "一", "1吧", "选1", "天气", "天气。", "小爱，1"])
async def test_a_number_or_a_title_goes_on_with_what_was_said(unsure: BotUnderTest, answer: str) -> None:
    await unsure.hears(RAIN)
    assert "天气我现在还查不了" in await unsure.hears(answer)
    assert await unsure.rows(sessions) == []


async def test_the_last_number_only_chats(unsure: BotUnderTest) -> None:
    await unsure.hears(RAIN)
    assert "还不会聊天" in await unsure.hears("3")


async def test_a_clip_may_be_chosen_since_the_member_chose_it(unsure: BotUnderTest) -> None:
    await unsure.hears(KITTEN)
    assert await unsure.rows(jobs) == []
    answer = await unsure.hears("2")
    if "想拍点什么" in answer:
        answer = await unsure.hears("小猫在院子里晒太阳")
    assert "（第 1 号）" in answer
    (job,) = await unsure.rows(jobs)
    assert (job.request["kind"], job.request["seconds"], job.request["aspect"]) == ("video", 5.0, "9:16")
    assert "小猫" in job.request["subject"]


async def test_a_number_there_is_not_is_asked_again(unsure: BotUnderTest) -> None:
    question = await unsure.hears(RAIN)
    assert await unsure.hears("7") == question
    assert "天气我现在还查不了" in await unsure.hears("1")


async def test_anything_else_is_a_new_message(unsure: BotUnderTest) -> None:
    await unsure.hears(RAIN)
    assert "开车去兵马俑" in await unsure.hears("开车去兵马俑怎么走")
    assert "还不会聊天" in await unsure.hears("1"), "the question is over"


async def test_who_does_not_want_any_of_it_says_so(unsure: BotUnderTest) -> None:
    await unsure.hears(RAIN)
    assert await unsure.hears("算了") == "好，那就算了。想做什么再叫我。"
    assert await unsure.rows(sessions) == []


async def test_in_a_group_the_number_needs_no_call_and_is_the_same_persons(unsure: BotUnderTest) -> None:
    await unsure.hears(RAIN, "妈妈", "全家福", at=True)
    assert await unsure.hears("1", "爸爸", "全家福") == ""
    assert await unsure.hears("那就这样", "妈妈", "全家福") == ""
    assert "天气" in await unsure.hears("第一个", "妈妈", "全家福")


async def test_two_questions_in_one_group_do_not_mix(unsure: BotUnderTest) -> None:
    await unsure.hears(RAIN, "妈妈", "全家福", at=True)
    await unsure.hears(KITTEN, "爸爸", "全家福", at=True)
    assert "还找不了" in await unsure.hears("2", "妈妈", "全家福")
    assert await unsure.rows(jobs) == []
    await unsure.hears("2", "爸爸", "全家福")
    assert "天气" in await unsure.hears("小爱，北京明天天气怎么样", "妈妈", "全家福")


async def test_a_choice_outlives_a_restart(tmp_path: Path) -> None:
    room, clock = RoomChannel(), Clock()
    async with running(tmp_path, room, clock=clock) as bot:
        make_unsure(bot)
        await bot.hears(RAIN, group="全家福", at=True)
    async with running(tmp_path, room, clock=clock) as bot:
        assert "天气我现在还查不了" in await bot.hears("1", group="全家福")


async def test_where_only_mentions_are_heard_the_question_says_so(tmp_path: Path) -> None:
    room = RoomChannel()
    room.hears = "mentions"
    async with running(tmp_path, room) as bot:
        make_unsure(bot)
        assert (await bot.hears(RAIN, group="全家福", at=True)).endswith("@我 回 1、2、3 就行。")
        assert (await bot.hears(RAIN)).endswith("\n回 1、2、3 就行。")
