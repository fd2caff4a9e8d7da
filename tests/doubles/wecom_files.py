"""Files of 企业微信: those members send, encrypted and behind an address; those the bot uploads, chunk by chunk."""

import asyncio
import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.doubles.wecom_contract import CHUNK_BYTES, MOST_CHUNKS


def encrypted(content: bytes, key: bytes) -> bytes:
    """As it lies behind the address: AES-256-CBC, padded to 32."""
    padding = 32 - len(content) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return encryptor.update(content + bytes([padding]) * padding) + encryptor.finalize()


class MediaServer:
    """The addresses in messages. `to_fail` holds how the next answers go wrong: a status, `cut` or `hang`."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.to_fail: list[int | str] = []
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self.url

    async def stop(self) -> None:
        assert self._server
        self._server.close()
        await self._server.wait_closed()

    def put(self, content: bytes, *, key: bytes | None = None) -> dict[str, str]:
        """What a message says of the file."""
        key = key or secrets.token_bytes(32)
        name = secrets.token_hex(8)
        self.files[f"/{name}"] = encrypted(content, key)
        return {
            "url": f"{self.url}/{name}?sign=topsecretsignature",
            "aeskey": base64.b64encode(key).decode().rstrip("="),
        }

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = request.split(" ")[1].partition("?")[0]
            self.asked.append(path)
            failure = self.to_fail.pop(0) if self.to_fail else None
            if failure == "hang":
                await asyncio.sleep(30)
            content = self.files.get(path, b"")
            status = failure if isinstance(failure, int) else 200 if path in self.files else 404
            writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: {len(content)}\r\n\r\n".encode())
            writer.write(content[: len(content) // 2] if failure == "cut" else content)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@dataclass
class _Upload:
    kind: str
    size: int
    chunks: int
    md5: str
    parts: dict[int, bytes] = field(default_factory=dict)


class Uploads:
    """Takes files apart in chunks and puts them together again."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {}
        """Kind and bytes by media id."""
        self._open: dict[str, _Upload] = {}

    def begin(self, body: dict[str, Any]) -> dict[str, Any]:
        assert body["type"] in ("file", "image", "voice", "video"), body["type"]
        assert body["total_size"] >= 5
        assert body["total_chunks"] <= MOST_CHUNKS
        upload_id = secrets.token_hex(8)
        self._open[upload_id] = _Upload(body["type"], body["total_size"], body["total_chunks"], body["md5"])
        return {"upload_id": upload_id}

    def take(self, body: dict[str, Any]) -> dict[str, Any]:
        upload, data = self._open[body["upload_id"]], base64.b64decode(body["base64_data"], validate=True)
        assert 0 <= body["chunk_index"] < upload.chunks
        assert 0 < len(data) <= CHUNK_BYTES
        upload.parts[body["chunk_index"]] = data
        return {}

    def finish(self, body: dict[str, Any]) -> dict[str, Any]:
        upload = self._open.pop(body["upload_id"])
        content = b"".join(upload.parts[index] for index in range(upload.chunks))
        assert (len(content), hashlib.md5(content).hexdigest()) == (upload.size, upload.md5)
        media_id = secrets.token_hex(8)
        self.files[media_id] = (upload.kind, content)
        return {"type": upload.kind, "media_id": media_id, "created_at": "1764000000"}
