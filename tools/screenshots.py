"""Makes the pictures in docs/screenshots/, which both READMEs show.

    python -m tools.screenshots     from the repository root, in the environment of `make test`, with Chromium; takes some minutes

小爱 herself makes the clips and pictures, as storyboard previews. What the lists and charts tell of the last thirty days is invented,
only the files in it are hers. Pictures are 256-coloured, to stay below 300 KB.
"""

import asyncio
import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.async_api import Browser, async_playwright, expect

from tests.bot.reports.past import SUBJECTS
from tests.console.conftest import OPTIONS
from tests.console.house import House, awake, rows
from tests.console.past_house import furnish
from tests.doubles.waiting import wait_until

SHOTS = Path(__file__).parents[1] / "docs" / "screenshots"
LARGEST = 300_000
"""Bytes of one picture."""
JOBS, MADE = 400, 60
CHAT = "生成一段5秒的视频：小猫在樱花树下追蝴蝶，镜头慢慢推近"
VIDEO, PICTURE = "生成一段5秒的视频：", "画一张图："
WAIT_SECONDS = 600.0
CHROMIUM = shutil.which("chromium")


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: a page as it stands once `drawn` is there. `width` of the window in CSS pixels."""

    name: str
    path: str
    drawn: str
    width: int = 1280
    scheme: Literal["light", "dark"] = "light"
    press: str = ""
    """A button to press before, and what that draws."""
    then: str = ""


PICTURES = (
    Shot("chat", "", ".clip", 390),
    Shot("gallery", "gallery", ".piece img", 390),
    Shot("overview", "overview", "[role=img]", 390, "dark"),
    Shot("jobs", "jobs", ".jobs li"),
    Shot("templates", "templates?file=intents/weather.yaml", ".cm-line", press="听成什么", then=".try"),
    Shot("settings", "settings", ".step"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first" / "data", Path(folder) / "second" / "data"
        first.parent.mkdir()
        second.parent.mkdir()
        with awake(first) as house:
            say(house, *(f"{kind}{subject}" for subject in SUBJECTS for kind in (VIDEO, PICTURE)))
            arrives(first, "SELECT count(*) FROM artifacts WHERE NOT is_source", 2 * len(SUBJECTS))
        furnish(second, jobs_count=JOBS, made_count=MADE)
        make_plausible(second, first)
        with awake(second) as house:
            say(house, CHAT)
            arrives(
                second,
                "SELECT count(*) FROM outbox WHERE chat_id = 'me' AND artifact_id != '' AND state = 'delivered'",
                1,
            )
            asyncio.run(take_all(house))


def say(house: House, *sentences: str) -> None:
    """As the one at the page, all at once."""
    with house.visitor() as visitor:
        for place, sentence in enumerate(sentences):
            said = {"id": f"{place:032x}", "member": "me", "chat": "me", "text": sentence, "pictures": []}
            visitor.post("/say", json=said).raise_for_status()


def make_plausible(data: Path, made: Path) -> None:
    """Put the clips and pictures of the folder `made` into the past of `data`, say who made them, and let less of it go wrong."""
    found = "SELECT a.kind, j.request, a.path, a.poster FROM artifacts a JOIN jobs j ON j.id = a.job_id WHERE NOT a.is_source"
    ours = {
        json.loads(str(request))["text"]: (str(path), str(poster)) for _, request, path, poster in rows(made, found)
    }
    with closing(sqlite3.connect(data / "app.sqlite")) as connection, connection:
        connection.execute(_GOES_WELL, (JOBS - MADE,))
        connection.execute("UPDATE jobs SET generator = 'storyboard' WHERE artifact_id != ''")
        for number, kind, request in connection.execute(_PAST).fetchall():
            told = json.loads(request)
            told["text"] = (VIDEO if kind == "video" else PICTURE) + told["subject"]
            connection.execute(
                "UPDATE jobs SET request = ? WHERE id = ?", (json.dumps(told, ensure_ascii=False), number)
            )
        for _, request, path, poster in connection.execute(found).fetchall():
            own_path, own_poster = ours[json.loads(request)["text"]]
            if poster:
                shutil.copy(own_path, path)
                shutil.copy(own_poster, poster)
            else:
                # By its name it is a PNG, and is served as one.
                Image.open(own_path).save(path)


_GOES_WELL = "UPDATE jobs SET state = 'done', reason = '' WHERE id <= ? AND id % 9 AND state != 'cancelled'"
_PAST = "SELECT id, json_extract(request, '$.kind'), request FROM jobs"


def arrives(data: Path, query: str, count: int) -> None:
    """Wait until there are so many."""
    wait_until(lambda: int(str(rows(data, query)[0][0])) >= count, WAIT_SECONDS)


async def take_all(house: House) -> None:
    """Every picture, one after the other."""
    SHOTS.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        for shot in PICTURES:
            await take(browser, house, shot)
        await browser.close()


async def take(browser: Browser, house: House, shot: Shot) -> None:
    """One picture, in a browser of its own."""
    context = await browser.new_context(
        viewport={"width": shot.width, "height": 844}, locale="zh-CN", color_scheme=shot.scheme, device_scale_factor=1.5
    )
    page = await context.new_page()
    await page.goto(house.link)
    await page.goto(f"{house.base}/{shot.path}")
    await expect(page.locator(shot.drawn).first).to_be_visible()
    if shot.press:
        await page.get_by_role("button", name=shot.press).click()
        await expect(page.locator(shot.then).first).to_be_visible()
    await page.wait_for_load_state("networkidle")
    path = SHOTS / f"{shot.name}.png"
    await page.screenshot(path=path, animations="disabled")
    await context.close()
    Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < LARGEST, f"{path} is too large"


if __name__ == "__main__":
    main()
