"""What members send in 企业微信, as 小爱 hears it: all kinds of messages, photos decrypted, and garbage that stops nothing."""

import base64
import hashlib
import itertools
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import NotSent, Picture, Refused
from bot.channels.wecom import media as wecom_media
from bot.channels.wecom.channel import WecomChannel
from bot.channels.wecom.incoming import without_mention
from bot.channels.wecom.media import Media
from bot.errors import StoreFull
from tests.bot.channels.wecom_room import Ears, channel_to, listening, online
from tests.doubles.waiting import until
from tests.doubles.wecom import BOT_ID, WecomDouble, wecom_double
from tests.doubles.wecom_files import encrypted

PHOTO = os.urandom(300_001)


@pytest.fixture
async def double() -> AsyncIterator[WecomDouble]:
    async with wecom_double() as double:
        yield double


@pytest.fixture
def channel(double: WecomDouble) -> WecomChannel:
    return channel_to(double)


@pytest.fixture
async def ears(channel: WecomChannel) -> AsyncIterator[Ears]:
    async with listening(channel) as ears:
        await online(channel)
        yield ears


async def test_alone_with_a_member(double: WecomDouble, ears: Ears) -> None:
    sent = await double.says("今天天气怎么样", create_time=1764000000)
    message = await ears.next()
    assert (message.channel, message.account, message.chat_id, message.sender_id) == ("wecom", BOT_ID, "mama", "mama")
    assert (message.message_id, message.text) == (sent, "今天天气怎么样")
    assert (message.is_group, message.mentions_me) == (False, False)
    assert message.sender_name == "mama"
    await double.says("我是谁", who="woAJ2GCAAAXtWyujaWJHDDGi0mACHAAA")
    assert (await ears.next()).sender_name == ""
    assert message.sent_at == datetime.fromtimestamp(1764000000, UTC)


async def test_in_a_group_it_is_mentioned(double: WecomDouble, ears: Ears) -> None:
    await double.says("今天天气怎么样", chat="wrFamily")
    message = await ears.next()
    assert (message.chat_id, message.sender_id, message.text) == ("wrFamily", "mama", "今天天气怎么样")
    assert (message.is_group, message.mentions_me) == (True, True)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("@小爱 讲个笑话", "讲个笑话"),
        ("@小爱\u2005讲个笑话", "讲个笑话"),
        ("讲个笑话 @小爱", "讲个笑话"),
        ("＠小爱讲个笑话", "＠小爱讲个笑话"),
        ("今晚\n@小爱\n吃什么", "今晚\n吃什么"),
        ("@爸爸 @小爱 明天去哪", "@爸爸 明天去哪"),
        ("@家里的助手 讲个笑话", "讲个笑话"),
        ("@小爱同学 讲个笑话", "@小爱同学 讲个笑话"),
        ("@小爱", ""),
        ("发到 a@b.com", "发到 a@b.com"),
        ("a" * 100_000 + "@", "a" * 100_000 + "@"),
    ],
    ids=itertools.count(),
)
def test_the_mention_is_no_part_of_what_is_meant(said: str, meant: str) -> None:
    assert without_mention(said, "小爱") == meant


async def test_a_photo_is_fetched_and_decrypted(double: WecomDouble, channel: WecomChannel, ears: Ears) -> None:
    await double.sends({"msgtype": "image", "image": double.media.put(PHOTO)})
    message = await ears.next()
    assert message.text == ""
    assert not double.media.asked  # not before somebody asks for it
    fetched = await channel.fetch(message.pictures[0])
    assert hashlib.sha256(fetched).digest() == hashlib.sha256(PHOTO).digest()


async def test_texts_and_photos_mixed(double: WecomDouble, channel: WecomChannel, ears: Ears) -> None:
    items = [
        {"msgtype": "text", "text": {"content": "@小爱 让它动起来"}},
        {"msgtype": "image", "image": double.media.put(b"one")},
        {"msgtype": "text", "text": {"content": "慢一点"}},
        {"msgtype": "image", "image": double.media.put(b"two")},
    ]
    await double.sends({"msgtype": "mixed", "mixed": {"msg_item": items}}, chat="wrFamily")
    message = await ears.next()
    assert message.text == "让它动起来\n慢一点"
    assert [await channel.fetch(picture) for picture in message.pictures] == [b"one", b"two"]


async def test_speech_comes_as_words(double: WecomDouble, ears: Ears) -> None:
    await double.sends({"msgtype": "voice", "voice": {"content": "明天会下雨吗"}})
    assert (await ears.next()).text == "明天会下雨吗"


