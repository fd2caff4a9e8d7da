"""The official SDK, which nobody here wrote, talks to the same double: it can tell no difference, and its frames have the shapes of ours."""

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.channels.wecom_room import QUICK, channel_to, letter, listening, online
from tests.doubles.processes import ROOT
from tests.doubles.waiting import until
from tests.doubles.wecom import BOT_ID, SECRET, WecomDouble, wecom_double

SDK = ROOT / "tests" / "wecom_sdk"
INSTALL = (
    "企业微信的官方 SDK 没有装：装好 Node.js 18 或更新的版本，再运行 make setup（Node.js 18 or newer, then make setup）"
)


class Driven:
    """The SDK in a process of its own, and what it told so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.told: list[dict[str, Any]] = []

    async def tells(self, step: str) -> dict[str, Any]:
        """The next thing of this kind."""
        assert self.process.stdout
        async with asyncio.timeout(20):
            while line := await self.process.stdout.readline():
                self.told.append(json.loads(line))
                if self.told[-1]["step"] == step:
                    return self.told[-1]
        raise AssertionError(f"it ended after {self.told}")


@contextlib.asynccontextmanager
async def sdk(double: WecomDouble, file: Path, secret: str = SECRET) -> AsyncIterator[Driven]:
    node = shutil.which("node")
    if node is None or not (SDK / "node_modules").is_dir():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(INSTALL)
    command = (node, str(SDK / "drive.mjs"), double.url, BOT_ID, secret, "wrFamily", str(file))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        yield Driven(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@pytest.fixture
async def double() -> AsyncIterator[WecomDouble]:
    async with wecom_double() as double:
        yield double


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "result.mp4"
    path.write_bytes(os.urandom(5 * 1024 * 1024 + 7))
    return path


def shape(value: Any, name: str = "") -> Any:
    """A frame without what differs from one to the next: types instead of values, but the words that mean something."""
    if isinstance(value, dict):
        return {key: shape(each, key) for key, each in sorted(value.items())}
    if name == "req_id":
        return value.rpartition("_")[0].rpartition("_")[0] or "the callback's"
    if name in (
        "cmd",
        "msgtype",
        "type",
        "finish",
        "total_size",
        "total_chunks",
        "md5",
        "chatid",
        "content",
        "bot_id",
        "secret",
    ):
        return value
    return type(value).__name__


def shapes(double: WecomDouble) -> list[str]:
    """Of every frame so far, each once, in no order: the SDK uploads chunks beside each other."""
    return sorted({json.dumps(shape(frame), ensure_ascii=False) for frame in double.frames})


async def test_frames_are_those_of_the_sdk(double: WecomDouble, file: Path, tmp_path: Path) -> None:
    async with sdk(double, file) as driven:
        await driven.tells("authenticated")
        await double.says("在吗", chat="wrFamily")
        assert await driven.tells("text") == {
            "step": "text",
            "content": "@小爱 在吗",
            "from": "mama",
            "chattype": "group",
        }
        assert (await driven.tells("done"))["connected"]
    theirs, posts = shapes(double), double.posts.copy()
    assert [post.kind for post in posts] == ["text", "text", "video", "image"]
    assert {post.content for post in posts[2:]} == {file.read_bytes()}

    await until(lambda: not double.is_subscribed)
    double.frames.clear()
    double.posts.clear()
    picture = tmp_path / "result.png"
    picture.write_bytes(file.read_bytes())
    channel = channel_to(double, timing=QUICK.__class__(ping=0.2))
    async with listening(channel) as ears:
        await online(channel)
        await double.says("在吗", chat="wrFamily")
        asked = (await ears.next()).message_id
        await channel.send(letter("在呢", "wrFamily", to=asked))
        await channel.send(letter("天亮了", "wrFamily", id="2"))
        await channel.send(letter("", "wrFamily", kind="video", path=file, id="3"))
        await channel.send(letter("", "wrFamily", kind="image", path=picture, id="4"))
        await until(lambda: any(frame["cmd"] == "ping" for frame in double.frames))
    assert shapes(double) == theirs
    assert [(post.chat, post.kind, post.text, post.content, bool(post.req_id)) for post in double.posts] == [
        (post.chat, post.kind, post.text, post.content, bool(post.req_id)) for post in posts
    ]


async def test_the_sdk_opens_the_doubles_photos(double: WecomDouble, file: Path) -> None:
    content = os.urandom(100_003)
    async with sdk(double, file) as driven:
        await driven.tells("authenticated")
        await double.sends({"msgtype": "image", "image": double.media.put(content)})
        assert (await driven.tells("image"))["sha256"] == hashlib.sha256(content).hexdigest()


async def test_the_sdk_is_displaced_by_ours(double: WecomDouble, file: Path) -> None:
    channel = channel_to(double)
    async with sdk(double, file) as driven:
        await driven.tells("authenticated")
        async with listening(channel):
            await online(channel)
            await driven.tells("displaced")
            assert channel.logins()[0].stage == "online"


async def test_the_sdk_is_told_of_a_wrong_secret(double: WecomDouble, file: Path) -> None:
    async with sdk(double, file, secret="wrong") as driven:
        assert "853000" in (await driven.tells("error"))["message"]
