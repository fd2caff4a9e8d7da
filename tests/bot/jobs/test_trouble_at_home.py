"""What is wrong in the house is told to whoever can see to it, as the member was promised, and not again and again."""

from pathlib import Path

import pytest

from generators.base import DiskFull
from tests.bot.harness import running
from tests.bot.studio import Studio

CLIP = "拍一段1秒的视频：小狗"


@pytest.mark.parametrize(
    ("generators", "member", "admin"),
    [
        ([Studio()], "硬盘满了，已经告诉管理员", "第 1 号没做成，家里这台机器的硬盘满了"),
        (
            [Studio(kinds=frozenset({"image"}))],
            "没有能做这个的服务，已经告诉管理员",
            "第 1 号没做成，没有一个生成器能做它",
        ),
    ],
)
async def test_the_admin_hears_of_it_once(generators: list[Studio], member: str, admin: str, tmp_path: Path) -> None:
    generators[0].to_refuse += [DiskFull("no room"), DiskFull("no room")]
    async with running(tmp_path, generators=generators) as bot:
        await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", "爸爸")
        before = len(bot.room.said_to("爸爸"))
        for _ in range(2):
            await bot.hears(CLIP)
            await bot.finishes_jobs()
        assert member in bot.room.said_to("妈妈")[-1]
        told = bot.room.said_to("爸爸")[before:]
        assert [text[: len(admin)] for text in told] == [admin], "once, not for every job"
