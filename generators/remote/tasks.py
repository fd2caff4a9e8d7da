"""Services that take a request, hand out a task id, are asked about it, and then name an address that dies soon.

All video services do these three steps. What differs, how a request is written and how an answer is read, is what a generator
of this kind says; everything that can go wrong on the way is decided here, once.
"""

import asyncio
import contextlib
import logging
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import SecretStr

from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    Busy,
    Cancelled,
    CannotAsk,
    Failed,
    Finished,
    GenerationRequest,
    Generator,
    GeneratorError,
    Kind,
    NotFound,
    Progress,
    Ticket,
    Timeout,
    Unreachable,
)
from generators.nearest import as_sold
from generators.pictures import PictureLimit, copy_of
from generators.remote.calls import Call, Calls, paid_for
from generators.remote.download import download
from generators.remote.vendor import Answered, RemoteOptions, Vendor
from generators.setting import Setting

MOST_BYTES = 500_000_000
MOST_COVER_BYTES = 10_000_000
FETCH_SECONDS = 600.0
COVER_SECONDS = 20.0
PATIENCE_SECONDS = 26 * 3600.0
"""A day in a queue and then some. Tasks live 24 hours or longer where providers say it."""

State = Literal["running", "done", "failed", "cancelled", "gone"]
"""`gone`: it was there, or is said to have been, and there is nothing left to fetch."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says of a task."""

    word: str
    """The provider's own status word."""
    address: str = ""
    """Of the clip."""
    cover: str = ""
    """Of its first picture, where the provider makes one."""
    code: str = ""
    """Why it failed, where a code is given."""
    reason: str = ""
    fraction: float | None = None
    """0 to 1 where steps are counted."""


