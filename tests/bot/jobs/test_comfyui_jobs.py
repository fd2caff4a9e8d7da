"""Clips and pictures of a ComfyUI in the chat: from the settings to the file, over restarts of both, and stopped by a person."""

from pathlib import Path

from bot.config import GeneratorSettings, Settings
from bot.makers import make_generators
from bot.tables import jobs, ledger
from generators.base import Generator
from tests.bot.harness import ROOT, running
from tests.doubles.processes import Double, StartDouble
from tests.doubles.waiting import until
from tests.generators.comfy_settings import EXAMPLE_IMAGE, EXAMPLE_VIDEO

CLIP = "小爱，拍一段小猫追蝴蝶的视频"


def makers(double: Double, data: Path) -> list[Generator]:
    """As the admin's settings make them."""
    settings = {
        "comfyui": {"base_url": double.url, "workflow": EXAMPLE_VIDEO},
        "comfyui_image": {"base_url": double.url, "workflow": EXAMPLE_IMAGE, "sizes": ["512x512"]},
    }
    written = {"video": ["comfyui"], "image": ["comfyui_image"], "settings": settings}
    made = make_generators(Settings(home=ROOT, data=data, generators=GeneratorSettings.model_validate(written)))
    return [*made["video"], *made["image"]]


async def test_from_the_settings_to_the_chat(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("comfyui")
    async with running(tmp_path, generators=makers(double, tmp_path)) as bot:
        await bot.hears(CLIP)
        await bot.hears("小爱，画一张小猫的图")
        await bot.finishes_jobs()
        assert [(row.state, row.generator) for row in await bot.rows(jobs)] == [
            ("done", "comfyui"),
            ("done", "comfyui_image"),
        ]
        files = [post.path for post in bot.room.posts if post.path]
        assert sorted(path.suffix == ".mp4" for path in files) == [False, True]
    stats = double.stats()
    assert (stats["runs"], stats["problems"]) == (2, [])


async def test_a_restart_asks_on_and_a_restarted_comfyui_is_asked_again(
    start_double: StartDouble, tmp_path: Path
) -> None:
    double = start_double("comfyui", seconds=300)
    async with running(tmp_path, generators=makers(double, tmp_path)) as bot:
        await bot.hears(CLIP)
        await until(lambda: double.stats()["running"])
    first = double.stats()["running"]
    async with running(tmp_path, bot.room, generators=makers(double, tmp_path)) as bot:
        await until(lambda: double.stats()["requests"].get("queue", 0) > 2)
        assert double.stats()["running"] == first
        double.post("/forget")
        await until(lambda: double.stats()["running"] not in ("", first))
        double.post("/finish")
        await bot.finishes_jobs()
        assert [row.state for row in await bot.rows(jobs)] == ["done"]
        assert [row.state for row in await bot.rows(ledger)] == ["lost", "settled"]
        assert bot.sent_file.suffix == ".mp4"
    assert double.stats()["runs"] == 2


async def test_a_person_stops_what_runs(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("comfyui", seconds=300)
    async with running(tmp_path, generators=makers(double, tmp_path)) as bot:
        await bot.hears(CLIP)
        await until(lambda: double.stats()["running"])
        await bot.hears("小爱，取消 1")
        await until(lambda: double.stats()["stopped"])
        await bot.finishes_jobs()
        assert [row.state for row in await bot.rows(jobs)] == ["cancelled"]
    assert (double.stats()["running"], double.stats()["runs"]) == ("", 1)
