"""The chat page in a real browser, from the printed link to a clip that plays."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.console.conftest import OpenPage
from tests.console.house import House, awake, rows

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECONDS = 180_000
CLIP = "生成一段2秒的视频：小猫在樱花树下追蝴蝶"
LONG_CLIP = "生成一段8秒的视频：小猫在樱花树下追蝴蝶"


@pytest.mark.parametrize("width", [1280, 390])
async def test_from_the_link_to_a_clip_that_plays(house: House, open_page: OpenPage, width: int) -> None:
    page = await open_page(house, width=width)
    assert page.url == house.base + "/", "the token stays in no address bar"
    await page.get_by_role("button", name="生成一段5秒的视频").click()
    await expect(page.get_by_text("分镜预览（还没有接上视频模型")).to_be_visible(timeout=SECONDS)
    await expect(page.get_by_role("group", name="第 1 号")).to_be_visible()
    await plays(page)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_two_members_at_once_each_get_their_own_clip(house: House, open_page: OpenPage) -> None:
    mama, baba = await open_page(house, width=390), await open_page(house)
    for page, name in ((mama, "妈妈"), (baba, "爸爸")):
        await page.get_by_role("button", name=name, exact=True).click()
        await page.get_by_role("button", name="一家人", exact=True).click()
    await asyncio.gather(says(mama, f"小爱，{CLIP}"), says(baba, f"小爱，{CLIP}"))
    for page in (mama, baba):
        await expect(page.get_by_role("log").locator("video")).to_have_count(2, timeout=SECONDS)
        for name in ("妈妈", "爸爸"):
            theirs = page.get_by_role("article").filter(has_text=f"回 {name}").filter(has=page.locator("video"))
            await expect(theirs).to_have_count(1)
    assert rows(house.data, "SELECT count(DISTINCT artifact_id), count(DISTINCT member_id) FROM jobs") == [(2, 2)]


async def test_cancel_on_the_card_is_said_in_the_chat_and_ends_the_job(house: House, open_page: OpenPage) -> None:
    page = await open_page(house, width=390)
    await says(page, LONG_CLIP)
    card = page.get_by_role("group", name="第 1 号")
    await expect(card).to_contain_text("一般", timeout=SECONDS)
    await card.get_by_role("button", name="取消").click()
    await expect(mine(page).filter(has_text="取消 1")).to_be_visible()
    await expect(page.get_by_text("已取消第 1 号")).to_be_visible(timeout=SECONDS)
    await expect(card).to_have_count(0, timeout=SECONDS)
    await expect(page.locator("video")).to_have_count(0)
    assert rows(house.data, "SELECT state FROM jobs") == [("cancelled",)]


async def test_a_reload_in_the_middle_of_a_job_keeps_everything(house: House, open_page: OpenPage) -> None:
    page = await open_page(house)
    await page.get_by_role("button", name="奶奶").click()
    await says(page, LONG_CLIP)
    card = page.get_by_role("group", name="第 1 号")
    await expect(card).to_contain_text("已经", timeout=SECONDS)
    await page.reload()
    await expect(page.get_by_role("button", name="奶奶")).to_have_attribute("aria-pressed", "true")
    await expect(mine(page).locator(".bubble")).to_have_text([LONG_CLIP])
    await expect(page.get_by_text("第 1 号）")).to_have_count(1)
    await expect(card).to_contain_text("已经")
    await plays(page)
    await expect(page.locator("video")).to_have_count(1)


async def test_a_restart_keeps_the_conversation_and_the_people(tmp_path: Path, open_page: OpenPage) -> None:
    with awake(tmp_path / "data") as house:
        page = await open_page(house)
        await page.get_by_role("button", name="加人").click()
        await page.get_by_label("叫什么").fill("舅舅")
        await page.get_by_role("button", name="加上").click()
        await says(page, CLIP)
        await expect(page.locator("video")).to_have_count(1, timeout=SECONDS)
        await page.close()
    with awake(tmp_path / "data") as house:
        page = await open_page(house, width=390)
        await page.get_by_role("button", name="舅舅").click()
        await plays(page)
        await page.close()


async def test_when_she_is_gone_the_page_says_so_and_keeps_what_was_written(house: House, open_page: OpenPage) -> None:
    page = await open_page(house, width=390, may_complain=True)
    await expect(page.get_by_text("你好，我是小爱")).to_be_visible()
    house.process.kill()
    await says(page, "画一只小狗")
    await expect(page.get_by_role("alert")).to_contain_text("连不上小爱")
    await expect(page.get_by_label("消息", exact=True)).to_have_value("画一只小狗")
    await expect(page.get_by_text("和小爱断开了")).to_be_in_viewport(ratio=1)


async def test_photos_come_by_button_paste_and_drag(house: House, open_page: OpenPage, photo: Path) -> None:
    page = await open_page(house, width=390)
    previews = page.get_by_role("form", name="写消息").locator("figure:not(.coming)")
    await page.get_by_label("选图片").set_input_files(photo)
    await expect(previews).to_have_count(1)
    await hands_over(page, "paste")
    await expect(previews).to_have_count(2)
    await hands_over(page, "drop")
    await expect(previews).to_have_count(3)
    await page.get_by_role("button", name="去掉 图.png").first.click()
    await expect(previews).to_have_count(2)
    await page.get_by_role("button", name="发送").click()
    await expect(previews).to_have_count(0)
    for _ in range(2):
        pictures = mine(page).get_by_alt_text("照片")
        await expect(pictures).to_have_count(2)
        for picture in await pictures.all():
            await picture.scroll_into_view_if_needed()
            await expect(picture).to_have_js_property("naturalWidth", 8)
        await page.reload()
    assert len(list((house.data / "uploads").iterdir())) == 3


async def test_what_is_no_picture_is_refused_in_words(shared_house: House, open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "账单.pdf").write_bytes(b"%PDF")
    page = await open_page(shared_house)
    await page.get_by_label("选图片").set_input_files(tmp_path / "账单.pdf")
    await expect(page.get_by_role("alert")).to_contain_text("“账单.pdf”发不了")


async def test_in_the_group_only_what_calls_her_is_heard(house: House, open_page: OpenPage) -> None:
    page = await open_page(house)
    await page.get_by_role("button", name="一家人", exact=True).click()
    await says(page, "昨天那个视频真好看")
    await expect(page.get_by_text("她没有听")).to_be_visible()
    assert rows(house.data, "SELECT count(*) FROM messages") == [(0,)]


async def test_what_is_written_is_shown_as_it_was_written(shared_house: House, open_page: OpenPage) -> None:
    text = "<img src=x onerror=alert(1)> &amp; `${1}` 12 号 https://example.com/?a=1&b='2"
    page = await open_page(shared_house, width=390)
    await says(page, text)
    await expect(mine(page).locator(".bubble")).to_have_text(text)
    await expect(mine(page).get_by_role("link")).to_have_attribute("href", "https://example.com/?a=1&b=")


async def test_what_is_written_while_the_last_is_on_its_way_arrives_too(
    shared_house: House, open_page: OpenPage
) -> None:
    page = await open_page(shared_house)
    await page.get_by_role("button", name="爷爷").click()
    texts = ["一", "二二", "二二三", "四"]
    for text in texts:
        await says(page, text)
    await expect(mine(page).locator(".bubble")).to_have_text(texts)
    await expect(page.get_by_label("消息", exact=True)).to_have_value("")


async def test_light_and_dark_follow_the_system_until_somebody_chooses(
    shared_house: House, open_page: OpenPage
) -> None:
    page = await open_page(shared_house, color_scheme="dark")
    body = page.locator("body")
    await expect(body).to_contain_class("body--dark")
    await page.get_by_role("button", name="换成浅色").click()
    await expect(body).to_contain_class("body--light")
    await page.reload()
    await expect(page.get_by_role("button", name="换成深色")).to_be_visible()


async def plays(page: Page) -> None:
    """The clip is there, and its time moves."""
    video = page.locator("video").first
    await expect(video).to_be_visible(timeout=SECONDS)
    await page.get_by_role("button", name="播放").first.click()
    handle = await video.element_handle()
    await page.wait_for_function("video => video.currentTime > 0.3 && video.videoWidth > 0", arg=handle)


async def says(page: Page, text: str) -> None:
    """As a person does: writes, and presses Enter."""
    await page.get_by_label("消息", exact=True).fill(text)
    await page.get_by_label("消息", exact=True).press("Enter")


def mine(page: Page) -> Locator:
    """What the one who speaks has said."""
    return page.locator("article.mine")


async def hands_over(page: Page, how: str) -> None:
    """A picture from the clipboard, or dragged in."""
    await page.evaluate(
        """async how => {
            const canvas = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
            canvas.getContext("2d").fillRect(0, 0, 8, 8);
            const blob = await new Promise(done => canvas.toBlob(done));
            const files = new DataTransfer();
            files.items.add(new File([blob], "图.png", { type: "image/png" }));
            const [event, target] = how === "paste"
                ? [new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true }), document.querySelector("textarea")]
                : [new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }), document.querySelector("main")];
            target.dispatchEvent(event);
        }""",
        how,
    )


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small photo."""
    from PIL import Image

    path = tmp_path / "照片.jpg"
    Image.new("RGB", (8, 8), (200, 120, 40)).save(path)
    return path
