"""Clips and pictures of 智谱 in the chat: from the settings to the file, over a restart, and when the service says no."""

from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.config import GeneratorSettings, Settings
from bot.makers import make_generators
from bot.tables import jobs, ledger
from generators.base import Generator
from generators.storyboard import Storyboard
from tests.bot.harness import ROOT, running
from tests.doubles.processes import Double, StartDouble
from tests.doubles.waiting import until

KEY = "a1b2c3.topsecretkey"
CLIP = "小爱，拍一段小猫追蝴蝶的视频"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIPU_API_KEY", KEY)


def makers(double: Double, data: Path, **video: object) -> list[Generator]:
    """As the admin's settings make them, only asked more often than a real service."""
    address = {"base_url": f"{double.url}/paas/v4"}
    settings = {"zhipu": address | video, "zhipu_image": address}
    written = {"video": ["zhipu"], "image": ["zhipu_image"], "settings": settings}
    made = make_generators(Settings(home=ROOT, data=data, generators=GeneratorSettings.model_validate(written)))
    for generator in (every := [*made["video"], *made["image"]]):
        generator.capabilities = replace(generator.capabilities, poll_seconds=0.1, typical_seconds=(0.1, 0.5))
    return every


async def test_from_the_settings_to_the_chat(
    start_double: StartDouble, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING")
    double = start_double("zhipu", key=KEY)
    with capture_logs() as events:
        async with running(tmp_path, generators=makers(double, tmp_path)) as bot:
            await bot.hears(CLIP)
            await bot.hears("小爱，画一张小猫的图")
            await bot.finishes_jobs()
            assert [(row.state, row.generator) for row in await bot.rows(jobs)] == [
                ("done", "zhipu"),
                ("done", "zhipu_image"),
            ]
            files = [post.path for post in bot.room.posts if post.path]
            assert sorted(path.suffix == ".mp4" for path in files) == [False, True]
    stats = double.stats()
    assert (stats["charged"], stats["pictures"], stats["problems"]) == (1, 1, [])
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes(), path
    written = f"{events}{caplog.text}"
    assert "job.handed_over" in written
    assert KEY not in written
    assert "Signature=" not in written


async def test_a_restart_asks_on_and_pays_once(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("zhipu", key=KEY, seconds=300)
    async with running(tmp_path, generators=makers(double, tmp_path, model="cogvideox-2")) as bot:
        await bot.hears(CLIP)
        await until(lambda: double.stats()["requests"].get("result"))
    double.post("/finish")
    async with running(tmp_path, bot.room, generators=makers(double, tmp_path, model="cogvideox-2")) as bot:
        await bot.finishes_jobs()
        assert [row.state for row in await bot.rows(jobs)] == ["done"]
        assert bot.sent_file.suffix == ".mp4"
        assert [(row.state, row.price_fen) for row in await bot.rows(ledger)] == [("settled", 50)]
    assert (double.stats()["charged"], double.stats()["fen"]) == (1, 50)


@pytest.mark.parametrize(
    ("status", "code", "asked", "said"),
    [
        (400, "1301", [], "第 1 号没做成：内容没通过审核。换个说法试试，比如不提真人名字。不算次数。"),
        (429, "1113", ["storyboard"], ""),
        (401, "1003", ["storyboard"], ""),
        (429, "1304", ["storyboard"], ""),
    ],
)
async def test_who_is_asked_next(
    start_double: StartDouble, tmp_path: Path, status: int, code: str, asked: list[str], said: str
) -> None:
    double = start_double("zhipu", key=KEY)
    double.post("/refuse", at="submit", status=status, code=code, times=100)
    both = [*makers(double, tmp_path, model="cogvideox-3"), Storyboard(tmp_path / "work")]
    async with running(tmp_path, generators=both) as bot:
        await bot.hears(CLIP)
        await bot.finishes_jobs()
        assert [row.generator for row in await bot.rows(jobs) if row.state == "done"] == asked
        assert not said or bot.said[-1] == said
    assert (double.stats()["charged"], double.stats()["requests"]["submit"]) == (0, 1)


async def test_an_answer_that_never_came_is_for_a_person_to_settle(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("zhipu", key=KEY)
    double.misbehave("cut_after", at="submit", times=1)
    both = [*makers(double, tmp_path, model="cogvideox-2"), Storyboard(tmp_path / "work")]
    async with running(tmp_path, generators=both) as bot:
        await bot.hears(CLIP)
        await bot.until(
            lambda c: c.exec_driver_sql("SELECT count(*) FROM jobs WHERE state = 'needs_admin'").scalar() == 1
        )
        assert not [post for post in bot.room.posts if post.path]
    assert (double.stats()["charged"], double.stats()["fen"]) == (1, 50)
