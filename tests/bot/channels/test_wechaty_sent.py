"""How a send over wechaty ends, by what the gateway said or did not say."""

import asyncio
import base64
import json
from pathlib import Path

import pytest
from grpclib.const import Status

from bot.channels.base import ChannelError, NotSent, Refused, Unanswered
from tests.bot.channels.wechaty_ear import Ear, hang, letter
from tests.doubles.puppet_server import MAMA, ME, ROOM, TOKEN, PuppetDouble, fails
from tests.doubles.waiting import until


async def test_an_answer_in_a_room_mentions_who_asked(puppet: PuppetDouble, ear: Ear) -> None:
    puppet.hears("m1", "@小爱 你好", room=ROOM, mention_ids=[ME])
    puppet.hears("m2", "你好")
    await ear.hears(2)
    receipt = await ear.channel.send(letter(ROOM, "在", to="m1"))
    await ear.channel.send(letter(MAMA, "在", to="m2"))
    await ear.channel.send(letter(ROOM, "到点了"))
    sent = [
        (request.conversation_id, request.text, request.mentonal_ids) for request in puppet.called("MessageSendText")
    ]
    assert sent == [(ROOM, "@云淡风轻\u2005在", [MAMA]), (MAMA, "在", []), (ROOM, "到点了", [])]
    assert receipt.message_id.startswith("sent-")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (Status.UNKNOWN, Unanswered),
        (Status.INTERNAL, Unanswered),
        (Status.UNAVAILABLE, Unanswered),
        (Status.DEADLINE_EXCEEDED, Unanswered),
        (Status.UNAUTHENTICATED, NotSent),
        (Status.RESOURCE_EXHAUSTED, Refused),
        (Status.NOT_FOUND, Refused),
        (Status.UNIMPLEMENTED, Refused),
    ],
)
async def test_how_a_send_ends(puppet: PuppetDouble, ear: Ear, status: Status, error: type[ChannelError]) -> None:
    puppet.answers["MessageSendText"] = fails(status, f"said with {TOKEN}")
    with pytest.raises(error) as raised:
        await ear.channel.send(letter(MAMA, "在"))
    assert TOKEN not in str(raised.value)


async def test_hung_up_in_the_middle_it_may_have_arrived(puppet: PuppetDouble, ear: Ear) -> None:
    puppet.answers["MessageSendText"] = hang
    sending = asyncio.create_task(ear.channel.send(letter(MAMA, "在")))
    await until(lambda: puppet.called("MessageSendText"))
    puppet.hang_up()
    with pytest.raises(Unanswered):
        await sending
    await until(lambda: len(puppet.called("Start")) == 2)
    await ear.is_online()
    puppet.answers.clear()
    assert await ear.channel.send(letter(MAMA, "在"))


async def test_a_large_file_is_uploaded_and_a_small_one_goes_along(
    puppet: PuppetDouble, ear: Ear, tmp_path: Path
) -> None:
    small, large = tmp_path / "a.jpg", tmp_path / "b.mp4"
    small.write_bytes(b"s" * 1000)
    large.write_bytes(b"l" * 5_000_000)
    await ear.channel.send(letter(ROOM, path=small))
    receipt = await ear.channel.send(letter(ROOM, "看", path=large))
    first, second = [json.loads(request.filebox) for request in puppet.called("MessageSendFile")]
    assert base64.b64decode(first["base64"]) == small.read_bytes()
    assert (second["uuid"], second["name"], second["size"]) == ("uploaded", "b.mp4", 5_000_000)
    assert puppet.called("Upload") == [large.read_bytes()]
    assert [name for name, _ in puppet.asked][-2:] == ["MessageSendFile", "MessageSendText"]
    assert receipt.sends == 2


async def test_an_old_gateway_gets_files_inline_as_far_as_they_fit(
    puppet: PuppetDouble, ear: Ear, tmp_path: Path
) -> None:
    puppet.answers["Upload"] = fails(Status.UNIMPLEMENTED)
    file = tmp_path / "a.mp4"
    file.write_bytes(b"m" * 2_900_000)
    await ear.channel.send(letter(ROOM, path=file))
    file.write_bytes(b"m" * 3_100_000)
    with pytest.raises(Refused, match="too old"):
        await ear.channel.send(letter(ROOM, path=file))


async def test_what_was_only_uploaded_was_not_sent(puppet: PuppetDouble, ear: Ear, tmp_path: Path) -> None:
    puppet.answers["Upload"] = fails(Status.UNKNOWN, "no space left")
    file = tmp_path / "a.mp4"
    file.write_bytes(b"m" * 100_000)
    with pytest.raises(NotSent):
        await ear.channel.send(letter(ROOM, path=file))
    file.unlink()
    with pytest.raises(Refused, match="gone"):
        await ear.channel.send(letter(ROOM, path=file))


async def test_a_caption_that_fails_does_not_send_the_file_again(
    puppet: PuppetDouble, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.wechaty.channel.CAPTION_PAUSES_SECONDS", (0.01,))
    file = tmp_path / "a.mp4"
    file.write_bytes(b"m")
    puppet.answers["MessageSendText"] = fails(Status.UNAUTHENTICATED)
    assert await ear.channel.send(letter(ROOM, "看", path=file))
    assert len(puppet.called("MessageSendFile")) == 1
    assert len(puppet.called("MessageSendText")) == 2
