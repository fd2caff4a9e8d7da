"""What every channel keeps to, whatever is behind it: one set of tests for all of them, each against its far side.

Where a channel cannot do a thing its `Limits` say so, and that is what is held against it then.
"""

import asyncio
import contextlib
import hashlib
import io
import os
import secrets
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from PIL import Image

from bot.channels.base import NotSent, Picture, Refused
from bot.channels.splitting import utf16_units
from bot.config import OutboxSettings
from bot.family import Address
from bot.outbox import Letter, Outbox
from bot.store import Store
from bot.tables import artifacts, members, outbox
from prompts.loader import Sentences
from tests.bot.channels.contract_site import Arrived, Site
from tests.bot.channels.contract_sites import site_of
from tests.bot.harness import ROOT
from tests.doubles.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNELS = ("terminal", "web", "wechaty", "wecom", "ilink")
LARGEST_WRITTEN = 30_000_000
"""Files that are to arrive whole are written; those that must not be sent only have their size."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=CHANNELS)
async def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with site_of(request.param, tmp_path_factory.mktemp(request.param)) as site:
        yield site


@pytest.fixture(scope="module")
def photo() -> bytes:
    """A JPEG of more than 100 KB, as of an older phone."""
    picture = io.BytesIO()
    Image.frombytes("RGB", (320, 320), os.urandom(320 * 320 * 3)).save(picture, "JPEG", quality=88)
    return picture.getvalue()


async def test_what_a_member_says_comes_in_as_it_was_said(site: Site) -> None:
    said = await site.says("你好")
    heard = await site.hears("你好")
    assert (heard.channel, heard.account, heard.chat_id) == (site.channel.name, site.account, site.person)
    assert (heard.sender_id, heard.message_id, heard.is_group) == (site.person, said, False)
    assert abs(heard.sent_at - datetime.now(UTC)) < timedelta(days=30)


async def test_what_is_said_in_a_group_comes_in_from_there(site: Site) -> None:
    assert site.channel.limits.has_groups == bool(site.group)
    if site.group:
        await site.says("吃饭了吗", in_group=True)
        heard = await site.hears("吃饭了吗")
        assert (heard.chat_id, heard.sender_id) == (site.group, site.person)
        assert (heard.is_group, heard.mentions_me) == (True, True)


async def test_delivered_twice_it_has_the_same_id(site: Site) -> None:
    text = f"再说一遍 {secrets.token_hex(4)}"
    await site.says(text)
    await site.hears(text)
    await site.says(text, again=True)
    await until(lambda: len([one for one in site.ear.heard if one.text == text]) == 2)
    assert len({one.message_id for one in site.ear.heard if one.text == text}) == 1


async def test_a_photo_comes_in_whole(site: Site, photo: bytes) -> None:
    if not site.channel.limits.has_photos:
        with pytest.raises(Refused):
            await site.channel.fetch(Picture("any"))
        return
    await site.shows(photo)
    heard = await until(lambda: [one for one in site.ear.heard if one.pictures])
    assert await site.channel.fetch(heard[-1].pictures[0]) == photo


async def test_words_pictures_and_clips_go_out_whole_and_are_counted(site: Site, photo: bytes, tmp_path: Path) -> None:
    await site.is_greeted()
    picture, clip = tmp_path / "a.jpg", tmp_path / "b.mp4"
    picture.write_bytes(photo)
    clip.write_bytes(b"\0\0\0\x20ftypisom" + os.urandom(1_000_000))
    for letter in (site.letter("好的。"), site.letter("看", picture), site.letter("", clip)):
        before = len(await site.arrived())
        receipt = await site.channel.send(letter)
        got = (await site.arrived())[before:]
        assert receipt.sends == len(got)
        assert {one.chat for one in got} == {site.person}
        assert [one.text for one in got if one.text] == [letter.text][: bool(letter.text)]
        shown = [one.sha256 for one in got if one.sha256]
        assert shown == ([_sha256(letter.path)] if letter.path else [])


async def test_a_long_text_arrives_whole_in_parts_that_fit(site: Site, tmp_path: Path) -> None:
    await site.is_greeted()
    most = site.channel.limits.text_characters
    sentence = "今天多云转晴，气温 18℃ 到 25℃，出门带件外套👨‍👩‍👧。"
    text = sentence * (most * 5 // 2 // utf16_units(sentence))
    async with sending(site, tmp_path) as post:
        before = len(await site.arrived())
        assert await post("text", text) == ("delivered", "")
        parts = [one.text for one in (await site.arrived())[before:]]
    assert "".join(parts) == text
    assert len(parts) == 3
    assert max(map(utf16_units, parts)) <= most
    assert {part[-1] for part in parts} == {"。"}


async def test_a_file_too_large_to_be_shown_goes_as_a_file_and_one_larger_still_not_at_all(
    site: Site, tmp_path: Path
) -> None:
    await site.is_greeted()
    clip, largest = tmp_path / "clip.mp4", site.channel.limits.sizes[-1]
    async with sending(site, tmp_path) as post:
        before = len(await site.arrived())
        clip.touch()
        os.truncate(clip, largest + 1)
        state, reason = await post("video", "小狗", clip)
        assert (state, reason.partition(":")[0]) == ("failed", "too large")
        assert (await site.arrived())[before:] == []
        if largest > site.channel.limits.media_bytes:
            clip.write_bytes(os.urandom(min(site.channel.limits.media_bytes + 1, LARGEST_WRITTEN)))
            assert await post("video", "小狗", clip) == ("delivered", "")
            got = (await site.arrived())[before:]
            assert [one.sha256 for one in got if one.sha256] == [_sha256(clip)]
            assert "当成文件" in "".join(one.text for one in got)


async def test_the_far_side_goes_away_and_comes_back(site: Site) -> None:
    await site.is_greeted()
    await site.cut()
    if site.channel.limits.keeps_for_later:
        assert site.channel.can_reach(site.account, site.person)
        assert (await site.channel.send(site.letter("在"))).sends == 1
        await site.mend()
        return
    was_known_to_be_away = not site.channel.can_reach(site.account, site.person)
    with pytest.raises(NotSent):
        await site.channel.send(site.letter("在"))
    site.ear.reachable.clear()
    await site.mend()
    if was_known_to_be_away:
        await until(lambda: (site.account, site.person) in site.ear.reachable)
    await until(lambda: site.channel.can_reach(site.account, site.person))
    before = len(await site.arrived())
    await site.channel.send(site.letter("我回来了"))
    assert (await site.arrived())[before:] == [Arrived(site.person, "我回来了")]
    await site.is_greeted()


async def test_nonsense_does_not_stop_it(site: Site) -> None:
    await site.says_nonsense()
    await site.is_greeted()
    assert (await site.channel.send(site.letter("在"))).sends == 1


async def test_stopped_it_hears_nothing_more(site: Site) -> None:
    channel, ear = site.channel, site.ear
    await channel.stop()
    heard = len(ear.heard)
    with contextlib.suppress(*site.gone):
        await site.says("有人吗")
    # What it could have heard comes before what the next one hears.
    await site.start()
    await site.is_greeted()
    assert len(ear.heard) == heard


@contextlib.asynccontextmanager
async def sending(site: Site, folder: Path) -> AsyncIterator[Any]:
    """小爱's own way out, on a store of its own: gives a function that sends one letter and returns its end and why."""
    store, sentences = Store(folder), Sentences.load(ROOT / "prompts" / "replies")
    await asyncio.to_thread(store.open)
    settings = OutboxSettings(first_retry_seconds=0.05, longest_retry_seconds=0.5)
    chat = Address(site.channel.name, site.account, site.person)
    async with asyncio.TaskGroup() as tasks:
        out = Outbox(store, {site.channel.name: site.channel}, sentences, settings, time.time, tasks)
        out.started(site.channel.name)

        async def post(kind: Any, text: str, path: Path | None = None) -> tuple[str, str]:
            artifact = secrets.token_hex(8) if path else ""
            if path:
                await store.write(lambda connection: _put_down(connection, artifact, path))
            client_id = secrets.token_hex(8)
            await out.write(Letter(chat, text, "notice", kind, artifact, client_id=client_id))
            ended = sa.select(outbox.c.state, outbox.c.reason).where(
                outbox.c.client_id == client_id, outbox.c.settled_at.is_not(None)
            )
            async with asyncio.timeout(60):
                while not (row := await store.read(lambda connection: connection.execute(ended).first())):
                    await asyncio.sleep(0.02)
            return row.state, row.reason

        yield post
    store.close()


def _put_down(connection: sa.Connection, name: str, path: Path) -> None:
    """As a finished clip of somebody's."""
    now = time.time()
    (member,) = connection.execute(
        sa.insert(members).values(name="妈妈", role="member", created_at=now)
    ).inserted_primary_key
    about = {"id": name, "member_id": member, "kind": "video", "path": str(path), "poster": "", "sha256": ""}
    connection.execute(sa.insert(artifacts).values(**about, is_source=False, created_at=now))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