class TaskGenerator(Generator):
    """A generator of such a service. A subclass sets `vendor`, `words`, `picture` and `most_prompt`, and says the rest by its methods.

    The capabilities say which sizes, lengths and frame rates are sold: `generators/nearest.py` brings every request to them.
    """

    options: RemoteOptions
    vendor: ClassVar[Vendor]
    words: ClassVar[Mapping[str, State]]
    """Its status words; an unknown one is taken for `running` and logged once."""
    picture: ClassVar[PictureLimit] = PictureLimit()
    most_prompt: ClassVar[int] = 2000
    """Characters."""

    def __init__(self, options: RemoteOptions | None = None, key: SecretStr | None = None) -> None:
        chosen = options or self.options_type()
        assert isinstance(chosen, RemoteOptions)
        self.options = chosen
        self.missing_key = "" if key or self.vendor.is_key_optional else self.vendor.key_variable
        self._calls = Calls(
            self.name, self.vendor, self.options.base_url, key, timeout_seconds=self.options.timeout_seconds
        )
        self._unknown_words: set[str] = set()
        self.capabilities = replace(self.capabilities, may_take_seconds=PATIENCE_SECONDS)

    @classmethod
    def made(cls, setting: Setting) -> Self:
        """From the settings."""
        return cls(cls.options_type.model_validate(setting.options), setting.key)  # type: ignore[arg-type]

    # What a provider has of its own.

    @abstractmethod
    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        """The call that submits. Raises `BadRequest` for what cannot be made."""

    @abstractmethod
    def ticket_in(self, answer: Answered) -> str:
        """The task's id in the answer to it; empty where there is none."""

    @abstractmethod
    def question(self, ticket: str) -> Call:
        """The call that asks about a task."""

    @abstractmethod
    def told(self, answer: Answered) -> Told:
        """What the answer to that says."""

    def stop(self, ticket: str) -> Call | None:
        """The call that cancels a task, for providers that have one."""
        return None

    def has_stopped(self, answer: Answered) -> bool:
        """Whether a good answer to that says that it is stopped."""
        return True

    def file_headers(self) -> Mapping[str, str]:
        """What has to go along when the result is fetched; most addresses are signed and need nothing."""
        return {}

    # The rest is the same for all.

    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket | Finished:
        """Hand over a request. Raises `BadRequest` before anything is sent for what cannot be made."""
        if request.kind not in self.capabilities.kinds:
            raise BadRequest(f"kind: {self.name} does not make a {request.kind}")
        if len(request.prompt) > self.most_prompt:
            raise BadRequest(f"prompt: {len(request.prompt)} characters, at most {self.most_prompt}")
        if not request.prompt.strip() and request.source is None:
            raise BadRequest("prompt: neither words nor a picture")
        self._calls.headers()
        request = as_sold(self.capabilities, request)
        ticket = self.ticket_in(await self._calls.ask(await self.order(request, request_id)))
        if not ticket:
            raise Timeout(f"{self.name}: an answer without an id")
        return Ticket(ticket)

    async def find(self, request_id: str) -> Ticket | Finished | NotFound | CannotAsk:
        """Most providers offer no way to ask by our request id."""
        return CannotAsk()

    async def poll(self, ticket: Ticket) -> Progress | Finished | Failed:
        """Ask once. `Finished` holds the ticket and not the address, which is signed and soon dead: it stands in no record."""
        try:
            with paid_for():
                told = self.told(await self._calls.ask(self.question(ticket.id)))
        except (Unreachable, Busy, Timeout):
            raise
        except GeneratorError as error:
            return Failed(error)
        match self._state(told.word):
            case "running":
                return Progress(told.fraction)
            case "done":
                return Finished(ticket.id)
            case "cancelled":
                return Failed(Cancelled(f"{self.name}: {ticket.id} was stopped"))
            case "failed":
                return Failed(self._failure(ticket, told))
            case "gone":
                gone = Broken(f"{self.name}: {ticket.id} is gone ({told.word})")
                return Failed(gone)

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        """Ask for a fresh address and bring the clip home. A result that is gone is `Broken`: it was paid for."""
        with paid_for():
            told = self.told(await self._calls.ask(self.question(finished.location)))
        if not told.address:
            raise Broken(f"{self.name}: {finished.location} has no clip any more")
        brought = await self.brought(told.address, into, self.file_headers())
        return replace(brought, cover=await self._cover(told.cover, into))

    async def cancel(self, ticket: Ticket) -> bool:
        """True when the provider says that it stopped it."""
        call = self.stop(ticket.id)
        if call is None:
            return False
        try:
            answer = await self._calls.ask(call)
        except BadRequest:
            # Running already: most let only what waits be stopped.
            return False
        return self.has_stopped(answer)

    async def close(self) -> None:
        await self._calls.close()

    async def brought(self, address: str, into: Path, headers: Mapping[str, str]) -> Artifact:
        """The clip at an address on our disk; `headers` go to its origin alone."""
        found = await download(
            address,
            into,
            allowed_origins=self.options.origins,
            most_bytes=MOST_BYTES,
            timeout_seconds=FETCH_SECONDS,
            kinds=self.capabilities.kinds,
            headers=headers,
        )
        return Artifact(found.path, found.kind, found.sha256)

    async def data_uri(self, path: Path) -> str:
        """A copy of a picture under the provider's limit, as `data:image/jpeg;base64,…`."""
        return (await asyncio.to_thread(copy_of, path, self.picture)).data_uri

    async def base64(self, path: Path) -> str:
        """The same, the bare letters."""
        return (await asyncio.to_thread(copy_of, path, self.picture)).base64

    def _state(self, word: str) -> State:
        if not word:
            raise Timeout(f"{self.name}: an answer without a status")
        if word not in self.words and word not in self._unknown_words:
            self._unknown_words.add(word)
            _log.warning("%s: unknown status %.40s, taken for still being made", self.name, word)
        return self.words.get(word, "running")

    def _failure(self, ticket: Ticket, told: Told) -> GeneratorError:
        reason = f"{self.name} gave up on {ticket.id}: {told.code} {self._calls.clean(told.reason)}".strip(": ")
        meaning = self.vendor.meaning(told.code)
        error = self.vendor.error_of(meaning if meaning == "content" else "broken", reason, self.name)
        # It has failed for good and will not be billed: another may be asked. Moderation is never handed on.
        error.is_charged = False
        return error

    async def _cover(self, address: str, into: Path) -> Path | None:
        """The provider's own first picture; a clip without it is still a clip."""
        if not address:
            return None
        with contextlib.suppress(GeneratorError):
            brought = await download(
                address,
                into / "cover",
                allowed_origins=self.options.origins,
                most_bytes=MOST_COVER_BYTES,
                timeout_seconds=COVER_SECONDS,
                kinds=frozenset[Kind]({"image"}),
            )
            return brought.path
        return None
