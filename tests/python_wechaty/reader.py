"""What python-wechaty 0.10.7 makes of a gateway's messages, one JSON object a line. Runs in an environment of its own.

    python reader.py HOST:PORT TOKEN FREE_PORT      in an empty folder: it leaves caches behind; ends when its standard input ends

First the line {"ready": true} once somebody is logged in, then a line for each message of others.
"""

import asyncio
import base64
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any


def make_importable() -> None:
    """It was written for the libraries of 2022; these are the three places where they have moved on."""
    import pyee
    import urllib3
    from pyee.asyncio import AsyncIOEventEmitter
    from urllib3.util import parse_url
    from wechaty_puppet.schemas.puppet import PuppetOptions

    def get_host(url: str) -> tuple[str, str | None, int | None]:
        parsed = parse_url(url)
        return parsed.scheme or "http", parsed.hostname, parsed.port

    pyee.AsyncIOEventEmitter = AsyncIOEventEmitter  # type: ignore[attr-defined]
    urllib3.get_host = get_host  # type: ignore[attr-defined]
    # From Python 3.11 on a dataclass takes no default that cannot be hashed.
    PuppetOptions.__hash__ = object.__hash__


def tell(line: dict[str, object]) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


async def read(message: Any) -> dict[str, object]:
    """One message, as far as the library goes."""
    room, talker = message.room(), message.talker()
    line: dict[str, object] = {
        "text": await message.mention_text(),
        "sender": talker.contact_id,
        "name": talker.payload.alias or talker.payload.name,
        "room": room.room_id if room else "",
        "topic": await room.topic() if room else "",
        "mentions_me": await message.mention_self() if room else False,
    }
    from wechaty_puppet import MessageType

    if message.type() == MessageType.MESSAGE_TYPE_IMAGE:
        try:
            box = await message.to_file_box()
            line["sha256"] = hashlib.sha256(base64.b64decode(box.base64)).hexdigest()
        except Exception as error:
            line["failed"] = f"{type(error).__name__}: {error}"
    return line


async def main(endpoint: str, token: str, port: int) -> None:
    from wechaty import Wechaty, WechatyOptions

    class Reader(Wechaty):
        async def on_login(self, contact: Any) -> None:
            tell({"ready": True})

        async def on_message(self, msg: Any) -> None:
            if not msg.is_self():
                tell(await read(msg))

    # Its page, which nobody asks for, wants a port even while there is none; by itself it takes one for the whole world.
    bot = Reader(WechatyOptions(token=token, endpoint=endpoint, host="127.0.0.1", port=port))
    running = asyncio.create_task(bot.start())
    await asyncio.to_thread(sys.stdin.read)
    running.cancel()


if __name__ == "__main__":
    os.environ["CACHE_DIR"] = str(Path.cwd())
    os.environ["WECHATY_LOG"] = "silent"
    make_importable()
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
    # Its threads would go on.
    os._exit(0)
