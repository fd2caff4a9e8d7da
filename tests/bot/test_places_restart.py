"""What becomes of saved places when 小爱 is started again, and when their member has himself erased."""

from pathlib import Path

from bot.tables import exchanges
from tests.bot.dumping import dump
from tests.bot.harness import running
from tests.bot.room import RoomChannel

ADDRESS = "雁塔区小寨东路12号"


async def test_a_restart_keeps_them(tmp_path: Path) -> None:
    room = RoomChannel()
    async with running(tmp_path, room) as bot:
        await bot.hears(f"我家在{ADDRESS}")
        await bot.hears("奶奶家在解放路幸福小区")
        await bot.hears("忘掉奶奶家")
    async with running(tmp_path, room) as bot:
        assert ADDRESS in await bot.hears("我家在哪")
        assert "我还不知道奶奶家在哪" in await bot.hears("奶奶家在哪")


async def test_erasure_takes_the_places_and_the_memory_of_what_was_said(tmp_path: Path) -> None:
    room = RoomChannel()
    async with running(tmp_path, room) as bot:
        await bot.hears(f"我家在{ADDRESS}", "妈妈")
        await bot.hears("我家在人民路88号", "爸爸")
        before = len(await bot.rows(exchanges))
        await bot.hears("删除我的资料", "妈妈")
        assert (await bot.hears("确定删除", "妈妈")).startswith("删好了，一共 ")
        assert "我还不知道家在哪" in await bot.hears("我家在哪", "妈妈")
        assert "人民路88号" in await bot.hears("我家在哪", "爸爸")
        assert len(await bot.rows(exchanges)) < before + 3
        assert ADDRESS not in dump(bot.data / "app.sqlite")
    async with running(tmp_path, room) as bot:
        assert "我还不知道家在哪" in await bot.hears("我家在哪", "妈妈")
