"""A sentence becomes an answer, a clip or a question back."""

from tests.bot.harness import BotUnderTest


async def test_video_is_promised_then_sent(bot: BotUnderTest) -> None:
    answer = await bot.hears("小爱，生成一段1秒的视频：小猫钓鱼")
    assert "第 1 号" in answer
    await bot.finishes_jobs()
    assert bot.sent_file.suffix == ".mp4"
    assert bot.said[-1] == "「小猫钓鱼」1 秒。想换个样子就说“换个风格”。"
