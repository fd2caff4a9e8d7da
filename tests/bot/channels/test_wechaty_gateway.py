"""The wechaty channel through the real gateway of npm, with TLS and without."""

import asyncio
import contextlib
import hashlib
import io
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bot.channels.base import NotSent, Refused
from tests.bot.channels.wechaty_ear import Ear, letter, listening
from tests.doubles.gateway import ROOM, TOKEN, Gateway, make_certificate, require_gateway, running_gateway
from tests.doubles.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module", params=["plain", "tls"])
def gateway(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    require_gateway()
    options: dict[str, str] = {}
    if request.param == "tls":
        certificate, key = make_certificate(tmp_path_factory.mktemp("tls"))
        options = {"certificate": str(certificate), "key": str(key)}
    with running_gateway(**options) as gateway:
        yield gateway


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def album() -> AsyncIterator[str]:
    """A machine of the house with `PHOTO` on it, by its origin."""
    async with serving_photo() as origin:
        yield origin


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ear(gateway: Gateway, album: str) -> AsyncIterator[Ear]:
    async with listening(gateway.endpoint, TOKEN, fetch_from=[album], **trust(gateway)) as ear:
        yield ear


@contextlib.asynccontextmanager
async def serving_photo() -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(PHOTO) + PHOTO)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def trust(gateway: Gateway) -> dict[str, object]:
    certificate = gateway.options.get("certificate")
    return {"tls": True, "ca_file": certificate} if certificate else {}


def photo() -> bytes:
    """A JPEG of more than 100 KB, as of an older phone."""
    picture = io.BytesIO()
    Image.frombytes("RGB", (320, 320), os.urandom(320 * 320 * 3)).save(picture, "JPEG", quality=88)
    return picture.getvalue()


PHOTO = photo()


async def test_private_and_group_text_in_and_out(gateway: Gateway, ear: Ear) -> None:
    ear.heard.clear()
    sent = len(gateway.sent())
    private = gateway.says("你好")
    gateway.says("吃饭了", room=True, who="wxid_baba")
    gateway.says("@小爱 今天天气", room=True, mention=True)
    direct, talk, asked = await ear.hears(3)
    assert (direct.message_id, direct.chat_id, direct.text, direct.sender_name) == (
        private,
        "wxid_mama",
        "你好",
        "妈妈",
    )
    assert (talk.chat_id, talk.sender_name, talk.mentions_me, talk.is_group) == (ROOM, "爸爸", False, True)
    assert (asked.chat_title, asked.mentions_me, asked.text) == ("幸福一家人", True, "今天天气")
    receipt = await ear.channel.send(letter(ROOM, "晴。", to=asked.message_id))
    await ear.channel.send(letter("wxid_mama", "在呢。", to=private))
    answer, greeting = gateway.sent()[sent:]
    assert (answer["conversation"], answer["text"]) == (ROOM, "@云淡风轻\u2005晴。")
    assert (answer["mentions"], answer["id"]) == (["wxid_mama"], receipt.message_id)
    assert (greeting["conversation"], greeting["text"], greeting["mentions"]) == ("wxid_mama", "在呢。", [])
    # What she said comes back as an event, and is not taken for a member's.
    await asyncio.sleep(0.3)
    assert len(ear.heard) == 3


async def test_public_accounts_are_not_heard(gateway: Gateway, ear: Ear) -> None:
    ear.heard.clear()
    gateway.says("今日要闻", who="gh_news")
    gateway.says("在吗")
    await ear.hears(1)
    assert ear.texts == ["在吗"]


@pytest.mark.parametrize("bytes_", [700, 100_000])
async def test_a_picture_comes_in_whole(gateway: Gateway, ear: Ear, bytes_: int) -> None:
    ear.heard.clear()
    picture = PHOTO if bytes_ > 20_000 else b"\xff\xd8\xff" + os.urandom(bytes_)
    gateway.shows(picture, room=True)
    (message,) = await ear.hears(1)
    assert message.text == ""
    assert await ear.channel.fetch(message.pictures[0]) == picture


