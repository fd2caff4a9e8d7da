"""Several jobs under one number: what is written, what they are called, and what 取消 does to all of them."""

from pathlib import Path

import pytest

from bot.job_numbers import label, labelled
from bot.tables import jobs, outbox
from generators.base import ContentRefused
from tests.bot.harness import BotUnderTest, running
from tests.bot.room import RoomChannel, unanswered
from tests.bot.studio import Studio
from tests.doubles.waiting import until

THREE = "给这三个各做一个1秒的视频：小猫钓鱼、小狗滑雪、小鸟唱歌"


def test_labels_say_batch_and_place() -> None:
    assert [label(12, 0), label(12, 12), label(14, 12)] == ["12", "12-1", "12-3"]
    assert labelled("12-3") == (12, 3)


async def test_all_jobs_are_accepted_with_the_promise(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    assert "3 个一起排上" in await bot.hears(THREE)
    rows = await bot.rows(jobs)
    assert [(row.id, row.batch, row.request["subject"]) for row in rows] == [
        (1, 1, "小猫钓鱼"),
        (2, 1, "小狗滑雪"),
        (3, 1, "小鸟唱歌"),
    ]
    assert len({row.workflow_id for row in rows}) == 3
    assert {row.request["seconds"] for row in rows} == {1.0}
    bot.studio.is_open.set()
    await bot.finishes_jobs()
    clips = [post for post in bot.room.posts if post.kind == "video"]
    assert [post.text for post in clips] == ["「小猫钓鱼」1 秒。", "「小狗滑雪」1 秒。", "「小鸟唱歌」1 秒。"]


async def test_the_next_job_goes_on_counting(bot: BotUnderTest) -> None:
    await bot.hears(THREE)
    assert "（第 4 号）" in await bot.hears("拍一段1秒的视频：小马", "爸爸")
    await bot.finishes_jobs()
    assert (await bot.job(4)).label == "4"


async def test_lines_of_a_message_are_parts(bot: BotUnderTest) -> None:
    await bot.hears("小爱，给下面几个各做一个视频：\n小猫钓鱼，1秒\n小狗滑雪，1秒")
    assert [row.request["subject"] for row in await bot.rows(jobs)] == ["小猫钓鱼", "小狗滑雪"]
    await bot.finishes_jobs()


async def test_a_part_that_fails_is_named_by_its_place(bot: BotUnderTest) -> None:
    bot.studio.to_refuse.append(ContentRefused("no"))
    await bot.hears(THREE)
    await bot.finishes_jobs()
    assert len([text for text in bot.said if text.startswith("第 1-1 号没做成：内容没通过审核。")]) == 1
    assert await bot.hears("好了没 1") == "第 1 号 3 个，2/3 好了，1 个没做成。"
    assert "第 1-1 号重新拍一个" in await bot.hears("重拍 1-1")
    await bot.finishes_jobs()
    assert (await bot.job(4)).request.varies == 1


async def test_a_part_of_which_nobody_knows_whether_it_arrived_is_named_by_its_place(tmp_path: Path) -> None:
    room = RoomChannel()
    async with running(tmp_path, room) as bot:
        bot.studio.is_open.clear()
        await bot.hears(THREE)
        room.to_fail.append(unanswered(arrived=False))
        bot.studio.is_open.set()
        await bot.finishes_jobs()
        assert [row.text for row in await bot.rows(outbox) if "不确定你收到没有" in row.text] == [
            "第 1-1 号在发送的时候断了，不确定你收到没有。没看到的话回“再发一次 1-1”。"
        ]


async def test_two_members_have_a_batch_each(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    await bot.hears(THREE, "妈妈", "全家福", at=True)
    await bot.hears(THREE, "爸爸", "全家福", at=True)
    assert "第 4 号 3 个，0/3 好了" in await bot.hears("好了没", "爸爸", "全家福")
    assert await bot.hears("取消 1", "爸爸", "全家福") == "第 1-1 号是别人要的，得请他自己来说。"
    assert "第 4 号 3 个都取消了" in await bot.hears("取消", "爸爸", "全家福")
    bot.studio.is_open.set()
    await bot.finishes_jobs()
    assert [row.state for row in await bot.rows(jobs)] == ["done"] * 3 + ["cancelled"] * 3


async def test_what_is_paid_and_cannot_be_stopped_is_said_to_come(tmp_path: Path) -> None:
    studio = Studio(price_fen=50)
    studio.can_cancel = False
    studio.is_open.clear()
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears(THREE)
        await until(lambda: studio.taken)
        await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM ledger").scalar() == "taken")
        assert await bot.hears("取消 1") == (
            "第 1 号还没做好的 2 个都取消了，没花钱，也不算次数。"
            "第 1-1 号已经在生成，钱已经花了，停不下来，好了照样发给你；不想要就回“取消 1-1”。"
        )
        assert "停不下来" in await bot.hears("取消 1-1")
        assert await bot.hears("不用发") == "好，第 1-1 号做好了就不发了。"
        studio.is_open.set()
        await bot.finishes_jobs()
        assert len(studio.taken) == 1


async def test_what_was_begun_may_have_cost_something(tmp_path: Path) -> None:
    studio = Studio(price_fen=50)
    studio.is_open.clear()
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears(THREE)
        await until(lambda: studio.taken)
        await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM ledger").scalar() == "taken")
        assert await bot.hears("取消") == "第 1 号 3 个都取消了。服务那边有的已经开始做了，可能还是要花 0.5 元。"


async def test_a_batch_outlives_a_restart_as_a_batch(tmp_path: Path) -> None:
    room = RoomChannel()
    async with running(tmp_path, room) as bot:
        bot.studio.is_open.clear()
        await bot.hears(THREE)
        await bot.begins(1)
    async with running(tmp_path, room) as bot:
        await bot.finishes_jobs()
        assert await bot.hears("好了没 1") == "第 1 号 3 个，3/3 好了。"
        assert sorted(post.text for post in room.posts if post.kind == "video") == sorted(
            f"「{subject}」1 秒。" for subject in ("小猫钓鱼", "小狗滑雪", "小鸟唱歌")
        )
        assert "刚才我重启了一下。第 1-1 号接着做，不用再说一遍。" in bot.said


@pytest.mark.parametrize("said", ["给这三个孩子各做一碗面", "做一个视频：小猫钓鱼，1秒", "这三个都要吃饭"])
async def test_other_talk_is_no_batch(bot: BotUnderTest, said: str) -> None:
    await bot.hears(said)
    assert len(await bot.rows(jobs)) <= 1
    await bot.finishes_jobs()
