"""The places where 小爱 can be killed (kill -9), before or after a call. Only calls are wrapped: what runs is the product.

The name says which call; `after` the calls inside a transaction (commit, open-ledger, write-*, close-ledger) is just before its
COMMIT. A place with `-to-CHANNEL` is that channel's alone.
"""

import functools
import inspect
import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import bot.jobs.steps
from bot.conversation import Conversation
from bot.family import Family
from bot.inbox import Inbox
from bot.jobs.ledger import Ledger
from bot.jobs.lifecycle import Lifecycle
from bot.jobs.queue import JobQueue
from bot.jobs.segments import Segments
from bot.jobs.steps import Steps
from bot.jobs.workflow import Engine
from bot.outbox import Outbox
from bot.reminders import Reminders, fired
from bot.room_post import RoomPost
from generators.base import Finished, Ticket
from generators.storyboard import Storyboard
from tests.doubles.chat_channel import DoubleChannel
from tests.doubles.paid_generator import PaidDouble

STEPS = ("rewrite", "route", "render", "submit", "wait", "fetch", "check", "fit", "deliver")
CHANNELS = ("ids", "plain")


class Place(NamedTuple):
    """A call of the product."""

    owner: Any
    attribute: str
    matches: Callable[..., bool] = lambda *args: True


def _sends(kind: str, channel: str) -> Place:
    return Place(DoubleChannel, "send", lambda self, outgoing: (self.name, outgoing.kind) == (channel, kind))


def _settles(channel: str) -> Place:
    return Place(Outbox, "_settle", lambda self, row, *state: row.letter.to.channel == channel)


def _takes(taken: type) -> Place:
    return Place(Ledger, "_take", lambda *args: isinstance(args[-1], taken))


def _second(place: Place) -> Place:
    """The same, the second time a life comes there."""
    times = count(1)
    return place._replace(matches=lambda *args: place.matches(*args) and next(times) == 2)


PLACES = {
    # A message becomes a reply and a job.
    "store-message": Place(Inbox, "put"),
    "turn": Place(Conversation, "_answer"),
    "commit": Place(Conversation, "_commit"),
    "post": Place(Outbox, "post", lambda self, rows: bool(rows)),
    "enqueue": Place(Engine, "enqueue"),
    "mark-enqueued": Place(JobQueue, "_mark_enqueued"),
    # A job becomes a clip.
    **{step: Place(Steps, step) for step in STEPS},
    "open-ledger": Place(Ledger, "_open"),
    "pay": Place(PaidDouble, "submit"),
    "write-ticket": _takes(Ticket),
    "poll": Place(PaidDouble, "poll"),
    "write-location": _takes(Finished),
    "download": Place(PaidDouble, "fetch"),
    "close-ledger": Place(Ledger, "_close"),
    "encode": Place(bot.jobs.steps, "fit"),
    "hand-over": Place(Lifecycle, "post"),
    # A letter goes out.
    **{f"send-{kind}-to-{channel}": _sends(kind, channel) for kind in ("text", "video") for channel in CHANNELS},
    **{f"settle-to-{channel}": _settles(channel) for channel in CHANNELS},
}
AT_RESTART = {
    "recover-outbox": Place(Outbox, "recover"),
    "greet": Place(JobQueue, "greet_after_restart"),
    "recover-inbox": Place(Inbox, "recover"),
    "launch": Place(Engine, "launch"),
    "sweep": Place(JobQueue, "sweep"),
}
"""Every life comes here, so these only mean something in a second one."""
DRAWING = {
    "draw": Place(Storyboard, "submit"),
    "poll-drawing": Place(Storyboard, "poll"),
    "move-drawing": Place(Storyboard, "fetch"),
}
"""The generator of a house without a key."""
AT_THE_DOOR = {"meet": Place(Family, "meet")}
"""A stranger writes."""
RINGING = {
    "ring": Place(Inbox, "put", lambda self, message, *more: fired(message) is not None),
    "mark-rung": Place(Reminders, "done"),
}
"""The minute has come that somebody wanted to be told at."""
IN_WECHAT = {"settle-to-ilink": _settles("ilink")}
"""A letter has gone out to a member's own WeChat."""
IN_THE_ROOM = {
    "overhear": Place(Inbox, "overhear"),
    "write-digest": Place(RoomPost, "_write"),
}
"""A line is said in the family's room and handed on."""
JOINING = {"join": Place(Segments, "whole")}
"""A long clip is put together."""
IN_ONE_PART = ("render", "submit", "open-ledger", "pay", "write-ticket", "download", "close-ledger", "fetch", "check")
IN_SECOND_PART = {f"{name}-again": _second(PLACES[name]) for name in IN_ONE_PART}
"""With one job and nobody killed before, this is its second part."""
EVERYWHERE = PLACES | AT_RESTART | DRAWING | AT_THE_DOOR | RINGING | IN_WECHAT | IN_THE_ROOM | JOINING | IN_SECOND_PART
POINTS = tuple(f"{when}:{place}" for place in PLACES for when in ("before", "after"))
ALL_POINTS = tuple(f"{when}:{place}" for place in EVERYWHERE for when in ("before", "after"))


def place_kill(point: str, mark: Path) -> None:
    """Wrap one call so that the process dies before or after it; the file `mark` then names the point."""
    when, name = point.split(":")
    owner, attribute, matches = EVERYWHERE[name]
    original = getattr(owner, attribute)

    def die_if(now: str, args: tuple[Any, ...]) -> None:
        if when == now and matches(*args):
            mark.write_text(point)
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(original)
    async def wrapped(*args: Any, **named: Any) -> Any:
        die_if("before", args)
        result = await original(*args, **named)
        die_if("after", args)
        return result

    @functools.wraps(original)
    def wrapped_plain(*args: Any, **named: Any) -> Any:
        die_if("before", args)
        result = original(*args, **named)
        die_if("after", args)
        return result

    setattr(owner, attribute, wrapped if inspect.iscoroutinefunction(original) else wrapped_plain)
