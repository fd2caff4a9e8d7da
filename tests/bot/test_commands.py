"""Short orders about jobs: 取消 12, 好了没, 我的视频, 再发一次."""

import re

import pytest
import pytest_asyncio

from bot.tables import jobs
from generators.base import ContentRefused
from tests.bot.harness import BotUnderTest
from tests.bot.studio import Studio

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def studio(shared: BotUnderTest) -> Studio:
    """The shared studio, closed: what is asked for stays unfinished."""
    shared.studio.is_open.set()
    await shared.finishes_jobs()
    shared.studio.is_open.clear()
    return shared.studio


async def asks_for(bot: BotUnderTest, subject: str, who: str) -> int:
    """A clip in the making; its number."""
    await bot.hears(f"拍一段1秒的视频：{subject}", who)
    return (await bot.rows(jobs))[-1].id


async def finished(bot: BotUnderTest, subject: str, who: str) -> int:
    bot.studio.is_open.set()
    number = await asks_for(bot, subject, who)
    await bot.finishes_jobs()
    return number


async def test_a_waiting_job_is_cancelled_for_nothing(shared: BotUnderTest, studio: Studio) -> None:
    first, second = [await asks_for(shared, "小狗", "甲") for _ in range(2)]
    await shared.begins(first)
    assert await shared.hears(f"取消 {second}", "甲") == f"已取消第 {second} 号，没花钱，也不算次数。"
    assert await shared.hears(f"{second}号怎么样了", "甲") == f"第 {second} 号已经取消了。"
    assert await shared.hears(f"取消 {second}", "甲") == f"第 {second} 号已经结束了，不用再取消。"


async def test_a_running_job_is_cancelled(shared: BotUnderTest, studio: Studio) -> None:
    number = await asks_for(shared, "小狗", "甲")
    await shared.begins(number)
    assert f"已取消第 {number} 号" in await shared.hears("取消", "甲")
    await shared.finishes_jobs()
    assert (await shared.job(number)).state == "cancelled"
    assert shared.room.said_to("甲")[-1].startswith("已取消")


async def test_the_status_names_stage_time_and_number(shared: BotUnderTest, studio: Studio) -> None:
    number = await asks_for(shared, "小狗", "乙")
    await shared.begins(number)
    shared.clock.goes(40)
    answer = await shared.hears("好了没", "乙")
    assert re.match(rf"第 {number} 号正在生成，已经 4\d 秒，一般还要 ", answer)
    waiting = await asks_for(shared, "小猫", "乙")
    assert f"第 {waiting} 号在排队，前面还有 1 个" in await shared.hears(f"进度 {waiting}", "乙")


async def test_without_a_job_the_status_says_so(shared: BotUnderTest) -> None:
    assert await shared.hears("好了没", "新来的") == "现在没有在做的。想要个视频，就说说想拍什么。"
    assert await shared.hears("我的视频", "新来的") == "现在没有在做的。想要个视频，就说说想拍什么。"


async def test_another_members_job_is_not_touched(shared: BotUnderTest, studio: Studio) -> None:
    number = await asks_for(shared, "小狗", "甲")
    for order in ("取消", "再发一次", "重新拍", "进度"):
        assert await shared.hears(f"{order} {number}", "丙") == f"第 {number} 号是别人要的，得请他自己来说。"
    assert (await shared.job(number)).state in ("accepted", "running")


async def test_an_unknown_number_is_said_to_be_unknown(shared: BotUnderTest) -> None:
    assert await shared.hears("取消 9999", "甲") == "没找到第 9999 号。回“我的视频”看看有哪些。"


async def test_ones_own_clips_are_listed(shared: BotUnderTest) -> None:
    numbers = [await finished(shared, subject, "丁") for subject in ("小狗", "小猫")]
    answer = await shared.hears("我的视频", "丁")
    assert answer.splitlines()[1:3] == [f"{numbers[0]} 小狗（好了，刚才）", f"{numbers[1]} 小猫（好了，刚才）"]


async def test_a_clip_is_sent_again_when_asked(shared: BotUnderTest) -> None:
    number = await finished(shared, "小狗", "戊")
    first = shared.sent_file
    for order in ("再发一次", f"再发一次 {number}"):
        await shared.hears(order, "戊")
        await shared.finishes_jobs()
    clips = [post for post in shared.room.posts if post.chat_id == "戊" and post.kind == "video"]
    assert [post.path for post in clips] == [first] * 3
    assert len({post.client_id for post in clips}) == 3


async def test_what_is_not_there_cannot_be_sent_again(shared: BotUnderTest, studio: Studio) -> None:
    number = await asks_for(shared, "小狗", "己")
    assert await shared.hears(f"再发一次 {number}", "己") == f"第 {number} 号没有可以再发的东西。"


async def test_a_failed_clip_is_made_again_as_a_new_job(shared: BotUnderTest, studio: Studio) -> None:
    studio.to_refuse.append(ContentRefused("no"))
    number = await finished(shared, "小马", "庚")
    assert (await shared.job(number)).state == "failed"
    assert f"（第 {number + 1} 号）" in await shared.hears("重新拍", "庚")
    await shared.finishes_jobs()
    again = await shared.job(number + 1)
    assert again.state == "done"
    assert again.request == (await shared.job(number)).request.model_copy(update={"varies": number})


async def test_orders_without_their_question_are_ordinary_talk(shared: BotUnderTest) -> None:
    for order in ("照样发", "不用发", "确定删除", "同意 妈妈", "算了 12"):
        assert "还不会聊天" in await shared.hears(order, "辛")
