"""A photo in a message: where it lies, encrypted, and the key that is good for this one file.

Address and key are good for five minutes (SDK, types/message.d.ts), and the turn that a photo belongs to begins within them. So a
picture's id is both, and nothing is fetched before somebody who is served asks for something.
"""

import asyncio
import base64
import binascii
import ssl
from collections.abc import Collection, Mapping

from bot.channels.base import NotSent, Picture, Refused
from generators.base import GeneratorError, Unreachable
from generators.remote.guard import AddressRefused, origins, without_query
from generators.remote.pinned import NETWORK_ERRORS, Asking, Resolve, get, header, resolve_by_system

MOST_BYTES = 26_000_000
"""More than a photo may have; the padding is part of it."""
LONGEST_ADDRESS = 4000
LONGEST_KEY = 100
FETCH_SECONDS = 60.0
IDLE_SECONDS = 15.0
PAUSES_SECONDS = (0.3, 1.0)
BLOCK_BYTES = 32
"""What is padded to; AES itself would need 16."""


def picture_of(content: Mapping[str, object]) -> Picture:
    """A picture by what its message says of it; one that says nothing of use is a picture that cannot be fetched."""
    url, key = content.get("url"), content.get("aeskey", "")
    if not isinstance(url, str) or not isinstance(key, str) or not 0 < len(url) <= LONGEST_ADDRESS:
        return Picture("")
    # Of printable ASCII, so that the blank between them is the only one.
    fits = len(key) <= LONGEST_KEY and all("!" <= character <= "~" for character in url + key)
    return Picture(f"{key} {url}" if fits else "")


class Media:
    """Fetches from public https addresses, and from `allowed_origins` however they are reached."""

    def __init__(
        self,
        allowed_origins: Collection[str] = (),
        *,
        resolve: Resolve = resolve_by_system,
        tls: ssl.SSLContext | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._allowed = origins(allowed_origins)
        self._resolve = resolve
        self._tls = tls
        self._most_bytes = most_bytes

    async def fetch(self, picture: Picture) -> bytes:
        """The photo, decrypted. Raises `NotSent` where it may be there later, `Refused` where it is gone or never was."""
        key, _, url = picture.id.partition(" ")
        if not url:
            raise Refused("the message does not say where its picture is")
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                content = await self._content(url)
        except TimeoutError:
            raise NotSent(f"{without_query(url)} did not arrive within {FETCH_SECONDS:g} s") from None
        return await asyncio.to_thread(decrypted, content, key) if key else content

    async def _content(self, url: str) -> bytes:
        for pause in (*PAUSES_SECONDS, None):
            try:
                return await self._attempt(url)
            except NotSent:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("the last attempt raises")

    async def _attempt(self, url: str) -> bytes:
        asking = Asking(url, self._allowed, {}, IDLE_SECONDS, self._resolve, self._tls)
        content = bytearray()
        try:
            async with get(asking, headers={"Accept-Encoding": "identity"}) as response:
                if response.status >= 500 or response.status == 429:
                    raise NotSent(f"{without_query(url)} answers {response.status}")
                if response.status != 200 or header(response, "content-encoding").lower() not in ("", "identity"):
                    raise Refused(f"{without_query(url)} answers {response.status}")
                async for chunk in response.aiter_stream():
                    content += chunk
                    if len(content) > self._most_bytes:
                        raise Refused(f"{without_query(url)} has more than {self._most_bytes} bytes")
        except AddressRefused as error:
            raise Refused(str(error)) from None
        except (Unreachable, *NETWORK_ERRORS) as error:
            # Not chained: the text of a protocol error may quote the address with its signature.
            raise NotSent(f"{without_query(url)} was cut ({type(error).__name__})") from None
        except GeneratorError as error:
            raise Refused(str(error)) from None
        return bytes(content)


def decrypted(content: bytes, key: str) -> bytes:
    """AES-256-CBC: the key is base64, often without its `=`, its first half the initial vector, the padding up to 32 bytes
    (SDK, `decryptFile`). Raises `Refused`."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    try:
        secret = base64.b64decode(key.rstrip("=") + "=" * (-len(key.rstrip("=")) % 4), altchars=_altchars(key))
    except (binascii.Error, ValueError):
        raise Refused("the key of the picture is no base64") from None
    if len(secret) != 32 or not content or len(content) % 16:
        raise Refused("the picture and its key do not belong together")
    decryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).decryptor()
    plain = decryptor.update(content) + decryptor.finalize()
    padding = plain[-1]
    if not 0 < padding <= min(BLOCK_BYTES, len(plain)) or plain[-padding:] != bytes([padding]) * padding:
        raise Refused("the picture could not be decrypted")
    return plain[:-padding]


def _altchars(key: str) -> bytes:
    return b"-_" if "-" in key or "_" in key else b"+/"
