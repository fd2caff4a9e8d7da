"""What keeps somebody from reading a page or pressing what is on it, as axe-core finds it: too pale, without a name, out of Tab's reach."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.console.conftest import OpenPage
from tests.console.house import House, awake
from tests.console.past_house import furnish

pytestmark = pytest.mark.asyncio(loop_scope="session")

AXE = Path(__file__).parents[1] / "axe" / "node_modules" / "axe-core" / "axe.min.js"
INSTALL = (
    "axe-core is not installed: Debian: apt-get install nodejs npm; macOS: brew install node; "
    "then `make test` brings the rest"
)
# Each with what shows that it is drawn.
PAGES = {
    "": ".composer textarea",
    "jobs": ".jobs li",
    "jobs?job=7": "h2",
    "gallery": ".piece",
    "templates": ".files a",
    "templates?file=intents/weather.yaml": ".cm-content",
    "members": ".member",
    "overview": "[role=img]",
    "events": ".event",
    "settings": ".step",
    "settings?step=model": ".box",
}
FAULTS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter((found) => ["serious", "critical"].includes(found.impact))
    .map((found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)"""


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """小爱 with a small past."""
    if not AXE.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(INSTALL)
    data = tmp_path_factory.mktemp("lived") / "data"
    furnish(data, jobs_count=14, made_count=6)
    with awake(data) as house:
        yield house


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
async def test_no_page_shuts_anybody_out(lived_in: House, open_page: OpenPage, width: int, scheme: str) -> None:
    page = await open_page(lived_in, width=width, color_scheme=scheme, reduced_motion="reduce")
    await page.add_init_script(path=AXE)
    faults = [
        f"{path or '聊天'}: {fault}"
        for path, drawn in PAGES.items()
        for fault in await look(page, lived_in, path, drawn)
    ]
    await page.goto(f"{lived_in.base}/members")
    await page.locator(".member-head").first.click()
    await page.get_by_role("button", name="清掉全部资料").first.click()
    await expect(page.get_by_role("alertdialog", name="的全部资料？")).to_be_visible()
    faults += await page.evaluate(FAULTS)
    await page.context.clear_cookies()
    faults += await look(page, lived_in, "login", "h1")
    assert not faults, "\n".join(faults)


async def look(page: Page, house: House, path: str, drawn: str) -> list[str]:
    """What axe-core holds against this page once `drawn` is there."""
    await page.goto(f"{house.base}/{path}")
    await expect(page.locator(drawn).first).to_be_visible()
    found: list[str] = await page.evaluate(FAULTS)
    return found
