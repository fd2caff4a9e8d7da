"""What a generator has no room for, or need not be told, on the way from the shot to its prompt."""

from pathlib import Path

from bot.jobs.records import with_left_out
from generators.base import Unreachable
from tests.bot.harness import running
from tests.bot.studio import Studio
from tests.bot.test_photos import PhotoRoom, shown
from tests.cli.test_shots_families import LONG

REQUEST = f"{LONG[:400]}，1秒"
"""As long as the rules of the recogniser read."""


async def test_what_was_left_out_is_in_the_jobs_record(tmp_path: Path) -> None:
    studio = Studio(prompt_family="zhipu")
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears(REQUEST)
        await bot.finishes_jobs()
        job = await bot.job(1)
        assert job.generation is not None
        assert len(job.generation.prompt) <= 512
        (told,) = [change for change in job.changes if "zhipu" in change]
        assert told.startswith("left out for zhipu: temporal_consistency, ")


async def test_the_next_family_gets_the_whole_shot_again(tmp_path: Path) -> None:
    first, second = Studio("first", prompt_family="zhipu"), Studio("second", prompt_family="minimax")
    first.to_refuse.append(Unreachable("gone"))
    async with running(tmp_path, generators=[first, second]) as bot:
        await bot.hears(REQUEST)
        await bot.finishes_jobs()
        job = await bot.job(1)
        assert job.generator == "second"
        assert job.generation is not None
        assert len(job.generation.prompt) > 512
        assert [change.split(":")[0] for change in job.changes if "left out" in change] == ["left out for zhipu"]


async def test_a_photo_that_comes_alive_is_told_motion_and_camera_only(tmp_path: Path) -> None:
    studio = Studio(prompt_family="ltx", takes_picture=True)
    async with running(tmp_path, PhotoRoom(), generators=[studio]) as bot:
        await bot.hears("", pictures=shown("good"))
        await bot.hears("让它动起来，镜头慢慢拉远，1秒")
        await bot.finishes_jobs()
        job = await bot.job(1)
        assert job.generation is not None
        assert job.generation.source is not None
        assert "The camera slowly pulls out." in job.generation.prompt
        for seen in ("lit by", "shot shows", "The look is", "consistent"):
            assert seen not in job.generation.prompt


def test_a_step_that_runs_again_says_it_once() -> None:
    once = with_left_out(("pace guessed",), "ltx", ("atmosphere", "scene (in part)"))
    assert once == ("pace guessed", "left out for ltx: atmosphere, scene (in part)")
    assert with_left_out(once, "ltx", ("atmosphere", "scene (in part)")) == once
    assert with_left_out(once, "ltx", ()) == ("pace guessed",)
    assert with_left_out(once, "wan", ("note",))[1:] == (once[1], "left out for wan: note")
