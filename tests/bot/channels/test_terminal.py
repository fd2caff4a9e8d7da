"""The terminal's socket: private, patient with nonsense, and honest about what was shown."""

import asyncio
import contextlib
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from bot.channels.terminal import LetterLine
from bot.client import connected
from bot.owner import socket_path
from bot.tables import messages, outbox
from tests.bot.harness import BotUnderTest, running
from tests.doubles.waiting import until

ASK = "附近有什么好吃的面馆"


class Wire:
    """A terminal's end of the socket, line by line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def sends(self, line: bytes | dict[str, str]) -> None:
        self._writer.write((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n")
        await self._writer.drain()

    async def gets(self, kind: str) -> dict[str, Any]:
        """The next line of that kind."""
        async with asyncio.timeout(10):
            while True:
                line: dict[str, Any] = json.loads(await self._reader.readline())
                if line["type"] == kind:
                    return line

    async def hangs_up(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


@contextlib.asynccontextmanager
async def wire(bot: BotUnderTest) -> AsyncIterator[Wire]:
    end = Wire(*await asyncio.open_unix_connection(socket_path(bot.data)))
    yield end
    with contextlib.suppress(ConnectionError):
        await end.hangs_up()


def letters_of(connection: Any) -> list[tuple[str, str]]:
    rows = connection.execute(outbox.select().where(outbox.c.channel == "terminal").order_by(outbox.c.id))
    return [(row.state, row.text) for row in rows]


async def test_only_its_user_may_connect(bot: BotUnderTest) -> None:
    mode = socket_path(bot.data).stat().st_mode
    assert (stat.S_ISSOCK(mode), stat.S_IMODE(mode)) == (True, 0o600)


async def test_what_is_said_is_answered_where_it_was_said(bot: BotUnderTest) -> None:
    shown: dict[str, list[LetterLine]] = {"first": [], "second": []}
    socket = socket_path(bot.data)
    async with connected(socket, shown["first"].append) as first, connected(socket, shown["second"].append) as second:
        await first.follow(await first.say(ASK), lambda _: None)
        await second.follow(await second.say("去公园怎么走"), lambda _: None)
    assert ["面馆" in letter.text for letter in shown["first"]] == [True]
    assert ["公园" in letter.text for letter in shown["second"]] == [True]


async def test_a_clip_is_followed_to_its_end(bot: BotUnderTest) -> None:
    shown: list[LetterLine] = []
    async with connected(socket_path(bot.data), shown.append) as client:
        job = await client.follow(await client.say("拍一段1秒的视频：小狗"), lambda _: None)
    assert job
    assert (job.state, Path(job.path).suffix) == ("done", ".mp4")
    assert [letter.kind for letter in shown] == ["text", "video"]


async def test_garbage_is_passed_over(bot: BotUnderTest) -> None:
    async with wire(bot) as end:
        for garbage in (b"", b"hello", b"{}", b"[1]", b"\xff\xfe", b'{"type": "say"}', b'{"type": "rm", "id": "1"}'):
            await end.sends(garbage)
        await end.sends({"type": "shown", "id": "nobody sent this"})
        await end.sends({"type": "say", "id": "1", "text": ASK})
        assert (await end.gets("heard"))["id"] == "1"
        assert "面馆" in (await end.gets("letter"))["text"]


async def test_said_twice_it_is_answered_once(bot: BotUnderTest) -> None:
    async with wire(bot) as end:
        for _ in range(2):
            await end.sends({"type": "say", "id": "1", "text": ASK})
            await end.gets("heard")
        assert len(await bot.rows(messages)) == 1


async def test_gone_in_the_middle_of_a_letter_it_is_uncertain(bot: BotUnderTest) -> None:
    async with wire(bot) as end:
        await end.sends({"type": "say", "id": "1", "text": ASK})
        await end.gets("letter")
    await bot.until(lambda c: letters_of(c)[:1] and letters_of(c)[0][0] == "uncertain")
    async with wire(bot) as end:
        assert "不确定你看到没有" in (await end.gets("letter"))["text"]


async def test_what_is_ready_while_nobody_is_there_is_shown_to_the_next(bot: BotUnderTest) -> None:
    bot.studio.is_open.clear()
    async with wire(bot) as end:
        await end.sends({"type": "say", "id": "1", "text": "拍一段1秒的视频：小狗"})
        await end.sends({"type": "shown", "id": (await end.gets("letter"))["id"]})
        await bot.until(lambda c: [state for state, _ in letters_of(c)] == ["delivered"])
    bot.studio.is_open.set()
    await bot.until(lambda c: [state for state, _ in letters_of(c)] == ["delivered", "waiting"], 20)
    async with wire(bot) as end:
        assert (await end.gets("letter"))["text"] == "「小狗」1 秒。想换个样子就说“换个风格”。"


async def test_the_socket_of_a_killed_owner_is_replaced(tmp_path: Path) -> None:
    left_over = socket_path(tmp_path)
    left_over.touch()
    async with running(tmp_path) as bot, wire(bot) as end:
        await end.sends({"type": "ask"})
        assert (await end.gets("answer"))["jobs"] == []
    await until(lambda: not left_over.exists())
