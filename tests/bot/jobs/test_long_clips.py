"""Clips longer than one request, and clips that go on from earlier ones: what is asked for, paid, shown and told."""

import dataclasses
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.records import need_of
from bot.jobs.segments import Part
from bot.tables import artifacts, jobs, ledger
from generators import mp4
from generators.base import MOST_PARTS, Broken, Busy, ContentRefused, Lost, Timeout, Unreachable
from generators.router import Need, Router
from generators.storyboard import Storyboard
from intents.engine.types import MediaRequest
from prompts.shot import Keyframe, Shot
from tests.bot.harness import JOBS_SECONDS, BotUnderTest, running
from tests.bot.studio import Studio
from tests.doubles.waiting import until

FOUR = "拍一段4秒的视频：小狗"


def parts_of(studio: Studio) -> list[float]:
    """Seconds of each request that was paid for."""
    return [request.seconds for request in studio.taken.values()]


def steps_of(path: Path) -> np.ndarray:
    """How much each frame differs from the one before, in grey levels."""
    shown = [frame.astype(float) for frame in mp4.frames(path)]
    return np.array([np.abs(one - other).mean() for one, other in pairwise(shown)])


async def goes_on(bot: BotUnderTest, number: int, seconds: float | None = None) -> None:
    """The member of a job wants its clip longer."""

    def accept(connection: Connection) -> None:
        row = connection.execute(sa.select(jobs).where(jobs.c.id == number)).one()
        request = MediaRequest(kind="video", text="接着拍", subject="小狗", seconds=seconds, continues=number)
        again = {
            "workflow_id": f"{row.workflow_id}-more",
            "state": "accepted",
            "request": request.model_dump(mode="json"),
        }
        kept = {name: row._mapping[name] for name in ("channel", "account", "chat_id", "reply_to", "member_id")}
        times = {"low_seconds": 60.0, "high_seconds": 120.0, "created_at": row.created_at}
        connection.execute(sa.insert(jobs).values(**kept, **again, **times, given_up=[]))

    await bot.app._store.write(accept)
    # Whatever is accepted wakes the queue.
    await bot.hears("拍一段1秒的视频：小猫", "爸爸")
    await bot.finishes_jobs()


@pytest.fixture
async def short(tmp_path: Path) -> AsyncIterator[BotUnderTest]:
    """小爱 with a paid studio of two seconds a request that can go on from a picture."""
    studio = Studio(price_fen=50, max_seconds=2.0, takes_picture=True)
    async with running(tmp_path, generators=[studio]) as bot:
        bot.studio = studio
        yield bot


async def test_a_long_clip_is_made_of_parts_and_nobody_sees_where(short: BotUnderTest) -> None:
    await short.hears("拍一段6秒的视频：小狗")
    await short.finishes_jobs()
    assert short.said[-1].startswith("「小狗」6 秒。")
    requests = list(short.studio.taken.values())
    assert [request.seconds for request in requests] == pytest.approx([2.0, 2.0, 2.0], abs=0.05)
    assert [bool(request.source) for request in requests] == [False, True, True]
    facts = mp4.probe(short.sent_file)
    assert facts.seconds == pytest.approx(6.0, abs=0.1)
    assert facts.fps == 24
    steps = steps_of(short.sent_file)
    for joint in (47, 94):
        usual = np.median(steps[joint - 12 : joint - 2]), np.median(steps[joint + 3 : joint + 13])
        assert steps[joint - 1 : joint + 2].max() < 1.3 * max(usual), "no jump"
        assert steps[joint - 1 : joint + 2].min() > 0.5 * min(usual), "no hitch"
    assert [(row.state, row.price_fen) for row in await short.rows(ledger)] == [("settled", 50)] * 3
    assert len({row.key for row in await short.rows(ledger)}) == 3


async def test_who_can_do_it_in_one_does_it_in_one(tmp_path: Path) -> None:
    studio = Studio(max_seconds=10.0, takes_picture=True)
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears(FOUR)
        await bot.finishes_jobs()
        assert parts_of(studio) == [4.0]
        assert (await bot.job(1)).segments == ()


async def test_without_pictures_it_is_as_long_as_can_be_and_that_is_told(tmp_path: Path) -> None:
    studio = Studio(max_seconds=2.0)
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears(FOUR)
        await bot.finishes_jobs()
        assert bot.said[-1].startswith("「小狗」2 秒。这次只能拍到这么长。")
        assert parts_of(studio) == [2.0]
        assert mp4.probe(bot.sent_file).seconds == pytest.approx(2.0, abs=0.05)
        assert steps_of(bot.sent_file).min() > 0, "no frame is shown twice"


