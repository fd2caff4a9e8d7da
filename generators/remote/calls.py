"""JSON calls to a service outside the house, with every way they can end turned into a `GeneratorError`.

Prevents the two expensive mistakes: taking silence for a refusal (and paying again), and writing a key or a signed address
into a record. What a service says of an error is kept, without its key and without what stands behind a “?”.
"""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
from pydantic import JsonValue, SecretStr

from generators.base import BadRequest, Broken, GeneratorError, Lost, Timeout, Unreachable
from generators.remote.address import is_in_the_house
from generators.remote.vendor import BUSY_SECONDS, Answered, Refused, Vendor

LONGEST_ANSWER_BYTES = 40_000_000
"""A picture may come in the answer itself, in base64."""
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart form."""

    field: str
    name: str
    content: bytes
    content_type: str = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a service: JSON, or a form with files."""

    method: str
    path: str
    body: Mapping[str, JsonValue] | None = None
    form: Mapping[str, str] | None = None
    """Fields of a multipart form, in place of `body`."""
    uploads: tuple[Upload, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    """Beside those of the vendor."""
    has_answer: bool = True
    """False where a good answer may be empty."""
    is_lost_at_404: bool = False
    """Whoever answers 404 no longer knows what it is asked about, and charges nothing for it: `Lost`."""


class Calls:
    """The calls of one generator to its service. Every error leaves as a `GeneratorError`."""

    def __init__(
        self, generator: str, vendor: Vendor, base_url: str, key: SecretStr | None, *, timeout_seconds: float
    ) -> None:
        self._service = generator
        self._vendor = vendor
        self._base_url = base_url
        self._key = key.get_secret_value() if key else ""
        self._timeout_seconds = timeout_seconds
        self._client: httpx.AsyncClient | None = None

    async def ask(self, call: Call) -> Answered:
        """The JSON object of a good answer. Raises `Timeout` wherever it cannot be known whether the request arrived."""
        request = self._request(call)
        try:
            async with asyncio.timeout(self._timeout_seconds):
                response = await self._http().send(request, stream=True)
                try:
                    content = await self._content(response)
                finally:
                    await response.aclose()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise Unreachable(f"{self._service}: {self.clean(repr(error))}") from None
        except httpx.HTTPError as error:
            raise Timeout(f"{self._service}: {self.clean(repr(error))}") from None
        except TimeoutError:
            raise Timeout(f"{self._service}: no answer within {self._timeout_seconds:g} s") from None
        answer = _object(content)
        says_error = self._vendor.tells_errors_at_200 and answer is not None and any(self._vendor.said(answer))
        if response.status_code == 404 and call.is_lost_at_404:
            raise Lost(f"{self._service}: HTTP 404, it is not known any more")
        if not response.is_success or says_error:
            pause = response.headers.get("retry-after", "")
            seconds = float(pause) if re.fullmatch(r"\d{1,6}(\.\d+)?", pause) else BUSY_SECONDS
            refused = Refused(response.status_code, answer or {}, self.clean, seconds)
            raise self._vendor.error(refused, self._service)
        if answer is None and not call.has_answer and not content:
            return {}
        if answer is None:
            # From something in between, and it says nothing about the request.
            raise Timeout(f"{self._service}: an answer that is no JSON object")
        return answer

    def headers(self) -> Mapping[str, str]:
        """What says who is asking; empty without a key. Raises `BadRequest` for a key that no key can be."""
        if not self._key:
            if not self._vendor.is_key_optional:
                raise BadRequest(f"{self._vendor.key_variable}: is not set")
            return {}
        if not re.fullmatch(r"[!-~]+", self._key):
            # Pasted with a blank or a Chinese quotation mark: httpx would refuse it in words that hold the key.
            raise BadRequest(f"{self._vendor.key_variable}: the key holds characters that no key has")
        return self._vendor.headers(self._key)

    def move(self, base_url: str) -> None:
        """The service is to be found at another address from now on."""
        self._base_url = base_url

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client:
            await self._client.aclose()
            self._client = None

    def clean(self, text: str) -> str:
        """A text without the key and without signed addresses, short enough for a record."""
        for secret in (self._key, *self._key.split(":")) if self._key else ():
            text = text.replace(secret, "***") if secret else text
        # A token made of the key is as good as the key while it lives.
        text = re.sub(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*", "***", text)
        return re.sub(r"(https?://[^\s?\"']+)\?[^\s\"')]*", r"\1?…", text)[:LONGEST_REASON]

    def _request(self, call: Call) -> httpx.Request:
        files = [(each.field, (each.name, each.content, each.content_type)) for each in call.uploads]
        if call.form is not None:
            # A form without a file is multipart too only when its fields are sent as parts.
            files += [(name, (None, value.encode(), None)) for name, value in call.form.items()]  # type: ignore[misc]
        return self._http().build_request(
            call.method,
            self._base_url + call.path,
            json=call.body,
            files=files or None,
            headers={**self.headers(), **call.headers},
        )

    async def _content(self, response: httpx.Response) -> bytes:
        content = bytearray()
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > LONGEST_ANSWER_BYTES:
                raise Broken(f"{self._service}: an answer of more than {LONGEST_ANSWER_BYTES} bytes")
        return bytes(content)

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            # Our own timeout holds for the whole call; this one only tells "not connected" from "not answered".
            timeout = httpx.Timeout(None, connect=min(10.0, self._timeout_seconds))
            # A proxy of the environment is for the world outside; at home it would not find the machine.
            is_home = is_in_the_house(urlsplit(self._base_url).hostname or "")
            self._client = httpx.AsyncClient(timeout=timeout, trust_env=not is_home)
        return self._client


@contextmanager
def paid_for() -> Iterator[None]:
    """For what is asked after `submit`: whatever goes wrong now, nobody else may be paid for the same thing."""
    try:
        yield
    except GeneratorError as error:
        error.is_charged = not isinstance(error, Lost)
        raise


def _object(content: bytes) -> Answered | None:
    try:
        answer = json.loads(content)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
