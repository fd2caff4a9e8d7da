"""What the admin does to a job from a page happens as if its member had said it, and stands in the audit."""

import io
import json
import zipfile

import pytest
import sqlalchemy as sa

from bot.errands import NobodyToSpeakFor
from bot.tables import audit, identities
from generators.base import ContentRefused
from tests.bot.harness import BotUnderTest

WORD = "杜鹃花"


async def test_a_retake_is_another_job_of_its_member_told_in_his_chat(bot: BotUnderTest) -> None:
    await bot.hears("小爱，拍一段1秒的视频：小猫钓鱼", "妈妈", "一家人")
    await bot.finishes_jobs()
    told = await bot.app._errands.order(1, "again")
    await bot.finishes_jobs()
    first, second = await bot.job(1), await bot.job(2)
    assert (second.state, second.member_id, second.chat) == ("done", first.member_id, first.chat)
    assert second.request.varies == 1
    assert told in bot.said
    answer = next(post for post in bot.room.posts if post.text == told)
    assert (answer.chat_id, answer.reply_to) == (first.chat.id, ""), "there is no message it could quote"
    assert [(row.who, row.what, row.detail) for row in await bot.rows(audit)][-1] == ("console", "again", "1")


async def test_a_clip_is_sent_once_more(bot: BotUnderTest) -> None:
    await bot.hears("拍一段1秒的视频：小猫钓鱼")
    await bot.finishes_jobs()
    before = [post.path for post in bot.room.posts].count(bot.sent_file)
    assert await bot.app._errands.order(1, "resend")
    await bot.finishes_jobs()
    assert [post.path for post in bot.room.posts].count(bot.sent_file) == before + 1


async def test_a_running_job_is_cancelled_and_its_member_hears_of_it(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    await bot.tells("拍一段1秒的视频：小猫钓鱼")
    await bot.begins(1)
    told = await bot.app._errands.order(1, "cancel")
    bot.studio.is_open.set()
    await bot.finishes_jobs()
    assert (await bot.job(1)).state == "cancelled"
    assert told in bot.said


async def test_of_a_batch_only_the_one_that_was_meant_is_touched(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    await bot.tells("给这两个各做一个1秒的视频：小猫钓鱼、小狗滑雪")
    await bot.app._errands.order(1, "cancel")
    bot.studio.is_open.set()
    await bot.finishes_jobs()
    assert [(await bot.job(number)).state for number in (1, 2)] == ["cancelled", "done"]


async def test_for_whom_nobody_knows_nothing_is_said(bot: BotUnderTest) -> None:
    await bot.hears("拍一段1秒的视频：小猫钓鱼")
    await bot.finishes_jobs()
    assert await bot.app._errands.order(99, "again") == ""
    await bot.app._store.write(lambda connection: connection.execute(sa.delete(identities)) and None)
    with pytest.raises(NobodyToSpeakFor, match="第 1 号"):
        await bot.app._errands.order(1, "again")


async def test_a_deleted_clip_is_gone_and_its_job_stays(bot: BotUnderTest) -> None:
    await bot.hears("拍一段1秒的视频：小猫钓鱼")
    await bot.finishes_jobs()
    made = (await bot.job(1)).artifact_id
    assert await bot.app._errands.delete(made)
    assert not await bot.app._errands.delete(made)
    assert not bot.sent_file.exists()
    job = await bot.job(1)
    assert (job.state, job.artifact_id) == ("done", "")
    assert [row.what for row in await bot.rows(audit)].count("deleted") == 1


async def test_the_bundle_has_the_job_and_no_word_unless_asked_for(bot: BotUnderTest) -> None:
    bot.studio.to_refuse.append(ContentRefused(f"no {WORD} here"))
    await bot.hears(f"拍一段1秒的视频：{WORD}开了")
    await bot.finishes_jobs()
    bot.app.events.keep("warning", "jobs", "job.failed", {"job": 1, "reason": "other", "detail": f"no {WORD}"})
    diagnosis = bot.app.parts().diagnosis
    without, with_words = await diagnosis.bundle(job=1), await diagnosis.bundle(job=1, has_words=True)
    files = _files(without)
    assert {name.rsplit("/")[1] for name in files} == {
        *("versions.json", "settings.json", "doctor.json", "generators.json", "figures.json", "events.json"),
        *("templates.json", "job-1.json"),
    }
    assert WORD not in "".join(files.values())
    assert WORD in "".join(_files(with_words).values())
    story = json.loads(next(text for name, text in files.items() if name.endswith("job-1.json")))
    assert [step["stage"] for step in story["steps"]][:4] == ["queue", "rewrite", "route", "render"]
    assert story["entry"]["job"]["reason"] == "content_refused"
    (event,) = json.loads(next(text for name, text in files.items() if name.endswith("events.json")))
    assert (event["fields"]["reason"], event["fields"]["detail"]) == ("other", "(left out)")


def _files(bundle: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}
