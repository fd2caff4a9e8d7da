"""What a member hears when a generator cannot, and that nothing is paid twice."""

import dataclasses
from pathlib import Path

import pytest

from bot.tables import jobs, ledger
from generators.base import (
    BadRequest,
    Broken,
    Busy,
    ContentRefused,
    DiskFull,
    GeneratorError,
    Lost,
    NeedsTopUp,
    Timeout,
    Unreachable,
)
from prompts.loader import Sentences
from tests.bot.harness import ROOT, BotUnderTest, running
from tests.bot.studio import Studio

CLIP = "拍一段1秒的视频：小狗"
REFUSALS = [NeedsTopUp("x"), ContentRefused("x"), BadRequest("x"), Unreachable("x"), DiskFull("x"), Busy("x", 601)]


async def clip_of(bot: BotUnderTest) -> str:
    """The last thing said about a clip."""
    await bot.hears(CLIP)
    await bot.finishes_jobs()
    return bot.said[-1]


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: error.code)
async def test_every_refusal_is_one_sentence_and_no_charge(tmp_path: Path, error: GeneratorError) -> None:
    studio = Studio(price_fen=50)
    studio.to_refuse.append(error)
    async with running(tmp_path, generators=[studio]) as bot:
        said = await clip_of(bot)
        assert said == Sentences.load(ROOT / "prompts" / "replies").render(f"job.failed.{error.code}", {"number": 1})
        assert "不算次数" in said
        assert [row.state for row in await bot.rows(ledger)] == ["refused"]
        assert (await bot.job(1)).reason == error.code


@pytest.mark.parametrize("error", [NeedsTopUp("x"), Unreachable("x"), Lost("x")], ids=lambda error: error.code)
async def test_a_free_generator_that_cannot_is_followed_by_the_next(tmp_path: Path, error: GeneratorError) -> None:
    first, second = Studio("first"), Studio("second")
    first.to_refuse += [error] * 30
    async with running(tmp_path, generators=[first, second]) as bot:
        assert await clip_of(bot) == "「小狗」1 秒。想换个样子就说“换个风格”。"
        assert (await bot.job(1)).generator == "second"
        assert first.taken == {}


async def test_a_paid_one_that_charged_is_not_followed(tmp_path: Path) -> None:
    first, second = Studio("first", price_fen=50), Studio("second")
    first.to_fail.append(Broken("noise"))
    async with running(tmp_path, generators=[first, second]) as bot:
        assert "做出来的东西坏了" in await clip_of(bot)
        assert (len(first.taken), len(second.taken)) == (1, 0)


async def test_a_paid_one_that_did_not_charge_is_followed(tmp_path: Path) -> None:
    first, second = Studio("first", price_fen=50), Studio("second", price_fen=50)
    first.to_fail.append(NeedsTopUp("no"))
    async with running(tmp_path, generators=[first, second]) as bot:
        assert await clip_of(bot) == "「小狗」1 秒。想换个样子就说“换个风格”。"
        assert [(row.generator, row.state) for row in await bot.rows(ledger)] == [
            ("first", "refused"),
            ("second", "settled"),
        ]


@pytest.mark.parametrize("when", ["to_refuse", "to_fail"])
async def test_what_one_service_will_not_show_no_other_is_asked_for(tmp_path: Path, when: str) -> None:
    first, second = Studio("first", price_fen=50), Studio("second")
    getattr(first, when).append(ContentRefused("sensitive"))
    async with running(tmp_path, generators=[first, second]) as bot:
        assert "内容没通过审核。换个说法试试，比如不提真人名字。不算次数。" in await clip_of(bot)
        assert second.taken == {}
        assert [row.state for row in await bot.rows(ledger)] == ["refused"]


async def test_an_unanswered_paid_call_is_asked_about_and_not_repeated(tmp_path: Path) -> None:
    studio = Studio(price_fen=50)

    class Silent(Studio):
        async def submit(self, *args: object) -> object:  # type: ignore[override]
            await super().submit(*args)  # type: ignore[arg-type]
            raise Timeout("no answer")

    silent = Silent("silent", price_fen=50)
    async with running(tmp_path, generators=[silent, studio]) as bot:
        assert await clip_of(bot) == "「小狗」1 秒。想换个样子就说“换个风格”。"
        assert (len(silent.taken), len(studio.taken)) == (1, 0)


async def test_nobody_who_can_is_said_so(tmp_path: Path) -> None:
    painter = Studio(kinds=frozenset({"image"}))
    async with running(tmp_path, generators=[painter]) as bot:
        await bot.hears("拍一段10秒的视频：小狗")
        await bot.finishes_jobs()
        assert "现在没有能做这个的服务" in bot.said[-1]


async def test_a_free_server_that_forgot_is_asked_again(tmp_path: Path) -> None:
    studio = Studio()
    studio.to_fail += [Lost("restarted"), Lost("restarted")]
    async with running(tmp_path, generators=[studio]) as bot:
        assert await clip_of(bot) == "「小狗」1 秒。想换个样子就说“换个风格”。"
        assert len(studio.taken) == 3


async def test_a_bug_in_a_generator_ends_the_job_with_a_sentence(bot: BotUnderTest) -> None:
    bot.studio.capabilities = dataclasses.replace(bot.studio.capabilities, prompt_family="nobody")
    assert "出了点意外" in await clip_of(bot)
    assert [row.state for row in await bot.rows(jobs)] == ["failed"]
