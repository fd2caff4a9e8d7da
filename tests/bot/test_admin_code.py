"""The one-time code that makes the first admin."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.tables import members, strangers
from tests.bot.dumping import dump
from tests.bot.harness import BotUnderTest, running
from tests.bot.room import RoomChannel


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[BotUnderTest]:
    """小爱 without an admin."""
    async with running(tmp_path, RoomChannel(admits_everyone=False)) as bot:
        yield bot


async def new_code(bot: BotUnderTest) -> str:
    code = await bot.app.new_admin_code()
    assert code
    return code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


async def test_the_right_code_makes_an_admin_once(fresh: BotUnderTest) -> None:
    code = await new_code(fresh)
    assert code not in dump(fresh.data / "app.sqlite")
    assert await fresh.hears(f"我是管理员 {code}", "爸爸") == "爸爸，好，从现在起你就是管理员了。"
    assert await fresh.hears(f"我是管理员 {code}", "老王") == "这个码过期了，重新启动会有新的码。"
    assert [(row.name, row.role) for row in await fresh.rows(members)] == [("爸爸", "admin")]
    assert await fresh.app.new_admin_code() is None


async def test_five_wrong_codes_end_it(fresh: BotUnderTest) -> None:
    code = await new_code(fresh)
    answers = [await fresh.hears(f"我是管理员 {wrong(code)}", "老王") for _ in range(5)]
    assert answers[0] == "这个码不对，还能试 4 次。"
    assert "不能再试了" in answers[-1]
    assert "过期" in await fresh.hears(f"我是管理员 {code}", "爸爸")
    assert await fresh.rows(members) == []
    assert await fresh.rows(strangers) == [], "whoever claims is told, and nobody is bothered"


async def test_after_ten_minutes_it_is_too_late(fresh: BotUnderTest) -> None:
    code = await new_code(fresh)
    fresh.clock.goes(601)
    assert "过期" in await fresh.hears(f"我是管理员 {code}", "爸爸")
    assert "管理员了" in await fresh.hears(f"我是管理员 {await new_code(fresh)}", "爸爸")


async def test_a_new_code_ends_the_old_one(fresh: BotUnderTest) -> None:
    old, new = await new_code(fresh), await new_code(fresh)
    assert "不对" in await fresh.hears(f"我是管理员 {old}", "爸爸")
    assert "管理员了" in await fresh.hears(f"我是管理员 {new}", "爸爸")


async def test_in_a_group_the_code_is_worth_nothing(fresh: BotUnderTest) -> None:
    code = await new_code(fresh)
    assert await fresh.hears(f"小爱，我是管理员 {code}", "爸爸", "全家福") == ""
    assert await fresh.rows(members) == []
    assert "管理员了" in await fresh.hears(f"我是管理员 {code}", "爸爸")


async def test_a_member_becomes_admin_and_stays_himself(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        await bot.hears("你好", "爸爸")
        code = await new_code(bot)
        assert "私聊" in await bot.hears(f"小爱，我是管理员 {code}", "爸爸", "全家福")
        await bot.hears(f"我是管理员 {code}", "爸爸")
        assert [(row.name, row.role) for row in await bot.rows(members)] == [("爸爸", "admin")]
