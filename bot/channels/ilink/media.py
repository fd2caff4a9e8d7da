"""Photos in messages, fetched when somebody who is served asks for something; and files on their way out.

A photo's id is its key and where it lies, so that it is found again without having kept anything. What a message names is fetched
only where it is public and https, or the CDN of the settings.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from bot.channels.base import NO_PHOTO, ContentKind, NotSent, Picture, Refused
from bot.channels.ilink import crypto
from bot.channels.ilink.timing import Timing
from bot.channels.ilink.wire import Api, WrongStatus, with_base_info
from generators.base import BadRequest, GeneratorError, Unreachable
from generators.remote.guard import AddressRefused, origins, read, without_query
from generators.remote.pinned import NETWORK_ERRORS, Asking, get

MOST_BYTES = 26_000_000
MOST_FILE_BYTES = 100_000_000
"""Of what goes out as a file (openclaw PR #52131)."""
LONGEST_PLACE = 4000
FETCH_SECONDS = 60.0
IDLE_SECONDS = 15.0
PAUSES_SECONDS = (0.3, 1.0)
TYPES: Mapping[ContentKind, int] = {"image": 1, "video": 2, "file": 3}


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file on the CDN, as a message speaks of it."""

    reference: Mapping[str, object]
    size: int
    encrypted_size: int


def picture_of(media: Mapping[str, object], hex_key: object = None) -> Picture:
    """A photo by what its message says of it; one that says nothing of use is a photo that cannot be fetched."""
    url, param = media.get("full_url"), media.get("encrypt_query_param")
    place = url if isinstance(url, str) and url else f"?{param}" if isinstance(param, str) and param else ""
    key = b""
    if hex_key or media.get("aes_key"):
        key = crypto.read_key(hex_key, is_hex=True) or crypto.read_key(media.get("aes_key")) or b""
        place = place if key else ""
    if len(place) > LONGEST_PLACE or not all("!" <= character <= "~" for character in place):
        place = ""
    return Picture(f"{key.hex() or '-'} {place}" if place else "")


class Cdn:
    """Where files lie."""

    def __init__(self, http: httpx.AsyncClient, cdn_url: str, timing: Timing) -> None:
        self._http = http
        self._url = cdn_url.rstrip("/")
        self._timing = timing
        self._allowed = origins((cdn_url,))

    async def fetch(self, picture: Picture) -> bytes:
        """A photo, decrypted. Raises `NotSent` where it may be there later, `Refused` where it is gone or never was."""
        if picture == NO_PHOTO:
            return b"a clip or a file"
        key, _, place = picture.id.partition(" ")
        if not place:
            raise Refused("the message does not say where its picture is")
        if place.startswith("?"):
            place = f"{self._url}/download?encrypted_query_param={quote(place[1:], safe='')}"
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                content = await self._patiently(place)
        except TimeoutError:
            raise NotSent(f"{without_query(place)} did not arrive within {FETCH_SECONDS:g} s") from None
        if key == "-":
            return content
        try:
            return await asyncio.to_thread(crypto.decrypted, content, bytes.fromhex(key))
        except ValueError:
            raise Refused("the picture and its key do not belong together") from None

    async def upload(self, api: Api, path: Path, kind: ContentKind, to: str) -> Uploaded:
        """Put a file there. Raises `ApiError`, `NotSent` and `Refused`: nothing has been sent to anybody."""
        key, file_key = secrets.token_bytes(crypto.KEY_BYTES), secrets.token_hex(16)
        try:
            plain = await asyncio.to_thread(path.read_bytes)
        except OSError:
            raise Refused("the file is gone") from None
        asked = {
            "filekey": file_key,
            "media_type": TYPES[kind],
            "to_user_id": to,
            "rawsize": len(plain),
            "rawfilemd5": await asyncio.to_thread(_md5, plain),
            "filesize": crypto.encrypted_size(len(plain)),
            "no_need_thumb": True,
            "aeskey": key.hex(),
        }
        answer = await api.post("getuploadurl", with_base_info(asked))
        url = self._upload_url(answer, file_key)
        param = await self._post(url, await asyncio.to_thread(crypto.encrypted, plain, key))
        reference = {"encrypt_query_param": param, "aes_key": crypto.written_key(key), "encrypt_type": 1}
        return Uploaded(reference, len(plain), crypto.encrypted_size(len(plain)))

    def _upload_url(self, answer: Mapping[str, object], file_key: str) -> str:
        whole, param = answer.get("upload_full_url"), answer.get("upload_param")
        if isinstance(whole, str) and whole.strip():
            try:
                origin = read(whole.strip()).origin
            except BadRequest:
                raise NotSent("the address to upload to cannot be read") from None
            if origin not in self._allowed and origin.scheme != "https":
                raise NotSent("the address to upload to is not https")
            return whole.strip()
        if not isinstance(param, str) or not param:
            raise NotSent("no address to upload to")
        return f"{self._url}/upload?encrypted_query_param={quote(param, safe='')}&filekey={file_key}"

    async def _post(self, url: str, cipher: bytes) -> str:
        """What messages call the file. A server's trouble is tried again, a refusal is not (npm 2.4.9, src/cdn/cdn-upload.ts)."""
        reason = ""
        for pause in (*PAUSES_SECONDS, None):
            try:
                response = await self._http.post(
                    url,
                    content=cipher,
                    headers={"Content-Type": "application/octet-stream"},
                    timeout=httpx.Timeout(self._timing.upload, connect=self._timing.connect),
                )
            except httpx.RequestError as error:
                reason = type(error).__name__
            else:
                param = response.headers.get("x-encrypted-param", "")
                if response.status_code == 200 and param:
                    return str(param)
                reason = f"HTTP {response.status_code}"
                if 400 <= response.status_code < 500 and response.status_code != 429:
                    raise WrongStatus("upload to the CDN", response.status_code)
            if pause is not None:
                await asyncio.sleep(pause)
        raise NotSent(f"the CDN did not take the file: {reason}")

    async def _patiently(self, url: str) -> bytes:
        for pause in (*PAUSES_SECONDS, None):
            try:
                return await self._get(url)
            except NotSent:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("the last attempt raises")

    async def _get(self, url: str) -> bytes:
        content = bytearray()
        try:
            async with get(
                Asking(url, self._allowed, {}, IDLE_SECONDS), headers={"Accept-Encoding": "identity"}
            ) as response:
                if response.status >= 500 or response.status == 429:
                    raise NotSent(f"{without_query(url)} answers {response.status}")
                if response.status != 200:
                    raise Refused(f"{without_query(url)} answers {response.status}")
                async for chunk in response.aiter_stream():
                    content += chunk
                    if len(content) > MOST_BYTES:
                        raise Refused(f"{without_query(url)} has more than {MOST_BYTES} bytes")
        except AddressRefused as error:
            raise Refused(str(error)) from None
        except (Unreachable, *NETWORK_ERRORS) as error:
            # Not chained: the text of a protocol error may quote the address with its signature.
            raise NotSent(f"{without_query(url)} was cut ({type(error).__name__})") from None
        except GeneratorError as error:
            raise Refused(str(error)) from None
        return bytes(content)


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
