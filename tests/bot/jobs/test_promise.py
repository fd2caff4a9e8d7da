"""The place in the queue and the time 小爱 promises."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.config import JobSettings
from bot.jobs.estimate import jobs_ahead, one_job, with_queue
from bot.store import Store
from bot.tables import jobs, members, runs
from tests.bot.harness import BotUnderTest, running
from tests.bot.studio import FREE, Studio

CLIP = "拍一段1秒的视频：小狗"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path)
    store.open()
    return store


async def past_runs(store: Store, took: list[float], *, seconds: float = 5.0, generator: str = "studio") -> None:
    rows = [{"generator": generator, "kind": "video", "seconds": seconds, "took_seconds": t, "at": 0.0} for t in took]
    await store.write(lambda c: c.execute(sa.insert(runs), rows) and None)


async def estimate(store: Store, seconds: float = 5.0) -> tuple[float, float]:
    return await store.read(lambda c: one_job(c, "studio", FREE, "video", seconds))


async def test_until_three_runs_are_known_the_generators_own_word_counts(store: Store) -> None:
    await past_runs(store, [10, 20])
    assert await estimate(store) == FREE.typical_seconds
    await past_runs(store, [30])
    low, high = await estimate(store)
    assert 10 <= low < high <= 30
    store.close()


async def test_only_runs_alike_and_recent_are_learned_from(store: Store) -> None:
    await past_runs(store, [500.0] * 40)
    await past_runs(store, [900.0] * 10, seconds=30)
    await past_runs(store, [900.0] * 10, generator="other")
    await past_runs(store, [float(10 + n) for n in range(30)])
    assert await estimate(store) == (pytest.approx(12.9), pytest.approx(36.1))
    store.close()


@pytest.mark.parametrize(
    ("open_jobs", "per_member", "ahead"),
    [
        ({}, 1, 0),
        ({2: 5}, 1, 1),
        ({2: 5, 3: 1}, 1, 2),
        ({1: 1, 2: 5}, 1, 3),
        ({1: 2}, 1, 2),
        ({2: 5}, 2, 2),
        ({1: 1, 2: 5}, 2, 3),
    ],
)
async def test_members_take_turns(store: Store, open_jobs: dict[int, int], per_member: int, ahead: int) -> None:
    def fill(connection: sa.Connection) -> None:
        connection.execute(sa.insert(members), [{"name": f"{n}", "role": "member", "created_at": 0} for n in range(3)])
        for member, count in open_jobs.items():
            for number in range(count):
                row = {"workflow_id": f"{member}-{number}", "member_id": member, "state": "running", "request": {}}
                address = {"channel": "room", "account": "bot", "chat_id": "c", "reply_to": ""}
                times = {"low_seconds": 1, "high_seconds": 2, "created_at": 0, "given_up": []}
                connection.execute(sa.insert(jobs).values(**row, **address, **times))

    await store.write(fill)
    assert await store.read(lambda c: jobs_ahead(c, 1, per_member)) == ahead
    store.close()


def test_with_two_at_once_two_ahead_are_one_turn() -> None:
    assert [with_queue(10, 20, ahead, 2)[1] for ahead in range(5)] == [20, 20, 40, 40, 60]


async def test_the_promise_names_place_and_range(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    for who, place in (
        ("妈妈", "好，马上拍。前面没有人排队，大约 1～2 分钟。"),
        ("爸爸", "好，排上了。前面还有 1 个，大约 1～2 分钟。"),
        ("奶奶", "好，排上了。前面还有 2 个，大约 2～4 分钟。"),
    ):
        assert (await bot.hears(CLIP, who)).startswith(place)
    assert [row.id for row in await bot.rows(jobs)] == [1, 2, 3]
    assert "（第 3 号）" in bot.said[-1]


async def test_the_promise_learns(tmp_path: Path) -> None:
    studio = Studio(typical_seconds=(600.0, 1200.0))
    async with running(tmp_path, generators=[studio]) as bot:
        for _ in range(3):
            assert "10～20 分钟" in await bot.hears(CLIP)
            await bot.finishes_jobs()
        assert "大约 1 秒" in await bot.hears(CLIP)


async def test_status_and_promise_agree(tmp_path: Path) -> None:
    async with running(tmp_path, jobs=JobSettings(at_once=1)) as bot:
        bot.studio.is_open.clear()
        for _ in range(4):
            await bot.hears(CLIP)
        assert "前面还有 1 个" in await bot.hears(CLIP, "爸爸")
        assert "前面还有 1 个" in await bot.hears("好了没", "爸爸")
