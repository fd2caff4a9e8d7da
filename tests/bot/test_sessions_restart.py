"""What was asked before a restart is still asked after it."""

from pathlib import Path

from bot.tables import jobs
from tests.bot.harness import Clock, running


async def test_a_question_survives_a_restart_for_its_ten_minutes(tmp_path: Path) -> None:
    clock = Clock()
    async with running(tmp_path, clock=clock) as bot:
        await bot.hears("给我弄个视频")
        await bot.hears("给我弄个视频", "爸爸")
    async with running(tmp_path, clock=clock) as bot:
        assert "（第" in await bot.hears("小狗在海边跑", id="later1")
        clock.goes(601)
        await bot.hears("小猫睡觉", "爸爸", id="later2")
        assert len(await bot.rows(jobs)) == 1
