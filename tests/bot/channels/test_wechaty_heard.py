"""What the wechaty channel makes of messages and pictures, of a gateway in this process that also tells nonsense."""

import asyncio
import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog
from grpclib.const import Status

from bot.channels.base import Picture, Refused
from bot.channels.wechaty import wire
from bot.errors import StoreLocked
from tests.bot.channels.wechaty_ear import Ear, hang
from tests.doubles.puppet_server import MAMA, ME, ROOM, PuppetDouble, fails

DASHES = "- " * 14 + "-"


async def test_a_message_says_who_where_and_when(puppet: PuppetDouble, ear: Ear) -> None:
    puppet.hears("m1", "你好", timestamp=1_795_000_000_123)
    puppet.hears("m2", "@小爱\u2005今天天气", room=ROOM, mention_ids=[ME], timestamp=1_795_000_000)
    direct, in_room = await ear.hears(2)
    assert (direct.chat_id, direct.sender_id, direct.sender_name, direct.is_group) == (MAMA, MAMA, "云淡风轻", False)
    assert (direct.account, direct.message_id, direct.text) == (ME, "m1", "你好")
    assert direct.sent_at == datetime.fromtimestamp(1_795_000_000.123, UTC)
    assert (in_room.chat_id, in_room.chat_title, in_room.mentions_me) == (ROOM, "幸福一家人", True)
    assert in_room.text == "今天天气"
    assert in_room.sent_at == datetime.fromtimestamp(1_795_000_000, UTC)  # an old gateway tells seconds


async def test_the_alias_is_what_a_member_is_called(puppet: PuppetDouble, ear: Ear) -> None:
    async def contact(request: Any) -> Any:
        return wire.ContactPayloadResponse(id=request.id, name="云淡风轻", alias="妈妈")

    puppet.answers["ContactPayload"] = contact
    puppet.hears("m1", "你好", sender="wxid_new")
    assert (await ear.hears(1))[0].sender_name == "妈妈"


async def test_names_are_asked_for_once_and_again_when_they_changed(puppet: PuppetDouble, ear: Ear) -> None:
    for number in range(3):
        puppet.hears(f"m{number}", "你好", room=ROOM)
    await ear.hears(3)
    before = len(puppet.called("RoomPayload"))
    puppet.tells(wire.EventKind.ROOM_TOPIC, {"roomId": ROOM})
    puppet.hears("m4", "你好", room=ROOM)
    await ear.hears(4)
    assert (before <= 3, len(puppet.called("RoomPayload"))) == (True, before + 1)


async def test_a_mention_and_a_quote_are_seen_in_the_text_alone(puppet: PuppetDouble, ear: Ear) -> None:
    puppet.hears("m1", "@小爱 今天天气", room=ROOM)
    puppet.hears("m2", f"「小爱：好，马上拍。」\n{DASHES}\n换个风格", room=ROOM)
    puppet.hears("m3", f"「云淡风轻：吃饭」\n{DASHES}\n来了", room=ROOM)
    mention, quote, other = await ear.hears(3)
    assert (mention.mentions_me, mention.text) == (True, "今天天气")
    assert (quote.quotes_me, quote.text) == (True, "换个风格")
    assert (other.quotes_me, other.mentions_me, other.text) == (False, False, "来了")


async def test_what_is_none_of_her_business_is_passed_over(puppet: PuppetDouble, ear: Ear) -> None:
    async def contact(request: Any) -> Any:
        return wire.ContactPayloadResponse(id=request.id, type=2 if request.id.startswith("gh_") else 1)

    puppet.answers["ContactPayload"] = contact
    puppet.hears("m1", "我自己说的", sender=ME)
    puppet.hears("m2", "公众号", sender="gh_news")
    puppet.hears("m3", "<xml/>", type=2)
    puppet.hears("m6", "<xml/>", type=15, room=ROOM)
    puppet.hears("m4", "谁也没说", sender="")
    puppet.hears("m5", "你好")
    assert [message.message_id for message in await ear.hears(1)] == ["m5"]


async def test_messages_keep_their_order_whatever_each_takes(puppet: PuppetDouble, ear: Ear) -> None:
    async def slow(request: Any) -> Any:
        await asyncio.sleep(0.3 if request.id == "m0" else 0)
        return puppet.payloads[request.id]

    puppet.answers["MessagePayload"] = slow
    for number in range(50):
        puppet.hears(f"m{number}", str(number))
    await ear.hears(50)
    assert ear.texts == [str(number) for number in range(50)]


