"""任务, 作品, 概览 and 日志 in a real browser: on a house with a past, on an empty one, and while something is being made."""

import asyncio
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.console.conftest import OpenPage
from tests.console.house import House, awake, rows
from tests.console.past_house import furnish

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG_CLIP = "生成一段8秒的视频：小猫在樱花树下追蝴蝶"
SECRET = "m-0123456789abcdef0123"
JOBS, MADE = 300, 120


@pytest.fixture(scope="module")
def old_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """小爱 with 300 jobs behind her, and a key for Prometheus."""
    data = tmp_path_factory.mktemp("old") / "data"
    furnish(data, jobs_count=JOBS, made_count=MADE)
    with awake(data, XIAOAI_METRICS_KEY=SECRET) as house:
        yield house


@pytest.mark.parametrize("width", [1280, 390])
async def test_jobs_are_listed_filtered_and_told(old_house: House, open_page: OpenPage, width: int) -> None:
    page = await open_page(old_house, width=width)
    await page.goto(f"{old_house.base}/jobs")
    jobs = page.get_by_role("list", name="任务").get_by_role("listitem")
    await expect(jobs).to_have_count(40)
    await expect(page.get_by_role("status")).to_have_text(f"共 {JOBS} 个")
    await page.get_by_label("状态", exact=True).select_option(label="没做成")
    await expect(jobs.first).to_contain_text("没做成")
    await page.get_by_label("谁要的").select_option(label="奶奶")
    await page.get_by_label("找内容或编号").fill("蛋糕")
    failed = "SELECT count(*) FROM jobs WHERE state = 'failed' AND member_id = 102"
    ((count,),) = rows(old_house.data, failed + " AND json_extract(request, '$.text') LIKE '%蛋糕%'")
    await expect(page.get_by_role("status")).to_have_text(f"共 {count} 个")
    await expect(page).to_have_url(re.compile("state=failed&who=102&text="))
    await page.reload()
    await expect(jobs).to_have_count(min(40, int(str(count))))
    await jobs.first.get_by_role("link").click()
    course = page.get_by_role("list").filter(has_text="想画面")
    for step in ("排队", "想画面", "选生成器", "写提示词", "生成", "检查画面", "转成能放的文件", "交给聊天"):
        await expect(course).to_contain_text(step)
    await expect(page.get_by_text("A warm scene, number")).to_be_visible()
    await expect(page.get_by_role("button", name="重拍")).to_be_visible()
    await fits(page)
    await page.get_by_role("link", name="← 所有任务").click()
    await expect(page.get_by_role("status")).to_have_text(f"共 {count} 个")


async def test_a_clip_plays_where_it_stands_and_is_deleted_after_a_yes(old_house: House, open_page: OpenPage) -> None:
    page = await open_page(old_house, width=390)
    await page.goto(f"{old_house.base}/gallery?kind=video")
    pieces = page.get_by_role("list", name="作品").get_by_role("listitem")
    await expect(pieces).to_have_count(24)
    await pieces.first.get_by_role("button", name=re.compile("播放")).click()
    video = pieces.first.locator("video")
    await page.wait_for_function("video => video.currentTime > 0.3", arg=await video.element_handle(), timeout=60_000)
    ((made, path),) = rows(
        old_house.data, "SELECT id, path FROM artifacts WHERE kind='video' ORDER BY created_at DESC LIMIT 1"
    )
    assert str(made) in str(await video.get_attribute("src"))
    before = int((await page.get_by_role("status").inner_text()).split()[1])
    for answer in ("算了", "删掉"):
        await pieces.first.get_by_role("button", name="删除").click()
        await page.get_by_role("alertdialog").get_by_role("button", name=answer, exact=True).click()
        await expect(page.get_by_role("alertdialog")).to_have_count(0)
    await expect(page.get_by_role("status")).to_have_text(f"共 {before - 1} 件")
    assert not Path(str(path)).exists()
    await page.get_by_role("button", name="下一页").click()
    await expect(page.get_by_text("2 / ")).to_be_visible()
    await fits(page)


