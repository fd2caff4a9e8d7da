"""What a double and whoever asks it hand each other: a request, an answer, a refusal, or a connection cut."""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in, whole."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: bytes as they are, anything else as JSON."""

    content: object = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    then: Callable[[socket.socket], None] | None = None
    """Speaks on over the connection after a 101, until it returns."""


class Refusal(Exception):
    """The request is wrong; the answer says why."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Cut(Exception):
    """The connection closes and no answer goes back."""


class App(Protocol):
    """A double behind its server."""

    def answer(self, asked: Asked) -> Answer: ...
