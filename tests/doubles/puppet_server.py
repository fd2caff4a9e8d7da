"""A Wechaty gateway in this process, on grpclib's own server: for what the real one does not do when asked, above all wrong things."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from grpclib.const import Cardinality, Handler, Status
from grpclib.exceptions import GRPCError
from grpclib.server import Server, Stream

from bot.channels.wechaty import wire

ME = "bot-xiaoai"
TOKEN = "made-up-token"
MAMA = "wxid_mama"
ROOM = "family@chatroom"

Answer = Callable[[Any], Awaitable[Any]]


class PuppetDouble:
    """Answers as a gateway does; a test puts its own answers into `answers`, by the name of the call."""

    def __init__(self) -> None:
        self.payloads: dict[str, wire.MessagePayloadResponse] = {}
        self.asked: list[tuple[str, Any]] = []
        """Every call but those for the version, with its request."""
        self.answers: dict[str, Answer] = {}
        self.streams: list[asyncio.Queue[wire.EventResponse | None]] = []
        self.token = TOKEN
        self.login = ME
        self.port = 0

    def called(self, name: str) -> list[Any]:
        """The requests of one kind."""
        return [request for called, request in self.asked if called == name]

    def tells(self, kind: int, payload: object = None, *, raw: str | None = None) -> None:
        """An event, to whoever listens."""
        text = json.dumps(payload or {}) if raw is None else raw
        for stream in self.streams:
            stream.put_nowait(wire.EventResponse(type=kind, payload=text))

    def hears(self, message_id: str, text: str = "", *, sender: str = MAMA, room: str = "", **more: Any) -> None:
        """Somebody says something."""
        more = {"type": wire.MessageKind.TEXT, "timestamp": 1_795_000_000_000, **more}
        self.payloads[message_id] = wire.MessagePayloadResponse(
            id=message_id, text=text, from_id=sender, room_id=room, **more
        )
        self.tells(wire.EventKind.MESSAGE, {"messageId": message_id})

    def hang_up(self) -> None:
        """End the events."""
        for stream in self.streams:
            stream.put_nowait(None)

    def __mapping__(self) -> dict[str, Handler]:
        unary, up, down = Cardinality.UNARY_UNARY, Cardinality.STREAM_UNARY, Cardinality.UNARY_STREAM
        kinds: dict[str, tuple[Cardinality, type[Any], type[Any]]] = {
            "Start": (unary, wire.StartRequest, wire.StartResponse),
            "Stop": (unary, wire.StartRequest, wire.StartResponse),
            "Version": (unary, wire.VersionRequest, wire.VersionResponse),
            "Ding": (unary, wire.DingRequest, wire.DingResponse),
            "Event": (down, wire.EventRequest, wire.EventResponse),
            "MessagePayload": (unary, wire.MessagePayloadRequest, wire.MessagePayloadResponse),
            "ContactPayload": (unary, wire.ContactPayloadRequest, wire.ContactPayloadResponse),
            "RoomPayload": (unary, wire.RoomPayloadRequest, wire.RoomPayloadResponse),
            "RoomMemberPayload": (unary, wire.RoomMemberPayloadRequest, wire.RoomMemberPayloadResponse),
            "MessageImage": (unary, wire.MessageImageRequest, wire.MessageImageResponse),
            "MessageFile": (unary, wire.MessageFileRequest, wire.MessageFileResponse),
            "MessageSendText": (unary, wire.MessageSendTextRequest, wire.Sent),
            "MessageSendFile": (unary, wire.MessageSendFileRequest, wire.Sent),
            "Upload": (up, wire.Chunk, wire.Id),
            "Download": (down, wire.Id, wire.Chunk),
        }
        return {
            f"/wechaty.Puppet/{name}": Handler(self._handler(name), *described) for name, described in kinds.items()
        }

    def _handler(self, name: str) -> Callable[[Stream[Any, Any]], Awaitable[None]]:
        async def handle(stream: Stream[Any, Any]) -> None:
            assert stream.metadata
            if stream.metadata.get("authorization") != f"Wechaty {self.token}":
                # The real one says the wrong token aloud, too.
                raise GRPCError(Status.UNAUTHENTICATED, f'Invalid Wechaty TOKEN "{stream.metadata["authorization"]}"')
            if name == "Event":
                await self._events(stream)
            elif name == "Upload":
                pieces = b"".join([piece.chunk async for piece in stream])
                self.asked.append((name, pieces))
                await stream.send_message(await self._answer(name, pieces))
            elif name == "Download":
                wanted = await stream.recv_message()
                for piece in await self._answer(name, wanted):
                    await stream.send_message(wire.Chunk(chunk=piece))
            else:
                request = await stream.recv_message()
                if name != "Version":
                    self.asked.append((name, request))
                await stream.send_message(await self._answer(name, request))

        return handle

    async def _answer(self, name: str, request: Any) -> Any:
        if name in self.answers:
            return await self.answers[name](request)
        match name:
            case "MessagePayload":
                if request.id not in self.payloads:
                    raise GRPCError(Status.UNKNOWN, f"no payload found for id {request.id}")
                return self.payloads[request.id]
            case "ContactPayload":
                return wire.ContactPayloadResponse(
                    id=request.id, name={ME: "小爱", MAMA: "云淡风轻"}.get(request.id, "")
                )
            case "RoomPayload":
                return wire.RoomPayloadResponse(id=request.id, topic="幸福一家人")
            case "RoomMemberPayload":
                return wire.RoomMemberPayloadResponse(id=request.member_id)
            case "MessageSendText" | "MessageSendFile":
                return wire.Sent(plain=f"sent-{len(self.asked)}")
            case "Start":
                return wire.StartResponse()
            case "Version":
                return wire.VersionResponse(version="1")
            case "Ding":
                return wire.DingResponse()
            case "Upload":
                return wire.Id(id="uploaded")
        raise GRPCError(Status.UNIMPLEMENTED, name)

    async def _events(self, stream: Stream[Any, Any]) -> None:
        await stream.recv_message()
        if "Event" in self.answers:
            await self.answers["Event"](None)
        queue: asyncio.Queue[wire.EventResponse | None] = asyncio.Queue()
        self.streams.append(queue)
        if self.login:
            queue.put_nowait(
                wire.EventResponse(type=wire.EventKind.LOGIN, payload=json.dumps({"contactId": self.login}))
            )
        try:
            while (event := await queue.get()) is not None:
                await stream.send_message(event)
        finally:
            self.streams.remove(queue)


def fails(status: Status, said: str = "") -> Answer:
    """An answer that is a refusal."""

    async def fail(_: Any) -> Any:
        raise GRPCError(status, said)

    return fail


@contextlib.asynccontextmanager
async def puppet_double() -> AsyncIterator[PuppetDouble]:
    """On a free port of this machine."""
    double = PuppetDouble()
    server = Server([double])
    await server.start("127.0.0.1", 0)
    double.port = server._server.sockets[0].getsockname()[1]  # type: ignore[union-attr,attr-defined]
    try:
        yield double
    finally:
        double.hang_up()
        server.close()
        await server.wait_closed()
