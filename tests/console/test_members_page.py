"""The members page in a real browser: invite, admit, change, erase."""

import sqlite3
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.console.conftest import OpenPage
from tests.console.house import House, awake, rows
from tests.console.people import has_aunt
from tests.console.test_chat import mine, says

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """姑姑 is a member; two wait for a yes."""
    data = tmp_path_factory.mktemp("family") / "data"
    has_aunt(data)
    with sqlite3.connect(data / "app.sqlite") as connection:
        for label, is_chat in (("舅舅", 0), ("快乐一家人", 1), ("推销的", 0)):
            connection.execute(
                "INSERT INTO strangers (label, channel, account, address, is_chat, first_seen_at) VALUES (?, 'ilink', 'a', ?, ?, 0)",
                (label, label, is_chat),
            )
    connection.close()
    with awake(data) as house:
        yield house


async def test_an_invited_member_speaks_as_herself_until_the_invitation_is_taken_back(
    family: House, open_page: OpenPage, browser: Browser
) -> None:
    page = await open_page(family, width=390)
    await page.goto(f"{family.base}/members")
    await page.get_by_role("button", name="邀请一个人").click()
    await page.get_by_label("叫什么").fill("奶奶")
    await page.get_by_role("button", name="做一个链接").click()
    link = await page.get_by_label("链接", exact=True).input_value()
    await page.get_by_role("button", name="好了").click()
    await expect(page.get_by_text("还没点开")).to_be_visible()

    context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    grandma = await context.new_page()
    await grandma.goto(link)
    await expect(grandma.get_by_text("你好，奶奶")).to_be_visible()
    await grandma.get_by_role("button", name="进来").click()
    await says(grandma, "你好小爱")
    await expect(mine(grandma).get_by_text("你好小爱")).to_be_visible()
    await expect(grandma.get_by_label("谁在说话")).to_be_hidden()
    await grandma.get_by_role("button", name="打开菜单").click()
    await expect(grandma.get_by_role("navigation", name="页面").get_by_role("link")).to_have_text(["聊天", "作品"])

    await page.reload()
    await expect(page.get_by_text("1 台设备在用")).to_be_visible()
    await page.get_by_role("button", name="收回").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="收回").click()
    await expect(page.get_by_text("台设备在用")).to_have_count(0)
    await expect(grandma.get_by_text("请用小爱启动时打印的链接")).to_be_visible()
    await context.close()
    assert rows(family.data, "SELECT name, role FROM members WHERE name = '奶奶'") == [("奶奶", "member")]


async def test_who_waits_is_admitted_or_refused_and_may_be_reconsidered(family: House, open_page: OpenPage) -> None:
    page = await open_page(family, width=390)
    await page.goto(f"{family.base}/members")
    for label, answer in (("舅舅", "同意"), ("快乐一家人", "同意"), ("推销的", "拒绝")):
        await page.get_by_role("group", name=label).get_by_role("button", name=answer).click()
        await expect(page.get_by_role("group", name=label)).to_have_count(0)
    await expect(page.get_by_role("button", name="舅舅")).to_be_visible()
    assert rows(family.data, "SELECT title FROM chats WHERE channel = 'ilink'") == [("快乐一家人",)]
    await page.get_by_role("button", name="重新考虑").click()
    await expect(page.get_by_role("group", name="推销的")).to_be_visible()
    assert rows(family.data, "SELECT label, is_refused FROM strangers") == [("推销的", 0)]


async def test_a_member_is_changed_and_everything_of_hers_erased(family: House, open_page: OpenPage) -> None:
    page = await open_page(family)
    await page.goto(f"{family.base}/?who=p-aunt")
    for text, answer in (("我家在雁塔区小寨东路12号", "记住了"), ("以后都拍竖屏", "竖屏")):
        await says(page, text)
        await expect(page.get_by_role("log").get_by_text(answer).last).to_be_visible()
    await page.goto(f"{family.base}/members")
    await page.get_by_role("button", name="姑姑").click()
    aunt = page.get_by_label("姑姑", exact=True)
    await expect(aunt.get_by_text("雁塔区小寨东路12号")).to_be_visible()
    await aunt.get_by_role("button", name="加 3 个视频").click()
    await expect(aunt.get_by_text("8 个视频")).to_be_visible()
    await aunt.get_by_role("button", name="忘掉").last.click()
    await expect(aunt.get_by_text("口味")).to_have_count(0)
    await aunt.get_by_role("combobox", name="身份").click()
    await page.get_by_role("option", name="孩子").click()
    await expect(aunt.get_by_text("由大人点头")).to_be_visible()
    await aunt.get_by_role("button", name="清掉全部资料").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="全部清掉").click()
    await expect(aunt.get_by_text("雁塔区小寨东路12号")).to_have_count(0)
    assert rows(family.data, "SELECT count(*) FROM messages WHERE sender_id = 'p-aunt'") == [(0,)]
    assert rows(family.data, "SELECT role FROM members WHERE name = '姑姑'") == [("child",)]
