"""Services that sell a few lengths: what is too long is cut, what is too short is told, what nobody spoke of stays."""

from pathlib import Path

import pytest

from generators import mp4
from tests.bot.harness import running
from tests.bot.studio import Studio


@pytest.mark.parametrize(
    ("said", "lengths", "paid", "seconds", "told"),
    [
        ("8秒", (5, 10), [10.0], 8.0, "8 秒"),
        ("3秒", (5,), [5.0], 3.0, "3 秒"),
        ("10秒", (5, 10), [10.0], 10.0, "10 秒"),
        ("", (6,), [6.0], 6.0, "6 秒"),
        ("8秒", (5,), [5.0], 5.0, "5 秒。这次只能拍到这么长。"),
    ],
)
async def test_the_clip_has_the_length_that_was_asked_for(
    said: str, lengths: tuple[int, ...], paid: list[float], seconds: float, told: str, tmp_path: Path
) -> None:
    studio = Studio(lengths=lengths, max_seconds=float(max(lengths)))
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears(f"拍一段{said}的视频：小狗" if said else "拍一段视频：小狗")
        await bot.finishes_jobs()
        assert [request.seconds for request in studio.taken.values()] == paid
        assert mp4.probe(bot.sent_file).seconds == pytest.approx(seconds, abs=0.1)
        assert f"「小狗」{told}" in bot.said[-1]


async def test_parts_that_are_too_long_are_cut_at_the_end(tmp_path: Path) -> None:
    studio = Studio(lengths=(5, 10), max_seconds=10.0, takes_picture=True)
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears("拍一段12秒的视频：小狗")
        await bot.finishes_jobs()
        assert [request.seconds for request in studio.taken.values()] == [10.0, 5.0], "not two of ten"
        assert mp4.probe(bot.sent_file).seconds == pytest.approx(12.0, abs=0.1)


async def test_what_was_made_of_it_stands_in_the_record(tmp_path: Path) -> None:
    studio = Studio(lengths=(5, 10), sizes=("1280x720", "720x1280"), frame_rates=(30,), max_seconds=10.0)
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears("拍一段8秒的竖屏视频：小狗")
        await bot.finishes_jobs()
        changes = (await bot.job(1)).changes
        assert "studio: 8 s → 10 s" in changes
        assert "studio: 432x768 → 720x1280" in changes
        assert "studio: 24 fps → 30 fps" in changes
