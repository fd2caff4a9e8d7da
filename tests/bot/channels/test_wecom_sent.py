"""What 小爱 says in 企业微信: replies while they are possible, long texts in parts, files in chunks, and every way it can fail."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.base import NotSent, Outgoing, Refused, Unanswered
from bot.channels.splitting import split, utf8_bytes
from bot.channels.wecom import sending, upload
from bot.channels.wecom.channel import WecomChannel
from tests.bot.channels.wecom_room import Ears, channel_to, letter, listening, online
from tests.doubles.wecom import WecomDouble, wecom_double


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "PAUSES_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(sending, "CONFLICT_PAUSES_SECONDS", (0.01, 0.01, 0.01))


@pytest.fixture
async def double() -> AsyncIterator[WecomDouble]:
    async with wecom_double() as double:
        yield double


class Hand:
    """The far side's clock, and the channel with its ears."""

    def __init__(self, channel: WecomChannel, ears: Ears) -> None:
        self.channel = channel
        self.ears = ears

    async def asked(self, double: WecomDouble, text: str = "在吗", chat: str = "") -> str:
        """A message came in; its id."""
        await double.says(text, chat=chat)
        return (await self.ears.next()).message_id


NOW = 0.0


@pytest.fixture
async def hand(double: WecomDouble) -> AsyncIterator[Hand]:
    channel = channel_to(double, clock=lambda: NOW)
    async with listening(channel) as ears:
        await online(channel)
        yield Hand(channel, ears)


async def test_an_answer_is_a_reply(double: WecomDouble, hand: Hand) -> None:
    asked = await hand.asked(double, chat="wrFamily")
    await hand.channel.send(letter("在呢", "wrFamily", to=asked))
    assert [(post.chat, post.text, bool(post.req_id)) for post in double.posts] == [("wrFamily", "在呢", True)]


async def test_only_the_first_answer_is_a_reply(double: WecomDouble, hand: Hand) -> None:
    asked = await hand.asked(double)
    await hand.channel.send(letter("好，马上拍。", to=asked))
    await hand.channel.send(letter("拍好了。", to=asked, id="2"))
    await hand.channel.send(letter("天亮了", id="3"))
    assert [(post.text, bool(post.req_id)) for post in double.posts] == [
        ("好，马上拍。", True),
        ("拍好了。", False),
        ("天亮了", False),
    ]


