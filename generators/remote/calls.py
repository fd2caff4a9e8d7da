"""JSON calls to a service outside the house, with every way they can end turned into a `GeneratorError`.

Prevents the two expensive mistakes: taking silence for a refusal (and paying again), and writing a key or a signed address
into a record. What a service says of an error is kept, without its key and without what stands behind a “?”.
"""

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from pydantic import JsonValue, SecretStr

from generators.base import BadRequest, Broken, Busy, ContentRefused, GeneratorError, NeedsTopUp, Timeout, Unreachable

LONGEST_ANSWER_BYTES = 40_000_000
"""A picture may come in the answer itself, in base64."""
LONGEST_REASON = 200
BUSY_SECONDS = 30.0

Answered = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that is no success, fit to be written down."""

    status: int
    """Of HTTP."""
    answer: Answered
    """Its JSON object; empty where it was none."""
    service: str
    clean: Callable[[str], str]
    """Takes keys and signatures out of a text."""
    retry_after_seconds: float = BUSY_SECONDS

    def reason(self, code: str, message: str) -> str:
        """A line for the record."""
        return f"{self.service}: HTTP {self.status} {code} {self.clean(message)}".strip()


class Calls:
    """The calls of one generator to its service. Every error leaves as a `GeneratorError`."""

    def __init__(
        self,
        service: str,
        base_url: str,
        key: SecretStr,
        error_of: Callable[[Refused], GeneratorError],
        *,
        timeout_seconds: float,
    ) -> None:
        self._service = service
        self._base_url = base_url
        self._key = key
        self._error_of = error_of
        self._timeout_seconds = timeout_seconds
        self._client: httpx.AsyncClient | None = None

    async def ask(self, method: str, path: str, body: Mapping[str, JsonValue] | None = None) -> Answered:
        """The JSON object of a good answer. Raises `Timeout` wherever it cannot be known whether the request arrived."""
        if not re.fullmatch(r"[!-~]+", self._key.get_secret_value()):
            # Pasted with a blank or a Chinese quotation mark: httpx would refuse it in words that hold the key.
            raise BadRequest(f"{self._service}: the key holds characters that no key has")
        http = self._http()
        headers = {"authorization": f"Bearer {self._key.get_secret_value()}"}
        try:
            async with (
                asyncio.timeout(self._timeout_seconds),
                http.stream(method, self._base_url + path, json=body, headers=headers) as response,
            ):
                content = await self._content(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise Unreachable(f"{self._service}: {self.clean(repr(error))}") from None
        except httpx.HTTPError as error:
            raise Timeout(f"{self._service}: {self.clean(repr(error))}") from None
        except TimeoutError:
            raise Timeout(f"{self._service}: no answer within {self._timeout_seconds:g} s") from None
        answer = _object(content)
        if not response.is_success:
            pause = response.headers.get("retry-after", "")
            seconds = float(pause) if re.fullmatch(r"\d{1,6}(\.\d+)?", pause) else BUSY_SECONDS
            raise self._error_of(Refused(response.status_code, answer or {}, self._service, self.clean, seconds))
        if answer is None:
            # From something in between, and it says nothing about the request.
            raise Timeout(f"{self._service}: an answer that is no JSON object")
        return answer

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client:
            await self._client.aclose()
            self._client = None

    def clean(self, text: str) -> str:
        """A text without the key and without signed addresses, short enough for a record."""
        text = text.replace(self._key.get_secret_value(), "***")
        return re.sub(r"(https?://[^\s?\"']+)\?[^\s\"')]*", r"\1?…", text)[:LONGEST_REASON]

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
            self._client = httpx.AsyncClient(timeout=timeout)
        return self._client


@contextmanager
def paid_for() -> Iterator[None]:
    """For what is asked after `submit`: whatever goes wrong now, nobody else may be paid for the same thing."""
    try:
        yield
    except GeneratorError as error:
        error.is_charged = True
        raise


def by_status(refused: Refused, reason: str) -> GeneratorError:
    """What HTTP alone tells, for answers with a code nobody knows."""
    match refused.status:
        case 402:
            return NeedsTopUp(reason)
        case 408 | 409:
            return Timeout(reason)
        case 429:
            return Busy(reason, refused.retry_after_seconds)
        case 451:
            return ContentRefused(reason)
        case status if status < 500:
            return BadRequest(reason)
    return Timeout(reason)


def _object(content: bytes) -> Answered | None:
    try:
        answer = json.loads(content)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
