"""The protocol's messages: those of `wechaty-grpc` 0.20.19, and the few that are newer than it.

Field numbers agree with npm `wechaty-grpc` 1.5.2 (compared). Types of messages and pictures are wechaty-puppet's own numbers, which the
gateway sends in fields that the protocol gives to another enumeration (measured).
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

import betterproto
from wechaty_grpc.wechaty.puppet import (
    ContactPayloadRequest,
    ContactPayloadResponse,
    DingRequest,
    DingResponse,
    EventRequest,
    EventResponse,
    MessageFileRequest,
    MessageFileResponse,
    MessageImageRequest,
    MessageImageResponse,
    MessagePayloadRequest,
    MessagePayloadResponse,
    MessageSendFileRequest,
    MessageSendTextRequest,
    RoomMemberPayloadRequest,
    RoomMemberPayloadResponse,
    RoomPayloadRequest,
    RoomPayloadResponse,
    StartRequest,
    StartResponse,
    VersionRequest,
    VersionResponse,
)

__all__ = [
    "UNREADABLE",
    "Chunk",
    "ContactPayloadRequest",
    "ContactPayloadResponse",
    "DingRequest",
    "DingResponse",
    "EventKind",
    "EventRequest",
    "EventResponse",
    "Id",
    "ImageKind",
    "MessageFileRequest",
    "MessageFileResponse",
    "MessageImageRequest",
    "MessageImageResponse",
    "MessageKind",
    "MessagePayloadRequest",
    "MessagePayloadResponse",
    "MessageSendFileRequest",
    "MessageSendTextRequest",
    "RoomMemberPayloadRequest",
    "RoomMemberPayloadResponse",
    "RoomPayloadRequest",
    "RoomPayloadResponse",
    "Sent",
    "StartRequest",
    "StartResponse",
    "VersionRequest",
    "VersionResponse",
]

UNREADABLE = (ValueError, IndexError, TypeError, KeyError, AssertionError, EOFError, NotImplementedError, struct.error)
"""What betterproto and grpclib raise for bytes that are no message."""


class EventKind(IntEnum):
    """What happened, of the events that mean something here."""

    HEARTBEAT = 1
    MESSAGE = 2
    DONG = 3
    ROOM_TOPIC = 21
    SCAN = 22
    LOGIN = 25
    LOGOUT = 26
    DIRTY = 27


class MessageKind(IntEnum):
    """Of wechaty-puppet 1.21.3, `schemas/message`."""

    ATTACHMENT = 1
    IMAGE = 6
    TEXT = 7
    VIDEO = 15


class ImageKind(IntEnum):
    """How large a picture is wanted."""

    HD = 2
    ARTWORK = 3


@dataclass(eq=False, repr=False)
class Chunk(betterproto.Message):
    """A piece of a file, up or down: rpcs `Upload` and `Download` of protocol 1.0, which `wechaty-grpc` 0.20 does not know."""

    chunk: bytes = betterproto.bytes_field(1)


@dataclass(eq=False, repr=False)
class Id(betterproto.Message):
    """The name of an uploaded file."""

    id: str = betterproto.string_field(1)


@dataclass(eq=False, repr=False)
class Sent(betterproto.Message):
    """The answer to a send. Field 1, a message of its own, is all that gateways before 1.0 fill."""

    wrapped: Id = betterproto.message_field(1)  # noqa: RUF009 - a field, as dataclasses.field
    plain: str = betterproto.string_field(2)

    @property
    def id(self) -> str:
        """The id of what was sent; empty where the puppet gives none, as many do."""
        return self.plain or self.wrapped.id
