"""Clips of a server in the house in the chat; what it forgot in a restart is made after all."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config import GeneratorSettings, Settings
from bot.console.job_story import course
from bot.console.measured import in_words
from bot.makers import make_generators
from bot.reports.story import read_story
from bot.tables import jobs, ledger
from generators.base import Generator
from tests.bot.harness import ROOT, running
from tests.doubles.processes import Double, StartDouble
from tests.doubles.waiting import until

CLIP = "小爱，拍一段小猫追蝴蝶的视频"


def makers(server: Double, data: Path) -> list[Generator]:
    """As the admin's settings make them, only asked more often than a real server."""
    written = {"video": ["openai_videos"], "image": [], "settings": {"openai_videos": {"base_url": f"{server.url}/v1"}}}
    made = make_generators(Settings(home=ROOT, data=data, generators=GeneratorSettings.model_validate(written)))
    for generator in made["video"]:
        generator.capabilities = replace(generator.capabilities, poll_seconds=0.1, typical_seconds=(0.1, 0.5))
    return made["video"]


async def test_from_the_settings_to_the_chat(start_double: StartDouble, tmp_path: Path) -> None:
    server = start_double("openai_videos", key="")
    async with running(tmp_path, generators=makers(server, tmp_path)) as bot:
        await bot.hears(CLIP)
        await bot.finishes_jobs()
        assert bot.sent_file.suffix == ".mp4"
        assert [(row.state, row.generator) for row in await bot.rows(jobs)] == [("done", "openai_videos")]
        story = await bot.app.read(lambda connection: read_story(connection, 1, 0.0))
        assert story
        (generated,) = (step for step in story.steps if step.stage == "generate")
        words = in_words(generated.measured[0])
        assert words == (
            "读文字 0.4 秒、一步步画 1 分 2 秒。最多占 5.2 GB。方案 int8。前后画面相像 0.97，压缩后和原样差 41 dB。"
        )
        assert words in course(story, 0.0, ZoneInfo("Asia/Shanghai"))
    assert (server.stats()["charged"], server.stats()["problems"]) == (1, [])


async def test_what_a_restarted_server_forgot_is_asked_for_anew(start_double: StartDouble, tmp_path: Path) -> None:
    server = start_double("openai_videos", key="", seconds=300)
    async with running(tmp_path, generators=makers(server, tmp_path)) as bot:
        await bot.hears(CLIP)
        await until(lambda: server.stats()["requests"].get("result"))
        server.kill()
        again = start_double("openai_videos", key="", port=server.port)
        await bot.finishes_jobs()
        assert [row.state for row in await bot.rows(jobs)] == ["done"]
        assert bot.sent_file.suffix == ".mp4"
        assert [(row.state, row.price_fen) for row in await bot.rows(ledger)] == [("lost", 0), ("settled", 0)]
    assert again.stats()["charged"] == 1
