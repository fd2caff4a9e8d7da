"""A file on its way up, in chunks of half a megabyte. Nobody sees it before it is sent, so whatever goes wrong here, nothing was."""

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.channels.base import NotSent, Refused, Unanswered
from bot.channels.wecom import frames
from bot.channels.wecom.frames import Body, Frame
from bot.channels.wecom.link import Link

CHUNK_BYTES = 512 * 1024
"""Before base64."""
MOST_CHUNKS = 100
FEWEST_BYTES = 5
"""Of any file (path/90253)."""
PAUSES_SECONDS = (0.5, 1.0)
"""Before another try of a chunk; the SDK's."""


class Upload:
    """One file over one connection. The chunks go one after the other: many at once make the far side fail (SDK, uploadMedia)."""

    def __init__(self, link: Link, chunk_seconds: float, failed: Callable[[Frame, str], Exception]) -> None:
        self._link = link
        self._chunk_seconds = chunk_seconds
        self._failed = failed

    async def send(self, path: Path, kind: str) -> str:
        """The id the file can be sent by, good for three days. Raises `NotSent`, `Refused`."""
        try:
            return await self._send(path, kind)
        except OSError as error:
            raise Refused(f"the file cannot be read: {error.strerror}") from None

    async def _send(self, path: Path, kind: str) -> str:
        size, md5 = await asyncio.to_thread(_measured, path)
        chunks = -(-size // CHUNK_BYTES)
        if size < FEWEST_BYTES or chunks > MOST_CHUNKS:
            raise Refused(f"a file of {size} bytes cannot be uploaded")
        begin = {"type": kind, "filename": path.name, "total_size": size, "total_chunks": chunks, "md5": md5}
        upload_id = (await self._asked(frames.UPLOAD_INIT, begin)).text("upload_id")
        if not upload_id:
            raise NotSent("the upload got no id")
        for index in range(chunks):
            data = await asyncio.to_thread(_chunk, path, index)
            chunk = {"upload_id": upload_id, "chunk_index": index, "base64_data": data}
            await _patiently(lambda chunk=chunk: self._asked(frames.UPLOAD_CHUNK, chunk))  # type: ignore[misc]
        media_id = (await self._asked(frames.UPLOAD_FINISH, {"upload_id": upload_id})).text("media_id")
        if not media_id:
            raise NotSent("the uploaded file got no id")
        return media_id

    async def _asked(self, cmd: str, body: Body) -> Frame:
        try:
            answer = await self._link.ask(cmd, body, seconds=self._chunk_seconds)
        except Unanswered as error:
            raise NotSent(str(error)) from None
        if not answer.is_good:
            raise self._failed(answer, cmd)
        return answer


async def _patiently(ask: Callable[[], Awaitable[Frame]]) -> None:
    for pause in PAUSES_SECONDS:
        try:
            await ask()
        except NotSent:
            await asyncio.sleep(pause)
        else:
            return
    await ask()


def _measured(path: Path) -> tuple[int, str]:
    digest = hashlib.md5(usedforsecurity=False)
    size = 0
    with path.open("rb") as file:
        while block := file.read(CHUNK_BYTES):
            size += len(block)
            digest.update(block)
    return size, digest.hexdigest()


def _chunk(path: Path, index: int) -> str:
    with path.open("rb") as file:
        file.seek(index * CHUNK_BYTES)
        return base64.b64encode(file.read(CHUNK_BYTES)).decode("ascii")
