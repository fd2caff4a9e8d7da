"""How generators are doing outlives a restart, the admin hears of it once, and a person can end a rest."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.jobs.health_book import HealthBook, read_book
from bot.store import Store, peek
from bot.tables import generator_health
from generators.base import BadRequest, Cancelled, GeneratorError, NeedsTopUp, Unreachable
from generators.health import State
from tests.bot.harness import BotUnderTest, running
from tests.bot.room import RoomChannel
from tests.bot.studio import Studio
from tests.bot.test_quotas import clock_at

CLIP = "拍一段1秒的视频：小狗"


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    store = Store(tmp_path, url)
    store.open()
    yield store
    store.close()


async def book_of(store: Store, at: float = 1000.0) -> HealthBook:
    book = HealthBook(store, lambda: at)
    await book.load()
    return book


async def test_what_was_found_out_is_known_in_the_next_life(store: Store) -> None:
    book = await book_of(store)
    told = [await book.failed("zhipu", Unreachable("zhipu: no connection")) for _ in range(4)]
    assert told == [False, False, True, False], "told when it goes to rest, and not again during it"
    later = await book_of(store, 1050.0)
    assert later.health.why_not("zhipu") == "unreachable"
    assert later.health.state("zhipu") == book.health.state("zhipu")
    known = (await store.read(read_book))["zhipu"]
    assert (known.last_code, known.last_error, known.last_error_at) == ("unreachable", "zhipu: no connection", 1000.0)
    assert await later.recovered("zhipu")
    assert not await later.recovered("zhipu")
    assert (await book_of(store)).health.why_not("zhipu") == ""
    assert (await store.read(read_book))["zhipu"].last_code == "unreachable", (
        "what the last error was is still of interest"
    )


async def test_a_rest_for_another_reason_is_told(store: Store) -> None:
    book = await book_of(store)
    assert [await book.failed("a", Unreachable("x")) for _ in range(3)][-1]
    assert await book.failed("a", NeedsTopUp("empty"))


async def test_what_is_nobodys_fault_leaves_the_error_and_no_rest(store: Store) -> None:
    book = await book_of(store)
    assert not await book.failed("a", BadRequest("generators.settings.a.model: no such model"))
    assert not await book.failed("b", Cancelled("stopped"))
    known = await store.read(read_book)
    assert known["a"].state == State()
    assert known["a"].last_error == "generators.settings.a.model: no such model"
    assert "b" not in known, "a person stopped it: no error"


async def test_a_state_of_another_version_is_as_good_as_none(store: Store) -> None:
    values = {"name": "a", "state": {"reason": "sunspots", "failures": "many"}}
    await store.write(lambda c: c.execute(generator_health.insert().values(values)) and None)
    assert (await book_of(store)).health.explain("a") == "ok"


async def test_a_look_beside_the_owner_sees_what_he_wrote(
    store: Store, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    book = await book_of(store)
    await book.failed("a", NeedsTopUp("empty"))
    url = None if store.path.exists() else request.getfixturevalue("postgres_url")
    found = await asyncio.to_thread(peek, tmp_path, url, read_book)
    assert found is not None
    assert found["a"].state.reason == "needs_top_up"


def test_a_look_at_no_store_makes_none(tmp_path: Path) -> None:
    assert peek(tmp_path, None, read_book) is None
    (tmp_path / "app.sqlite").write_bytes(b"")
    assert peek(tmp_path, None, read_book) is None, "of an older shape"
    assert [path.name for path in tmp_path.iterdir()] == ["app.sqlite"]


async def with_admin(bot: BotUnderTest) -> None:
    if code := await bot.app.new_admin_code():
        await bot.hears(f"我是管理员 {code}", "爸爸")


async def clips(bot: BotUnderTest, count: int) -> None:
    for _ in range(count):
        await bot.hears(CLIP, "爸爸")
        await bot.finishes_jobs()


@pytest.mark.parametrize(
    ("error", "failures", "told"),
    [
        (
            Unreachable("x"),
            3,
            "“一号”好几次都连不上，先让它歇着，11:02 再试，这会儿用别的。想马上再试就说“重新试 一号”。",
        ),
        (NeedsTopUp("x"), 1, "“一号”那边说余额不够，先不用它，12:00 再试。充好了就说“重新试 一号”。"),
        (BadRequest("ZHIPU_API_KEY: no"), 1, "“一号”不收小爱的请求，多半是钥匙或者设置不对（ZHIPU_API_KEY: no）。"),
    ],
    ids=lambda value: getattr(value, "code", ""),
)
async def test_the_admin_is_told_once_a_day(tmp_path: Path, error: GeneratorError, failures: int, told: str) -> None:
    clock, room = clock_at(11), RoomChannel(admits_everyone=False)

    def makers() -> list[Studio]:
        first = Studio("first", title="一号")
        first.to_refuse += [error] * 30
        return [first, Studio("second")]

    def letters() -> int:
        return len([text for text in room.said_to("爸爸") if text.startswith(told)])

    async with running(tmp_path, room, clock=clock, generators=makers()) as bot:
        await with_admin(bot)
        await clips(bot, failures - 1)
        assert letters() == 0
        await clips(bot, 1)
        assert letters() == 1, room.said_to("爸爸")
        await bot.hears("重新试 一号", "爸爸")
        await clips(bot, failures)
    async with running(tmp_path, room, clock=clock, generators=makers()) as bot:
        await bot.hears("重新试 一号", "爸爸")
        await clips(bot, failures)
        assert letters() == 1, "once a day, over a restart too"
        clock.goes(86400)
        await bot.hears("重新试 一号", "爸爸")
        await clips(bot, failures)
        assert len([text for text in room.said_to("爸爸") if text[:6] == told[:6]]) == 2


async def test_a_restart_does_not_send_the_next_job_to_who_rests(tmp_path: Path) -> None:
    clock, room = clock_at(11), RoomChannel(admits_everyone=False)
    first, second = Studio("first", title="一号"), Studio("second")
    first.to_refuse += [NeedsTopUp("x")]
    async with running(tmp_path, room, clock=clock, generators=[first, second]) as bot:
        await with_admin(bot)
        await clips(bot, 1)
    async with running(tmp_path, room, clock=clock, generators=[first, second]) as bot:
        await clips(bot, 1)
        assert (len(first.taken), len(second.taken)) == (0, 2)
        assert "first 歇到 12:00（余额不够）" in await bot.hears("状态", "爸爸")
        assert await bot.hears("重新试 FIRST", "爸爸") == "好，“一号”不歇了，下一个就再试它。"
        assert await bot.hears("重新试一号", "爸爸") == "“一号”没在歇着，照常用。"
        assert await bot.hears("重新试 三号", "爸爸") == "没有叫“三号”的生成器。设置里有一号、second。"
        await clips(bot, 1)
        assert (len(first.taken), len(second.taken)) == (1, 2)