async def test_there_are_only_so_many_parts(tmp_path: Path) -> None:
    studio = Studio(max_seconds=1.0, takes_picture=True)
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears("拍一段20秒的视频：小狗")
        await bot.finishes_jobs()
        assert parts_of(studio) == [1.0] * MOST_PARTS
        assert bot.said[-1].startswith("「小狗」6 秒。这次只能拍到这么长。")


async def test_what_comes_longer_than_asked_is_cut_to_what_was_wanted(tmp_path: Path) -> None:
    class Generous(Studio):
        async def submit(self, request, request_id):  # type: ignore[no-untyped-def]
            taken = await super().submit(request, request_id)
            self.taken[request_id] = dataclasses.replace(request, seconds=5.0)
            return taken

    studio = Generous(max_seconds=5.0, takes_picture=True)
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears("拍一段8秒的视频：小狗")
        await bot.finishes_jobs()
        assert mp4.probe(bot.sent_file).seconds == pytest.approx(8.0, abs=0.05)
        assert len(studio.taken) == 2


@pytest.mark.parametrize("error", [Broken("x"), Timeout("x"), ContentRefused("x")], ids=lambda error: error.code)
async def test_when_a_later_part_is_lost_what_there_is_is_shown_and_nothing_more_paid(
    tmp_path: Path, error: Exception
) -> None:
    class Fails(Studio):
        polls = 0

        async def poll(self, ticket):  # type: ignore[no-untyped-def]
            if len(self.taken) == 2:
                self.polls += 1
                raise error
            return await super().poll(ticket)

    first, second = Fails("first", price_fen=50, max_seconds=2.0, takes_picture=True), Studio("second")
    async with running(tmp_path, generators=[first, second]) as bot:
        await bot.hears("拍一段6秒的视频：小狗")
        if isinstance(error, Timeout):
            await until(lambda: first.polls, JOBS_SECONDS)
            bot.clock.goes(4000)
        await bot.finishes_jobs()
        assert bot.said[-1].startswith("「小狗」2 秒。这次只能拍到这么长。")
        assert (len(first.taken), len(second.taken)) == (2, 0)
        assert (await bot.job(1)).state == "done"


async def test_where_nothing_was_charged_the_next_one_goes_on(tmp_path: Path) -> None:
    class Full(Studio):
        async def submit(self, request, request_id):  # type: ignore[no-untyped-def]
            if self.taken:
                raise Unreachable("gone")
            return await super().submit(request, request_id)

    first = Full("first", price_fen=50, max_seconds=2.0, takes_picture=True)
    blind, second = Studio("blind"), Studio("second", takes_picture=True)
    async with running(tmp_path, generators=[first, blind, second]) as bot:
        await bot.hears(FOUR)
        await bot.finishes_jobs()
        assert bot.said[-1].startswith("「小狗」4 秒。")
        assert "这么长" not in bot.said[-1]
        assert (parts_of(first), parts_of(blind)) == ([2.0], [])
        assert parts_of(second) == pytest.approx([2.0], abs=0.01)
        (taken,) = second.taken.values()
        assert taken.source


async def test_with_nobody_left_to_go_on_it_ends_where_it_is(short: BotUnderTest) -> None:
    original = short.studio.submit

    async def once(request, request_id):  # type: ignore[no-untyped-def]
        if short.studio.taken:
            raise Unreachable("gone")
        return await original(request, request_id)

    short.studio.submit = once  # type: ignore[method-assign]
    await short.hears(FOUR)
    await short.finishes_jobs()
    assert short.said[-1].startswith("「小狗」2 秒。这次只能拍到这么长。")


async def test_a_free_server_that_forgot_makes_only_that_part_again(tmp_path: Path) -> None:
    class Forgets(Studio):
        async def poll(self, ticket):  # type: ignore[no-untyped-def]
            if len(self.taken) == 2:
                raise Lost("restarted")
            return await super().poll(ticket)

    studio = Forgets(max_seconds=2.0, takes_picture=True)
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears(FOUR)
        await bot.finishes_jobs()
        assert [bool(request.source) for request in studio.taken.values()] == [False, True, True]
        assert bot.said[-1].startswith("「小狗」4 秒。")