async def test_after_some_minutes_there_is_nothing_to_reply_to(
    double: WecomDouble, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await hand.asked(double)
    monkeypatch.setattr("tests.bot.channels.test_wecom_sent.NOW", 241.0)
    await hand.channel.send(letter("在呢", to=asked))
    assert [bool(post.req_id) for post in double.posts] == [False]


@pytest.mark.parametrize("code", [846605, 846608])
async def test_a_reply_that_is_too_late_becomes_a_message(double: WecomDouble, hand: Hand, code: int) -> None:
    asked = await hand.asked(double)
    double.mischief["aibot_respond_msg"].append(code)
    await hand.channel.send(letter("在呢", to=asked))
    assert [(post.text, bool(post.req_id)) for post in double.posts] == [("在呢", False)]


async def test_a_long_text_comes_in_parts(double: WecomDouble, hand: Hand) -> None:
    text = "今天我们去公园，看见了很多花。" * 1500
    asked = await hand.asked(double)
    await hand.channel.send(letter(text, to=asked))
    assert "".join(double.said) == text
    assert len(double.said) == 4
    assert all(part.endswith("。") and len(part.encode()) <= 20_480 for part in double.said)


async def test_parts_that_were_taken_are_not_sent_again(double: WecomDouble, hand: Hand) -> None:
    text = "今天我们去公园，看见了很多花。" * 1500
    double.mischief["aibot_send_msg"].extend([0, 0, 45009])
    with pytest.raises(NotSent) as busy:
        await hand.channel.send(letter(text))
    assert busy.value.retry_after_seconds == 60
    await hand.channel.send(letter(text))
    assert "".join(double.said) == text


async def test_refused_in_the_middle_it_may_have_arrived(double: WecomDouble, hand: Hand) -> None:
    double.mischief["aibot_send_msg"].extend([0, 60011])
    with pytest.raises(Unanswered, match="only the beginning"):
        await hand.channel.send(letter("花。" * 8000))
    assert hand.ears.marks == {}


async def test_ten_megabytes_of_text_are_nobodys_letter(double: WecomDouble, hand: Hand) -> None:
    with pytest.raises(Refused):
        await hand.channel.send(letter("长" * (10 * 1024 * 1024 // 3)))
    with pytest.raises(Refused):
        await hand.channel.send(letter(" \n"))
    assert len(double.frames) == 1


@pytest.mark.parametrize(
    "text",
    ["", "短", "长" * 100_000, "word " * 20_000, "a" * 50_000, "👨‍👩‍👧" * 9_000, "句。\n" * 9_000],
    ids=len,
)
def test_parts_hold_everything(text: str) -> None:
    parts = list(split(text, 20_480, utf8_bytes))
    assert all(0 < len(part.encode()) <= 20_480 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_surrogate_by_itself_is_no_text() -> None:
    assert list(split("a\ud800b", 10)) == ["a?b"]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """5 MiB and a little."""
    path = tmp_path / "result.mp4"
    path.write_bytes(os.urandom(5 * 1024 * 1024 + 32))
    return path


async def test_a_clip_arrives_as_it_was(double: WecomDouble, hand: Hand, clip: Path) -> None:
    await hand.channel.send(letter("小猫钓鱼", "wrFamily", kind="video", path=clip))
    video, caption = double.posts
    assert (video.chat, video.kind) == ("wrFamily", "video")
    assert hashlib.sha256(video.content).digest() == hashlib.sha256(clip.read_bytes()).digest()
    assert (caption.kind, caption.text) == ("text", "小猫钓鱼")
    assert [frame["cmd"] for frame in double.frames].count("aibot_upload_media_chunk") == 11


@pytest.mark.parametrize(
    ("name", "kind", "sent_as"),
    [("a.png", "image", "image"), ("a.JPG", "image", "image"), ("a.webp", "image", "file"), ("a.mp4", "file", "file")],
)
async def test_a_file_is_what_wecom_can_show(
    double: WecomDouble, hand: Hand, tmp_path: Path, name: str, kind: str, sent_as: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"12345678")
    await hand.channel.send(letter(kind=kind, path=path))  # type: ignore[arg-type]
    assert [(post.kind, post.content) for post in double.posts] == [(sent_as, b"12345678")]


async def test_a_chunk_is_tried_again(double: WecomDouble, hand: Hand, clip: Path) -> None:
    double.mischief["aibot_upload_media_chunk"].extend([0, -1, -1, 0, 6000])
    await hand.channel.send(letter(kind="video", path=clip))
    assert double.posts[0].content == clip.read_bytes()


async def test_a_clip_that_was_taken_is_not_sent_again(double: WecomDouble, hand: Hand, clip: Path) -> None:
    double.mischief["aibot_send_msg"].extend([0, 45009])
    with pytest.raises(NotSent):
        await hand.channel.send(letter("小猫钓鱼", kind="video", path=clip))
    await hand.channel.send(letter("小猫钓鱼", kind="video", path=clip))
    assert [post.kind for post in double.posts] == ["video", "text"]


async def test_nor_is_it_by_the_next_life(double: WecomDouble, hand: Hand, clip: Path) -> None:
    double.mischief["aibot_send_msg"].extend([0, 0, 45009])
    long = letter("花。" * 8000, kind="video", path=clip)
    with pytest.raises(NotSent):
        await hand.channel.send(long)
    await hand.channel.stop()
    channel = channel_to(double)
    async with listening(channel, hand.ears):
        await online(channel)
        await channel.send(long)
    assert [post.kind for post in double.posts] == ["video", "text", "text", "text"]
    assert "".join(double.said) == long.text
    assert hand.ears.marks == {}


async def test_an_upload_is_used_again(double: WecomDouble, hand: Hand, clip: Path) -> None:
    double.mischief["aibot_send_msg"].append(45009)
    for _ in range(2):
        try:
            await hand.channel.send(letter(kind="video", path=clip))
        except NotSent:
            continue
    assert [frame["cmd"] for frame in double.frames].count("aibot_upload_media_init") == 1
    assert len(double.posts) == 1


async def test_an_upload_that_is_gone_is_made_anew(double: WecomDouble, hand: Hand, clip: Path) -> None:
    double.mischief["aibot_send_msg"].append(40007)
    with pytest.raises(NotSent):
        await hand.channel.send(letter(kind="video", path=clip))
    await hand.channel.send(letter(kind="video", path=clip))
    assert [frame["cmd"] for frame in double.frames].count("aibot_upload_media_init") == 2
    assert len(double.posts) == 1


@pytest.mark.parametrize("order", ["ignore", "silent", "cut_before", "cut_after", 45009])
@pytest.mark.parametrize("cmd", ["aibot_upload_media_init", "aibot_upload_media_finish"])
async def test_an_upload_that_fails_was_surely_not_seen(double: WecomDouble, clip: Path, order: str, cmd: str) -> None:
    channel = channel_to(double)
    async with listening(channel):
        await online(channel)
        double.mischief[cmd].append(order)  # type: ignore[arg-type]
        with pytest.raises(NotSent):
            await channel.send(letter(kind="video", path=clip))
        await online(channel)
        await channel.send(letter(kind="video", path=clip))
    assert [post.content for post in double.posts] == [clip.read_bytes()]


@pytest.mark.parametrize("size", [4, 100 * 512 * 1024 + 1])
async def test_a_file_nobody_takes(double: WecomDouble, hand: Hand, tmp_path: Path, size: int) -> None:
    path = tmp_path / "result.mp4"
    with path.open("wb") as file:
        file.truncate(size)
    for odd in (path, tmp_path / "gone.mp4", None):
        with pytest.raises(Refused):
            await hand.channel.send(letter(kind="video", path=odd))


@pytest.mark.parametrize("order", ["ignore", "silent", "cut_before", "cut_after"])
@pytest.mark.parametrize("is_reply", [True, False])
async def test_unanswered_it_may_have_arrived(double: WecomDouble, hand: Hand, order: str, is_reply: bool) -> None:
    asked = await hand.asked(double) if is_reply else ""
    double.mischief["aibot_respond_msg" if is_reply else "aibot_send_msg"].append(order)  # type: ignore[arg-type]
    with pytest.raises(Unanswered):
        await hand.channel.send(letter("在呢", to=asked))
    assert len(double.posts) == (order in ("silent", "cut_after"))


@pytest.mark.parametrize("code", [40003, 40058, 48002, 60011])
async def test_what_is_refused_for_good(double: WecomDouble, hand: Hand, code: int) -> None:
    double.mischief["aibot_send_msg"].append(code)
    with pytest.raises(Refused, match=str(code)):
        await hand.channel.send(letter("在呢"))


async def test_a_code_nobody_knows_is_tried_three_times(double: WecomDouble, hand: Hand) -> None:
    double.mischief["aibot_send_msg"].extend([999999, -1, 999999, 999999])
    for expected in (NotSent, NotSent, NotSent, Refused):
        with pytest.raises(expected):
            await hand.channel.send(letter("在呢"))


async def test_a_conflict_is_tried_at_once(double: WecomDouble, hand: Hand) -> None:
    asked = await hand.asked(double)
    double.mischief["aibot_respond_msg"].extend([6000, 6000])
    await hand.channel.send(letter("在呢", to=asked))
    assert [(post.text, bool(post.req_id)) for post in double.posts] == [("在呢", True)]
    double.mischief["aibot_send_msg"].extend([6000] * 4)
    with pytest.raises(NotSent):
        await hand.channel.send(letter("还在"))


async def test_two_chats_at_once(double: WecomDouble, hand: Hand, clip: Path) -> None:
    double.answer_seconds = 0.02
    mama, group = await hand.asked(double), await hand.asked(double, chat="wrFamily")
    await asyncio.gather(
        hand.channel.send(letter("给妈妈", to=mama)),
        hand.channel.send(letter("给大家", "wrFamily", to=group, id="2")),
        hand.channel.send(letter("拍好了", "wrFamily", kind="video", path=clip, id="3")),
        hand.channel.send(letter("拍好了", "papa", kind="video", path=clip, id="4")),
    )
    shown = {chat: [post.kind for post in double.posts if post.chat == chat] for chat in ("mama", "wrFamily", "papa")}
    assert shown == {"mama": ["text"], "wrFamily": ["text", "video", "text"], "papa": ["video", "text"]}
    assert all(post.content == clip.read_bytes() for post in double.posts if post.kind == "video")


async def test_another_bots_chat_is_refused(double: WecomDouble, hand: Hand) -> None:
    assert hand.channel.can_reach("aibBefore", "mama")
    with pytest.raises(Refused):
        await hand.channel.send(Outgoing("aibBefore", "mama", "1", text="在呢"))
