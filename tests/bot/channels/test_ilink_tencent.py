"""Tencent's own client, which nobody here wrote, talks to the same double: it can tell no difference, and its calls have the shapes of ours."""

import asyncio
import base64
import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.ilink import bindings
from bot.channels.ilink.login import QrLogin
from bot.channels.ilink.wire import new_client
from tests.bot.channels.ilink_house import QUICK, ilink, letter, listening
from tests.doubles.processes import ROOT, Double
from tests.doubles.waiting import until

CLIENT = ROOT / "tests" / "ilink_client"
INSTALL = "腾讯自己的 iLink 客户端没有装：装好 Node.js 20 或更新的版本，再运行 make setup（Node.js 20 or newer, then make setup）"
PHOTO = os.urandom(109_411)
CLIP_BYTES = 5 * 1024 * 1024


class Driven:
    """The client in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def tells(self, step: str) -> dict[str, Any]:
        """The next thing of this kind; what it says to a person at the terminal is left out."""
        assert self._process.stdout
        told = []
        async with asyncio.timeout(30):
            while line := await self._process.stdout.readline():
                told.append(line.decode())
                if line.startswith(b"{") and (found := json.loads(line))["step"] == step:
                    assert isinstance(found, dict)
                    return found
        raise AssertionError(f"it ended after {told}")


@contextlib.asynccontextmanager
async def client(double: Double, folder: Path, *files: Path) -> AsyncIterator[Driven]:
    node = shutil.which("node")
    if node is None or not (CLIENT / "node_modules").is_dir():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(INSTALL)
    process = await asyncio.create_subprocess_exec(
        *(node, str(CLIENT / "drive.mjs"), double.url, *map(str, files)),
        stdout=asyncio.subprocess.PIPE,
        # It keeps its accounts and its log there.
        env=os.environ | {"OPENCLAW_STATE_DIR": str(folder), "HOME": str(folder)},
    )
    try:
        yield Driven(process)
        assert await process.wait() == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def says_a_text_and_a_photo(double: Double) -> None:
    double.post("/member_says", user="mama", text="你好")
    double.post("/member_says", user="mama", images=[base64.b64encode(PHOTO).decode()])


def made(folder: Path) -> list[Path]:
    files = {"clip.mp4": CLIP_BYTES, "picture.png": 3000, "bill.pdf": 16}
    for name, size in files.items():
        (folder / name).write_bytes(hashlib.sha256(name.encode()).digest() * (size // 32 + 1))
    return [folder / name for name in files]


async def as_tencent_does_it(double: Double, folder: Path) -> None:
    double.post("/login", states=[{"status": "scaned"}, {"status": "confirmed", "user": "mama"}])
    async with client(double, folder, *made(folder)) as driven:
        assert (await driven.tells("login"))["connected"]
        await says_a_text_and_a_photo(double)
        assert (await driven.tells("text"))["text"] == "你好"
        assert (await driven.tells("image"))["sha256"] == hashlib.sha256(PHOTO).hexdigest()
        await driven.tells("done")


async def as_we_do_it(double: Double, folder: Path) -> None:
    double.post("/login", states=[{"status": "scaned"}, {"status": "confirmed", "user": "mama"}])
    async with new_client(double.url, QUICK) as http:
        assert await QrLogin(http, double.url, folder / "ilink", timing=QUICK).run()
    (binding,) = bindings.load(folder / "ilink").by_account.values()
    async with listening(double, folder / "ilink") as ear:
        await says_a_text_and_a_photo(double)
        text, photo = await ear.hears(2)
        assert text.text == "你好"
        assert await ear.channel.fetch(photo.pictures[0]) == PHOTO
        await ear.channel.send(letter(binding, "好的"))
        for number, (path, kind) in enumerate(zip(made(folder), ("video", "image", "file"), strict=True)):
            await ear.channel.send(letter(binding, "说明", f"m{number}", kind=kind, path=path))
        with ear.channel.working(binding.account, binding.user_id):
            await until(lambda: double.get("/typing", user="mama"))
        await until(lambda: double.get("/typing", user="mama")[-1] == 2)


def shapes(double: Double) -> list[str]:
    """Each kind of call once, without how often and in which order it was made."""
    return sorted({json.dumps(call, sort_keys=True) for call in double.get("/calls")})


async def test_calls_have_the_same_shapes_and_the_same_arrives(tmp_path: Path) -> None:
    theirs_seen, ours_seen = [], []
    with ilink() as theirs, ilink() as ours:
        for name, double, does, seen in (
            ("theirs", theirs, as_tencent_does_it, theirs_seen),
            ("ours", ours, as_we_do_it, ours_seen),
        ):
            (tmp_path / name).mkdir()
            await does(double, tmp_path / name)
            posts = double.get("/posted", user="mama")
            seen += [(post["type"], post.get("text"), post.get("bytes"), post.get("sha256")) for post in posts]
        assert [call["operation"] for call in map(json.loads, shapes(ours))].count("sendmessage") == 4
        assert shapes(ours) == shapes(theirs)
    assert ours_seen == theirs_seen
    assert [post[0] for post in ours_seen] == [1, 1, 5, 1, 2, 1, 4]
