"""A photo's bytes, wherever the gateway has them."""

import asyncio
from collections.abc import Collection

from bot.channels.base import NotSent, Picture, Refused
from bot.channels.wechaty import boxes, wire
from bot.channels.wechaty.connection import CallFailed, Connection, TooLarge

SECONDS = 60.0


async def fetch_photo(connection: Connection, picture: Picture, allowed: Collection[str]) -> bytes:
    """Inline, in pieces under a UUID, or from an address: public, or one of the `allowed` origins. Raises `NotSent`, `Refused`."""
    try:
        box = boxes.read(await _box(connection, picture))
        if box.url:
            async with asyncio.timeout(SECONDS):
                return await boxes.fetch(box.url, allowed)
        content = box.content
        if content is None:
            content = await connection.download(box.uuid, boxes.MOST_BYTES, SECONDS)
    except TimeoutError:
        raise NotSent("the photo did not come in time") from None
    except TooLarge:
        raise Refused("the photo is too large") from None
    except CallFailed as failed:
        raise (NotSent if failed.status is None else Refused)(str(failed)) from failed
    if len(content) > boxes.MOST_BYTES:
        raise Refused("the photo is too large")
    return content


async def _box(connection: Connection, picture: Picture) -> str:
    kind, _, message_id = picture.id.partition("/")
    if kind == "image":
        image = wire.MessageImageRequest(id=message_id, type=wire.ImageKind.ARTWORK)
        try:
            return str((await connection.call("MessageImage", image, wire.MessageImageResponse, SECONDS)).filebox)
        except CallFailed as failed:
            if failed.status is None:
                raise
            # Not every puppet has every size; as a file most have it.
    file = wire.MessageFileRequest(id=message_id)
    return str((await connection.call("MessageFile", file, wire.MessageFileResponse, SECONDS)).filebox)