@pytest.mark.parametrize("kind", ["file", "video"])
async def test_a_file_may_be_a_photo_in_full(double: WecomDouble, channel: WecomChannel, ears: Ears, kind: str) -> None:
    await double.sends({"msgtype": kind, kind: double.media.put(PHOTO)})
    assert await channel.fetch((await ears.next()).pictures[0]) == PHOTO


async def test_a_quoted_photo_comes_along(double: WecomDouble, channel: WecomChannel, ears: Ears) -> None:
    await double.says("让它动起来", quote={"msgtype": "image", "image": double.media.put(b"quoted")})
    message = await ears.next()
    assert message.text == "让它动起来"
    assert [await channel.fetch(picture) for picture in message.pictures] == [b"quoted"]


async def test_what_nobody_knows_is_heard_without_words(double: WecomDouble, ears: Ears) -> None:
    await double.sends({"msgtype": "location", "location": {"x": 1}})
    assert ((await ears.next()).text, double.complaints) == ("", [])


def _callback(**body: Any) -> dict[str, Any]:
    whole = {
        "msgid": "1",
        "chattype": "single",
        "from": {"userid": "papa"},
        "msgtype": "text",
        "text": {"content": "x"},
    }
    return {"cmd": "aibot_msg_callback", "headers": {"req_id": "r"}, "body": whole | body}


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "hello",
        b"\x00\xff\xfe",
        "[1, 2]",
        "null",
        '{"cmd": 7, "headers": [], "body": "x"}',
        '{"errcode": true, "headers": {"req_id": {}}}',
        "[" * 50_000,
        "1" * 50_000,
        '{"headers": {"req_id": "nobody asked"}, "errcode": 0}',
        {"cmd": "aibot_event_callback", "body": {"event": []}},
        {"cmd": "aibot_event_callback", "body": {"event": {"eventtype": "enter_chat"}}},
        {"cmd": "aibot_msg_callback"},
        {"cmd": "aibot_msg_callback", "body": []},
        _callback(**{"from": None}),
        _callback(**{"from": {"userid": ["papa"]}}),
        _callback(**{"from": {"userid": "p" * 201}}),
        _callback(**{"from": {"userid": "pa\x00pa"}}),
        _callback(chattype="group"),
        _callback(chattype="group", chatid={"a": 1}),
        _callback(msgid=None),
        _callback(msgid=[]),
    ],
    ids=itertools.count(),
)
async def test_garbage_is_passed_over(double: WecomDouble, channel: WecomChannel, ears: Ears, garbage: Any) -> None:
    await double.hands_over(garbage)
    await double.says("还在吗")
    assert (await ears.next()).text == "还在吗"
    assert channel.logins()[0].stage == "online"
    assert len(double.subscriptions) == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"text": None},
        {"text": {"content": 5}},
        {"text": []},
        {"msgtype": []},
        {"msgtype": "mixed", "mixed": {"msg_item": [1, {"msgtype": "image"}, {"msgtype": "text", "text": 3}]}},
        {"msgtype": "mixed", "mixed": "x"},
        {"msgtype": "image", "image": {"url": 5}},
        {"msgtype": "image", "image": {"url": "http://x/" + "y" * 5000}},
        {"msgtype": "image", "image": {"url": "http://x y/", "aeskey": "a b"}},
        {"quote": 5},
        {"create_time": "yesterday"},
        {"create_time": 10**400},
        {"create_time": float("1e300")},
        {"create_time": -5},
        {"msgid": 12345},
        {"msgid": "m" * 5000},
        {"msgid": "\ud800"},
    ],
    ids=itertools.count(),
)
async def test_odd_fields_are_done_without(double: WecomDouble, channel: WecomChannel, ears: Ears, odd: Any) -> None:
    await double.hands_over(_callback(**odd))
    message = await ears.next()
    assert (message.sender_id, message.chat_id) == ("papa", "papa")
    assert 0 < len(message.message_id) <= 200
    assert abs((message.sent_at - datetime.now(UTC)).total_seconds()) < 10
    for picture in message.pictures:
        with pytest.raises(Refused):
            await channel.fetch(picture)


