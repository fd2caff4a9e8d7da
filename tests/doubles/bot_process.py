"""小爱 in a process of its own, her far sides played by doubles, able to kill herself (kill -9) at a named point.

    python -m tests.doubles.bot_process DATA --chat ids=URL --chat plain=URL [--paid URL [--can-find] [--longest S]] [--kill POINT] [--expect N]

Settings come from the environment as always. The first line on stdout is `up`, with --code followed by the admin's one-time code.
It ends at SIGTERM as `xiaoai run` does; with --expect also by itself, once N messages are done, every job has ended and nothing
waits in the outbox. Turns of --hold MEMBER last until the file DATA/go is there.
"""

import argparse
import asyncio
import contextlib
import dataclasses
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos import DBOS
from dbos._error import DBOSException

from bot.app import App
from bot.channels.base import Limits
from bot.config import load_settings
from bot.conversation import Conversation
from bot.tables import jobs, messages, outbox
from bot.telemetry import set_up_logging
from generators.base import Generator
from tests.doubles.chat_channel import DoubleChannel
from tests.doubles.kill_points import ALL_POINTS, place_kill
from tests.doubles.paid_generator import PaidDouble

UNFINISHED = ("accepted", "running", "delivering")
PAUSE_SECONDS = 0.05


async def main() -> None:
    options = _options()
    options.data.mkdir(parents=True, exist_ok=True)
    if options.kill:
        place_kill(options.kill, options.data / "killed")
    if options.hold:
        hold_turns(options.hold, options.data / "go")
    os.environ["XIAOAI_DATA"] = str(options.data)
    # More clips than a family has a day; what is spent and counted is looked at elsewhere.
    for name in ("VIDEOS_PER_DAY", "IMAGES_PER_DAY", "GROUP_VIDEOS_PER_DAY", "YUAN_PER_DAY"):
        os.environ.setdefault(f"XIAOAI_QUOTAS__{name}", "0")
    settings = load_settings()
    set_up_logging("error", is_interactive=False)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    channels = list(_channels(options))
    generators: dict[Any, list[Generator]] | None = {"video": [_paid(options)], "image": []} if options.paid else None
    async with App(settings, channels=channels, generators=generators).running() as app:
        print("up", (await app.new_admin_code() or "") if options.code else "", flush=True)
        while not stop.is_set() and not (options.expect is not None and await is_idle(app, options.expect)):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PAUSE_SECONDS):
                    await stop.wait()


def hold_turns(member: str, go: Path) -> None:
    """A handler that hangs: the turns of this member wait for the file."""
    answer = Conversation._answer

    async def held(self: Conversation, heard: Any) -> Any:
        while heard.message.sender_id == member and not go.exists():
            await asyncio.sleep(PAUSE_SECONDS)
        return await answer(self, heard)

    Conversation._answer = held  # type: ignore[method-assign]


async def is_idle(app: App, expected: int) -> bool:
    """N messages done, no job open, nothing waiting to be sent, and no workflow to be gone through again."""

    def query(connection: sa.Connection) -> bool:
        def count(where: sa.ColumnElement[bool]) -> int:
            return connection.scalar(sa.select(sa.func.count()).where(where)) or 0

        return (
            count(messages.c.done_at.is_not(None)) >= expected
            and not count(jobs.c.state.in_(UNFINISHED))
            and not count(outbox.c.settled_at.is_(None))
        )

    if not await app.read(query):
        return False
    try:
        return not await DBOS.list_workflows_async(status=["ENQUEUED", "PENDING"], load_input=False)
    except DBOSException:  # not launched yet
        return False


def _channels(options: argparse.Namespace) -> Iterator[DoubleChannel]:
    for chat in options.chat:
        name, url = chat.split("=", 1)
        takes_client_id = name.startswith("ids")
        channel = DoubleChannel(
            url, name, takes_client_id, Limits(), timeout_seconds=options.send_seconds, wait_seconds=5
        )
        channel.admits_everyone = not options.door
        yield channel


def _paid(options: argparse.Namespace) -> Generator:
    paid = PaidDouble(options.paid, can_find=options.can_find)
    paid.capabilities = dataclasses.replace(
        paid.capabilities,
        poll_seconds=0.05,
        settles_in_seconds=0.2,
        typical_seconds=(1, 60),
        max_seconds=options.longest,
        takes_picture=True,
    )
    return paid


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--chat", action="append", default=[])
    parser.add_argument("--paid")
    parser.add_argument("--can-find", action="store_true")
    parser.add_argument("--longest", type=float, default=60.0, help="seconds of one paid request")
    parser.add_argument("--kill", choices=ALL_POINTS)
    parser.add_argument("--expect", type=int)
    parser.add_argument("--hold", help="a member whose turns hang")
    parser.add_argument("--door", action="store_true", help="strangers are asked about, as in a real chat")
    parser.add_argument("--code", action="store_true")
    parser.add_argument("--send-seconds", type=float, default=5.0)
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
