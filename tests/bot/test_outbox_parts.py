"""What a channel does not carry in one piece goes out in parts, as a file or by a link, and each is told."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.channels.base import Limits, NotSent, Outgoing, Receipt, Refused
from bot.config import OutboxSettings
from bot.family import Address
from bot.outbox import Letter, Outbox
from bot.store import Store
from bot.tables import artifacts, channel_marks, members, outbox
from bot.wrapping import Link, no_link
from prompts.loader import Sentences
from tests.bot.harness import ROOT, running
from tests.bot.room import RoomChannel
from tests.doubles.waiting import until

HINT = "（微信不让我连着发太多。后面还有，随便回我一句就接着发。）"
MAMA = Address("room", "bot", "妈妈")
SENTENCES = Sentences.load(ROOT / "prompts" / "replies")
QUICK = OutboxSettings(first_retry_seconds=0.02, longest_retry_seconds=0.1)


class Life:
    """One life of the outbox in front of a room."""

    def __init__(self, out: Outbox, store: Store, room: RoomChannel) -> None:
        self.out, self.store, self.room = out, store, room

    async def writes(self, text: str, path: Path | None = None) -> None:
        if path:
            await self.store.write(lambda connection: _put_down(connection, path))
        kind = "video" if path else "text"
        await self.out.write(Letter(MAMA, text, "notice", kind, path.name if path else ""))

    async def states(self) -> list[str]:
        return list(await self.store.read(lambda c: c.scalars(sa.select(outbox.c.state).order_by(outbox.c.id)).all()))

    async def settles(self) -> list[str]:
        async with asyncio.timeout(20):
            while not {"waiting", "sending"}.isdisjoint(states := await self.states()):
                await asyncio.sleep(0.01)
        return states


@contextlib.asynccontextmanager
async def life(folder: Path, room: RoomChannel, link_to: Link = no_link) -> AsyncIterator[Life]:
    """Ended by the end of the block as by a kill: what has not gone out by then is the next one's."""
    store = Store(folder)
    store.open()
    try:
        async with asyncio.TaskGroup() as tasks:
            out = Outbox(store, {room.name: room}, SENTENCES, QUICK, time.time, tasks, link_to)
            await out.recover()
            out.started(room.name)
            yield Life(out, store, room)
            raise _Killed
    except* _Killed:
        pass
    finally:
        store.close()


class _Killed(Exception):
    pass


class Busy(RoomChannel):
    """Takes one message, and no second while `is_busy`."""

    is_busy = True

    async def send(self, outgoing: Outgoing) -> Receipt:
        if self.posts and self.is_busy:
            raise NotSent("busy", retry_after_seconds=600)
        return await super().send(outgoing)


async def test_a_letter_stopped_half_way_goes_on_there_in_the_next_life(tmp_path: Path) -> None:
    room = Busy(limits=Limits(text_characters=12))
    async with life(tmp_path, room) as first:
        await first.writes("先说这一句话。再说那一句话。最后这一句。")
        async with asyncio.timeout(60):
            while not room.posts or await first.states() != ["waiting"]:
                await asyncio.sleep(0.01)
    assert [post.text for post in room.posts] == ["先说这一句话。"]
    room.is_busy = False
    async with life(tmp_path, room) as second:
        assert await second.settles() == ["delivered"]
        assert await second.store.read(lambda c: c.execute(sa.select(channel_marks)).all()) == []
    assert [post.text for post in room.posts] == ["先说这一句话。", "再说那一句话。", "最后这一句。"]
    assert len({post.client_id for post in room.posts}) == 3


