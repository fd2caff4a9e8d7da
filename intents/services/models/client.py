"""One model, asked once, over the `openai` client."""

import asyncio
import base64
import contextlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from intents.services.language_model import BadAnswer, ModelMessage, Refused, TimedOut, Unreachable
from intents.services.models.answers import Completion, first_object
from intents.services.models.entry import ModelEntry
from intents.services.models.faults import complains_of_json_mode, fault, hidden_fault

LONGEST_BODY = 1_000_000
"""Bytes of an answer; what is longer is none."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in the words of the protocol."""

    messages: Sequence[ModelMessage]
    is_json: bool
    max_tokens: int
    temperature: float


@dataclass(frozen=True, slots=True)
class Said:
    """What came back."""

    text: str
    tokens: int


class ModelClient:
    """Asks one model. The `openai` package is imported with the first question: it takes 30 MB and 0.4 s."""

    def __init__(self, entry: ModelEntry) -> None:
        self.entry = entry
        self._client: Any = None
        self._speaks_json_mode = True

    async def ask(self, question: Question, timeout_seconds: float) -> Said:
        """The answer. Raises the errors of `language_model.py`."""
        try:
            # The client's own limit is for each read: a service that sends a blank line now and then would hold it for ever.
            async with asyncio.timeout(timeout_seconds):
                return await self._ask(question)
        except TimeoutError:
            raise TimedOut(self.entry.name, f"{timeout_seconds:g} s") from None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _ask(self, question: Question) -> Said:
        if self._client is None:
            self._client = await asyncio.to_thread(self._connect)
        import openai

        entry = self.entry
        fields: dict[str, Any] = {}
        if question.is_json and self._speaks_json_mode:
            fields["response_format"] = {"type": "json_object"}
        try:
            response = await self._client.chat.completions.with_raw_response.create(
                model=entry.model,
                messages=[{"role": message.role, "content": _content(message)} for message in question.messages],
                max_tokens=question.max_tokens,
                temperature=min(question.temperature, entry.highest_temperature),
                extra_body=dict(entry.extra_body) or None,
                **fields,
            )
        except openai.APIStatusError as error:
            status, body = error.response.status_code, error.response.content
            if fields and complains_of_json_mode(status, body):
                self._speaks_json_mode = False
                return await self._ask(question)
            raise fault(entry, status, body, error.response.headers) from None
        except openai.APITimeoutError:
            raise TimedOut(entry.name) from None
        except openai.OpenAIError as error:
            raise Unreachable(entry.name, type(error).__name__) from None
        return self._read(response.content, question)

    def _read(self, body: bytes, question: Question) -> Said:
        name = self.entry.name
        if len(body) > LONGEST_BODY:
            raise BadAnswer(name, "too long")
        if error := hidden_fault(self.entry, body):
            raise error
        try:
            # DeepSeek may send blank lines before the body, to keep the connection.
            completion = Completion.model_validate_json(body.strip())
        except ValidationError:
            raise Unreachable(name, "what answers there is no language model") from None
        ended = completion.ended
        if ended in ("sensitive", "content_filter"):
            raise Refused(name, ended)
        if ended in ("network_error", "insufficient_system_resource"):
            raise Unreachable(name, ended)
        text = completion.said
        if question.is_json:
            text = first_object(text) or ""
        if not text:
            raise BadAnswer(name, {"length": "cut", "": "empty"}.get(ended, f"empty, {ended[:40]}"))
        return Said(text, completion.tokens)

    def _connect(self) -> Any:
        import openai

        entry = self.entry
        client = openai.AsyncOpenAI(
            base_url=entry.base_url,
            api_key=entry.key.get_secret_value() if entry.key else "none",
            admin_api_key="",
            max_retries=0,
            # A redirect would take the family's words to where nobody decided they may go, and a proxy of the machine has no
            # business with an address in the house.
            http_client=openai.DefaultAsyncHttpxClient(
                follow_redirects=False, trust_env=not is_in_the_house(urlsplit(entry.base_url).hostname or "")
            ),
        )
        # The package takes these from the environment, where they are meant for another service.
        client.organization = client.project = None
        return client


def _content(message: ModelMessage) -> Any:
    if not message.pictures:
        return message.text
    urls = [f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" for picture in message.pictures]
    shown: list[dict[str, object]] = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return [*shown, {"type": "text", "text": message.text}]


def is_in_the_house(host: str) -> bool:
    """Whether an address can only be this machine or one beside it: loopback, a private network, a name without a domain."""
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host.partition("%")[0])
        return address.is_loopback or (address.is_private and not address.is_unspecified)
    plain = host.lower().rstrip(".")
    return "." not in plain or plain.endswith((".localhost", ".local", ".lan", ".internal", ".home.arpa"))
