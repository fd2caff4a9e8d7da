"""「你都记得我什么」: what is kept about the one who asks, in numbers that are true."""

from pathlib import Path

from tests.bot.harness import BotUnderTest, running
from tests.bot.room import RoomChannel


async def test_everything_that_is_kept_is_told(bot: BotUnderTest) -> None:
    await bot.hears("我家在人民路88号")
    await bot.hears("记住公司是国贸大厦A座")
    await bot.hears("拍一段1秒的视频：小狗")
    await bot.finishes_jobs()
    assert await bot.hears("你都记得我什么") == (
        "你是妈妈，家里人。关于你，我留着：\n"
        "记住的地方：家、公司\n"
        "消息：3 条，满 30 天就删\n"
        "给你做的视频和图：1 个，满 180 天就删\n"
        "想都删掉，就说“删除我的资料”。"
    )


async def test_nothing_of_another_member_is_told(bot: BotUnderTest) -> None:
    await bot.hears("我家在人民路88号", "爸爸")
    await bot.hears("拍一段1秒的视频：小狗", "爸爸")
    await bot.finishes_jobs()
    said = await bot.hears("你知道我什么", "妈妈")
    assert said == "你是妈妈，家里人。关于你，我留着：\n消息：没有\n想都删掉，就说“删除我的资料”。"


async def test_after_the_erasure_nothing_is_left_to_tell(bot: BotUnderTest) -> None:
    await bot.hears("我家在人民路88号")
    await bot.hears("删除我的资料")
    await bot.hears("确定删除")
    said = await bot.hears("我的资料")
    assert "记住的地方" not in said
    assert "消息：1 条" in said


async def test_what_is_kept_for_ever_is_not_said_to_go(tmp_path: Path) -> None:
    async with running(tmp_path, retention={"messages_days": 0}) as bot:
        await bot.hears("你好")
        assert "消息：1 条\n" in await bot.hears("你存了我哪些资料")


async def test_an_admin_is_told_that_he_is_one(tmp_path: Path) -> None:
    async with running(tmp_path, RoomChannel(admits_everyone=False)) as bot:
        await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", "爸爸")
        assert (await bot.hears("你都存了我什么", "爸爸")).startswith("你是爸爸，这里的管理员。")