async def test_the_overview_and_prometheus_say_the_same(old_house: House, open_page: OpenPage) -> None:
    page = await open_page(old_house, width=390)
    await page.goto(f"{old_house.base}/overview")
    await expect(page.get_by_role("img", name=re.compile("^每天的消息：今天 "))).to_be_visible()
    await expect(page.get_by_role("heading", name="做一个要多久")).to_be_visible()
    await expect(page.get_by_text(re.compile("storyboard 做视频"))).to_be_visible()
    await expect(page.get_by_role("img", name=re.compile("^storyboard：最多 5.0 GB，一般 5.0 GB"))).to_be_visible()
    await expect(page.get_by_role("img", name=re.compile("^storyboard：一般 0.9\\d，最晃的一段 0.91"))).to_be_visible()
    told = await page.get_by_role("listitem").filter(has_text="今天花了").inner_text()
    await fits(page)
    with old_house.visitor(is_let_in=False) as scraper:
        assert scraper.get("/metrics").status_code == 401
        assert scraper.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 401
        allowed = {"authorization": f"Bearer {SECRET}"}
        assert scraper.get("/overview", headers=allowed).status_code == 401
        figures = scraper.get("/metrics", headers=allowed)
    found = re.search(r'^xiaoai_spent_yuan_today\{generator="kling"\} (\S+)$', figures.text, re.MULTILINE)
    assert figures.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert found
    assert f"{float(found[1]):g} 元" in told


async def test_a_running_job_is_followed_and_cancelled(old_house: House, open_page: OpenPage) -> None:
    page, chat = await open_page(old_house), await open_page(old_house, width=390)
    await page.goto(f"{old_house.base}/events")
    await expect(page.get_by_text("小爱启动了")).to_be_visible()
    await says(chat, LONG_CLIP)
    await expect(page.get_by_text("收到一句话").first).to_be_visible()
    await page.goto(f"{old_house.base}/jobs")
    row = page.get_by_role("link", name=re.compile("第 301 号"))
    await expect(row).to_contain_text(re.compile("生成|想画面|选生成器"))
    await row.click()
    await expect(page.locator("[aria-current=step]")).to_be_visible()
    await page.get_by_role("button", name="取消").click()
    await expect(page.get_by_text("小爱在聊天里回了：")).to_be_visible()
    await expect(page.get_by_text("取消了").first).to_be_visible(timeout=120_000)
    await expect(chat.get_by_text("已取消第 301 号")).to_be_visible()
    assert rows(old_house.data, "SELECT state FROM jobs WHERE id = 301") == [("cancelled",)]
    await page.goto(f"{old_house.base}/events?job=301")
    await expect(page.get_by_role("list", name="日志").get_by_role("listitem").first).to_contain_text("第 301 号")
    async with page.expect_download() as started:
        await page.get_by_role("button", name="打包下载").click()
    bundle = zipfile.ZipFile(io.BytesIO(await asyncio.to_thread((await (await started.value).path()).read_bytes)))
    texts = {name.rsplit("/", 1)[1]: bundle.read(name).decode() for name in bundle.namelist()}
    assert json.loads(texts["job-301.json"])["entry"]["job"]["state"] == "cancelled"
    assert "樱花" not in "".join(texts.values())


async def test_an_empty_house_says_what_will_be_there(shared_house: House, open_page: OpenPage) -> None:
    page = await open_page(shared_house, width=390)
    for path, sentence in (
        ("jobs", "还没有任务"),
        ("gallery", "还没有作品"),
        ("jobs?job=7", "没有这个任务"),
        ("jobs?state=failed", "没有这样的任务"),
        ("overview", "这两个星期还没有做过"),
        ("events?text=没有这回事", "没有这样的记录"),
    ):
        await page.goto(f"{shared_house.base}/{path}")
        await expect(page.get_by_text(sentence)).to_be_visible()
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await fits(page)


async def test_whatever_an_address_says_the_page_stands(shared_house: House, open_page: OpenPage) -> None:
    page = await open_page(shared_house)
    for path in (
        "jobs?job=999999999999999999",
        "jobs?p=-1&kind=%3Cscript%3E&who=abc",
        "gallery?p=99999&who=%00",
        "events?job=x",
    ):
        await page.goto(f"{shared_house.base}/{path}")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def says(page: Page, text: str) -> None:
    """Write it and send it."""
    await page.get_by_label("消息", exact=True).fill(text)
    await page.get_by_label("消息", exact=True).press("Enter")


async def fits(page: Page) -> None:
    """Nothing sticks out of the page to the right."""
    assert await page.evaluate(
        "[...document.querySelectorAll('.content')].every(one => one.scrollWidth <= one.clientWidth)"
    )
