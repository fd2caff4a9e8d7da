"""The interface of everything that makes a picture or a clip.

A generator submits, answers about, fetches and cancels one request. It keeps no state: the job's workflow wraps `submit`
in the ledger, so that a kill between paying and writing it down is found again through `find`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import ClassVar, Literal, Self

from generators.setting import Options, Setting

Kind = Literal["image", "video"]

MOST_PARTS = 6
"""Requests a long clip is joined of at the most: each starts from the last frame of the one before, and what is a little off grows."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a generator can do, as true data beside its code."""

    kinds: frozenset[Kind]
    prompt_family: str
    """Which `prompts/shots/<family>.yaml` renders its prompts."""
    max_seconds: float = 10.0
    """Of one request."""
    fps: tuple[int, int] = (15, 60)
    """Lowest and highest frames per second."""
    takes_picture: bool = False
    """Can start from a picture."""
    takes_last_picture: bool = False
    """Can also be told the picture to end with."""
    makes_albums: bool = False
    """Shows a set of pictures one after another, and makes nothing else."""
    writes_chinese: bool = False
    """Can write an album's captions; a machine without a Chinese font shows the photos alone."""
    is_preview: bool = False
    """Draws a plan of the shot, not the shot itself; 小爱 must say so."""
    is_remote: bool = False
    """Sends what it is given out of the house."""
    title: str = ""
    """What the family calls whoever is behind it, 智谱; empty where its name will do."""
    refuses_faces: bool = False
    """Does not take pictures with the faces of real people."""
    sizes: tuple[str, ...] = ()
    """The frames it makes, "1280x720"; empty where any even size will do."""
    lengths: tuple[int, ...] = ()
    """The whole seconds it makes; empty where any length up to `max_seconds` will do."""
    frame_rates: tuple[int, ...] = ()
    """The frames per second it makes; empty where any within `fps` will do."""
    has_audio: bool = False
    """Its clips have sound."""
    price_fen: int = 0
    """Price of one request in fen (0.01 yuan)."""
    fen_per_second: float = 0.0
    """What every second of one request costs on top, where it is sold by the second."""
    typical_seconds: tuple[float, float] = (60.0, 180.0)
    """How long one request takes, lowest and highest, until runs of our own are known."""
    may_take_seconds: float = 0.0
    """What waits in the far side's queue is asked about for so long, whatever the settings say: it may be paid for already."""
    poll_seconds: float = 5.0
    """Shortest pause between two polls that the provider allows; under a second it is the pause itself."""
    settles_in_seconds: float = 15.0
    """After this time `find` surely knows of a request that arrived."""

    @property
    def longest_seconds(self) -> float:
        """How long a clip can be: several requests long where each can start from the last frame of the one before."""
        return self.max_seconds * (MOST_PARTS if self.takes_picture else 1)

    @property
    def is_free(self) -> bool:
        """Asking it never costs money."""
        return not self.price_fen and not self.fen_per_second

    def sold_seconds(self, seconds: float) -> float:
        """How long one request becomes that asks for so much: the shortest length sold that holds it, or the longest there is."""
        if not self.lengths:
            return min(seconds, self.max_seconds)
        lengths = sorted(self.lengths)
        whole = next((one for one in lengths if one - 1 < seconds - 0.1 <= one), None)
        # A tenth over is no reason to pay for twice the length; where every second is sold it is the one asked for.
        return float(whole or next((one for one in lengths if seconds <= one * 1.1), lengths[-1]))

    def price(self, seconds: float) -> int:
        """Price in fen of one request of that length, rounded up; 0 is free. A picture has 0 seconds."""
        return self.price_fen + ceil(self.fen_per_second * (self.sold_seconds(seconds) if seconds else 0.0) - 1e-6)

    def price_of_all(self, seconds: float) -> int:
        """Price in fen of a clip of that length, or of as much of it as can be made: all its requests together."""
        fen, missing = 0, min(seconds, self.longest_seconds)
        for _ in range(MOST_PARTS):
            requests = self.requests(missing)
            part = missing / requests
            fen += self.price(part)
            missing -= self.sold_seconds(part)
            if requests == 1 or missing <= 0:
                break
        return fen

    def requests(self, seconds: float) -> int:
        """How many requests a clip of that length takes, or as much of it as can be made."""
        # A tenth over is no reason to pay once more.
        return max(1, ceil(min(seconds, self.longest_seconds) / self.max_seconds - 0.1))


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """What one generator is to make, rendered for its family. Complete in itself: a worker restarted tomorrow needs nothing else."""

    kind: Kind
    prompt: str
    negative_prompt: str = ""
    seconds: float = 5.0
    fps: int = 24
    width: int = 768
    """Pixels, even."""
    height: int = 512
    seed: int = 0
    source: Path | None = None
    """Picture to start from, for image-to-video."""
    last: Path | None = None
    """Picture to end with."""
    album: tuple[Path, ...] = ()
    """Pictures to show one after another."""
    captions: tuple[str, ...] = ()
    """Of the album, one a picture or none; the only text here that may be Chinese."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """The far side has taken the request; ask again with this id."""

    id: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The result waits at `location`: a URL that dies in minutes, or a file of the generator's own."""

    location: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Still being made. `fraction` is 0 to 1 where the far side counts steps, else None: never guessed."""

    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The far side gave up."""

    error: "GeneratorError"


