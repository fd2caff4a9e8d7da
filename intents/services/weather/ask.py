"""One GET to a weather service, and everything that can come back instead of an answer.

Prevents a hotel's login page, half an answer or a silent server from being anything but `Unavailable`, and keys from getting into
a text: neither addresses nor what the service said go on from here.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from intents.services.weather.errors import Unavailable

LONGEST_ANSWER = 2_000_000
"""Bytes, unpacked."""
REQUEST_SECONDS = 5.0
"""For a whole request; who asks has a limit of his own that is often shorter."""

Read = TypeVar("Read", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back, whatever it says."""

    source: str
    status: int
    body: bytes

    def read_as(self, model: type[Read]) -> Read:
        """The answer in its shape. Raises Unavailable for anything else, HTML among it."""
        try:
            return model.model_validate_json(self.body)
        except ValidationError:
            raise Unavailable(self.source, f"HTTP {self.status}, not the answer it should be") from None


class Service:
    """One weather service's address."""

    def __init__(self, name: str, base_url: str, http: httpx.AsyncClient) -> None:
        self.name = name
        self._base_url = base_url.rstrip("/")
        self._http = http

    async def ask(self, path: str, query: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answered:
        """What the service answers to a GET. Raises Unavailable where nothing whole came back."""
        try:
            # httpx counts each read by itself: a server that sends a byte now and then would hold it for ever.
            async with asyncio.timeout(REQUEST_SECONDS):
                return await self._ask(path, query, headers or {})
        except TimeoutError:
            raise Unavailable(self.name, f"no answer in {REQUEST_SECONDS:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(self.name, type(error).__name__) from None

    async def _ask(self, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Answered:
        # No redirect: it would take the key to where nobody decided it may go.
        request = self._http.stream(
            "GET", self._base_url + path, params=dict(query), headers=dict(headers), follow_redirects=False
        )
        async with request as response:
            body = bytearray()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > LONGEST_ANSWER:
                    raise Unavailable(self.name, "the answer is too long")
            return Answered(self.name, response.status_code, bytes(body))
