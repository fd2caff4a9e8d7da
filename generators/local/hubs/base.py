"""A place models come from: what every hub can be asked, and how it is asked.

No address a hub names is trusted: its own origin, or https and public, checked at the moment of connecting (`remote/pinned.py`).
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeVar

import httpcore
from pydantic import TypeAdapter, ValidationError

from generators.base import GeneratorError
from generators.local.hubs.errors import BadListing, HubError, HubUnreachable
from generators.remote.guard import origins
from generators.remote.pinned import NETWORK_ERRORS, Asking, get, header

HubName = Literal["modelscope", "huggingface"]
# ModelScope refuses who does not say his name.
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "xiaoai"}
IDLE_SECONDS = 60.0
_SAFE_PART = re.compile(r"[^\x00-\x1f\x7f\\/:]+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a model as the hub lists it."""

    path: str
    """Inside the repository, with slashes; never absolute, never upwards."""
    bytes: int
    checksum: str = ""
    """In hex, lower case; empty where the hub does not say."""
    kind: Literal["sha256", "git"] = "sha256"
    """`git`: sha1 of "blob <bytes>", a zero byte and the content."""


@dataclass(frozen=True, slots=True)
class Hub(ABC):
    """One hub, or a mirror that speaks like it."""

    url: str
    """Without a slash at the end."""
    token: str = field(default="", repr=False)
    fetch_from: tuple[str, ...] = ()
    """Other addresses of our own settings it may redirect to: a mirror's store in the house."""
    idle_seconds: float = IDLE_SECONDS
    """Longest silence of the far side."""
    name: ClassVar[HubName]
    title: ClassVar[str]
    other: ClassVar[HubName]
    """Where else to look."""
    key_variable: ClassVar[str]

    @abstractmethod
    async def files(self, repository: str) -> tuple[HubFile, ...]:
        """Every file of a model. Raises `HubError`."""

    @abstractmethod
    def address(self, repository: str, path: str) -> str:
        """Where one file is fetched from."""

    @abstractmethod
    def page(self, repository: str) -> str:
        """What a person opens in a browser."""

    @abstractmethod
    def refusal(self, repository: str, response: httpcore.Response) -> HubError | None:
        """What an answer without the file means; None where another try may be worth it."""

    def asking(self, url: str) -> Asking:
        """A question to this hub; the token goes to its own origin alone."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return Asking(url, origins((self.url, *self.fetch_from)), headers, self.idle_seconds)

    async def answer(self, repository: str, url: str, *, most_bytes: int) -> tuple[bytes, str]:
        """Body and Link header of a small answer. Raises `HubError`."""
        try:
            async with get(self.asking(url), headers=HEADERS) as response:
                if response.status != 200:
                    raise self.refusal(repository, response) or HubUnreachable(self, f"它回答 {response.status}")
                body = bytearray()
                async for chunk in response.aiter_stream():
                    body += chunk
                    if len(body) > most_bytes:
                        raise BadListing(self, repository, "回答太长")
                return bytes(body), header(response, "link")
        except (GeneratorError, *NETWORK_ERRORS) as error:
            raise HubUnreachable(self, reason(error)) from error

    def read(self, shape: TypeAdapter[T], body: bytes, repository: str) -> T:
        """An answer in its shape. Raises `BadListing`."""
        try:
            return shape.validate_json(body)
        except ValidationError as error:
            where = "、".join(".".join(map(str, one["loc"])) for one in error.errors()[:3])
            raise BadListing(self, repository, f"看不懂的回答（{where or 'JSON'}）") from None

    def safe(self, files: Iterable[HubFile], repository: str) -> tuple[HubFile, ...]:
        """The files, if each lies inside the folder they are written to. Raises `BadListing`."""
        listed = tuple(files)
        for file in listed:
            parts = file.path.split("/")
            if any(not _SAFE_PART.fullmatch(part) or part in (".", "..") for part in parts):
                raise BadListing(self, repository, f"文件名不能用：{json.dumps(file.path)[:100]}")
        return listed


def reason(error: BaseException) -> str:
    """What went wrong on the way. The text of a connection's error may quote a header, so only its name is told."""
    return str(error) if isinstance(error, GeneratorError) else type(error).__name__