class Strict(RoomChannel):
    """Takes one message and no second."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        if self.posts:
            raise Refused("no")
        return await super().send(outgoing)


async def test_refused_after_its_beginning_it_is_uncertain(tmp_path: Path) -> None:
    room = Strict(limits=Limits(text_characters=12))
    async with life(tmp_path, room) as one:
        await one.writes("先说这一句话。再说那一句话。")
        assert await one.settles() == ["uncertain"]
    assert [post.text for post in room.posts] == ["先说这一句话。"]


async def test_the_last_that_may_be_said_tells_how_to_get_the_rest_and_only_that(tmp_path: Path) -> None:
    room = RoomChannel(limits=Limits(sends_per_inbound=2))
    room.away.add("妈妈")
    async with life(tmp_path, room) as one:
        for number in range(1, 6):
            await one.writes(f"第 {number} 条")
        room.away.clear()
        one.out.reachable("bot", "妈妈", "room")
        await until(lambda: len(room.posts) == 2)
        one.out.heard(MAMA)
        await until(lambda: len(room.posts) == 4)
        one.out.heard(MAMA)
        assert await one.settles() == ["delivered"] * 5
    assert [post.text for post in room.posts] == [
        "第 1 条",
        f"第 2 条\n{HINT}",
        "第 3 条",
        f"第 4 条\n{HINT}",
        "第 5 条",
    ]


async def test_parts_count_against_what_may_be_said(tmp_path: Path) -> None:
    room = RoomChannel(limits=Limits(sends_per_inbound=2, text_characters=60))
    async with life(tmp_path, room) as one:
        await one.writes("这一句话一共有二十个字，一个也不多不少啊。" * 4)
        await until(lambda: len(room.posts) == 2)
        assert room.posts[1].text.endswith(HINT)
        one.out.heard(MAMA)
        assert await one.settles() == ["delivered"]
    assert "".join(post.text for post in room.posts).replace(f"\n{HINT}", "").count("不多不少啊。") == 4
    assert max(len(post.text) for post in room.posts) <= 60


async def test_who_asked_for_a_clip_is_told_that_it_needs_a_word_of_his(tmp_path: Path) -> None:
    async with running(tmp_path, RoomChannel(limits=Limits(sends_per_inbound=1))) as bot:
        assert (await bot.hears("拍一段1秒的视频：小狗")).endswith(HINT)


@pytest.mark.parametrize(
    ("size", "kind", "told"),
    [
        (100, "video", "小狗"),
        (101, "file", "小狗\n太大了，在这里放不了，当成文件发给你，点开就能看。"),
        (201, "text", "小狗\n太大了，这里发不出去，在这里看：https://home.example/s/clip.mp4 （过几天就打不开了。）"),
    ],
)
async def test_a_clip_is_shown_or_a_file_or_a_link(tmp_path: Path, size: int, kind: str, told: str) -> None:
    async def link_to(artifact_id: str) -> str:
        return f"https://home.example/s/{artifact_id}"

    room, clip = RoomChannel(limits=Limits(media_bytes=100, file_bytes=200)), tmp_path / "clip.mp4"
    clip.write_bytes(b"x" * size)
    async with life(tmp_path, room, link_to) as one:
        await one.writes("小狗", clip)
        assert await one.settles() == ["delivered"]
    (post,) = room.posts
    assert (post.kind, post.text, post.path) == (kind, told, None if kind == "text" else clip)


async def test_a_clip_no_smaller_encode_makes_fit_goes_as_a_file(tmp_path: Path) -> None:
    room = RoomChannel(limits=Limits(media_bytes=2_000, file_bytes=5_000_000))
    async with running(tmp_path, room) as bot:
        await bot.hears("拍一段1秒的视频：小狗")
        await bot.finishes_jobs()
    assert (room.posts[-1].kind, "当成文件" in room.posts[-1].text) == ("file", True)


async def test_what_became_too_large_for_its_chat_is_told(tmp_path: Path) -> None:
    room = RoomChannel()
    async with running(tmp_path, room) as bot:
        await bot.hears("拍一段1秒的视频：小狗")
        await bot.finishes_jobs()
        room.limits = Limits(media_bytes=100)
        await bot.hears("再发一次 1")
        await bot.finishes_jobs()
    assert room.posts[-1].text == "第 1 号做好了，可是太大，这边发不出去。管理员能在家里的机器上找到它。"


def _put_down(connection: sa.Connection, path: Path) -> None:
    now = time.time()
    (member,) = connection.execute(
        sa.insert(members).values(name="妈妈", role="member", created_at=now)
    ).inserted_primary_key
    about = {"id": path.name, "member_id": member, "kind": "video", "path": str(path), "poster": "", "sha256": ""}
    connection.execute(sa.insert(artifacts).values(**about, is_source=False, created_at=now))
