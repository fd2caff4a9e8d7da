"""Where the page listens, what it costs, and what is said when it cannot be opened."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.cli.command import xiaoai
from tests.console.conftest import OpenPage
from tests.console.house import House, awake
from tests.doubles.processes import ROOT

IDLE_MB, AFTER_CLIPS_MB, GROWTH_MB = 185, 260, 12


def test_it_listens_on_this_machine_only(shared_house: House) -> None:
    listening = "0A"
    table = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    ends = [fields[1] for fields in map(str.split, table) if fields[3] == listening]
    assert [end for end in ends if end.endswith(f":{shared_house.port:04X}")] == [f"0100007F:{shared_house.port:04X}"]


def test_a_port_in_use_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = xiaoai(tmp_path / "data", "run", XIAOAI_WEB__PORT=port)
    assert ran.status == 2
    assert f"端口 {port} 已经被别的程序占着" in ran.err
    assert "web.port" in ran.err
    assert "Traceback" not in ran.err


def test_another_name_may_be_allowed(tmp_path: Path) -> None:
    allowed = '["xiaoai.lan"]'
    with (
        awake(tmp_path / "data", XIAOAI_WEB__ALLOWED_HOSTS=allowed) as house,
        house.visitor(is_let_in=False) as visitor,
    ):
        assert visitor.get("/", headers={"host": f"xiaoai.lan:{house.port}"}).status_code == 401
        assert visitor.get("/", headers={"host": "xiaoai.home"}).status_code == 403


def test_who_needs_no_page_loads_no_nicegui() -> None:
    code = "import sys, bot.app, bot.serve, bot.talk; sys.exit('nicegui' in sys.modules or 'uvicorn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
async def test_memory_with_an_open_page_stays_small_and_flat(house: House, open_page: OpenPage) -> None:
    page = await open_page(house)
    await expect(page.get_by_label("消息", exact=True)).to_be_visible()
    assert house.rss_mb <= IDLE_MB
    used = []
    for number in range(1, 15):
        await page.get_by_label("消息", exact=True).fill("生成一段1秒的视频：小狗在海边跑")
        await page.get_by_label("消息", exact=True).press("Enter")
        await expect(page.locator("video")).to_have_count(number, timeout=180_000)
        used.append(house.rss_mb)
    assert max(used) <= AFTER_CLIPS_MB, used
    # Caches and the allocator's pools fill over the first clips (measured: until the seventh of twenty); a leak goes on.
    assert used[-1] - used[8] <= GROWTH_MB, used
