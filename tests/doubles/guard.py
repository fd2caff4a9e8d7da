"""Keeps the tests in the house: a connection to anywhere but this machine is refused and fails its test.

Wraps Python's sockets, so libraries with sockets of their own (libpq, gRPC's core) are not held back.
"""

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest


class LeftTheHouse(ConnectionRefusedError):
    """A test tried to talk to another machine.

    To the code under test it is a refused connection like any other, so sockets are closed; the test fails at its end.
    """

    def __init__(self, address: object) -> None:
        super().__init__(
            f"a test connects to {address!r}; tests talk to 127.0.0.1, ::1 and unix sockets only: "
            "use a double of tests/doubles, or mark the test `network` or `account`"
        )


@contextlib.contextmanager
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Refuse other machines; gives the addresses that were refused, also where somebody swallowed the error."""
    refused: list[object] = []
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(connecting: socket.socket, address: object) -> None:
        if connecting.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address):
            refused.append(address)
            raise LeftTheHouse(address)

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(self, address)
        return connect_ex(self, address)

    with monkeypatch.context() as patched:
        patched.setattr(socket.socket, "connect", guarded_connect)
        patched.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield refused


def _is_here(address: object) -> bool:
    host = str(address[0]) if isinstance(address, tuple) else ""
    if host == "localhost":
        return True
    try:
        ip = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)
    return bool((mapped or ip).is_loopback)
