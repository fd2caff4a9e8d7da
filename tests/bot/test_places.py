"""Saved places: told, asked for, moved, forgotten; each member's own."""

import pytest

from bot.places import MOST_PLACES, Places
from bot.tables import members
from tests.bot.harness import BotUnderTest

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADDRESS = "雁塔区小寨东路12号"


async def test_a_place_that_was_told_is_known(shared: BotUnderTest) -> None:
    assert await shared.hears(f"我家在{ADDRESS}") == f"好，记住了，家在{ADDRESS}。以后说“家”我就知道是那儿。"
    for question in ("我家在哪", "你知道我家在哪吗", "咱家地址是啥"):
        assert await shared.hears(question) == f"你告诉过我，家在{ADDRESS}。"


async def test_the_same_name_replaces_and_says_so(shared: BotUnderTest) -> None:
    await shared.hears("记住公司是国贸大厦A座", "甲")
    assert (
        await shared.hears("我单位搬到高新区科技园了", "甲")
        == "好，公司改成高新区科技园了，原来记的国贸大厦A座不用了。"
    )
    assert await shared.hears("我公司地址是啥", "甲") == "你告诉过我，公司在高新区科技园。"


async def test_the_same_words_twice_change_nothing(shared: BotUnderTest) -> None:
    first = await shared.hears("奶奶家在解放路幸福小区", "乙")
    assert first.startswith("好，记住了")
    assert await shared.hears("奶奶家在解放路幸福小区", "乙") == first


async def test_two_members_never_mix(shared: BotUnderTest) -> None:
    await shared.hears("我家在人民路88号", "丙", "全家福")
    await shared.hears("小爱，我家在建设路6号", "丁", "全家福")
    await shared.hears("小爱，我家在人民路88号", "丙", "全家福")
    assert "建设路6号" in await shared.hears("我家在哪", "丁")
    assert "人民路88号" in await shared.hears("我家在哪", "丙")
    await shared.hears("忘掉我家", "丁")
    assert "我还不知道家在哪" in await shared.hears("我家在哪", "丁")
    assert "人民路88号" in await shared.hears("我家在哪", "丙")


async def test_a_place_is_forgotten_and_only_that_one(shared: BotUnderTest) -> None:
    await shared.hears("我家在人民路88号", "戊")
    await shared.hears("老张茶馆的地址是人民路90号", "戊")
    assert await shared.hears("我存了哪些地方", "戊") == (
        "你让我记的地方：\n家：人民路88号\n老张茶馆：人民路90号\n不要哪个，就说“忘掉”加它的名字。"
    )
    assert await shared.hears("别记我家地址了", "戊") == "好，家的地址我忘掉了。"
    assert await shared.hears("把我家地址删了", "戊") == "我没有记过家的地址，不用删。"
    assert "老张茶馆：人民路90号" in await shared.hears("我存了哪些地方", "戊")
    assert await shared.hears("忘掉老张茶馆的地址", "戊") == "好，老张茶馆的地址我忘掉了。"
    assert "还没让我记过地方" in await shared.hears("我存了哪些地方", "戊")


@pytest.mark.parametrize(
    "said", ["我家在装修", "公司在开会", "我家猫很可爱", "我家在北京天气怎么样", "从我家到兵马俑开车多久", "学校在放假"]
)
async def test_what_is_no_address_is_not_kept(shared: BotUnderTest, said: str) -> None:
    await shared.hears(said, "己")
    assert "还没让我记过地方" in await shared.hears("我存了哪些地方", "己")


async def test_names_addresses_and_their_number_have_limits(shared: BotUnderTest) -> None:
    assert "10 个字以内" in await shared.hears("老张家对面的那个小卖部二楼的地址是人民路88号", "庚")
    assert "60 个字以内" in await shared.hears(f"我家的地址是{'很长的巷子' * 13}", "庚")
    places = Places(shared.app._store, shared.clock)
    (member,) = [row.id for row in await shared.rows(members) if row.name == "庚"]
    for number in range(MOST_PLACES):
        assert await places.save(member, f"第{number}处", f"人民路{number}号") == "saved"
    assert await places.save(member, "第30处", "人民路30号") == "too many"
    assert await places.save(member, "第0处", "人民路100号") == "moved"
    assert len(places.of(member)) == MOST_PLACES


async def test_a_place_nobody_told_of_is_asked_for(shared: BotUnderTest) -> None:
    assert (await shared.hears("开车去姥姥家怎么走", "辛")).startswith("姥姥家在哪儿？")
    assert "解放路幸福小区" in await shared.hears("解放路幸福小区", "辛")
    await shared.hears("姥姥家在解放路幸福小区", "辛")
    assert "姥姥家在哪儿" not in await shared.hears("开车去姥姥家怎么走", "辛")
