"""FileBox, the form in which Wechaty passes files on: JSON that holds the bytes, or says where they are.

Field names and numbers as npm `file-box` 1.5.5 writes them; it puts what older ones call `boxType` into `type` as well, and `url` where
they say `remoteUrl` (measured). A gateway sends at most 20 KB inline, more under a UUID.
"""

import base64
import binascii
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import httpcore

from bot.channels.base import NotSent, Refused
from generators.base import GeneratorError, Unreachable
from generators.remote.guard import origins
from generators.remote.pinned import NETWORK_ERRORS, Asking, get

BASE64, URL, UUID = 1, 2, 7
MOST_BYTES = 25_000_000
"""Of a photo; what 小爱 looks at is no larger."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where the bytes of a file are."""

    content: bytes | None = None
    url: str = ""
    uuid: str = ""


def inline(path: Path, content: bytes) -> str:
    """A small file, whole."""
    packed = base64.b64encode(content).decode()
    return json.dumps(_named(BASE64, path, content) | {"base64": packed}, ensure_ascii=False)


def uploaded(path: Path, content: bytes, uuid: str) -> str:
    """A file the gateway has already."""
    return json.dumps(_named(UUID, path, content) | {"uuid": uuid}, ensure_ascii=False)


def _named(kind: int, path: Path, content: bytes) -> dict[str, object]:
    return {"type": kind, "boxType": kind, "name": path.name, "size": len(content), "metadata": {}}


def read(text: str) -> Box:
    """Raises `Refused` for what is no file to be had: an old gateway's stream, a QR code."""
    try:
        box = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("the gateway's file cannot be read") from None
    if not isinstance(box, dict):
        raise Refused("the gateway's file cannot be read")
    kind = box.get("type") or box.get("boxType")
    match kind:
        case 1 if isinstance(packed := box.get("base64"), str):
            try:
                return Box(content=base64.b64decode(packed, validate=False))
            except (binascii.Error, ValueError):
                raise Refused("the gateway's file is damaged") from None
        case 2 if isinstance(url := box.get("url") or box.get("remoteUrl"), str):
            return Box(url=url)
        case 7 if isinstance(uuid := box.get("uuid"), str):
            return Box(uuid=uuid)
    raise Refused(f"the gateway's file is of a kind that cannot be fetched: {str(kind)[:20]}")


async def fetch(url: str, allowed: Collection[str], *, idle_seconds: float = 20.0) -> bytes:
    """A photo from an address the gateway names: https and public, or at one of the `allowed` origins. Raises `NotSent`, `Refused`."""
    content = bytearray()
    try:
        asking = Asking(url, origins(allowed), idle_seconds=idle_seconds)
        async with get(asking, headers={"Accept-Encoding": "identity"}) as response:
            if response.status != 200:
                gone = 400 <= response.status < 500 and response.status not in (408, 429)
                raise (Refused if gone else NotSent)(f"the photo's address answers {response.status}")
            async for piece in response.aiter_stream():
                content += piece
                if len(content) > MOST_BYTES:
                    raise Refused("the photo is too large")
    except (Unreachable, httpcore.TimeoutException) as error:
        raise NotSent("the photo's address cannot be reached") from error
    except NETWORK_ERRORS as error:
        raise NotSent("the photo was cut") from error
    except GeneratorError as error:
        raise Refused(str(error)) from error
    return bytes(content)