async def test_a_text_of_ten_megabytes(double: WecomDouble, ears: Ears) -> None:
    await double.says("长" * (10 * 1024 * 1024 // 3))
    await double.says("短")
    assert len((await ears.next()).text) == 10 * 1024 * 1024 // 3
    assert (await ears.next()).text == "短"
    assert len(double.subscriptions) == 1


async def test_what_cannot_be_stored_yet_is_not_lost(double: WecomDouble, ears: Ears) -> None:
    ears.to_fail = [StoreFull("/data"), RuntimeError("a bug")]
    await double.says("一")
    await double.says("二")
    assert [(await ears.next()).text, (await ears.next()).text] == ["一", "二"]


async def test_a_message_that_always_breaks_something_stops_nobody(
    double: WecomDouble, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wecom.channel.MOST_TRIES", 2)
    ears.to_fail = [RuntimeError("a bug"), RuntimeError("a bug")]
    await double.says("一")
    await double.says("二")
    assert (await ears.next()).text == "二"


# -- photos that do not come ------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wecom_media, "PAUSES_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(wecom_media, "FETCH_SECONDS", 0.5)


def _picture(content: dict[str, str]) -> Picture:
    return wecom_media.picture_of(content)


async def test_a_photo_that_was_cut_is_asked_for_again(double: WecomDouble, quick: None) -> None:
    double.media.to_fail = ["cut", 503]
    fetched = await Media([double.media.url]).fetch(_picture(double.media.put(PHOTO)))
    assert (fetched, len(double.media.asked)) == (PHOTO, 3)


async def test_a_photo_that_hangs_may_come_later(double: WecomDouble, quick: None) -> None:
    double.media.to_fail = ["hang"]
    with pytest.raises(NotSent, match=r"within 0\.5 s"):
        await Media([double.media.url]).fetch(_picture(double.media.put(PHOTO)))


async def test_a_photo_whose_time_is_over_is_gone(double: WecomDouble, quick: None) -> None:
    double.media.to_fail = [403]
    with pytest.raises(Refused, match="answers 403") as refused:
        await Media([double.media.url]).fetch(_picture(double.media.put(PHOTO)))
    assert "topsecretsignature" not in str(refused.value)


async def test_a_photo_too_large_is_not_read_to_its_end(double: WecomDouble, quick: None) -> None:
    with pytest.raises(Refused, match="more than 1000 bytes"):
        await Media([double.media.url], most_bytes=1000).fetch(_picture(double.media.put(PHOTO)))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/photo",
        "https://127.0.0.1/photo",
        "https://[::1]/photo",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://user:password@example.com/",
    ],
)
async def test_a_photo_lies_on_public_https(double: WecomDouble, quick: None, url: str) -> None:
    with pytest.raises(Refused, match="is not fetched"):
        await Media([double.media.url]).fetch(Picture(f"key {url}"))


async def test_a_name_that_leads_into_the_house_is_refused(quick: None) -> None:
    async def rebinding(host: str, port: int) -> list[str]:
        return ["192.168.1.1"]

    with pytest.raises(Refused, match="is not public"):
        await Media(resolve=rebinding).fetch(Picture("key https://photos.example.com/1"))


def test_the_key_and_what_it_opens() -> None:
    key = bytes(range(32))
    for written in (base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode().rstrip("=")):
        for size in (0, 1, 15, 16, 31, 32, 33, 100_000):
            content = os.urandom(size)
            assert wecom_media.decrypted(encrypted(content, key), written) == content


@pytest.mark.parametrize("key", ["", "=", "short", "!" * 44, "A" * 45, base64.b64encode(bytes(31)).decode()])
def test_a_key_that_is_none(key: str) -> None:
    with pytest.raises(Refused):
        wecom_media.decrypted(bytes(64), key)


@pytest.mark.parametrize(
    "content", [b"", b"x", bytes(32), bytes(33), encrypted(b"somebody else's", b"k" * 32)], ids=lambda value: len(value)
)
def test_what_another_key_was_used_for(content: bytes) -> None:
    with pytest.raises(Refused):
        wecom_media.decrypted(content, base64.b64encode(bytes(range(32))).decode())


async def test_nothing_of_a_photo_is_written_down(
    double: WecomDouble, ears: Ears, channel: WecomChannel, capsys: pytest.CaptureFixture[str]
) -> None:
    said = double.media.put(PHOTO)
    await double.sends({"msgtype": "image", "image": said})
    picture = (await ears.next()).pictures[0]
    double.media.files.clear()
    with pytest.raises(Refused) as refused:
        await channel.fetch(picture)
    await until(lambda: double.media.asked)
    told = str(refused.value) + "".join(capsys.readouterr())
    assert said["aeskey"] not in told
    assert "topsecretsignature" not in told
