"""Services that answer a request for a picture with the picture: as an address, or as base64 in the answer itself."""

import asyncio
import base64
import binascii
import contextlib
from abc import abstractmethod
from pathlib import Path
from typing import ClassVar, Self

from pydantic import SecretStr, TypeAdapter, ValidationError

from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    CannotAsk,
    Failed,
    Finished,
    GenerationRequest,
    Generator,
    Lost,
    Measured,
    Ticket,
    Timeout,
)
from generators.files import replacing
from generators.nearest import as_sold
from generators.remote.calls import Call, Calls
from generators.remote.download import download
from generators.remote.formats import format_of
from generators.remote.measured import measured_in
from generators.remote.vendor import Answered, RemoteOptions, Vendor, first_of, text_at
from generators.setting import Setting

MOST_BYTES = 40_000_000
FETCH_SECONDS = 120.0
_HERE = "here:"
_BESIDE = ".measured"
_MEASURED = TypeAdapter(Measured)


class PictureGenerator(Generator):
    """A generator of such a service. A subclass sets `vendor` and says in `order` how a request is written down."""

    options: RemoteOptions
    vendor: ClassVar[Vendor]
    most_prompt: ClassVar[int] = 2000
    """Characters."""

    def __init__(
        self, options: RemoteOptions | None = None, key: SecretStr | None = None, work: Path = Path("work")
    ) -> None:
        chosen = options or self.options_type()
        assert isinstance(chosen, RemoteOptions)
        self.options = chosen
        self.missing_key = "" if key or self.vendor.is_key_optional else self.vendor.key_variable
        self._work = work
        self._calls = Calls(
            self.name, self.vendor, self.options.base_url, key, timeout_seconds=self.options.timeout_seconds
        )

    @classmethod
    def made(cls, setting: Setting) -> Self:
        """From the settings."""
        return cls(cls.options_type.model_validate(setting.options), setting.key, setting.work)  # type: ignore[arg-type]

    @abstractmethod
    async def order(self, request: GenerationRequest, request_id: str) -> Call:
        """The call that makes the picture. Raises `BadRequest` for what cannot be made."""

    def picture_in(self, answer: Answered) -> tuple[str, str]:
        """The address and the base64 of the first picture, `data[0].url | b64_json` or `images[0].url`; empty where there is none."""
        first = first_of(answer.get("data")) or first_of(answer.get("images"))
        return text_at(first, "url"), text_at(first, "b64_json")

    async def submit(self, request: GenerationRequest, request_id: str) -> Finished:
        """Make the picture; it is paid for when this returns. Raises `BadRequest` before anything is sent for what cannot be made."""
        if request.kind != "image" or (request.source and not self.capabilities.takes_picture):
            raise BadRequest(f"kind: {self.name} makes pictures from words only")
        if not request.prompt.strip():
            raise BadRequest("prompt: is empty")
        if len(request.prompt) > self.most_prompt:
            raise BadRequest(f"prompt: {len(request.prompt)} characters, at most {self.most_prompt}")
        self._calls.headers()
        request = as_sold(self.capabilities, request)
        answer = await self._calls.ask(await self.order(request, request_id))
        address, letters = self.picture_in(answer)
        if address:
            return Finished(address)
        if not letters:
            raise Timeout(f"{self.name}: an answer without a picture")
        return Finished(await asyncio.to_thread(self._kept, letters, request_id, measured_in(answer)))

    async def find(self, request_id: str) -> CannotAsk:
        return CannotAsk()

    async def poll(self, ticket: Ticket) -> Failed:
        # There are no tickets: a picture is finished when it is submitted.
        return Failed(Lost(f"{self.name}: no ticket {ticket.id}"))

    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        """Bring the picture home, from its address or from our own disk."""
        if finished.location.startswith(_HERE):
            return await asyncio.to_thread(self._brought, finished.location.removeprefix(_HERE), into)
        brought = await download(
            finished.location,
            into,
            allowed_origins=self.options.origins,
            most_bytes=MOST_BYTES,
            timeout_seconds=FETCH_SECONDS,
            kinds=self.capabilities.kinds,
        )
        return Artifact(brought.path, "image", brought.sha256)

    async def cancel(self, ticket: Ticket) -> bool:
        return False

    async def close(self) -> None:
        await self._calls.close()

    def _brought(self, name: str, into: Path) -> Artifact:
        kept = self._work / name
        beside = kept.with_suffix(_BESIDE)
        target = into / f"result{kept.suffix}"
        into.mkdir(parents=True, exist_ok=True)
        if kept.is_file():
            kept.replace(target)
        elif not target.is_file():
            # Moved already where an earlier life was killed right after it; else it is gone.
            raise Broken(f"{self.name}: {name} is gone from our own disk")
        measured = None
        with contextlib.suppress(OSError, ValidationError):
            measured = _MEASURED.validate_json(beside.read_bytes())
        beside.unlink(missing_ok=True)
        return Artifact(target, "image", measured=measured)

    def _kept(self, letters: str, request_id: str, measured: Measured | None) -> str:
        """The picture of an answer as a file of our own, with what was measured beside it: the answer comes only once."""
        try:
            content = base64.b64decode(letters.partition("base64,")[2] or letters, validate=True)
        except (binascii.Error, ValueError):
            raise Broken(f"{self.name}: a picture that is no base64") from None
        found = format_of(content)
        if found is None or found.kind != "image":
            raise Broken(f"{self.name}: an answer with something that is no picture")
        self._work.mkdir(parents=True, exist_ok=True)
        name = f"{''.join(letter if letter.isalnum() else '-' for letter in request_id)}{found.suffix}"
        if measured:
            with replacing((self._work / name).with_suffix(_BESIDE)) as part:
                part.write_bytes(_MEASURED.dump_json(measured))
        with replacing(self._work / name) as part:
            part.write_bytes(content)
        return f"{_HERE}{name}"
