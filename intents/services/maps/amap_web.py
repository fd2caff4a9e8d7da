"""Asking 高德's web service: in time, not too often, and with every refusal turned into an error of `errors.py`."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

import httpx
from pydantic import ValidationError

from intents.services.cache import CallBudget
from intents.services.maps.amap_key import AmapAccount, KeyTransport
from intents.services.maps.amap_values import Read, Text
from intents.services.maps.errors import MapError, NotSetUp, OverQuota, TooFrequent, Unavailable, WrongKey
from intents.services.maps.infocodes import OK, TRY_AGAIN, error
from intents.services.maps.pace import Pace

CALL_SECONDS = 4.0
"""For one question, with waiting for a turn and asking again."""
REQUEST_SECONDS = 2.5
LONGEST_WAIT_SECONDS = 2.0
TRY_AGAIN_SECONDS = 1.0
LONGEST_ANSWER = 2_000_000
"""Bytes; a drive of 200 km drawn point by point has half a million."""
PNG = b"\x89PNG\r\n\x1a\n"


class Answer(Read):
    """What stands around every answer."""

    status: Text = ""
    infocode: Text = ""


A = TypeVar("A", bound=Answer)


class Watch(Protocol):
    """Told how calls end, by what was called: `place`, `driving`. Returns at once."""

    def failed(self, call: str, error: MapError) -> None:
        """The key is refused or used up: a person has to put that right."""
        ...

    def worked(self, call: str) -> None:
        """There was an answer."""
        ...


class AmapWeb:
    """One account's way to the service. Everything that asks with the same key shares it, so that the pace is one."""

    def __init__(
        self,
        account: AmapAccount,
        budget: CallBudget | None = None,
        now: Callable[[], float] = time.monotonic,
        watch: Watch | None = None,
    ) -> None:
        self._account = account
        self._budget = budget
        self._watch = watch
        self._pace = Pace(account.calls_per_second, now)
        self._client: httpx.AsyncClient | None = None
        self._connecting = asyncio.Lock()

    async def ask(self, call: str, path: str, parameters: Mapping[str, str], shape: type[A]) -> A:
        """The answer to one question. `call` is the kind of question that the budget counts."""
        _, body = await self._watched(call, path, parameters)
        try:
            return shape.model_validate_json(body)
        except ValidationError:
            raise Unavailable(call, "nonsense") from None

    async def ask_picture(self, call: str, path: str, parameters: Mapping[str, str]) -> bytes:
        """A PNG."""
        kind, body = await self._watched(call, path, parameters, is_picture=True)
        if kind != "image/png" or not body.startswith(PNG):
            raise Unavailable(call, "nonsense")
        return body

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _watched(
        self, call: str, path: str, parameters: Mapping[str, str], *, is_picture: bool = False
    ) -> tuple[str, bytes]:
        try:
            answer = await self._ask(call, path, parameters, is_picture=is_picture)
        except (WrongKey, OverQuota) as error:
            if self._watch is not None:
                self._watch.failed(call, error)
            raise
        if self._watch is not None:
            self._watch.worked(call)
        return answer

    async def _ask(
        self, call: str, path: str, parameters: Mapping[str, str], *, is_picture: bool = False
    ) -> tuple[str, bytes]:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                kind, body = await self._send(call, path, parameters)
                if is_picture and kind.startswith("image/"):
                    return kind, body
                if (infocode := _infocode(call, body)) in TRY_AGAIN:
                    await asyncio.sleep(TRY_AGAIN_SECONDS)
                    kind, body = await self._send(call, path, parameters)
                    if is_picture and kind.startswith("image/"):
                        return kind, body
                    infocode = _infocode(call, body)
        except TimeoutError:
            raise Unavailable(call, "timeout") from None
        if infocode != OK:
            raise error(call, infocode)
        return kind, body

    async def _send(self, call: str, path: str, parameters: Mapping[str, str]) -> tuple[str, bytes]:
        if not self._account.key.get_secret_value().strip():
            raise NotSetUp(call)
        # First of all: what the first connection takes would bring its calls together with those a second later.
        client = await self._connected()
        wait = self._pace.take_turn(LONGEST_WAIT_SECONDS)
        if wait is None:
            raise TooFrequent(call, "queue")
        if self._budget is not None and not await self._budget.take(call):
            raise OverQuota(call, "budget")
        await asyncio.sleep(wait)
        try:
            async with asyncio.timeout(REQUEST_SECONDS), client.stream("GET", path, params=parameters) as response:
                if response.status_code != 200:
                    raise Unavailable(call, f"http_{response.status_code}")
                body = bytearray()
                async for part in response.aiter_bytes():
                    body += part
                    if len(body) > LONGEST_ANSWER:
                        raise Unavailable(call, "too_long")
                return response.headers.get("content-type", "").partition(";")[0].strip().lower(), bytes(body)
        except (httpx.HTTPError, httpx.StreamError) as broken:
            reason = "timeout" if isinstance(broken, httpx.TimeoutException) else type(broken).__name__
            raise Unavailable(call, reason) from None

    async def _connected(self) -> httpx.AsyncClient:
        async with self._connecting:
            if self._client is None:
                # Reading the certificates takes 30 ms.
                self._client = await asyncio.to_thread(self._connect)
            return self._client

    def _connect(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self._account.base_url,
            transport=KeyTransport(self._account),
            timeout=REQUEST_SECONDS,
            # The key goes to the address of the settings and nowhere else.
            follow_redirects=False,
            trust_env=False,
        )


def _infocode(call: str, body: bytes) -> str:
    with contextlib.suppress(ValidationError):
        answer = Answer.model_validate_json(body)
        if answer.status == "1":
            return answer.infocode or OK
        return "" if answer.infocode == OK else answer.infocode
    raise Unavailable(call, "nonsense")
