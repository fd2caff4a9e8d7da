"""The double chat application as a channel of 小爱's, with the three ways a send can fail kept apart."""

import asyncio
import base64
import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from bot.channels.base import (
    Channel,
    ChannelEvents,
    Limits,
    Message,
    NotSent,
    Outgoing,
    Picture,
    Receipt,
    Refused,
    Unanswered,
)

log = logging.getLogger(__name__)


class DoubleChannel(Channel):
    """Talks to `tests.doubles.chat_server`."""

    def __init__(
        self,
        url: str,
        name: str = "double",
        takes_client_id: bool = False,
        limits: Limits | None = None,
        *,
        timeout_seconds: float = 5.0,
        wait_seconds: float = 10.0,
        longest_pause_seconds: float = 1.0,
    ) -> None:
        self.url = url
        self.name = name
        self.limits = replace(limits or Limits(), takes_client_id=takes_client_id)
        self.timeout_seconds = timeout_seconds
        """How long a send waits for its answer."""
        self.wait_seconds = wait_seconds
        """How long the far side may hold a question for news."""
        self.longest_pause_seconds = longest_pause_seconds
        """Longest pause between two tries while the far side is away."""
        self._http: httpx.AsyncClient | None = None
        self._listening: asyncio.Task[None] | None = None

    async def start(self, events: ChannelEvents) -> None:
        # No proxy of the environment, and no certificates to load: this never leaves loopback.
        self._http = httpx.AsyncClient(base_url=self.url, trust_env=False, verify=False, timeout=self.timeout_seconds)
        self._listening = asyncio.create_task(self._listen(self._http, events), name=f"{self.name} listens")

    async def stop(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait({self._listening})
        if self._http is not None:
            await self._http.aclose()
        self._listening = self._http = None

    async def send(self, outgoing: Outgoing) -> Receipt:
        if self._http is None:
            raise NotSent(f"{self.name} is not started")
        body = await asyncio.to_thread(_body, outgoing)
        try:
            response = await self._http.post("/send", json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent(f"no connection: {error!r}") from error
        except httpx.TransportError as error:
            raise Unanswered(f"no answer: {error!r}") from error
        return _receipt(response)

    async def _listen(self, http: httpx.AsyncClient, events: ChannelEvents) -> None:
        pause = 0.05
        while True:
            try:
                await self._hear_waiting(http, events)
                pause = 0.05
            except Exception as error:  # A message that could not be stored is offered again, like one never fetched.
                log.warning("%s could not listen, tries again in %.2f s: %r", self.name, pause, error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, self.longest_pause_seconds)

    async def _hear_waiting(self, http: httpx.AsyncClient, events: ChannelEvents) -> None:
        timeout = httpx.Timeout(self.timeout_seconds, read=self.wait_seconds + self.timeout_seconds)
        response = await http.get("/updates", params={"wait": self.wait_seconds}, timeout=timeout)
        for delivery in response.raise_for_status().json()["deliveries"]:
            message = _message(self.name, delivery["message"])
            await events.hear(message)
            acknowledged = await http.post("/ack", json={"message_id": message.message_id})
            acknowledged.raise_for_status()


def _receipt(response: httpx.Response) -> Receipt:
    answer = _json(response)
    if response.is_success and "message_id" in answer:
        return Receipt(answer["message_id"])
    reason = f"{response.status_code}: {answer.get('error', response.text[:200])}"
    if response.status_code == 429:
        raise NotSent(reason, float(response.headers.get("retry-after", 1)))
    if response.is_client_error:
        raise Refused(reason)
    if answer.get("taken") is False:
        raise NotSent(reason)
    raise Unanswered(reason)


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _body(outgoing: Outgoing) -> dict[str, str]:
    names = ("account", "chat_id", "client_id", "kind", "text", "reply_to")
    body = {name: str(getattr(outgoing, name)) for name in names}
    body["poster"] = _base64(outgoing.poster)
    if outgoing.path is not None:
        body |= {"file": _base64(outgoing.path), "file_name": outgoing.path.name}
    return body


def _base64(path: Path | None) -> str:
    return base64.b64encode(path.read_bytes()).decode() if path else ""


def _message(channel: str, said: dict[str, Any]) -> Message:
    pictures = tuple(Picture(picture) for picture in said.pop("pictures"))
    return Message(channel=channel, **said | {"sent_at": datetime.fromisoformat(said["sent_at"]), "pictures": pictures})
