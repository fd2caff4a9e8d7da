"""A clip nobody would want: made once more where that is free, then sent all the same, and the admin hears of it."""

import asyncio
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from generators.base import Artifact, Finished, Lost
from generators.quality import Problem
from tests.bot.harness import BotUnderTest, running
from tests.bot.studio import Studio
from tests.generators.clips import Pixels, moving, noisy, write

CLIP = "拍一段1秒的视频：小狗"
LONG = "拍一段4秒的视频：小狗"


def black() -> Iterator[Pixels]:
    yield from [np.zeros((64, 96, 3), np.uint8)] * 24


def still() -> Iterator[Pixels]:
    yield from [next(moving(96, 64))] * 24


class Spoiled(Studio):
    """Makes what `to_spoil` holds, one after another, and good clips afterwards."""

    def __init__(self, name: str = "spoiled", to_spoil: tuple[Problem, ...] = (), **how: object) -> None:
        super().__init__(name, **how)  # type: ignore[arg-type]
        self.to_spoil = deque(to_spoil)

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        kinds = {"black": black, "frozen": still, "noise": lambda: noisy(96, 64, 24)}
        if not self.to_spoil:
            return await super().fetch(finished, into)
        made = await asyncio.to_thread(write, into / "made.mp4", kinds[self.to_spoil.popleft()]())
        return Artifact(made, "video")


async def clip_of(bot: BotUnderTest, text: str = CLIP) -> list[str]:
    """Has a clip made; returns what the admin was told meanwhile."""
    await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", "爸爸")
    before = len(bot.room.said_to("爸爸"))
    await bot.hears(text)
    await bot.finishes_jobs()
    return bot.room.said_to("爸爸")[before:]


def seeds(studio: Studio) -> list[int]:
    return [request.seed for request in studio.taken.values()]


@pytest.mark.parametrize("problem", ["black", "noise"])
async def test_a_free_one_is_made_once_more_by_another_seed_and_nobody_hears_of_it(
    tmp_path: Path, problem: Problem
) -> None:
    studio = Spoiled(to_spoil=(problem,))
    async with running(tmp_path, generators=[studio]) as bot:
        assert await clip_of(bot) == []
        assert len(set(seeds(studio))) == 2
        assert (await bot.job(1)).state == "done"


async def test_what_is_no_better_is_sent_and_the_admin_is_told_once(tmp_path: Path) -> None:
    studio = Spoiled(to_spoil=("black", "noise", "noise"))
    async with running(tmp_path, generators=[studio]) as bot:
        (told,) = await clip_of(bot)
        assert (
            told
            == "第 1 号的视频样子不对，满屏是杂点，换了个种子重拍一次还是这样。已经照样发出去了，请看一眼。是“spoiled”拍的。"
        )
        assert len(seeds(studio)) == 2, "made once more, and no third time"
        assert (await bot.job(1)).state == "done"
        assert "「小狗」1 秒" in bot.room.said_to("妈妈")[-1]


async def test_what_was_paid_for_is_sent_as_it_is_and_the_admin_is_told(tmp_path: Path) -> None:
    studio = Spoiled(to_spoil=("black",), price_fen=50)
    async with running(tmp_path, generators=[studio]) as bot:
        (told,) = await clip_of(bot)
        assert "重拍要花钱，就没有重拍" in told
        assert len(seeds(studio)) == 1
        assert (await bot.job(1)).state == "done"


async def test_a_failed_attempt_before_takes_nothing_from_the_second_chance(tmp_path: Path) -> None:
    first, second = Studio("first"), Spoiled("second", ("noise",))
    first.to_refuse += [Lost("restarted")] * 30
    async with running(tmp_path, generators=[first, second]) as bot:
        assert await clip_of(bot) == []
        assert len(seeds(second)) == 2


async def test_a_clip_that_only_stands_still_is_no_reason_to_write_to_anybody(tmp_path: Path) -> None:
    studio = Spoiled(to_spoil=("frozen",))
    async with running(tmp_path, generators=[studio]) as bot:
        assert await clip_of(bot) == []
        assert len(seeds(studio)) == 1
        assert (await bot.job(1)).detail == "quality: frozen", "but it is on record"


async def test_of_a_long_clip_only_the_spoiled_part_is_made_again(tmp_path: Path) -> None:
    class SecondSpoiled(Spoiled):
        async def fetch(self, finished: Finished, into: Path) -> Artifact:
            if self.taken[finished.location].source and len(self.taken) == 2:
                self.to_spoil.append("black")
            return await super().fetch(finished, into)

    studio = SecondSpoiled(max_seconds=2, takes_picture=True)
    async with running(tmp_path, generators=[studio]) as bot:
        assert await clip_of(bot, LONG) == []
        assert [bool(request.source) for request in studio.taken.values()] == [False, True, True]
        assert (await bot.job(1)).state == "done"
