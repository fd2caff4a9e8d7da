"""A real browser and a real 小爱. Whatever a page asks of another machine, or complains about, fails its test."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.console.house import House, awake

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
INSTALL = "没有找到 Chromium。安装：apt-get install chromium，或者 playwright install chromium"

# A machine that runs other tests beside these is slow.
expect.set_options(timeout=60_000)

OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """小爱 on an empty folder, for one test."""
    with awake(tmp_path / "data") as house:
        yield house


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """小爱 for tests that only knock at her door."""
    with awake(tmp_path_factory.mktemp("house") / "data") as house:
        yield house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, one on the PATH, or Playwright's own. Where CI is set its absence is a failure, elsewhere a skip."""
    async with async_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = next(
            (path for path in ("/usr/bin/chromium", shutil.which("chromium"), own) if path and Path(path).exists()),
            None,
        )
        if found is None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(INSTALL)
        browser = await playwright.chromium.launch(executable_path=found, args=OPTIONS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """`await open_page(house, width=390)`: a browser of its own that used the link, watched to the end of the test."""
    contexts, complaints = [], []

    async def open_one(house: House, *, width: int = 1280, may_complain: bool = False, **how: Any) -> Page:
        context = await browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN", **how)
        contexts.append(context)
        page = await context.new_page()
        own = (house.base + "/", house.base.replace("http", "ws") + "/", "data:", f"blob:{house.base}/")
        page.on("request", lambda asked: None if asked.url.startswith(own) else complaints.append(f"asked {asked.url}"))
        page.on(
            "websocket", lambda asked: None if asked.url.startswith(own) else complaints.append(f"asked {asked.url}")
        )
        if not may_complain:
            page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(house.link)
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert not complaints, complaints
