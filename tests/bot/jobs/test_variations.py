"""Another take: what it begins with, whose it may be, and when the words mean something else."""

from pathlib import Path

from bot.channels.base import Picture
from bot.tables import artifacts, jobs
from prompts.loader import Sentences
from prompts.words import Words
from tests.bot.conftest import ADMIN
from tests.bot.harness import ROOT, BotUnderTest, running
from tests.bot.room import RoomChannel
from tests.bot.studio import Studio

CLIP = "拍一段1秒的视频：小狗"


async def made(bot: BotUnderTest, says: str = CLIP, who: str = "妈妈", group: str = "") -> int:
    """A finished clip; its number."""
    await bot.hears(says, who, group, at=bool(group))
    await bot.finishes_jobs()
    return int((await bot.rows(jobs))[-1].id)


async def test_another_take_is_drawn_with_another_seed(bot: BotUnderTest) -> None:
    first = await bot.job(await made(bot))
    await bot.hears("重拍")
    await bot.finishes_jobs()
    again = await bot.job(2)
    assert again.request == first.request.model_copy(update={"varies": 1})
    assert first.generation
    assert again.generation
    assert first.generation.seed != again.generation.seed
    assert first.generation.prompt == again.generation.prompt


async def test_the_style_reaches_the_shot_and_the_words_before_go_along(bot: BotUnderTest) -> None:
    first = await bot.job(await made(bot))
    await bot.hears("小爱，换成水墨的")
    await bot.finishes_jobs()
    changed = await bot.job(2)
    assert (changed.request.style, changed.request.varies) == ("水墨", 1)
    assert changed.request.history == (first.request.text,)
    assert changed.request.text == "小狗，换成水墨的"
    assert changed.shot
    assert "ink wash" in changed.shot.style


async def test_what_is_offered_to_choose_from_are_known_styles() -> None:
    offered = Sentences.load(ROOT / "prompts" / "replies").render("variations.styles", {}).split()
    words = Words.load(ROOT / "prompts")
    assert len(offered) == 5
    assert [style for style in offered if style not in words.looks["style"]] == []


async def test_who_has_nothing_yet_is_told_so_and_plain_words_stay_talk(bot: BotUnderTest) -> None:
    assert "这里还没有拍过的" in await bot.hears("接着拍")
    for said in ("慢一点", "竖屏的", "小猫换成小狗", "再来一个"):
        await bot.hears(said)
        assert await bot.rows(jobs) == [], said


async def test_an_hour_later_plain_words_are_talk_and_plain_orders_still_mean_the_clip(bot: BotUnderTest) -> None:
    await made(bot)
    bot.clock.goes(4000)
    assert "还不会聊天" in await bot.hears("慢一点")
    assert "第 1 号换成哪一种" in await bot.hears("换个风格")
    assert len(await bot.rows(jobs)) == 1


async def test_in_a_group_only_who_asked_for_a_clip_is_overheard(bot: BotUnderTest) -> None:
    await made(bot, who="妈妈", group="全家福")
    await bot.hears("小爱，附近有什么好吃的面馆", "爸爸", "全家福")
    assert await bot.hears("慢一点", "爸爸", "全家福") == ""
    assert "慢一点" in await bot.hears("慢一点", "妈妈", "全家福")
    await bot.finishes_jobs()


async def test_a_chat_has_its_own_last_clip(bot: BotUnderTest) -> None:
    await made(bot, "拍一段1秒的视频：小狗", group="全家福")
    await made(bot, "拍一段1秒的视频：小猫")
    assert "照第 1 号再拍一个" in await bot.hears("换成水墨的", group="全家福", at=True)
    assert "照第 2 号再拍一个" in await bot.hears("换成水墨的")
    await bot.finishes_jobs()


async def test_an_admin_may_vary_anybodys_but_in_his_own_chat(guarded: BotUnderTest) -> None:
    await guarded.hears("你好", "妈妈")
    await guarded.hears("同意 妈妈", ADMIN)
    number = await made(guarded)
    assert await guarded.hears(f"取消 {number}", ADMIN) == f"第 {number} 号已经结束了，不用再取消。"
    assert f"第 {number} 号重新拍一个" in await guarded.hears(f"重拍 {number}", ADMIN)
    await guarded.finishes_jobs()
    assert (await guarded.job(number + 1)).chat.id == ADMIN
    assert guarded.room.said_to("妈妈")[-1].startswith("「小狗」")


async def test_an_admin_does_not_go_on_with_the_photo_of_another(tmp_path: Path) -> None:
    room = RoomChannel(admits_everyone=False)

    async def fetch(picture: Picture) -> bytes:
        return photo()

    room.fetch = fetch  # type: ignore[method-assign]
    async with running(tmp_path, room, generators=[Studio(takes_picture=True)]) as bot:
        await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", ADMIN)
        await bot.hears("你好", "妈妈")
        await bot.hears("同意 妈妈", ADMIN)
        await bot.hears("让这张照片动起来，1秒", "妈妈", pictures=(Picture("1"),))
        await bot.finishes_jobs()
        assert await bot.hears("重拍 1", ADMIN) == "第 1 号是别人要的，得请他自己来说。"
        assert "第 1 号重新拍一个" in await bot.hears("重拍 1", "妈妈")
        await bot.finishes_jobs()


async def test_without_its_photo_there_is_no_other_take(tmp_path: Path) -> None:
    room = RoomChannel()

    async def fetch(picture: Picture) -> bytes:
        return photo()

    room.fetch = fetch  # type: ignore[method-assign]
    async with running(tmp_path, room, generators=[Studio(takes_picture=True)]) as bot:
        await bot.hears("让这张照片动起来，1秒", pictures=(Picture("1"),))
        await bot.finishes_jobs()
        await bot.app._store.write(lambda c: c.execute(artifacts.delete().where(artifacts.c.is_source)) and None)
        assert await bot.hears("重拍 1") == "第 1 号用的照片我没留着了，再发一次照片，说说想怎么拍。"


async def test_a_clip_goes_on_from_its_last_frame(tmp_path: Path) -> None:
    async with running(tmp_path, generators=[Studio(takes_picture=True)]) as bot:
        await made(bot)
        assert bot.said[-1] == "「小狗」1 秒。想换个样子就说“换个风格”，想再长点说“接着拍”。"
        assert "第 1 号接着拍到一共 3 秒" in await bot.hears("加长到3秒")
        await bot.finishes_jobs()
        assert bot.said[-1] == "「小狗」3 秒。"
        request = (await bot.job(2)).request
        assert (request.continues, request.seconds, request.varies) == (1, 3, 0)


async def test_the_offer_is_made_to_newcomers_only(bot: BotUnderTest) -> None:
    captions = []
    for _ in range(4):
        await made(bot)
        captions.append(bot.said[-1])
    assert captions == ["「小狗」1 秒。想换个样子就说“换个风格”。"] * 3 + ["「小狗」1 秒。"]
    await made(bot, who="爸爸")
    assert "换个风格" in bot.said[-1]


async def test_where_only_mentions_are_heard_the_question_says_so(tmp_path: Path) -> None:
    room = RoomChannel()
    room.hears = "mentions"
    async with running(tmp_path, room) as bot:
        await made(bot, group="全家福")
        assert (await bot.hears("换个风格", group="全家福", at=True)).endswith("（回的时候 @我 一下，不然我听不到。）")
        assert "换成卡通" in await bot.hears("2", group="全家福", at=True)
        await bot.finishes_jobs()


def photo() -> bytes:
    import io

    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (320, 240), "olive").save(written, "JPEG")
    return written.getvalue()
