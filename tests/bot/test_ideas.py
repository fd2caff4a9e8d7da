"""Three ideas and a member's taste, with the real 小爱: what is shown, what is made of it, what is kept."""

import re
from pathlib import Path

from bot.tables import jobs, ledger, shown_ideas, tastes
from tests.bot.harness import ROOT, BotUnderTest, running
from tests.bot.room import RoomChannel

LINE = re.compile(r"^([0-9]) ([^（]+)（(.+)）$", re.MULTILINE)


def lines(answer: str) -> list[tuple[str, str]]:
    """What she offers, as (picture with light and camera, style)."""
    return [(found[2], found[3]) for found in LINE.finditer(answer)]


async def last_request(bot: BotUnderTest) -> dict[str, object]:
    """What the newest job was asked for."""
    request: dict[str, object] = (await bot.rows(jobs))[-1].request
    return request


async def test_what_is_chosen_is_what_was_shown_also_after_a_restart(tmp_path: Path) -> None:
    room = RoomChannel()
    async with running(tmp_path, room) as bot:
        shown = lines(await bot.hears("给孩子做个生日视频", "奶奶"))
    assert len(shown) == 3
    async with running(tmp_path, room) as bot:
        assert "（第 1 号）" in await bot.hears("第二个，10秒，竖屏的", "奶奶")
        request = await last_request(bot)
        picture, style = shown[1]
        assert picture == f"{request['subject']}，{request['camera']}"
        assert (request["style"], request["seconds"], request["aspect"]) == (style, 10.0, "9:16")
        assert all(part in str(request["text"]) for part in (str(request["subject"]), style))


async def test_the_three_are_in_different_styles(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        for wish in ("来个视频吧", "做个中秋的视频", "给爷爷做个生日视频"):
            shown = lines(await bot.hears(wish, "奶奶"))
            assert len({style for _, style in shown}) == len({picture for picture, _ in shown}) == 3


async def test_nothing_is_shown_twice_until_all_are_used_up(tmp_path: Path) -> None:
    room, seen = RoomChannel(), list[str]()
    async with running(tmp_path, room) as bot:
        answer = await bot.hears("做个中秋的视频", "奶奶")
        while shown := lines(answer):
            seen += [picture for picture, _ in shown]
            if len(seen) == 6:
                break
            answer = await bot.hears("换一批", "奶奶")
    async with running(tmp_path, room) as bot:
        bot.clock.goes(86400)
        answer = await bot.hears("做个中秋的视频", "奶奶")
        while shown := lines(answer):
            seen += [picture for picture, _ in shown]
            answer = await bot.hears("换一批", "奶奶")
        assert len(seen) >= 12
        assert len(set(seen)) == len(seen)
        assert "从头来" in answer
        assert await bot.hears("1", "奶奶") == answer, "there is no list a number could be of"
        assert await bot.rows(jobs) == []
        assert {picture for picture, _ in lines(await bot.hears("从头来", "奶奶"))} <= set(seen)
        assert len(lines(await bot.hears("做个中秋的视频", "爷爷"))) == 3, "he has seen none of them"


async def test_nothing_is_spent_before_a_choice(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        for words in ("来个视频吧", "换一批", "要有小狗的", "竖屏的", "1和3", "9"):
            await bot.hears(words, "奶奶")
        assert await bot.rows(jobs) == []
        assert await bot.rows(ledger) == []


async def test_more_may_be_said_with_the_number(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        shown = lines(await bot.hears("来个视频吧", "奶奶"))
        await bot.hears("1，要有小猫", "奶奶")
        request = await last_request(bot)
        assert str(request["subject"]).endswith("，小猫")
        assert shown[0][0].startswith(str(request["subject"]).removesuffix("，小猫"))


async def test_a_standing_taste_gives_way_to_what_is_said(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        await bot.hears("以后都拍竖屏", "姑姑")
        await bot.hears("我喜欢水墨的", "姑姑")
        assert "照你说的" in await bot.hears("拍一段小狗在海边跑的视频", "姑姑")
        request = await last_request(bot)
        assert (request["aspect"], request["style"]) == ("9:16", "水墨")
        answer = await bot.hears("拍一段小狗在海边跑的视频，横屏，卡通风格", "姑姑")
        request = await last_request(bot)
        assert (request["aspect"], request["style"]) == ("16:9", "卡通")
        assert "照你说的" not in answer
        assert "你说过以后都要：竖屏、水墨。都" in await bot.hears("我的口味", "姑姑"), "one clip changes nothing"


async def test_a_standing_shape_holds_for_ideas_too_one_or_all(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        await bot.hears("以后都拍竖屏", "姑姑")
        await bot.hears("来个视频吧", "姑姑")
        assert "照你说的，竖屏。" in await bot.hears("2", "姑姑")
        await bot.hears("来个视频吧", "姑姑")
        await bot.hears("5秒", "姑姑")
        await bot.hears("三个都要", "姑姑")
        made = [row.request for row in await bot.rows(jobs)]
        assert [one["aspect"] for one in made] == ["9:16"] * 4
        assert [one["seconds"] for one in made] == [None, 5.0, 5.0, 5.0]


async def test_what_was_asked_for_once_is_a_hint_and_no_more(tmp_path: Path) -> None:
    room = RoomChannel()
    async with running(tmp_path, room) as bot:
        await bot.hears("拍一段小狗在海边跑的视频，横屏，卡通风格", "姑姑")
    async with running(tmp_path, room) as bot:
        assert lines(await bot.hears("来个视频吧", "姑姑"))[0][1] == "卡通"
        await bot.hears("拍一段小猫在海边跑的视频", "姑姑")
        request = await last_request(bot)
        assert (request["aspect"], request["style"]) == (None, "")


async def test_everything_of_it_is_erased_with_the_member(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        await bot.hears("以后都拍竖屏", "姑姑")
        await bot.hears("来个视频吧", "姑姑")
        await bot.hears("来个视频吧", "爷爷")
        await bot.hears("删除我的资料", "姑姑")
        await bot.hears("确定删除", "姑姑")
        assert await bot.rows(tastes) == []
        assert len({row.member_id for row in await bot.rows(shown_ideas)}) == 1
        assert "我还不知道你喜欢什么样的" in await bot.hears("我的口味", "姑姑")


async def test_the_admin_adds_an_idea_and_it_is_offered(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        folder = tmp_path / "templates" / "prompts" / "ideas"
        folder.mkdir(parents=True)
        text = (ROOT / "prompts" / "ideas" / "mid_autumn.yaml").read_text(encoding="utf-8")
        head, _, tail = text.partition("ideas:\n")
        three = "".join(
            f"  - {{subject: {who}, motion: 看月亮, camera: 镜头不动, style: {style}}}\n"
            for who, style in (("大黄狗", "写实"), ("小花猫", "卡通"), ("老黄牛", "水墨"))
        )
        (folder / "mid_autumn.yaml").write_text(
            f"{head}ideas:\n{three}{tail[tail.index('tests:') :]}", encoding="utf-8"
        )
        await bot.app.templates.refresh(at_once=True)
        assert bot.app.templates.problems == ()
        answer = await bot.hears("做个中秋的视频", "奶奶")
        assert all(who in answer for who in ("大黄狗", "小花猫", "老黄牛"))
