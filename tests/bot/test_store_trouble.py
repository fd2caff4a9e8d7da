"""A full disk or a database held by another program: 小爱 waits, and goes on as if nothing had been."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.errors import StoreFull, StoreLocked
from bot.tables import audit, messages, outbox
from tests.bot.harness import BotUnderTest
from tests.bot.test_store import held_by_another_program
from tests.doubles.waiting import until

ASK = "附近有什么好吃的面馆"


async def limit_pages(bot: BotUnderTest, more: int) -> None:
    """Let the database grow by so many pages and no more."""

    def change(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + more}").scalar_one()

    await bot.app._store.write(change)


async def fill_the_disk(bot: BotUnderTest) -> None:
    """Use up what room is left."""
    await limit_pages(bot, 0)
    note = sa.insert(audit).values(at=0.0, who="", what="ballast", detail="重" * 1000)
    while True:
        try:
            await bot.app._store.write(lambda connection: connection.execute(note) and None)
        except StoreFull:
            return


async def test_with_a_full_disk_a_message_is_handed_back_to_its_channel(bot: BotUnderTest) -> None:
    await bot.hears(ASK)
    await fill_the_disk(bot)
    message = bot.room.message("好" * 3900)
    with pytest.raises(StoreFull):
        await bot.room.hear(message)
    await limit_pages(bot, 100_000)
    await bot.room.hear(message)
    await bot.settles(message)
    assert "面馆" in await bot.hears(ASK)
    assert all(row.done_at for row in await bot.rows(messages))


async def test_a_clip_waits_for_room_and_is_not_lost(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    await bot.hears("拍一段1秒的视频：小狗")
    await bot.until(lambda c: c.exec_driver_sql("SELECT fraction FROM jobs").scalar() == 0.5)
    await fill_the_disk(bot)
    bot.studio.is_open.set()
    await until(lambda: not bot.studio.is_making)
    await limit_pages(bot, 100_000)
    await bot.finishes_jobs()
    assert bot.said[-1] == "「小狗」1 秒。想换个样子就说“换个风格”。"
    assert len(bot.studio.taken) == 1


async def test_a_database_held_for_a_while_delays_and_loses_nothing(bot: BotUnderTest) -> None:
    bot.room.is_open.clear()
    asked = await bot.tells(ASK)
    await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM outbox").scalar() == "sending")
    with held_by_another_program(bot.data / "app.sqlite"):
        bot.room.is_open.set()
        with pytest.raises(StoreLocked, match="被别的程序占着"):  # after the five seconds SQLite waits
            await bot.room.hear(bot.room.message(ASK))
    await bot.settles(asked)
    assert [row.state for row in await bot.rows(outbox)] == ["delivered"]
    assert "面馆" in await bot.hears(ASK)