async def test_a_restart_in_the_second_part_pays_for_nothing_again(tmp_path: Path) -> None:
    class Slow(Studio):
        async def submit(self, request, request_id):  # type: ignore[no-untyped-def]
            if self.taken:
                self.is_open.clear()
            return await super().submit(request, request_id)

    studio = Slow(price_fen=50, max_seconds=2.0, takes_picture=True)
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears(FOUR)
        await until(lambda: len(studio.taken) == 2, JOBS_SECONDS)
        await bot.until(
            lambda c: c.exec_driver_sql("SELECT count(*) FROM ledger WHERE state = 'taken'").scalar() == 1, JOBS_SECONDS
        )
    async with running(tmp_path, bot.room, generators=[studio]) as bot:
        studio.is_open.set()
        await bot.finishes_jobs()
        assert len(studio.taken) == 2
        assert [row.state for row in await bot.rows(ledger)] == ["settled", "settled"]
        assert len([text for text in bot.said if text.startswith("「小狗」4 秒。")]) == 1


async def test_cancelled_between_two_parts_nothing_more_is_paid(short: BotUnderTest) -> None:
    short.studio.can_cancel = False
    original = short.studio.submit

    async def busy(request, request_id):  # type: ignore[no-untyped-def]
        if short.studio.taken:
            raise Busy("come back", 0.3)
        return await original(request, request_id)

    short.studio.submit = busy  # type: ignore[method-assign]
    await short.hears(FOUR)
    await short.until(
        lambda c: c.exec_driver_sql("SELECT count(*) FROM ledger WHERE state = 'refused'").scalar() == 1, JOBS_SECONDS
    )
    said = await short.hears("取消 1")
    assert said.startswith("已取消第 1 号")
    assert "没花钱" not in said, "the first part was paid for"
    await short.finishes_jobs()
    assert len(short.studio.taken) == 1
    assert (await short.job(1)).state == "cancelled"


@pytest.mark.parametrize(("wish", "parts"), [("", 2), ("不用发", 2), ("照样发", 3)])
async def test_wanted_no_more_while_a_part_is_paid_for_no_other_is_begun(tmp_path: Path, wish: str, parts: int) -> None:
    class Slow(Studio):
        async def submit(self, request, request_id):  # type: ignore[no-untyped-def]
            if len(self.taken) == 1:
                self.is_open.clear()
            return await super().submit(request, request_id)

    studio = Slow(price_fen=50, max_seconds=1.0, takes_picture=True)
    studio.can_cancel = False
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears("拍一段3秒的视频：小狗")
        await until(lambda: len(studio.taken) == 2, JOBS_SECONDS)
        await bot.until(
            lambda c: c.exec_driver_sql("SELECT count(*) FROM ledger WHERE state = 'taken'").scalar() == 1, JOBS_SECONDS
        )
        assert "钱已经花了，停不下来" in await bot.hears("取消 1")
        if wish:
            await bot.hears(wish)
        studio.is_open.set()
        await bot.finishes_jobs()
        assert len(studio.taken) == parts
        assert (await bot.job(1)).state == "done"
        clips = [post.text for post in bot.room.posts if post.kind == "video"]
        assert clips == [] if wish == "不用发" else clips[0].startswith(f"「小狗」{parts} 秒。")


async def test_a_clip_goes_on_from_its_last_frame(short: BotUnderTest) -> None:
    await short.hears("拍一段1秒的视频：小狗")
    await short.finishes_jobs()
    earlier = short.sent_file
    await goes_on(short, 1, seconds=2.5)
    made = next(post.path for post in short.room.posts if post.kind == "video" and post.path and "2" in post.text)
    (request,) = [request for request in short.studio.taken.values() if request.source]
    assert request.seconds == pytest.approx(1.5, abs=0.05)
    assert (request.width, request.height, request.fps) == (768, 512, 24), "the shape of the earlier one"
    assert mp4.probe(made).seconds == pytest.approx(2.5, abs=0.1)
    for one, other in zip(mp4.frames(earlier), mp4.frames(made), strict=False):
        assert np.abs(one.astype(float) - other).mean() < 4, "it begins with the earlier clip"
    job = await short.job(2)
    assert job.shot
    assert job.shot.seconds == pytest.approx(2.5, abs=0.1)


async def test_nobody_said_how_much_longer(tmp_path: Path) -> None:
    studio = Studio(takes_picture=True)
    async with running(tmp_path, generators=[studio]) as bot:
        await bot.hears("拍一段1秒的视频：小狗")
        await bot.finishes_jobs()
        await goes_on(bot, 1)
        assert [text for text in bot.said if text.startswith("「小狗」6 秒。")]


