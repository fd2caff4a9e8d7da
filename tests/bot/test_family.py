"""Who is served, and what a stranger leaves behind."""

import pytest

from bot.tables import members, strangers
from tests.bot.conftest import ADMIN
from tests.bot.dumping import dump
from tests.bot.harness import BotUnderTest

TURNED_AWAY = "你好，我只帮自己家里的人。已经告诉管理员了，等他同意了我再来找你。"


async def test_an_unknown_person_hears_one_sentence_once(guarded: BotUnderTest) -> None:
    await guarded.hears("你好，帮我拍个视频", "wx1", name="老王")
    await guarded.hears("在吗", "wx1", name="老王")
    assert guarded.room.said_to("wx1") == [TURNED_AWAY]
    assert guarded.room.said_to(ADMIN)[1:] == ["“老王”（room）想和我说话。回“同意 老王”或“拒绝 老王”。"]


async def test_an_unknown_group_hears_nothing(guarded: BotUnderTest) -> None:
    await guarded.hears("大家好", "wx1", "牌友群")
    assert len(guarded.said) == 1, "nobody called her: not even the admin is told"
    await guarded.hears("小爱，讲个笑话", "wx1", "牌友群")
    await guarded.hears("小爱，讲个笑话", ADMIN, "牌友群")
    assert guarded.room.said_to("牌友群") == []
    assert guarded.room.said_to(ADMIN)[1:] == ["有个新的群“牌友群”（room）想让我进去。回“同意 牌友群”或“拒绝 牌友群”。"]


async def test_an_admitted_group_is_served_and_its_strangers_are_not(guarded: BotUnderTest) -> None:
    await guarded.hears("小爱，讲个笑话", ADMIN, "全家福")
    assert await guarded.hears("同意 全家福", ADMIN) == "好，“全家福”可以和我说话了。"
    assert "聊天" in await guarded.hears("小爱，讲个笑话", ADMIN, "全家福")
    before = len(guarded.said)
    await guarded.hears("小爱，讲个笑话", "wx2", "全家福", name="表叔")
    assert [post.chat_id for post in guarded.room.posts[before:]] == [ADMIN]
    assert "“表叔”" in guarded.said[-1]


async def test_whoever_is_admitted_is_welcomed_and_served(guarded: BotUnderTest) -> None:
    await guarded.hears("你好", "wx1", name="妈妈")
    assert await guarded.hears("同意 妈妈", ADMIN) == "好，“妈妈”可以和我说话了。"
    assert guarded.room.said_to("wx1")[-1].startswith("妈妈，你好，我是小爱。")
    assert "第 1 号" in await guarded.hears("拍一段1秒的视频：小狗", "wx1")
    assert await guarded.rows(strangers) == []


async def test_whoever_is_refused_stays_unheard(guarded: BotUnderTest) -> None:
    await guarded.hears("你好", "wx1", name="老王")
    assert await guarded.hears("拒绝 老王", ADMIN) == "好，不理“老王”了。"
    before = len(guarded.said)
    await guarded.hears("你好", "wx1", name="老王")
    assert len(guarded.said) == before


async def test_equal_names_get_numbers(guarded: BotUnderTest) -> None:
    for number in (1, 2, 3):
        await guarded.hears("你好", f"wx{number}", name="妈妈")
    assert [row.label for row in await guarded.rows(strangers)] == ["妈妈", "妈妈2", "妈妈3"]
    await guarded.hears("同意 妈妈2", ADMIN)
    assert [row.name for row in await guarded.rows(members)] == [ADMIN, "妈妈2"]
    assert guarded.room.said_to("wx2")[-1].startswith("妈妈2，你好")


async def test_any_name_can_be_admitted_as_the_admin_was_told(guarded: BotUnderTest) -> None:
    names = ("🌸静听花开🌸", "A-Lin 阿琳", "王 芳", "是小啊", "　", "\u202eＷａｎｇ", "坏\x00名\ud800字", "字" * 300)
    for number, name in enumerate(names):
        await guarded.hears("你好", f"wx{number}", name=name)
        order = guarded.said[-1].split("回“")[1].split("”")[0]
        assert "可以和我说话了" in await guarded.hears(order, ADMIN)
        assert len(await guarded.rows(members)) == number + 2


async def test_a_yes_without_a_name_means_the_only_one(guarded: BotUnderTest) -> None:
    assert await guarded.hears("同意", ADMIN) == "现在没有人在等。"
    await guarded.hears("你好", "wx1", name="妈妈")
    assert await guarded.hears("同意", ADMIN) == "好，“妈妈”可以和我说话了。"


async def test_a_yes_without_a_name_asks_which_of_several(guarded: BotUnderTest) -> None:
    await guarded.hears("你好", "wx1", name="妈妈")
    await guarded.hears("你好", "wx2", name="姥姥")
    assert "回“同意 妈妈”" in await guarded.hears("同意", ADMIN)
    assert len(await guarded.rows(members)) == 1


async def test_of_a_stranger_nothing_is_kept_but_address_time_and_label(guarded: BotUnderTest) -> None:
    await guarded.hears("我的银行卡密码是杜鹃花", "wx1", name="老王")
    await guarded.hears("小爱 银行卡密码杜鹃花", "wx2", "牌友群", name="阿三")
    kept = dump(guarded.data / "app.sqlite")
    assert "杜鹃花" not in kept
    assert "阿三" not in kept, "of an unknown group only the group is known"
    assert [(row.label, row.address, row.is_chat) for row in await guarded.rows(strangers)] == [
        ("牌友群", "牌友群", True),
        ("老王", "wx1", False),
    ]
    assert "老王" not in "\n".join(line for line in kept.splitlines() if not line.startswith(("strangers ", "outbox ")))


async def test_who_is_known_survives_a_restart(guarded: BotUnderTest) -> None:
    await guarded.hears("你好", "wx1", name="老王")
    await guarded.app._family.load()
    await guarded.hears("你好", "wx1", name="老王")
    assert guarded.room.said_to("wx1") == [TURNED_AWAY]
    assert "可以和我说话了" in await guarded.hears("同意 老王", ADMIN)


@pytest.mark.parametrize("order", ["同意 老王", "拒绝 老王"])
async def test_only_an_admin_alone_with_her_decides(guarded: BotUnderTest, order: str) -> None:
    for chat in ("", "全家福"):
        await guarded.hears("小爱你好", "wx1", chat, name="老王")
    await guarded.hears("同意 全家福", ADMIN)
    assert await guarded.hears(f"小爱，{order}", ADMIN, "全家福") == "这件事请管理员私聊我。"
    await guarded.hears("你好", "wx2", name="妈妈")
    await guarded.hears("同意 妈妈", ADMIN)
    assert "可以和我说话了" not in await guarded.hears(order, "wx2")
    assert [row.label for row in await guarded.rows(strangers)] == ["老王"]
