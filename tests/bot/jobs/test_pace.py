"""How often a job asks its provider, and that a rest or a slow spell changes who is asked."""

import asyncio
import time
from pathlib import Path

from bot.jobs.estimate import request_times
from bot.jobs.pace import pace_of
from bot.tables import ledger
from generators.base import Failed, Finished, NeedsTopUp, Progress, Ticket, Unreachable
from tests.bot.harness import running
from tests.bot.studio import Studio

CLIP = "拍一段1秒的视频：小狗"


class Provider(Studio):
    """Counts how often it is asked, and when; is ready some seconds after it was paid."""

    def __init__(self, ready_after: float, **capabilities: object) -> None:
        super().__init__("provider", poll_seconds=1.0, **capabilities)
        self.asked_at: list[float] = []
        self._ready_at = ready_after + time.monotonic()

    async def poll(self, ticket: Ticket) -> Progress | Finished | Failed:
        self.asked_at.append(time.monotonic())
        if time.monotonic() < self._ready_at and ticket.id in self._making:
            return Progress()
        return await super().poll(ticket)


async def test_a_provider_is_not_asked_before_it_can_be_ready(tmp_path: Path) -> None:
    provider = Provider(1.5, typical_seconds=(2.0, 4.0))
    began = time.monotonic()
    async with running(tmp_path, generators=[provider]) as bot:
        await bot.hears(CLIP)
        await bot.finishes_jobs()
        assert bot.said[-1] == "「小狗」1 秒。想换个样子就说“换个风格”。"
    assert provider.asked_at[0] - began > 1.0
    assert len(provider.asked_at) <= 3


async def test_a_wish_to_stop_does_not_wait_for_the_next_poll(tmp_path: Path) -> None:
    provider = Provider(600.0, typical_seconds=(300.0, 600.0), price_fen=50)
    async with running(tmp_path, generators=[provider]) as bot:
        await bot.hears(CLIP)
        await bot.until(lambda c: c.exec_driver_sql("SELECT state FROM ledger").scalar() == "taken")
        began = time.monotonic()
        await bot.hears("取消 1")
        await asyncio.wait_for(bot.finishes_jobs(), 20)
        assert time.monotonic() - began < 10
        assert (await bot.job(1)).state == "cancelled"


async def test_what_calls_took_is_learned_for_their_length_and_kind(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        for _ in range(3):
            await bot.hears(CLIP)
            await bot.finishes_jobs()
        read = bot.app.read
        assert len(await read(lambda c: request_times(c, "studio", "video", 1.0))) == 3
        assert await read(lambda c: request_times(c, "studio", "video", 5.0)) == []
        assert await read(lambda c: request_times(c, "studio", "image", 1.0)) == []
        assert await read(lambda c: request_times(c, "another", "video", 1.0)) == []


async def test_after_a_restart_the_pace_counts_from_the_call(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        await bot.hears(CLIP)
        await bot.finishes_jobs()
        [call] = await bot.rows(ledger)
        provider = Provider(0.0, typical_seconds=(100.0, 200.0))
        request = (await bot.job(1)).generation
        assert request is not None

        async def at(elapsed: float) -> float:
            pace = await bot.app.read(
                lambda c: pace_of(c, provider, request, call.key, lambda: call.opened_at + elapsed)
            )
            return pace.before_first()

        assert 30 < await at(0.0) < 100
        assert await at(5.0) < await at(0.0)
        assert await at(150.0) == 0.0, "it may be ready already"


async def test_one_that_is_out_of_reach_again_and_again_is_left_alone(tmp_path: Path) -> None:
    first, second = Studio("first"), Studio("second")
    first.to_refuse += [Unreachable("x")] * 3
    async with running(tmp_path, generators=[first, second]) as bot:
        for _ in range(4):
            await bot.hears(CLIP)
            await bot.finishes_jobs()
        assert [(await bot.job(number)).attempt for number in (1, 2, 3, 4)] == [2, 2, 2, 1]
        assert (await bot.job(4)).generator == "second"
        assert first.taken == {}, "it would have taken the fourth"


async def test_a_paid_one_that_rests_is_not_asked_and_the_member_hears_why(tmp_path: Path) -> None:
    paid = Studio("paid", price_fen=50)
    paid.to_refuse += [NeedsTopUp("x")]
    async with running(tmp_path, generators=[paid]) as bot:
        said = []
        for _ in range(2):
            await bot.hears(CLIP)
            await bot.finishes_jobs()
            said.append(bot.said[-1])
        assert said[1] == said[0].replace("1 号", "2 号")
        assert [row.job_id for row in await bot.rows(ledger)] == [1], "the second was not handed in"
