"""`say`, `chat` and `jobs`: a person at a terminal.

They talk through the owner's socket to the process that owns the data folder; where there is none they become it for as long as
they run. Either way it is the same conversation: nothing is answered in a way of its own here.
"""

import asyncio
import contextlib
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

from bot.channels.terminal import JobLine, LetterLine
from bot.client import Client, Show, connected
from bot.config import load_settings
from bot.errors import AlreadyOwned
from bot.owner import socket_path
from bot.telemetry import set_up_logging

OWNER_STARTS_SECONDS = 10.0
UNCLEAR = ("needs_admin", "uncertain")


async def say(home: Path | None, text: str) -> int:
    """One whole turn. Returns the exit status: 0 done, 1 not done, 3 not known."""
    from bot.progress import ProgressBar

    async with at_the_terminal(home, _print) as client:
        with ProgressBar() as bar:
            job = await client.follow(await client.say(text), bar.show)
        if job is None:
            return 0
        if job.path and job.state == "done":
            print(job.path)
        return 0 if job.state == "done" else 3 if job.state in UNCLEAR else 1


async def chat(home: Path | None) -> int:
    """Lines from the keyboard, until the end of input. What was asked last is waited for."""
    async with at_the_terminal(home, _print_chat) as client:
        lines = _read_lines()
        is_interactive = sys.stdin.isatty()
        if is_interactive:
            print("和小爱聊吧。Ctrl-D 结束。")
        last = ""
        while (line := await lines.get()) is not None:
            if line.strip():
                last = await client.say(line.strip())
        if last and not is_interactive:
            await client.follow(last, lambda _: None)
    return 0


async def list_jobs(home: Path | None) -> None:
    """The last jobs, a line each."""
    settings = load_settings(home)
    if not (settings.data / "app.sqlite").exists() and settings.database_url is None:
        print("还没有任务。")
        return
    try:
        async with connected(socket_path(settings.data), _print) as client:
            found = (await client.ask()).jobs
    except (ConnectionRefusedError, FileNotFoundError):
        from bot.desk import last_jobs

        # Nobody is at home: look without starting anything.
        found = await last_jobs(settings)
    for job in found:
        print(_line_of(job))
    if not found:
        print("还没有任务。")


@contextlib.asynccontextmanager
async def at_the_terminal(home: Path | None, show: Show) -> AsyncIterator[Client]:
    """A connection to the owner of the data folder, who is this process where there was none."""
    settings = load_settings(home)
    set_up_logging("error" if settings.log_level == "info" else settings.log_level, is_interactive=sys.stderr.isatty())
    socket = socket_path(settings.data)
    try:
        async with connected(socket, show) as client:
            yield client
            return
    except (ConnectionRefusedError, FileNotFoundError):
        pass
    from bot.app import App

    try:
        async with App(settings).running(), connected(socket, show) as client:
            yield client
    except AlreadyOwned:
        # Its owner is only just starting.
        async with _connected_soon(socket, show) as client:
            yield client


@contextlib.asynccontextmanager
async def _connected_soon(socket: Path, show: Show) -> AsyncIterator[Client]:
    async with contextlib.AsyncExitStack() as stack:
        async with asyncio.timeout(OWNER_STARTS_SECONDS):
            while True:
                try:
                    client = await stack.enter_async_context(connected(socket, show))
                    break
                except (ConnectionRefusedError, FileNotFoundError):
                    await asyncio.sleep(0.05)
        yield client


def _read_lines() -> asyncio.Queue[str | None]:
    """Lines of standard input as they come, then None. In a daemon thread: a read cannot be interrupted."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody listens any more
            for line in sys.stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    return lines


def _print(letter: LetterLine) -> None:
    print(letter.text, flush=True)


def _print_chat(letter: LetterLine) -> None:
    print(f"小爱：{letter.text}" + (f"\n{letter.path}" if letter.path else ""), flush=True)


_STATES = {
    "accepted": "排队",
    "running": "在做",
    "delivering": "在发",
    "done": "好了",
    "undelivered": "没发成",
    "uncertain": "不确定收到没有",
    "failed": "没做成",
    "cancelled": "取消了",
    "needs_admin": "需要人看一下",
}


def _line_of(job: JobLine) -> str:
    return f"{job.number:>4}  {_STATES[job.state]}  {job.title}" + (f"  {job.path}" if job.path else "")