async def test_a_picture_at_an_address_is_fetched_where_that_is_allowed(gateway: Gateway, ear: Ear, album: str) -> None:
    ear.heard.clear()
    async with serving_photo() as elsewhere:
        for origin in (album, elsewhere):
            gateway.says(url=f"{origin}/photo.jpg?sign=secret", name="photo.jpg")
        allowed, other = await ear.hears(2)
        assert await ear.channel.fetch(allowed.pictures[0]) == PHOTO
        with pytest.raises(Refused, match="not in fetch_from") as refused:
            await ear.channel.fetch(other.pictures[0])
        assert "secret" not in str(refused.value)


@pytest.mark.parametrize("megabytes", [5, 9])
async def test_a_clip_goes_out_whole(gateway: Gateway, ear: Ear, tmp_path: Path, megabytes: int) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"\0\0\0\x20ftypisom" + os.urandom(megabytes * 1024 * 1024))
    receipt = await ear.channel.send(letter(ROOM, path=clip))
    posted = gateway.sent()[-1]
    assert (posted["id"], posted["bytes"]) == (receipt.message_id, clip.stat().st_size)
    assert posted["sha256"] == hashlib.sha256(clip.read_bytes()).hexdigest()


async def test_a_picture_goes_out_whole(gateway: Gateway, ear: Ear, tmp_path: Path) -> None:
    for name, content in (("small.jpg", PHOTO[:3000]), ("large.jpg", PHOTO)):
        picture = tmp_path / name
        picture.write_bytes(content)
        await ear.channel.send(letter("wxid_mama", path=picture))
        assert gateway.sent()[-1]["sha256"] == hashlib.sha256(content).hexdigest()


async def test_a_room_renamed_is_called_by_its_new_name(gateway: Gateway, ear: Ear) -> None:
    for topic in ("新名字", "幸福一家人"):
        ear.heard.clear()
        gateway.post("topic", topic=topic)
        gateway.says("看", room=True)
        (message,) = await ear.hears(1)
        assert message.chat_title == topic


async def test_a_thousand_messages_at_once_all_come_in_order(gateway: Gateway, ear: Ear) -> None:
    ear.heard.clear()
    async with asyncio.timeout(60):
        for start in range(0, 1000, 100):
            await asyncio.to_thread(lambda start=start: [gateway.says(str(n)) for n in range(start, start + 100)])
        await ear.hears(1000, 30)
    assert ear.texts == [str(number) for number in range(1000)]


async def test_a_wrong_token_or_certificate_is_not_let_in(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(gateway.endpoint, "wrong", is_online=False, **trust(gateway)) as ear:
        await until(lambda: "UNAUTHENTICATED" in ear.channel.logins()[0].detail)
        assert "wrong" not in ear.channel.logins()[0].detail
    if not gateway.options:
        return
    async with listening(
        gateway.endpoint, TOKEN, is_online=False, tls=True, certificate_file=gateway.options["certificate"]
    ) as ear:
        # The one certificate is trusted; what is in the way is the first listener.
        await until(lambda: ear.stage == "displaced")
    other, _ = make_certificate(tmp_path)
    for stranger in ({"ca_file": other}, {"certificate_file": other}, {}):
        async with listening(gateway.endpoint, TOKEN, is_online=False, tls=True, **stranger) as ear:
            await until(lambda: "CERTIFICATE_VERIFY_FAILED" in ear.channel.logins()[0].detail)
            with pytest.raises(NotSent):
                await ear.channel.send(letter(ROOM, "在"))


async def test_login_logout_and_code_are_told(gateway: Gateway, ear: Ear) -> None:
    gateway.post("logout")
    await until(lambda: ear.stage == "expired")
    assert not ear.channel.can_reach("bot-xiaoai", ROOM)
    gateway.post("scan", qrcode="https://login.weixin.qq.com/l/new", status=2)
    await until(lambda: ear.channel.logins()[0].qr == "https://login.weixin.qq.com/l/new")
    gateway.post("scan", qrcode="https://login.weixin.qq.com/l/new", status=3)
    await until(lambda: ear.stage == "confirm")
    gateway.post("login", id="bot-xiaoai")
    await ear.is_online()
    assert ("bot-xiaoai", ROOM) in ear.reachable
