"""The double paid API as a generator, every answer turned into the errors of `generators.base`."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    Cancelled,
    CannotAsk,
    Capabilities,
    Failed,
    Finished,
    GenerationRequest,
    Generator,
    NotFound,
    Progress,
    Ticket,
    Timeout,
    Unreachable,
)
from tests.doubles.paid_answers import answer_of, raise_for, text_of


class PaidDouble(Generator):
    """Talks to `tests.doubles.paid_server`."""

    def __init__(
        self,
        url: str,
        name: str = "paid_double",
        can_find: bool = False,
        price_fen: int = 50,
        prompt_family: str = "storyboard",
        *,
        timeout_seconds: float = 5.0,
    ) -> None:
        self.url = url.rstrip("/")
        self.name = name
        self.can_find = can_find
        self.timeout_seconds = timeout_seconds
        self.capabilities = Capabilities(
            frozenset({"video"}), prompt_family, max_seconds=60.0, is_remote=True, price_fen=price_fen
        )

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket | Finished:
        if request.kind != "video":
            raise BadRequest(f"kind: {self.name} makes clips only, not {request.kind}")
        body = {name: getattr(request, name) for name in ("prompt", "seconds", "fps", "width", "height")}
        if request.source:
            body["picture"] = base64.b64encode(await asyncio.to_thread(request.source.read_bytes)).decode()
        return Ticket(text_of(await self._ask("POST", "/submit", json=body | {"request_id": request_id}), "task_id"))

    async def find(self, request_id: str) -> Ticket | Finished | NotFound | CannotAsk:
        if not self.can_find:
            return CannotAsk()
        found = await self._ask("GET", "/find", params={"request_id": request_id})
        if "task_id" in found and found["task_id"] is None:
            return NotFound()
        return Ticket(text_of(found, "task_id"))

    async def poll(self, ticket: Ticket) -> Progress | Finished | Failed:
        try:
            state = await self._ask("GET", f"/task/{ticket.id}")
        except BadRequest as error:
            return Failed(Broken(str(error)))  # Not `Lost`: it may have forgotten the task, but not the money.
        match text_of(state, "status"):
            case "succeeded":
                return Finished(f"{self.url}/file/{ticket.id}")
            case "failed":
                return Failed(Broken(f"{self.name} gave up on {ticket.id}"))
            case "cancelled":
                return Failed(Cancelled(f"{ticket.id} was stopped"))
        return Progress(float(state["progress"]))

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        if not finished.location.startswith(f"{self.url}/file/"):
            raise BadRequest(f"location: {finished.location} is no file of {self.name}")
        target = into / f"{self.name}-{finished.location.rpartition('/')[2]}.mp4"
        part = target.with_suffix(".part")
        await asyncio.to_thread(into.mkdir, parents=True, exist_ok=True)
        try:
            async with self._response("GET", finished.location) as response:
                with part.open("wb") as file:
                    async for chunk in response.aiter_bytes():
                        await asyncio.to_thread(file.write, chunk)
            if not part.stat().st_size:
                raise Broken(f"{finished.location} is empty")
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return Artifact(target, "video")

    async def cancel(self, ticket: Ticket) -> bool:
        try:
            return (await self._ask("POST", f"/cancel/{ticket.id}")).get("stopped") is True
        except BadRequest:
            return False  # A service that cannot cancel has no such route.

    async def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        async with self._response(method, self.url + path, **options) as response:
            return answer_of(await response.aread())

    @asynccontextmanager
    async def _response(self, method: str, url: str, **options: Any) -> AsyncIterator[httpx.Response]:
        """A good answer, still to be read. One client a call: a generator keeps no state, not even an event loop."""
        try:
            async with (
                httpx.AsyncClient(trust_env=False, verify=False, timeout=self.timeout_seconds) as http,
                http.stream(method, url, **options) as response,
            ):
                if not response.is_success:
                    raise_for(response, await response.aread())
                yield response
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Unreachable(f"{self.name}: {error!r}") from error
        except httpx.TransportError as error:
            raise Timeout(f"{self.name}: {error!r}") from error
