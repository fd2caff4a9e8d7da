"""What of a group's talk is meant for 小爱, and that she keeps nothing of the rest."""

import time

import pytest

from bot.tables import members, messages
from tests.bot.dumping import dump
from tests.bot.harness import BotUnderTest

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def group(request: pytest.FixtureRequest) -> str:
    """A group of the test's own."""
    return request.node.name[-40:]


@pytest.mark.parametrize("how", [{"at": True}, {"quotes": True}])
async def test_a_mention_or_a_quote_addresses_her(shared: BotUnderTest, group: str, how: dict[str, bool]) -> None:
    assert "面馆" in await shared.hears("附近有什么好吃的面馆", group=group, **how)


@pytest.mark.parametrize("call", ["小爱，", "小爱同学 ", "@小爱 ", "小艾"])
async def test_the_wake_word_at_the_start_addresses_her(shared: BotUnderTest, group: str, call: str) -> None:
    assert "面馆" in await shared.hears(f"{call}附近有什么好吃的面馆", group=group)


async def test_alone_with_her_everything_is_for_her(shared: BotUnderTest) -> None:
    assert "面馆" in await shared.hears("附近有什么好吃的面馆")


@pytest.mark.parametrize(
    "talk", ["昨天那个视频真好看", "附近有什么好吃的面馆", "我跟小爱说了", "小爱心最好了", "12", "取消"]
)
async def test_other_talk_is_neither_answered_nor_kept(shared: BotUnderTest, group: str, talk: str) -> None:
    before = await shared.rows(messages)
    assert await shared.hears(f"{talk}杜鹃花", group=group) == ""
    assert await shared.hears(talk, group=group) == ""
    assert await shared.rows(messages) == before
    assert "杜鹃花" not in dump(shared.data / "app.sqlite")


@pytest.mark.parametrize("text", ["坐公交去呢怎么走", "去医院怎么走", "12", "取消", "好了没"])
async def test_for_three_minutes_a_follow_up_needs_no_call(shared: BotUnderTest, group: str, text: str) -> None:
    await shared.hears("小爱，从家到兵马俑开车多久", "爸爸", group)
    shared.clock.goes(170)
    assert await shared.hears(text, "爸爸", group)
    shared.clock.goes(181)
    assert await shared.hears(text, "爸爸", group) == ""


async def test_a_follow_up_is_the_same_persons_in_the_same_chat(shared: BotUnderTest, group: str) -> None:
    await shared.hears("小爱，从家到兵马俑开车多久", "爸爸", group)
    assert await shared.hears("去医院怎么走", "妈妈", group) == ""
    assert await shared.hears("去医院怎么走", "爸爸", "单位群") == ""


@pytest.mark.parametrize("talk", ["这天气热死了", "好的", "不要生成视频了", "那行", "😀", "哈哈哈"])
async def test_a_follow_up_is_never_small_talk(shared: BotUnderTest, group: str, talk: str) -> None:
    await shared.hears("小爱，从家到兵马俑开车多久", "爸爸", group)
    before = len(await shared.rows(messages))
    assert await shared.hears(talk, "爸爸", group) == ""
    assert len(await shared.rows(messages)) == before


async def test_a_follow_up_may_be_about_the_turn_before(shared: BotUnderTest, group: str) -> None:
    await shared.hears("小爱，从钟楼到兵马俑开车多久", "爸爸", group)
    assert await shared.hears("坐公交呢", "妈妈", group) == ""
    assert "坐公交去兵马俑" in await shared.hears("坐公交呢", "爸爸", group)


@pytest.mark.parametrize("text", ["小爱" + "很长的话" * 2_500_000, "很长的话" * 2_500_000, " " * 10_000_000 + "小爱"])
async def test_ten_megabytes_are_told_to_be_too_long_or_left_alone(shared: BotUnderTest, group: str, text: str) -> None:
    await shared.hears("小爱，从家到兵马俑开车多久", "爸爸", group)
    before = len(await shared.rows(messages))
    began = time.process_time()
    said = await shared.hears(text, "爸爸", group)
    assert time.process_time() - began < 1
    if text.startswith("小爱"):
        assert said.startswith("这段话太长了")
    else:
        assert (said, len(await shared.rows(messages))) == ("", before)


async def test_a_name_of_megabytes_is_cut(shared: BotUnderTest, group: str) -> None:
    assert await shared.hears("小爱，从家到兵马俑开车多久", "长名", group, name="长" * 5_000_000)
    assert max(len(row.name) for row in await shared.rows(members)) == 100


@pytest.mark.parametrize("talk", ["@爸爸 坐公交呢", "@爸爸 12", "@全体成员 取消"])
async def test_what_is_said_to_somebody_else_is_not_for_her(shared: BotUnderTest, group: str, talk: str) -> None:
    await shared.hears("小爱，从家到兵马俑开车多久", "妈妈", group)
    assert await shared.hears(talk, "妈妈", group) == ""


async def test_a_quote_of_another_is_talk_among_people(shared: BotUnderTest, group: str) -> None:
    await shared.hears("小爱，从家到兵马俑开车多久", "妈妈", group)
    assert await shared.hears("坐公交呢", "妈妈", group, quoted_id="m1") == ""
    assert await shared.hears("坐公交呢", "妈妈", group, quoted_id="m1", at=True)