async def test_a_preview_goes_on_as_a_preview(tmp_path: Path) -> None:
    async with running(tmp_path, generators=[Storyboard(tmp_path / "work")]) as bot:
        await bot.hears("拍一段1秒的视频：小狗")
        await bot.finishes_jobs()
        await goes_on(bot, 1, seconds=2)
        assert [text for text in bot.said if text.startswith("「小狗」分镜预览，2 秒。")]


@pytest.mark.parametrize("how", ["row", "file"])
async def test_a_clip_that_is_gone_cannot_go_on(short: BotUnderTest, how: str) -> None:
    await short.hears("拍一段1秒的视频：小狗")
    await short.finishes_jobs()
    if how == "file":
        short.sent_file.unlink()
    else:
        await short.app._store.write(lambda c: c.execute(sa.update(jobs).values(artifact_id="")) and None)
        await short.app._store.write(lambda c: c.execute(sa.delete(artifacts)) and None)
    await goes_on(short, 1, seconds=2)
    assert [text for text in short.said if text.startswith("第 2 号没做成：要接着拍的那一段已经不在了")]
    assert len([request for request in short.studio.taken.values() if request.source]) == 0


async def test_a_clip_that_is_that_long_already_is_left_alone(short: BotUnderTest) -> None:
    await short.hears("拍一段2秒的视频：小狗")
    await short.finishes_jobs()
    await goes_on(short, 1, seconds=2)
    assert [text for text in short.said if text.startswith("第 2 号没做成：那一段本来就有这么长了")]


async def test_nobody_can_go_on_from_a_picture(bot: BotUnderTest) -> None:
    await bot.hears("拍一段1秒的视频：小狗")
    await bot.finishes_jobs()
    await goes_on(bot, 1, seconds=2)
    assert [text for text in bot.said if text.startswith("第 2 号没做成：现在接的服务只会从头拍")]


async def test_what_is_being_made_is_cleared_away(short: BotUnderTest) -> None:
    await short.hears(FOUR)
    await short.finishes_jobs()
    assert list((short.data / "work").glob("job-*")) == []


def test_moments_happen_in_their_own_part() -> None:
    shot = Shot(
        seconds=6, keyframes=tuple(Keyframe(at_seconds=at, description=str(at)) for at in (0.0, 1.9, 2.0, 5.5, 7.0))
    )
    parts = [Part(2, 0, False), Part(2, 2, False), Part(2, 4, True)]
    moments = [[(frame.at_seconds, frame.description) for frame in part.of(shot).keyframes] for part in parts]
    assert moments == [[(0, "0.0"), (1.9, "1.9")], [(0, "2.0")], [(1.5, "5.5"), (3, "7.0")]]
    assert parts[0].of(shot).seconds == 2


REAL, LONGER = Studio("real", max_seconds=5), Studio("longer", max_seconds=5, takes_picture=True)
PLAN = Studio("plan", max_seconds=60, is_preview=True, takes_picture=True)
BOTH = Studio("both", max_seconds=5, takes_picture=True, takes_last_picture=True)


@pytest.mark.parametrize(
    ("order", "need", "chosen"),
    [
        ([REAL, LONGER], Need("video", 5), "real"),
        ([REAL, LONGER], Need("video", 10), "longer"),
        ([REAL, LONGER], Need("video", 31), "real"),
        ([REAL, PLAN], Need("video", 10), "real"),
        ([PLAN, REAL], Need("video", 10), "real"),
        ([PLAN, LONGER], Need("video", 10), "plan"),
        ([PLAN], Need("video", 10), "plan"),
        ([REAL, LONGER], Need("video", 5, pictures=1), "longer"),
        ([LONGER, BOTH], Need("video", 5, pictures=2), "both"),
        ([REAL, LONGER], Need("video", 5, pictures=2), "longer"),
        ([REAL], Need("video", 5, pictures=1), None),
        ([LONGER, PLAN], Need("video", 5, is_album=True, pictures=9), None),
    ],
)
def test_who_leaves_nothing_out_is_asked_first(order: list[Studio], need: Need, chosen: str | None) -> None:
    found = Router({"video": order}).choose(need)
    assert (found.name if found else None) == chosen


def test_to_go_on_needs_a_picture() -> None:
    request = MediaRequest(kind="video", text="接着拍", subject="", continues=3)
    assert need_of(request, 5).pictures == 1


@pytest.mark.parametrize(
    ("seconds", "requests"), [(1, 1), (5, 1), (5.5, 1), (6, 2), (10, 2), (10.1, 2), (29, 6), (60, 6)]
)
def test_requests_a_length_takes(seconds: float, requests: int) -> None:
    assert LONGER.capabilities.requests(seconds) == requests
    assert REAL.capabilities.requests(seconds) == 1
