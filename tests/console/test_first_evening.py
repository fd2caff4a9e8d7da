"""What an admin and a grandfather do on the first evening: a file with a slip, a photo that comes alive."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.console.conftest import OpenPage
from tests.console.house import House
from tests.console.test_chat import SECONDS, mine, plays, says

pytestmark = pytest.mark.asyncio(loop_scope="session")

RECIPE = """
name: 菜谱
title: 菜谱
description: 问一道菜怎么做。
reply: answer.empty
slots:
  dish: {}
sentences:
  - "{dish}的做法"
tests:
  - {say: 红烧肉的做法, slots: {dish: 红烧肉}}
"""


async def test_a_slip_in_a_file_is_told_on_the_page_until_it_is_mended(house: House, open_page: OpenPage) -> None:
    page = await open_page(house, width=390)
    notice = page.get_by_role("alert")
    await expect(notice).to_be_hidden()
    path = house.data / "templates" / "intents" / "菜谱.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(RECIPE.replace("sentences:", "sentence:"), encoding="utf-8")
    await expect(notice).to_contain_text("菜谱.yaml 第 8 行", timeout=SECONDS)
    await expect(notice).to_contain_text("仍用原来的")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    path.write_text(RECIPE, encoding="utf-8")
    await expect(notice).to_be_hidden(timeout=SECONDS)
    await says(page, "红烧肉的做法")
    await expect(page.get_by_role("log").get_by_text("我没看懂")).to_be_visible(timeout=SECONDS)


async def test_a_photo_comes_alive(house: House, open_page: OpenPage, tmp_path: Path) -> None:
    photo = tmp_path / "爷爷.jpg"
    Image.radial_gradient("L").resize((640, 480)).convert("RGB").save(photo)
    page = await open_page(house, width=390)
    await page.get_by_role("button", name="爷爷", exact=True).click()
    await page.get_by_label("选图片").set_input_files(photo)
    await page.get_by_role("button", name="发送").click()
    await expect(mine(page).get_by_alt_text("照片")).to_have_count(1)
    await expect(page.get_by_text("收到照片了")).to_be_visible(timeout=SECONDS)
    await says(page, "2秒让它动起来")
    await expect(page.get_by_text("（第 1 号）")).to_be_visible(timeout=SECONDS)
    await plays(page)
