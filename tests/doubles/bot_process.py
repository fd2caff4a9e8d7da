"""小爱 in a process of its own, her far sides played by doubles, able to kill herself (kill -9) at a named point, once.

    python -m tests.doubles.bot_process DATA --chat ids=URL --chat plain=URL [--paid URL [--can-find]] [--kill POINT] [--expect N]

Settings come from the environment as always. With --expect it ends by itself once N messages are done, every job has ended and
nothing waits in the outbox. Only calls are wrapped to place the kill: what runs is the product.
"""

import argparse
import asyncio
import dataclasses
import functools
import inspect
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.app import App
from bot.channels.base import Limits
from bot.config import load_settings
from bot.conversation import Conversation
from bot.inbox import Inbox
from bot.jobs.ledger import Ledger
from bot.jobs.queue import JobQueue
from bot.jobs.steps import Steps
from bot.jobs.workflow import Engine
from bot.outbox import Outbox
from bot.tables import jobs, messages, outbox
from bot.telemetry import set_up_logging
from generators.base import Generator
from tests.doubles.chat_channel import DoubleChannel
from tests.doubles.paid_generator import PaidDouble

STEPS = ("rewrite", "route", "render", "submit", "wait", "fetch", "check", "fit", "deliver")


def _is_text(*args: Any) -> bool:
    return any(getattr(value, "kind", "") == "text" for value in args)


def _is_video(*args: Any) -> bool:
    return any(getattr(value, "kind", "") == "video" for value in args)


def _any(*args: Any) -> bool:
    return True


Place = tuple[type, str, Callable[..., bool]]
PLACES: dict[str, Place] = {
    "store-message": (Inbox, "put", _any),
    "turn": (Conversation, "_answer", _any),
    "commit": (Conversation, "_commit", _any),
    "post": (Outbox, "post", _any),
    "enqueue": (Engine, "enqueue", _any),
    "mark-enqueued": (JobQueue, "_mark_enqueued", _any),
    **{step: (Steps, step, _any) for step in STEPS},
    "open-ledger": (Ledger, "_open", _any),
    "pay": (PaidDouble, "submit", _any),
    "write-ticket": (Ledger, "_take", _any),
    "send-text": (DoubleChannel, "send", _is_text),
    "send-video": (DoubleChannel, "send", _is_video),
    "settle": (Outbox, "_settle", _any),
}
POINTS = tuple(f"{when}:{place}" for place in PLACES for when in ("before", "after"))


def place_kill(point: str, mark: Path) -> None:
    """Wrap one call so that the process dies before or after it, the first time any life of it comes there."""
    when, name = point.split(":")
    owner, attribute, matches = PLACES[name]
    original = getattr(owner, attribute)

    def die() -> None:
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    if inspect.iscoroutinefunction(original):

        @functools.wraps(original)
        async def wrapped(*args: Any, **named: Any) -> Any:
            if when == "before" and matches(*args):
                die()
            result = await original(*args, **named)
            if when == "after" and matches(*args):
                die()
            return result
    else:

        @functools.wraps(original)
        def wrapped(*args: Any, **named: Any) -> Any:
            if when == "before" and matches(*args):
                die()
            result = original(*args, **named)
            if when == "after" and matches(*args):
                die()
            return result

    setattr(owner, attribute, wrapped)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--chat", action="append", default=[])
    parser.add_argument("--paid")
    parser.add_argument("--can-find", action="store_true")
    parser.add_argument("--kill", choices=POINTS)
    parser.add_argument("--expect", type=int)
    parser.add_argument("--send-seconds", type=float, default=5.0)
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    if options.kill:
        place_kill(options.kill, options.data / "killed")
    os.environ["XIAOAI_DATA"] = str(options.data)
    settings = load_settings()
    set_up_logging("error", is_interactive=False)
    channels = []
    for chat in options.chat:
        name, url = chat.split("=", 1)
        channel = DoubleChannel(
            url, name, takes_client_id=name.startswith("ids"), limits=Limits(), timeout_seconds=options.send_seconds
        )
        channel.admits_everyone = True
        channels.append(channel)
    generators: dict[Any, list[Generator]] | None = None
    if options.paid:
        paid = PaidDouble(options.paid, can_find=options.can_find)
        paid.capabilities = dataclasses.replace(
            paid.capabilities, poll_seconds=0.05, settles_in_seconds=0.2, typical_seconds=(1, 60)
        )
        generators = {"video": [paid], "image": []}
    async with App(settings, channels=channels, generators=generators).running() as app:
        print("up", flush=True)
        while options.expect is None or not await app.read(lambda c: is_idle(c, options.expect)):
            await asyncio.sleep(0.05)


def is_idle(connection: sa.Connection, expected: int) -> bool:
    """N messages done, no job open, nothing waiting to be sent."""
    done = connection.scalar(sa.select(sa.func.count()).where(messages.c.done_at.is_not(None)))
    waiting = connection.scalar(sa.select(sa.func.count()).where(outbox.c.settled_at.is_(None)))
    unfinished = jobs.c.state.in_(("accepted", "running", "delivering"))
    return (
        (done or 0) >= expected and not waiting and not connection.scalar(sa.select(sa.func.count()).where(unfinished))
    )


if __name__ == "__main__":
    asyncio.run(main())
    sys.stdout.flush()
