"""One connection to a gateway, and what its calls can end in.

Only grpclib's public parts are used. Liveness is asked for by calls (`line.py`), not by HTTP/2 pings: grpclib's settings for those are
private, and other servers than Node's hang up on whoever pings often.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Coroutine
from typing import Any, TypeVar

from grpclib.client import Channel
from grpclib.const import Cardinality, Status
from grpclib.exceptions import GRPCError, ProtocolError, StreamTerminatedError
from h2.exceptions import H2Error

from bot.channels.wechaty import wire

PIECE_BYTES = 256 * 1024
LONGEST_REASON = 200
MOST_UNREADABLE = 100
"""Events in a row that cannot be read; then the stream itself is broken."""

T = TypeVar("T")

_NETWORK_ERRORS = (OSError, TimeoutError, StreamTerminatedError, ProtocolError, H2Error)


class CallFailed(Exception):
    """A call did not succeed. The text is for the record and holds no token."""

    def __init__(self, reason: str, *, status: Status | None = None, was_asked: bool) -> None:
        super().__init__(reason)
        self.status = status
        """What the gateway said; None when it said nothing."""
        self.was_asked = was_asked
        """False when the gateway surely has not seen the call."""


class TooLarge(Exception):
    """More bytes than wanted."""


class Connection:
    """Opened by its first call, closed once, never opened again."""

    def __init__(self, host: str, port: int, token: str, tls: ssl.SSLContext | None) -> None:
        self._channel = Channel(host, port, ssl=tls)
        self._token = token
        self._is_closed = False

    def close(self) -> None:
        """Hang up. Calls that wait for an answer fail."""
        if not self._is_closed:
            self._is_closed = True
            self._channel.close()

    async def call(self, name: str, request: Any, answer: type[Any], seconds: float) -> Any:
        """One question, one answer. Raises `CallFailed`."""
        return await _alone(self._call(name, request, answer, seconds))

    async def upload(self, content: bytes, seconds: float) -> str:
        """Leave a file with the gateway; the name it has there for the next minutes. Raises `CallFailed`; nothing was posted then."""
        return await _alone(self._upload(content, seconds))

    async def download(self, name: str, most_bytes: int, seconds: float) -> bytes:
        """A file that the gateway keeps. Raises `CallFailed`, `TooLarge`."""
        return await _alone(self._download(name, most_bytes, seconds))

    async def events(self) -> AsyncGenerator[wire.EventResponse | None]:
        """First None, when they were asked for: only from then on may the puppet be started, or its first events would be missed.
        One that cannot be read is passed over. Ends when the gateway ends it. Raises `CallFailed`."""
        kinds = Cardinality.UNARY_STREAM, wire.EventRequest, wire.EventResponse
        try:
            async with self._open("Event", *kinds, None) as stream:
                await stream.send_message(wire.EventRequest(), end=True)
                yield None
                unreadable = 0
                while unreadable < MOST_UNREADABLE:
                    try:
                        event = await stream.recv_message()
                    except wire.UNREADABLE:
                        unreadable += 1
                        continue
                    if event is None:
                        return
                    unreadable = 0
                    yield event
                raise CallFailed("the events cannot be read", was_asked=True)
        except GRPCError as error:
            raise self._said(error) from None
        except _NETWORK_ERRORS as error:
            raise CallFailed(self._clean(error), was_asked=True) from error

    async def _call(self, name: str, request: Any, answer: type[Any], seconds: float) -> Any:
        was_asked = False
        try:
            bytes(request)  # what cannot be written is never asked
            async with self._open(name, Cardinality.UNARY_UNARY, type(request), answer, seconds) as stream:
                await stream.send_request()
                was_asked = True
                await stream.send_message(request, end=True)
                answered = await stream.recv_message()
        except GRPCError as error:
            raise self._said(error) from None
        except _NETWORK_ERRORS as error:
            raise CallFailed(self._clean(error), was_asked=was_asked) from error
        except wire.UNREADABLE as error:
            raise CallFailed(f"{name} cannot be read: {type(error).__name__}", was_asked=was_asked) from error
        if answered is None:
            raise CallFailed(f"{name} was not answered", was_asked=True)
        return answered

    async def _upload(self, content: bytes, seconds: float) -> str:
        try:
            async with self._open("Upload", Cardinality.STREAM_UNARY, wire.Chunk, wire.Id, seconds) as stream:
                for start in range(0, len(content), PIECE_BYTES):
                    await stream.send_message(wire.Chunk(chunk=content[start : start + PIECE_BYTES]))
                await stream.end()
                left = await stream.recv_message()
        except GRPCError as error:
            raise self._said(error) from None
        except (*_NETWORK_ERRORS, *wire.UNREADABLE) as error:
            raise CallFailed(self._clean(error), was_asked=True) from error
        if left is None or not left.id:
            raise CallFailed("Upload gave no name", was_asked=True)
        return str(left.id)

    async def _download(self, name: str, most_bytes: int, seconds: float) -> bytes:
        pieces = bytearray()
        try:
            async with self._open("Download", Cardinality.UNARY_STREAM, wire.Id, wire.Chunk, seconds) as stream:
                await stream.send_message(wire.Id(id=name), end=True)
                async for piece in stream:
                    pieces += piece.chunk
                    if len(pieces) > most_bytes:
                        raise TooLarge
        except GRPCError as error:
            raise self._said(error) from None
        except (*_NETWORK_ERRORS, *wire.UNREADABLE) as error:
            raise CallFailed(self._clean(error), was_asked=True) from error
        return bytes(pieces)

    def _open(
        self, name: str, cardinality: Cardinality, request: type[Any], answer: type[Any], seconds: float | None
    ) -> Any:
        if self._is_closed:
            # grpclib would quietly connect again.
            raise CallFailed("the connection is closed", was_asked=False)
        # Gateways of 2021 and later read this; those before took the token from `:authority`, which grpclib keeps to itself.
        metadata = {"authorization": f"Wechaty {self._token}"}
        return self._channel.request(
            f"/wechaty.Puppet/{name}", cardinality, request, answer, timeout=seconds, metadata=metadata
        )

    def _said(self, error: GRPCError) -> CallFailed:
        return CallFailed(f"{error.status.name}: {self._clean(error.message)}", status=error.status, was_asked=True)

    def _clean(self, said: object) -> str:
        # The gateway repeats a wrong token in its answer (measured).
        text = str(said or type(said).__name__)
        if self._token:
            text = text.replace(self._token, "…")
        return "".join(character if character.isprintable() else " " for character in text[:LONGEST_REASON])


async def _alone(work: Coroutine[Any, Any, T]) -> T:
    """In a task of its own: to end a call grpclib cancels the task it runs in and never takes that back, and a task that counts
    itself as cancelled misreads its own timeouts later."""
    return await asyncio.create_task(work)
