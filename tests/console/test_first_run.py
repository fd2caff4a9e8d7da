"""The guided first run on a phone, by tapping alone: from an empty folder to settings that hold, and a clip."""

import socket
import stat
from pathlib import Path

import pytest
import yaml
from playwright.async_api import Page, expect

from tests.console.conftest import OpenPage
from tests.console.house import awake, rows
from tests.console.test_chat import CLIP, SECONDS, plays, says
from tests.doubles.processes import StartDouble

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEY, MOON = "sk-good", "十二个月亮在河上"


async def test_the_first_run_by_tapping_alone(tmp_path: Path, open_page: OpenPage, start_double: StartDouble) -> None:
    model = start_double("language_model", key=KEY, models="tiny")
    model.post("/answers", to="", say="晚上好呀")
    data = tmp_path / "data"
    with awake(data, XIAOAI_WEB__PORT=str(_free_port())) as house:
        page = await open_page(house, width=390, may_complain=True)
        await page.get_by_role("link", name="花两分钟设置一下").click()
        await page.get_by_role("link", name="开始").click()
        await _sets_password(page)
        await _sets_model(page, f"{model.url}/v1")
        # What clips are made with, the map and WeChat, are for another day.
        for title in ("用什么生成", "地图", "微信"):
            await expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
            await page.get_by_role("link", name="先不设，下一步").click()
        await page.get_by_label("城市").fill("西安")
        await page.get_by_role("button", name="存下来").click()
        await expect(page.get_by_role("link", name="去邀请家里人")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.get_by_role("link", name="好了").click()

        await expect(page.get_by_label("家在哪个城市").get_by_text("西安")).to_be_visible()
        settings = yaml.safe_load((data / "settings.yaml").read_text(encoding="utf-8"))
        assert settings["city"] == "西安"
        assert settings["language_model"]["models"][0]["base_url"] == f"{model.url}/v1"
        assert (data / ".env").read_text(encoding="utf-8") == f"OWN_MODEL_API_KEY={KEY}\n"
        assert stat.S_IMODE((data / ".env").stat().st_mode) == 0o600
        assert KEY not in await page.content()

        await page.get_by_role("button", name="重新启动").click()
        await page.get_by_role("alertdialog").get_by_role("button", name="重新启动").click()
        # She goes and comes back in the same process; the page finds her, the cookie still holds.
        await expect(page.get_by_role("button", name="重新启动")).to_have_count(0, timeout=SECONDS)
        await expect(page.get_by_label("大模型").get_by_text("自选")).to_be_visible()
        await page.goto(f"{house.base}/")
        await says(page, "你今天心情怎么样")
        await expect(page.get_by_role("log").get_by_text("晚上好呀")).to_be_visible(timeout=SECONDS)
        await says(page, CLIP)
        await plays(page)
        assert rows(data, "SELECT state FROM jobs") == [("done",)]
        await page.close()


async def _sets_password(page: Page) -> None:
    for first, second, says_so in ((MOON, "别的密码别的", "两遍写的不一样"), ("短", "短", "8 到 200")):
        await page.get_by_label("新密码").fill(first)
        await page.get_by_label("再写一遍").fill(second)
        await page.get_by_role("button", name="设成这个密码").click()
        await expect(page.get_by_role("alert").filter(has_text=says_so)).to_be_visible()
    await page.get_by_label("新密码").fill(MOON)
    await page.get_by_label("再写一遍").fill(MOON)
    await page.get_by_role("button", name="设成这个密码").click()


async def _sets_model(page: Page, address: str) -> None:
    await page.get_by_role("combobox", name="用哪一家").click()
    await page.get_by_role("option", name="别的").click()
    await page.get_by_label("地址").fill(address)
    await page.get_by_label("模型的名字").fill("tiny")
    await page.get_by_label("钥匙").fill("sk-wrong")
    await page.get_by_role("button", name="试一试").click()
    await expect(page.get_by_text("那边不认 OWN_MODEL_API_KEY 里的钥匙")).to_be_visible(timeout=SECONDS)
    await page.get_by_label("钥匙").fill(KEY)
    await page.get_by_role("button", name="试一试").click()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
