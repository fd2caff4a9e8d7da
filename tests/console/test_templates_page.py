"""The pages where 小爱 is taught, in a real browser: a new intent, a slip that changes nothing, two admins at once, the way back."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.console.conftest import OpenPage
from tests.console.house import House, awake
from tests.console.test_chat import SECONDS, says

pytestmark = pytest.mark.asyncio(loop_scope="session")

WEATHER, STYLES = "intents/weather.yaml", "prompts/styles/mood.yaml"

STARS = """name: 星星
title: 星星
description: 哪里能看星星。
reply: answer.empty
tests:
  - {say: 哪儿能看星星}
sentences:
  - 哪儿能看星星
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """小爱 for this module: each test changes files of its own. Without the classifier, which would learn after each of them."""
    with awake(tmp_path_factory.mktemp("taught") / "data", XIAOAI_RECOGNITION__CLASSIFIER="false") as house:
        yield house


async def test_a_new_intent_is_taught_on_a_phone_and_answers_in_the_chat(house: House, open_page: OpenPage) -> None:
    page = await open_page(house, width=390)
    await page.goto(f"{house.base}/templates")
    await page.get_by_role("link", name="教一件新的事").click()
    await page.get_by_label("这件事叫什么").fill("菜谱")
    await page.get_by_label("家里人会怎么说").fill("{菜:红烧肉}怎么做\n明天会下雨吗")
    await page.get_by_label("小爱说").fill("{鱼}的做法在厨房的蓝本子里。")
    await page.get_by_role("button", name="教会她").click()
    await expect(page.get_by_text("能用的有 {菜}")).to_be_visible()
    await page.get_by_label("小爱说").fill("{菜}的做法在厨房的蓝本子里。")
    await page.get_by_role("button", name="先试试").click()
    await expect(page.get_by_text("红烧肉的做法在厨房的蓝本子里。")).to_be_visible()
    await expect(page.get_by_text("这句会听成“天气”")).to_be_visible()
    await page.get_by_label("家里人会怎么说").fill("{菜:红烧肉}怎么做")
    await page.get_by_role("button", name="教会她").click()
    await expect(page.get_by_role("heading", name="菜谱", level=1)).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.goto(house.base + "/")
    await says(page, "小鸡炖蘑菇怎么做")
    await expect(page.get_by_role("log").get_by_text("小鸡炖蘑菇的做法在厨房的蓝本子里。")).to_be_visible(
        timeout=SECONDS
    )


async def test_a_slip_is_marked_on_its_line_and_the_old_version_stays_in_force(
    house: House, open_page: OpenPage
) -> None:
    page = await opened(house, open_page, WEATHER, width=390)
    await typed(page, "\n  - {say: [外面的, 孤零零")
    wrong = page.locator(".wrong-line")
    await expect(wrong).to_contain_text("孤零零")
    await expect(wrong.locator(".wrong-told")).to_contain_text("没有成对")
    await expect(page.get_by_text("小爱现在用的还是原来的")).to_be_visible()
    await page.get_by_role("button", name="保存").click()
    await expect(page.get_by_role("button", name=re.compile(r"第 \d+ 行.*没有成对"))).to_be_visible()
    assert not (house.data / "templates" / WEATHER).exists()
    await page.get_by_label("说一句话").fill("明天会下雨吗")
    await page.get_by_role("button", name="听成什么").click()
    await expect(page.get_by_text("内容有错，还试不了")).to_be_visible()
    await typed(page, "], not: true}")
    await expect(page.get_by_text("没有错，可以保存")).to_be_visible()
    await page.get_by_role("button", name="保存").click()
    await expect(page.get_by_text("保存了，从下一句话起算")).to_be_visible()
    assert "孤零零" in (house.data / "templates" / WEATHER).read_text(encoding="utf-8")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_second_admin_sees_what_the_first_wrote_and_each_version_comes_back(
    house: House, open_page: OpenPage
) -> None:
    first = await opened(house, open_page, STYLES)
    second = await opened(house, open_page, STYLES, color_scheme="dark")
    await typed(first, "\n# 头一个写的")
    await first.keyboard.press("Control+s")
    await expect(first.get_by_text("保存了，从下一句话起算")).to_be_visible()
    await typed(second, "\n# 后一个写的")
    await second.get_by_role("button", name="保存").click()
    asked = second.get_by_role("dialog")
    await expect(asked).to_contain_text("管理员 今天")
    await expect(asked.locator(".taken")).to_contain_text("头一个写的")
    await expect(asked.locator(".added")).to_contain_text("后一个写的")
    path = house.data / "templates" / STYLES
    assert path.read_text(encoding="utf-8").rstrip().endswith("头一个写的")
    await asked.get_by_role("button", name="用我的").click()
    await expect(second.get_by_text("保存了，从下一句话起算")).to_be_visible()
    assert path.read_text(encoding="utf-8").rstrip().endswith("后一个写的")
    await second.get_by_role("tab", name="历史").click()
    versions = second.locator(".versions > li")
    await expect(versions).to_have_count(3)
    await versions.nth(1).get_by_role("button", name="差在哪里").click()
    await expect(versions.nth(1).locator(".added")).to_contain_text("头一个写的")
    await versions.nth(1).get_by_role("button", name="换回这份").click()
    await expect(versions).to_have_count(4)
    await expect(second.locator(".cm-content")).to_contain_text("头一个写的")
    assert path.read_text(encoding="utf-8").rstrip().endswith("头一个写的")
    await versions.last.get_by_role("button", name="换回这份").click()
    await expect(second.locator(".mark", has_text="自带的")).to_be_visible()
    assert not path.exists()


async def test_a_draft_is_tried_beside_the_version_in_force(house: House, open_page: OpenPage) -> None:
    path = house.data / "templates" / "intents" / "星星.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(STARS, encoding="utf-8")
    page = await opened(house, open_page, "intents/星星.yaml")
    await typed(page, "  - 哪儿能看流星雨")
    await page.get_by_label("说一句话").fill("哪儿能看流星雨")
    await page.get_by_role("button", name="听成什么").click()
    tries = page.locator(".try")
    await expect(tries.first).to_contain_text("改了以后")
    await expect(tries.first).to_contain_text("星星")
    await expect(tries.first).to_contain_text("把握 100%")
    await tries.first.get_by_text("为什么").click()
    await expect(tries.first.locator("code").first).to_have_text("哪儿能看流星雨")
    await page.get_by_label("说一句话").fill("生成一段5秒的视频：小猫在樱花树下追蝴蝶")
    await page.get_by_role("button", name="拍成什么").click()
    await expect(tries.first).to_contain_text("a kitten")
    zhipu = page.locator(".family", has_text="智谱")
    await expect(zhipu.locator(".used")).to_have_text(re.compile(r"^\d+ / 512 字$"))
    await zhipu.locator("summary").click()
    await expect(zhipu.locator("pre").first).to_contain_text("kitten")


async def opened(house: House, open_page: OpenPage, file: str, **how: object) -> Page:
    """One template, ready to be edited."""
    page = await open_page(house, **how)
    await page.goto(f"{house.base}/templates?file={file}")
    await expect(page.locator(".cm-content")).to_contain_text("title")
    return page


async def typed(page: Page, text: str) -> None:
    """Write at the end of the text, as it is: the editor's own help with brackets and indents is pasted around."""
    await page.locator(".cm-content").click()
    await page.keyboard.press("Control+End")
    await page.keyboard.insert_text(text)
