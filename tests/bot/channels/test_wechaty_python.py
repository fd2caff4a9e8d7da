"""python-wechaty 0.10.7 and our channel read the same gateway of npm, and agree as far as that library goes.

What it cannot do any more is held fast here, too: it is why the channel does without it (docs/decisions/0013).
"""

import asyncio
import contextlib
import hashlib
import json
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Message
from tests.bot.channels.wechaty_ear import Ear, listening
from tests.doubles.gateway import TOKEN, Gateway, require_gateway, running_gateway
from tests.doubles.processes import ROOT, closed_port
from tests.doubles.waiting import until

PYTHON = ROOT / ".venv-wechaty" / "bin" / "python"
READER = ROOT / "tests" / "python_wechaty" / "reader.py"
INSTALL = (
    "python-wechaty is not installed: `make test` does it where there is a Python 3.11 or 3.12 "
    "(it does not run on newer ones), Debian: apt-get install python3-venv; macOS: brew install python@3.12"
)
SMALL, LARGE = b"\xff\xd8\xff" + os.urandom(9_000), b"\xff\xd8\xff" + os.urandom(109_000)


@pytest.fixture
def gateway() -> Any:
    require_gateway()
    if not (PYTHON.parents[1] / ".installed").is_file():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(INSTALL)
    with running_gateway() as gateway:
        yield gateway


def family_talks(gateway: Gateway) -> None:
    """What both are to hear."""
    gateway.says("你好，小爱")
    gateway.says("在吗", who="wxid_baba")
    gateway.says("今晚吃鱼", who="wxid_baba", room=True)
    gateway.says("@小爱 今天天气", room=True, mention=True)
    gateway.shows(SMALL)
    gateway.shows(LARGE, room=True)


COUNT = 6


async def test_both_read_the_same(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(gateway.endpoint, TOKEN) as ear:
        await asyncio.to_thread(family_talks, gateway)
        ours = [await as_read_by_us(ear, message) for message in await ear.hears(COUNT)]
    async with python_wechaty(gateway, tmp_path) as theirs:
        await asyncio.to_thread(family_talks, gateway)
        await until(lambda: len(theirs) >= COUNT, 60)
    assert [line.get("sha256") for line in ours[-2:]] == [hashlib.sha256(one).hexdigest() for one in (SMALL, LARGE)]
    (failed,) = [line for line in theirs if "failed" in line]
    assert "unknown file_box" in failed.pop("failed")
    del ours[-1]["sha256"]
    assert _in_order(theirs) == _in_order(ours)


async def as_read_by_us(ear: Ear, message: Message) -> dict[str, object]:
    """In the words of the reader."""
    line: dict[str, object] = {
        "sender": message.sender_id,
        "name": message.sender_name,
        "room": message.chat_id if message.is_group else "",
        "topic": message.chat_title,
        "mentions_me": message.mentions_me,
        "text": message.text,
    }
    if message.pictures:
        line["sha256"] = hashlib.sha256(await ear.channel.fetch(message.pictures[0])).hexdigest()
    return line


@contextlib.asynccontextmanager
async def python_wechaty(gateway: Gateway, folder: Path) -> AsyncIterator[list[dict[str, Any]]]:
    """The library, logged in, in an empty folder; gives the lines it writes."""
    process = await asyncio.create_subprocess_exec(
        *(PYTHON, READER, gateway.endpoint, TOKEN, str(closed_port())),
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    lines: list[dict[str, Any]] = []
    stderr = asyncio.create_task(_all_of(process.stderr))
    reading = asyncio.create_task(_keep(process.stdout, lines))
    try:
        await until(lambda: lines or reading.done(), 60)
        assert lines, f"it ended: {await stderr}"
        assert lines.pop(0) == {"ready": True}
        yield lines
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await asyncio.gather(reading, stderr)


async def _keep(stream: asyncio.StreamReader | None, lines: list[dict[str, Any]]) -> None:
    assert stream
    while raw := await stream.readline():
        if raw.startswith(b"{"):
            lines.append(json.loads(raw))


async def _all_of(stream: asyncio.StreamReader | None) -> str:
    assert stream
    return (await stream.read()).decode(errors="replace")[-2000:]


def _in_order(lines: list[dict[str, Any]]) -> list[str]:
    """It asks for each message beside the others, and tells them as the answers come."""
    return sorted(json.dumps(line, sort_keys=True, ensure_ascii=False) for line in lines)
