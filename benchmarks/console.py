"""How long the console's pages take to open on a house with 5,000 jobs and 2,000 clips, against the same page of an empty house.

Run from the checkout: `python -m benchmarks.console`. A real browser and a real 小爱 in a process of its own; the time is from the
click to the moment the content stands there, the best of five after one to warm up.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tests.console.house import House, awake
from tests.console.past_house import furnish

JOBS, MADE, TRIES = 5000, 2000, 5
LIMIT_SECONDS = 1.5
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAGES = {
    "jobs": (".jobs li", ".nothing"),
    "jobs?job=4990": (".course li", ".nothing"),
    "gallery": (".piece", ".nothing"),
    "overview": (".tile", ".tile"),
    "events": (".event", ".event"),
}
"""Address, and what stands on the page when it is there: in a house with a past, in an empty one."""


async def measure(browser: Browser, house: House, *, is_empty: bool) -> dict[str, float]:
    """Seconds for each page."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = await context.new_page()
    await page.goto(house.link)
    took: dict[str, float] = {}
    for path, signs in PAGES.items():
        tries = []
        for _ in range(TRIES + 1):
            began = time.perf_counter()
            await page.goto(f"{house.base}/{path}", wait_until="commit")
            await page.locator(f"{signs[is_empty]} >> visible=true").first.wait_for()
            tries.append(time.perf_counter() - began)
        took[path] = min(tries[1:])
    await context.close()
    return took


async def main() -> int:
    """Print the table; 1 where a page is too slow."""
    with tempfile.TemporaryDirectory() as folder:
        full, empty = Path(folder) / "full" / "data", Path(folder) / "empty" / "data"
        for data in (full, empty):
            data.mkdir(mode=0o700, parents=True)
        furnish(full, jobs_count=JOBS, made_count=MADE)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=OPTIONS)
            with awake(empty) as house:
                without = await measure(browser, house, is_empty=True)
            with awake(full) as house:
                with_past = await measure(browser, house, is_empty=False)
            await browser.close()
    print(f"{'page':<16}{'empty':>9}{'full':>9}{'ratio':>7}")
    for path, seconds in with_past.items():
        print(f"{path:<16}{without[path]:>8.2f}s{seconds:>8.2f}s{seconds / without[path]:>7.1f}")
    return int(max(with_past.values()) > LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
