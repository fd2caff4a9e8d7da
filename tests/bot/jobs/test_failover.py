"""When a generator cannot, the next one is asked; what that costs, and what stands in the job's record about it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.config import GeneratorSettings, Settings
from bot.makers import make_generators
from bot.tables import generator_health, jobs, ledger
from generators.base import Broken, Busy, Generator, Timeout, Unreachable
from tests.bot.harness import ROOT, BotUnderTest, running
from tests.bot.studio import Studio
from tests.bot.test_quotas import clock_at, quotas
from tests.doubles.processes import StartDouble, closed_port

KEY = "a1b2c3.topsecretkey"
CLIP = "拍一段1秒的视频：小狗"
DONE = "「小狗」"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIPU_API_KEY", KEY)


def zhipu(url: str, data: Path) -> Generator:
    """cogvideox-2, half a yuan a clip, asked more often than the real one."""
    options = {"zhipu": {"base_url": f"{url}/paas/v4", "model": "cogvideox-2", "timeout_seconds": 5}}
    written = GeneratorSettings.model_validate({"video": ["zhipu"], "image": [], "settings": options})
    (made,) = make_generators(Settings(home=ROOT, data=data, generators=written))["video"]
    made.capabilities = replace(made.capabilities, poll_seconds=0.1, typical_seconds=(0.1, 0.5))
    return made


def spare() -> Studio:
    """The next in the settings, dearer by two."""
    return Studio("spare", price_fen=70)


async def clip(bot: BotUnderTest) -> str:
    await bot.hears(CLIP)
    await bot.finishes_jobs()
    return bot.said[-1]


async def paid(bot: BotUnderTest) -> list[tuple[str, str, int]]:
    return [(row.generator, row.state, row.price_fen) for row in await bot.rows(ledger)]


async def decided(bot: BotUnderTest, number: int) -> list[tuple[int, str, int, tuple[str, ...]]]:
    job = await bot.job(number)
    return [(one.attempt, one.chosen, one.price_fen, one.passed_over) for one in job.decisions]


async def test_one_that_is_down_is_followed_and_after_three_times_not_asked(tmp_path: Path) -> None:
    other = spare()
    makers = [zhipu(f"http://127.0.0.1:{closed_port()}", tmp_path), other]
    async with running(tmp_path, generators=makers) as bot:
        for _ in range(4):
            assert (await clip(bot)).startswith(DONE)
        assert len(other.taken) == 4
        assert await decided(bot, 1) == [(1, "zhipu", 50, ()), (2, "spare", 70, ("zhipu: tried",))]
        assert await decided(bot, 4) == [(1, "spare", 70, ("zhipu: unreachable",))]
        assert await paid(bot) == [("zhipu", "refused", 50), ("spare", "settled", 70)] * 3 + [("spare", "settled", 70)]
        (row,) = await bot.rows(generator_health)
        assert (row.name, row.last_code) == ("zhipu", "unreachable")
        assert KEY not in row.last_error


@pytest.mark.parametrize(
    ("status", "code", "last_code"),
    [(429, "1113", "needs_top_up"), (401, "1003", "bad_request"), (429, "1304", "busy")],
)
async def test_one_without_money_or_with_a_wrong_key_is_followed_and_cost_nothing(
    start_double: StartDouble, tmp_path: Path, status: int, code: str, last_code: str
) -> None:
    double = start_double("zhipu", key=KEY)
    double.post("/refuse", at="submit", status=status, code=code, times=100)
    async with running(tmp_path, generators=[zhipu(double.url, tmp_path), spare()]) as bot:
        assert (await clip(bot)).startswith(DONE)
        assert await paid(bot) == [("zhipu", "refused", 50), ("spare", "settled", 70)]
        assert [(row.last_code, KEY in row.last_error) for row in await bot.rows(generator_health)] == [
            (last_code, False)
        ]
    assert double.stats()["charged"] == 0


async def test_what_is_refused_for_its_content_goes_to_nobody_else_and_is_said(
    start_double: StartDouble, tmp_path: Path
) -> None:
    double, other = start_double("zhipu", key=KEY), spare()
    double.post("/refuse", at="submit", status=400, code="1301", times=100)
    async with running(tmp_path, generators=[zhipu(double.url, tmp_path), other]) as bot:
        assert "内容没通过审核" in await clip(bot)
        assert await paid(bot) == [("zhipu", "refused", 50)]
        assert await decided(bot, 1) == [(1, "zhipu", 50, ())]
        assert other.taken == {}


async def test_a_task_that_failed_is_not_billed_and_goes_to_the_next(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("zhipu", key=KEY)
    double.misbehave("fail_task", at="submit")
    async with running(tmp_path, generators=[zhipu(double.url, tmp_path), spare()]) as bot:
        assert (await clip(bot)).startswith(DONE)
        assert await paid(bot) == [("zhipu", "refused", 50), ("spare", "settled", 70)]


async def test_what_was_paid_for_and_is_unfit_is_not_bought_once_more(
    start_double: StartDouble, tmp_path: Path
) -> None:
    double, other = start_double("zhipu", key=KEY), spare()
    double.misbehave("garbage_file", at="file")
    async with running(tmp_path, generators=[zhipu(double.url, tmp_path), other]) as bot:
        assert "做出来的东西坏了" in await clip(bot)
        assert [(row.generator, row.price_fen) for row in await bot.rows(ledger)] == [("zhipu", 50)]
        assert other.taken == {}
    assert double.stats()["charged"] == 1


async def test_one_that_has_become_slow_is_asked_after_the_others(tmp_path: Path) -> None:
    class Slower(Studio):
        """Takes twice as long, by the clock, from the fourth clip on."""

        async def submit(self, *args: object) -> object:  # type: ignore[override]
            clock.goes(100 if len(self.taken) < 3 else 200)
            return await super().submit(*args)  # type: ignore[arg-type]

    clock, slow, other = clock_at(11), Slower("slow"), Studio("other")
    async with running(tmp_path, generators=[slow, other], clock=clock) as bot:
        for _ in range(7):
            assert (await clip(bot)).startswith(DONE)
        assert (len(slow.taken), len(other.taken)) == (6, 1)
        assert await decided(bot, 7) == [(1, "other", 0, ("slow: slow",))]


@pytest.mark.parametrize("error", [Unreachable("x"), Timeout("x"), Busy("x", 601), Broken("x")], ids=lambda e: e.code)
async def test_nobody_left_is_the_last_ones_reason(tmp_path: Path, error: Exception) -> None:
    only = Studio("only")
    only.to_refuse += [error] * 30  # type: ignore[list-item]
    async with running(tmp_path, generators=[only]) as bot:
        said = await clip(bot)
        assert said.startswith("第 1 号没做成：")
        assert "不算次数" in said
        assert (await decided(bot, 1))[-1][1:] == ("", 0, ("only: tried", "slideshow: cannot"))


async def test_by_the_second_the_ledger_and_the_promise_say_the_price_of_that_length(tmp_path: Path) -> None:
    by_second = Studio("by_second", fen_per_second=14.0, max_seconds=4.0, takes_picture=True)
    async with running(tmp_path, generators=[by_second], clock=clock_at(11), quotas=quotas(yuan_per_day=2)) as bot:
        assert "1.12 元" in await bot.hears("拍一段8秒的视频：小狗")
        await bot.finishes_jobs()
        assert await paid(bot) == [("by_second", "settled", 56)] * 2
        assert await decided(bot, 1) == [(1, "by_second", 112, ())]
        # 0.88 yuan are left: not enough for eight seconds more, enough for six.
        await bot.hears("拍一段8秒的视频：小狗")
        await bot.finishes_jobs()
        assert "家里今天能花的钱不够了" in bot.said[-1]
        assert await decided(bot, 2) == [(0, "", 0, ("by_second: budget", "slideshow: cannot"))]
        await bot.hears("拍一段6秒的视频：小狗")
        await bot.finishes_jobs()
        assert (await paid(bot))[2:] == [("by_second", "settled", 42)] * 2


async def test_a_doubtful_call_by_the_second_is_for_a_person_to_settle(tmp_path: Path) -> None:
    class Silent(Studio):
        async def submit(self, *args: object) -> object:  # type: ignore[override]
            await super().submit(*args)  # type: ignore[arg-type]
            raise Timeout("no answer")

        async def find(self, request_id: str) -> object:  # type: ignore[override]
            from generators.base import CannotAsk

            return CannotAsk()

    silent, other = Silent("silent", fen_per_second=10.0), Studio("other")
    async with running(tmp_path, generators=[silent, other]) as bot:
        await bot.hears(CLIP)
        await bot.finishes_jobs()
        assert [row.state for row in await bot.rows(jobs)] == ["needs_admin"]
        assert other.taken == {}
