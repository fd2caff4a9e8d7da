"""What an admin does about the house in chat: roles, pauses, files read again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.family import Family
from bot.store import Store
from bot.tables import audit, members
from tests.bot.harness import BotUnderTest, running
from tests.bot.room import RoomChannel

OVERLAY = "templates/prompts/replies/answer.yaml"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[BotUnderTest]:
    """爸爸 is admin; 妈妈 and 乐乐 are family."""
    async with running(tmp_path, RoomChannel(admits_everyone=False)) as bot:
        await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", "爸爸")
        for who in ("妈妈", "乐乐"):
            await bot.hears("在吗", who)
            await bot.hears(f"同意 {who}", "爸爸")
        yield bot


async def roles(bot: BotUnderTest) -> dict[str, str]:
    return {row.name: row.role for row in await bot.rows(members)}


async def test_what_changes_for_others_is_written_down(house: BotUnderTest) -> None:
    await house.hears("把乐乐设成孩子", "爸爸")
    await house.hears("暂停视频", "爸爸")
    await house.hears("恢复视频", "爸爸")
    child = next(row.id for row in await house.rows(members) if row.name == "乐乐")
    entries = [(row.who, row.what, row.detail) for row in await house.rows(audit)]
    assert entries[-3:] == [
        ("爸爸", "role", f"{child} child"),
        ("爸爸", "paused", "video"),
        ("爸爸", "resumed", "video"),
    ]


async def test_nobody_but_an_admin_is_obeyed(house: BotUnderTest) -> None:
    before = await roles(house)
    for order in (
        *("暂停视频", "给妈妈加3次", "确定让妈妈当管理员", "把乐乐设成孩子", "乐乐是孩子", "爸爸不当管理员了"),
        *("今天花了多少", "状态", "重新读配置", "家里都有谁", "我不当管理员了"),
    ):
        said = await house.hears(order, "妈妈")
        assert "还不会聊天" in said, f"{order} → {said}"
    assert await roles(house) == before
    assert "号）" in await house.hears("拍一段1秒的视频：小狗", "妈妈")


async def test_a_new_admin_and_one_who_is_none_any_more_are_told(house: BotUnderTest) -> None:
    await house.hears("让妈妈当管理员", "爸爸")
    assert (await roles(house))["妈妈"] == "member", "asked once more"
    await house.hears("确定让妈妈当管理员", "爸爸")
    assert house.room.said_to("妈妈")[-1] == "你现在是管理员了。想看看家里怎么样，就私聊我说“状态”。"
    await house.hears("爸爸不当管理员了", "妈妈")
    assert house.room.said_to("爸爸")[-1] == "你现在不是管理员了，别的照常。"
    assert await roles(house) == {"爸爸": "member", "妈妈": "admin", "乐乐": "member"}


async def test_of_two_with_one_name_none_becomes_admin(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", "爸爸")
        for who in ("wx1", "wx2"):
            await bot.hears("在吗", who, name="妈妈")
        refused = "叫“妈妈”的有 2 个，分不清是哪一个，先不改。"
        assert await bot.hears("让妈妈当管理员", "爸爸") == refused
        assert await bot.hears("确定让妈妈当管理员", "爸爸") == refused
        assert "妈妈是孩子了" in await bot.hears("把妈妈设成孩子", "爸爸"), (
            "both of them are the same person, or will say so"
        )
        assert [row.role for row in await bot.rows(members) if row.name == "妈妈"] == ["child", "child"]


async def test_two_admins_cannot_send_each_other_away(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.open()
    try:
        family = Family(store, lambda: 1.0, unnamed_person="新朋友", unnamed_group="群")
        both = [{"name": name, "role": "admin", "created_at": 1.0} for name in ("爸爸", "妈妈")]
        await store.write(lambda connection: connection.execute(members.insert(), both))
        await family.load()
        # Each as he was a moment before: both orders were on their way at once.
        father, mother = family.members()
        assert await family.set_role(father, "member", "妈妈")
        assert not await family.set_role(mother, "member", "爸爸")
        assert [member.role for member in family.members()] == ["member", "admin"]
    finally:
        store.close()


async def test_files_are_read_again_and_what_is_wrong_is_told(house: BotUnderTest) -> None:
    path = house.data / OVERLAY
    path.parent.mkdir(parents=True)
    shipped = (house.app.settings.home / "prompts/replies/answer.yaml").read_text(encoding="utf-8")
    path.write_text(shipped.replace("title:", "stile:", 1), encoding="utf-8")
    said = await house.hears("重新读配置", "爸爸")
    assert said.startswith("刚改的文件没换上，仍用原来的：\nanswer.yaml 第 ")
    assert "不认识 “stile”" in said
    assert said.endswith("设置（settings.yaml）要重新启动才换。")
    assert "改过的文件有" in await house.hears("状态", "爸爸")
    path.write_text(shipped, encoding="utf-8")
    assert (await house.hears("重新读配置", "爸爸")).startswith("都读过了，意图和句子没有问题")
    assert (await house.hears("状态", "爸爸")).startswith("一切正常。")
    assert len([text for text in house.room.said_to("爸爸") if "刚改的文件" in text]) == 1, (
        "and not once more by itself"
    )


async def test_a_slip_in_the_settings_is_told_before_she_is_started_with_it(house: BotUnderTest) -> None:
    (house.data / "settings.yaml").write_text("city: 西安\nquotas:\n  videos_a_day: 3\n", encoding="utf-8")
    said = await house.hears("重新读配置", "爸爸")
    assert "settings.yaml 第 3 行：不认识 “videos_a_day”" in said