@dataclass(frozen=True, slots=True)
class NotFound:
    """The far side was asked and never got the request."""


@dataclass(frozen=True, slots=True)
class CannotAsk:
    """The far side offers no way to ask whether it got the request."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the far side says of one making: what it took, and how the clip came out. None where it was not said."""

    plan: str = ""
    """Name of the memory plan."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """By phase, in the order they came: encode, denoise, decode, save at our own server."""
    peak_bytes: int | None = None
    """Most memory of the card."""
    temporal_ssim: float | None = None
    """How like each other neighbouring frames are, 0 to 1: near 1 stands still, low flickers."""
    first_frame_ssim: float | None = None
    """How like the first frame is to the picture it was to begin with, 0 to 1."""
    encode_psnr: float | None = None
    """What the file shows against what the model made, dB."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file on our disk."""

    path: Path
    kind: Kind
    sha256: str = ""
    """Of the bytes as they came, in hex; empty where they never left the house."""
    cover: Path | None = None
    """A first picture the far side made of it."""
    measured: Measured | None = None
    """None where the far side says nothing of it."""


class Generator(ABC):
    """Makes pictures or clips. Errors leave every method as a `GeneratorError`.

    ```python
    taken = await generator.submit(request, request_id="1732170000000-m1")
    while isinstance(taken, Ticket):
        state = await generator.poll(taken)   # Progress | Finished | Failed
    artifact = await generator.fetch(taken, into=folder)
    ```
    """

    name: str
    capabilities: Capabilities
    options_type: ClassVar[type[Options]] = Options
    """What the admin may set under `generators.settings.<name>`."""
    key_variable: ClassVar[str] = ""
    """Where its key stands, a name in the environment or `.env`; empty where it needs none."""
    missing_key: str = ""
    """That name while no key is there: it is kept for the jobs it has, and the router does not choose it."""

    @classmethod
    def made(cls, setting: Setting) -> Self:
        """Make one from the settings; `setting.options` is an instance of `options_type`."""
        return cls()

    @abstractmethod
    async def submit(self, request: GenerationRequest, request_id: str) -> Ticket | Finished:
        """Hand over a request; this is where money is spent. Synchronous services finish at once."""

    @abstractmethod
    async def find(self, request_id: str) -> Ticket | Finished | NotFound | CannotAsk:
        """Ask after a crash whether the request arrived. Free of charge and side effects."""

    @abstractmethod
    async def poll(self, ticket: Ticket) -> Progress | Finished | Failed:
        """Ask once how far it is. The caller waits between calls. Whoever forgets tickets answers `Failed(Lost(...))`."""

    @abstractmethod
    async def fetch(self, finished: Finished, into: Path) -> Artifact:
        """Bring the result to the folder `into` at once: URLs die in minutes."""

    @abstractmethod
    async def cancel(self, ticket: Ticket) -> bool:
        """True when it was stopped before it cost anything more; False when it can no longer be stopped."""

    async def start(self) -> None:
        """Get ready, without waiting for it: called once where requests will be made, for what takes its time to be there."""
        return

    async def close(self) -> None:
        """Let go of connections and threads; what is unfinished is asked for again in the next life."""
        return


class GeneratorError(Exception):
    """A generator could not do it. `code` names the sentence the family is told (`job.failed.<code>`); the text is for the record.

    `is_charged` is False when the far side is known not to have charged, so that the next generator may be asked.

        GeneratorError
        ├── NeedsTopUp        the account is empty
        ├── ContentRefused    the moderation said no
        ├── Busy              come back in `retry_after_seconds`
        ├── Unreachable       no connection was made
        ├── BadRequest        a setting is wrong, named in the text
        ├── Timeout           no answer; it may have arrived
        ├── Broken            it made something that cannot be used
        ├── DiskFull          our own disk has no room for the result
        ├── Lost              it no longer knows the ticket and charges nothing for it: a server in the house restarted
        └── Cancelled         a person stopped it
    """

    code = "other"
    is_charged = False


class NeedsTopUp(GeneratorError):
    """The account has no money left."""

    code = "needs_top_up"


class ContentRefused(GeneratorError):
    """The far side's moderation refused the content."""

    code = "content_refused"


class Busy(GeneratorError):
    """The far side has too much to do."""

    code = "busy"

    def __init__(self, message: str, retry_after_seconds: float = 30.0) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unreachable(GeneratorError):
    """No connection could be made, so nothing was asked for."""

    code = "unreachable"


class BadRequest(GeneratorError):
    """The far side refuses the request because of a setting, which the message names."""

    code = "bad_request"


class Timeout(GeneratorError):
    """The far side did not answer; whether it got the request is unknown."""

    code = "timeout"
    is_charged = True


class Broken(GeneratorError):
    """What came back is no picture or clip that can be shown."""

    code = "broken"
    is_charged = True


class DiskFull(GeneratorError):
    """Our own disk has no room for the result."""

    code = "disk_full"


class Lost(GeneratorError):
    """The far side no longer knows the ticket and charges nothing for it; asking afresh is safe."""

    code = "lost"


class Cancelled(GeneratorError):
    """A person stopped it."""

    code = "cancelled"
