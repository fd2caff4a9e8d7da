"""Cancelling what costs nothing, at the moment it is handed in."""

import asyncio
from pathlib import Path

from bot.tables import ledger
from generators.base import Cancelled, Finished, GenerationRequest, Ticket
from tests.bot.harness import running
from tests.bot.studio import Studio


class Hesitant(Studio):
    """Takes a request and answers only when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.has_taken, self.may_answer = asyncio.Event(), asyncio.Event()

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket | Finished:
        taken = await super().submit(request, request_id)
        self.has_taken.set()
        await self.may_answer.wait()
        return taken


async def test_what_was_on_the_way_is_stopped_too(tmp_path: Path) -> None:
    studio = Hesitant()
    studio.is_open.clear()
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears("拍一段1秒的视频：小狗")
        await asyncio.wait_for(studio.has_taken.wait(), 10)
        assert await bot.hears("取消 1") == "已取消第 1 号，没花钱，也不算次数。"
        studio.may_answer.set()
        await bot.finishes_jobs()
        assert (await bot.job(1)).state == "cancelled"
        await bot.until(lambda c: [row.state for row in c.execute(ledger.select())] == ["cancelled"])
        assert not studio.is_making, "it goes on drawing for nobody"
        assert not [post for post in bot.room.posts if post.path]


async def test_what_the_service_stopped_by_itself_is_told(tmp_path: Path) -> None:
    first, second = Studio("first"), Studio("second")
    first.to_fail.append(Cancelled("an operator stopped it"))
    async with running(tmp_path, generators=[first, second]) as bot:
        await bot.hears("拍一段1秒的视频：小狗")
        await bot.finishes_jobs()
        job = await bot.job(1)
        assert (job.state, job.reason) == ("failed", "cancelled")
        assert bot.said[-1].startswith("第 1 号")
        assert second.taken == {}, "nobody else is paid for it"
