"""The admin switches a channel off: what is for somebody there waits, and nobody else notices."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.tables import jobs, outbox
from tests.bot.harness import running
from tests.bot.room import RoomChannel

ASK = "附近有什么好吃的面馆"


def _has_letter(connection: Connection) -> bool:
    return bool(connection.scalar(sa.select(outbox.c.id).where(outbox.c.purpose == "result")))


async def test_a_clip_for_a_channel_that_is_gone_is_made_and_sent_when_it_is_back(tmp_path: Path) -> None:
    attic = RoomChannel("attic")
    async with running(tmp_path, more_channels=[attic]) as bot:
        bot.studio.is_open.clear()
        await attic.hear(attic.message("生成一段5秒的视频：小猫追蝴蝶", "奶奶"))
        await bot.begins(1)
    attic.posts.clear()
    async with running(tmp_path) as bot:
        await bot.until(_has_letter, 60)
        assert "面馆" in await bot.hears(ASK)
        states = await bot.app.read(lambda connection: set(connection.scalars(sa.select(jobs.c.state))))
        assert states == {"delivering"}
    async with running(tmp_path, more_channels=[attic]) as bot:
        await bot.finishes_jobs()
        assert (await bot.job(1)).state == "done"
    assert [post.kind for post in attic.posts].count("video") == 1
