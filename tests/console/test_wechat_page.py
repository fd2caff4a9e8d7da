"""微信 in the settings, in a real browser: a channel switched on, a member bound by scanning on the page, his login lost and told."""

import io
import re
import socket
import stat
from pathlib import Path

import pytest
import segno
import yaml
from PIL import Image
from playwright.async_api import Locator, Page, expect

from bot.channels.ilink import bindings
from tests.bot.channels.ilink_house import ilink
from tests.console.conftest import OpenPage
from tests.console.house import awake
from tests.doubles.processes import Double

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = "wecom-0123456789abcdef"


async def test_a_member_is_bound_on_the_page_and_his_lost_login_is_told(tmp_path: Path, open_page: OpenPage) -> None:
    data = tmp_path / "data"
    with ilink() as double, awake(data, "ilink.login_expired", XIAOAI_WEB__PORT=str(_free_port())) as house:
        page = await open_page(house, width=390, may_complain=True)
        await page.goto(f"{house.base}/settings?step=wechat")
        await _wecom_wants_its_secret(page, data)
        await page.get_by_role("button", name="打开个人微信").click()
        await expect(page.get_by_label("个人微信").get_by_text("重新启动后打开")).to_be_visible()
        _lead_to(double, data / "settings.yaml")
        await page.get_by_role("button", name="重新启动").click()
        await page.get_by_role("alertdialog").get_by_role("button", name="重新启动").click()

        await expect(page.get_by_role("list", name="微信的登录")).to_contain_text("还没有人扫过码")
        await _scans(page, double)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        (binding,) = bindings.load(data / "ilink").by_account.values()
        assert (binding.name, binding.user_id) == ("妈妈", "mama@im.wechat")
        assert binding.token.get_secret_value() not in await page.content()
        double.post("/stale", user="mama")
        await page.goto(f"{house.base}/overview")
        login = page.get_by_role("list", name="微信的登录").get_by_role("listitem").filter(has_text="妈妈")
        await expect(login).to_contain_text("登录失效了")
        await expect(login).to_contain_text(re.compile(r"\d\d:\d\d 起 · 请他再扫一次码"))
        await page.close()


async def _wecom_wants_its_secret(page: Page, data: Path) -> None:
    way = page.get_by_role("region", name="企业微信")
    await way.get_by_role("button", name="打开企业微信").click()
    await way.get_by_label("Bot ID").fill("aib-home")
    await way.get_by_role("button", name="存下来").click()
    await expect(way.get_by_role("status")).to_contain_text("还没有填“Secret”")
    assert not (data / "settings.yaml").exists()
    await way.get_by_label("Secret").fill(SECRET)
    await way.get_by_role("button", name="存下来").click()
    await expect(way.get_by_text("重新启动后打开")).to_be_visible()
    assert yaml.safe_load((data / "settings.yaml").read_text())["channels"]["wecom"] == {"bot_id": "aib-home"}
    assert (data / ".env").read_text() == f"WECOM_BOT_SECRET={SECRET}\n"
    assert stat.S_IMODE((data / ".env").stat().st_mode) == 0o600
    assert SECRET not in await page.content()
    await way.get_by_role("button", name="关掉企业微信").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="关掉").click()
    await expect(way.get_by_text("没开", exact=True)).to_be_visible()


async def _scans(page: Page, double: Double) -> None:
    """Everything that may happen on the way: a code runs out, the first digits are wrong."""
    await page.get_by_label("谁的微信").fill("妈妈")
    await page.get_by_role("button", name="出二维码").click()
    live = page.get_by_role("status", name="扫码")
    link = live.get_by_label("扫不了的话")
    first = await link.input_value()
    await _shows(live.get_by_role("img", name="二维码"), first)
    double.post("/login", states=[{"status": "expired"}])
    await expect(live).to_contain_text("换了一张新的")
    second = await link.input_value()
    assert second != first
    await _shows(live.get_by_role("img", name="二维码"), second)
    # Whoever opens the page meanwhile sees the same code, not a new one.
    await page.reload()
    await expect(link).to_have_value(second)
    digits = {"status": "need_verifycode", "digits": "4711"}
    double.post("/login", states=[{"status": "scaned"}, digits, {"status": "confirmed", "user": "mama"}])
    await live.get_by_label("手机上的数字").fill("四七")
    await live.get_by_role("button", name="就是这个").click()
    await expect(live.get_by_role("alert")).to_have_text("只要数字，照着手机上的写。")
    await live.get_by_label("手机上的数字").fill("1")
    await live.get_by_role("button", name="就是这个").click()
    await expect(live.get_by_role("alert")).to_have_text("刚才的数字不对，再看一眼手机。")
    await live.get_by_label("手机上的数字").fill("4711")
    await live.get_by_role("button", name="就是这个").click()
    await expect(live).to_contain_text("绑好了：妈妈")
    await expect(live.get_by_role("img", name="二维码")).to_have_count(0)
    bound = page.get_by_role("list", name="微信的登录").get_by_role("listitem").filter(has_text="妈妈")
    await expect(bound).to_contain_text("连着")


async def _shows(picture: Locator, content: str) -> None:
    """Every dot of the code as a camera sees it."""
    await expect(picture).to_be_visible()
    seen = Image.open(io.BytesIO(await picture.locator("svg").screenshot())).convert("L")
    expected = [list(row) for row in segno.make(content, error="l", micro=False).matrix_iter(border=4)]
    size = seen.width / len(expected)

    def dot(row: int, column: int) -> bool:
        level = seen.getpixel((int((column + 0.5) * size), int((row + 0.5) * size)))
        assert isinstance(level, int | float)
        return level < 128

    assert [[dot(row, column) for column in range(len(expected))] for row in range(len(expected))] == [
        [bool(module) for module in row] for row in expected
    ]


def _lead_to(double: Double, path: Path) -> None:
    """What the page wrote, with the double's address instead of Tencent's."""
    settings = yaml.safe_load(path.read_text())
    assert settings["channels"] == {"wecom": None, "ilink": {}}
    settings["channels"]["ilink"] = {"base_url": double.url, "cdn_url": f"{double.url}/c2c"}
    path.write_text(yaml.safe_dump(settings))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