async def test_garbage_stops_nothing(puppet: PuppetDouble, ear: Ear) -> None:
    async def unreadable(request: Any) -> Any:
        return wire.Chunk(chunk=b"\xff\xfe") if request.id == "bad" else puppet.payloads[request.id]

    puppet.answers["MessagePayload"] = unreadable
    for raw in (
        "",
        "null",
        "7",
        "[]",
        "{",
        "[" * 50_000,
        '{"messageId": 7}',
        '{"messageId": "\\ud800"}',
        '{"messageId": ""}',
    ):
        puppet.tells(wire.EventKind.MESSAGE, raw=raw)
    puppet.tells(wire.EventKind.MESSAGE, {"messageId": "nobody knows it"})
    puppet.tells(wire.EventKind.MESSAGE, {"messageId": "bad"})
    puppet.tells(wire.EventKind.MESSAGE, {"messageId": "x" * 100_000})
    puppet.tells(99, {"what": "is this"})
    puppet.tells(wire.EventKind.LOGIN, {"contactId": 7})
    puppet.tells(wire.EventKind.DIRTY, {"payloadType": [], "payloadId": {}})
    for stamp in (0, 2**64 - 1, 1):
        puppet.hears(f"at {stamp}", "几点了", timestamp=stamp)
    puppet.hears("long", "长" * 1_000_000)
    heard = await ear.hears(4, 20)
    assert [len(message.text) for message in heard] == [3, 3, 3, 1_000_000]
    assert heard[0].sent_at.year >= 2026


async def test_one_payload_that_never_comes_does_not_stop_the_next(
    puppet: PuppetDouble, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wechaty.hearing.PAYLOAD_SECONDS", 0.2)

    async def hangs(request: Any) -> Any:
        return await hang(request) if request.id == "m1" else puppet.payloads[request.id]

    puppet.answers["MessagePayload"] = hangs
    puppet.hears("m1", "一")
    puppet.hears("m2", "二")
    await ear.hears(1)
    assert ear.texts == ["二"]


async def test_without_names_a_message_still_comes(puppet: PuppetDouble, ear: Ear) -> None:
    for call in ("ContactPayload", "RoomPayload", "RoomMemberPayload"):
        puppet.answers[call] = fails(Status.UNKNOWN, "no payload")
    puppet.hears("m1", "@小爱 你好", room=ROOM, sender="wxid_new", mention_ids=[ME])
    (message,) = await ear.hears(1)
    assert (message.sender_name, message.chat_title, message.mentions_me, message.text) == ("", "", True, "你好")


async def test_a_message_that_could_not_be_stored_is_tried_again(
    ear: Ear, puppet: PuppetDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wechaty.hearing.TRIES_TO_STORE", (0.01, 0.01))
    ear.failures = [StoreLocked("app.sqlite"), StoreLocked("app.sqlite")]
    puppet.hears("m1", "一")
    await ear.hears(1)
    with structlog.testing.capture_logs() as logs:
        ear.failures = [KeyError("a bug")] * 3
        puppet.hears("m2", "二")
        puppet.hears("m3", "三")
        await ear.hears(2)
    assert ear.texts == ["一", "三"]
    assert [entry["message"] for entry in logs if entry["event"] == "wechaty.message_lost"] == ["m2"]


@pytest.mark.parametrize("box", ["inline", "uuid"])
async def test_a_picture_is_fetched(puppet: PuppetDouble, ear: Ear, box: str) -> None:
    content = bytes(range(256)) * 1000

    async def image(request: Any) -> Any:
        assert (request.id, request.type) == ("m1", 3)
        packed = {"type": 1, "base64": base64.b64encode(content).decode()}
        return wire.MessageImageResponse(filebox=json.dumps(packed if box == "inline" else {"type": 7, "uuid": "u"}))

    async def pieces(request: Any) -> Any:
        assert request.id == "u"
        return [content[:100_000], content[100_000:]]

    puppet.answers |= {"MessageImage": image, "Download": pieces}
    puppet.hears("m1", "<xml/>", type=wire.MessageKind.IMAGE)
    (message,) = await ear.hears(1)
    assert message.text == ""
    assert await ear.channel.fetch(message.pictures[0]) == content


async def test_a_photo_sent_as_a_file_is_a_picture(puppet: PuppetDouble, ear: Ear) -> None:
    async def file(request: Any) -> Any:
        return wire.MessageFileResponse(filebox=json.dumps({"type": 1, "base64": base64.b64encode(b"heic").decode()}))

    puppet.answers["MessageFile"] = file
    puppet.hears("m1", type=wire.MessageKind.ATTACHMENT, filename="IMG_1.HEIC")
    puppet.hears("m2", type=wire.MessageKind.ATTACHMENT, filename="病历.pdf", room=ROOM)
    puppet.hears("m3", "好")
    photo, text = await ear.hears(2)
    assert text.text == "好"
    assert await ear.channel.fetch(photo.pictures[0]) == b"heic"


async def test_a_picture_that_is_gone_or_too_large_is_refused(
    puppet: PuppetDouble, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    for call in ("MessageImage", "MessageFile"):
        puppet.answers[call] = fails(Status.UNKNOWN, "no such message")
    with pytest.raises(Refused):
        await ear.channel.fetch(Picture("image/m1"))

    async def uuid(_: Any) -> Any:
        return wire.MessageImageResponse(filebox=json.dumps({"type": 7, "uuid": "u"}))

    async def pieces(_: Any) -> Any:
        return [bytes(100)] * 100

    monkeypatch.setattr("bot.channels.wechaty.boxes.MOST_BYTES", 5000)
    puppet.answers |= {"MessageImage": uuid, "Download": pieces}
    with pytest.raises(Refused, match="too large"):
        await ear.channel.fetch(Picture("image/m1"))
