"""What an order is answered with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.family import Address
from bot.inbox import Heard
from bot.sessions import Pending
from intents.engine.types import CommandMatch, MediaRequest, Say


@dataclass(frozen=True, slots=True)
class Answer:
    """What a turn ends with."""

    say: Say
    media: MediaRequest | None = None
    batch: tuple[MediaRequest, ...] = ()
    """More of them, made under the number of the first."""
    pending: Pending | None = None
    settles: bool = False
    """The question that was open is answered; else an order leaves it open."""
    picture: bytes | None = None
    """A PNG that follows in a message of its own."""
    also: tuple[tuple[Say, Address], ...] = ()
    """Sentences for other chats."""


Order = Callable[[CommandMatch, Heard, Pending | None], Awaitable[Answer | None]]
"""Carries one order out. None where the words mean nothing here and are ordinary talk."""
Orders = Mapping[str, Order]
"""Name in `intents/_commands.yaml` → what carries it out."""
