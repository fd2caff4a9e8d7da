"""Posts texts and files, and says of what failed how far it got."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from grpclib.const import Status

from bot.channels.base import ChannelError, NotSent, Refused, Unanswered
from bot.channels.wechaty import boxes, wire
from bot.channels.wechaty.connection import CallFailed, Connection

TEXT_SECONDS = 30.0
FILE_SECONDS = 180.0
"""The puppet brings the file to WeChat in this time."""
UPLOAD_SECONDS = 120.0
SMALL_BYTES = 64 * 1024
"""Goes inside the call itself."""
INLINE_BYTES = 3_000_000
"""The most that does so where the gateway knows no `Upload`: it takes calls of up to 4 MiB (measured), and base64 adds a third."""

_NEVER = (
    Status.UNIMPLEMENTED,
    Status.INVALID_ARGUMENT,
    Status.NOT_FOUND,
    Status.OUT_OF_RANGE,
    Status.RESOURCE_EXHAUSTED,
)
_NOT_LET_IN = (Status.UNAUTHENTICATED, Status.PERMISSION_DENIED)


async def post_text(connection: Connection, chat_id: str, text: str, mentions: Sequence[str] = ()) -> str:
    """The id of the message, where the gateway gives one. Raises `ChannelError`."""
    asked = wire.MessageSendTextRequest(conversation_id=chat_id, text=_writable(text), mentonal_ids=list(mentions))
    try:
        sent = await connection.call("MessageSendText", asked, wire.Sent, TEXT_SECONDS)
    except CallFailed as failed:
        raise how_far(failed) from failed
    return str(sent.id)


async def post_file(connection: Connection, chat_id: str, path: Path) -> str:
    """The same for a picture or a clip."""
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise Refused("the file is gone") from error
    asked = wire.MessageSendFileRequest(conversation_id=chat_id, filebox=await _box(connection, path, content))
    try:
        sent = await connection.call("MessageSendFile", asked, wire.Sent, FILE_SECONDS)
    except CallFailed as failed:
        raise how_far(failed) from failed
    return str(sent.id)


def how_far(failed: CallFailed) -> ChannelError:
    """A refusal by the gateway itself means it was not sent. An error of the puppet behind it (UNKNOWN, INTERNAL) does not: some
    report one after the message has gone out."""
    if not failed.was_asked:
        return NotSent(str(failed))
    if failed.status in _NOT_LET_IN:
        return NotSent(str(failed), retry_after_seconds=30)
    if failed.status in _NEVER:
        return Refused(str(failed))
    return Unanswered(str(failed))


async def _box(connection: Connection, path: Path, content: bytes) -> str:
    if len(content) <= SMALL_BYTES:
        return boxes.inline(path, content)
    try:
        return boxes.uploaded(path, content, await connection.upload(content, UPLOAD_SECONDS))
    except CallFailed as failed:
        if failed.status is not Status.UNIMPLEMENTED:
            # Uploaded is not posted.
            raise NotSent(str(failed)) from failed
    if len(content) > INLINE_BYTES:
        raise Refused("the gateway is too old for files of more than 3 MB")
    return boxes.inline(path, content)


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
