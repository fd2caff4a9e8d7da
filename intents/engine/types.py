"""What the parts of 小爱 hand each other about one message: recognition, turn, reply."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from prompts.shot import Aspect, Resolution

Tier = Literal["rules", "classifier", "model", "fallback"]
Role = Literal["admin", "member", "child"]
Value = str | int | float | bool | None | tuple[str, ...]
"""What a sentence template may be filled with."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a message wants, and how sure 小爱 is."""

    intent: str
    """Name of the intent file, `video`; `chat` when it is nothing else."""
    title: str
    """The Chinese label, 视频生成."""
    confidence: float
    """0 to 1."""
    slots: Mapping[str, str]
    """Values as the member wrote them; a slot that was not said is absent."""
    tier: Tier
    candidates: tuple[str, ...] = ()
    """Names of the intents it may be, likeliest first, `chat` among them; empty where the tiers were sure."""


@dataclass(frozen=True, slots=True)
class CommandMatch:
    """A short order about jobs, members or places, such as 取消 12."""

    command: str
    """Name in `intents/_commands.yaml`: `cancel`, `resend`, `approve`, …"""
    number: int | None = None
    """The number of a job or reminder, where one was said."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """What else was said, as the member wrote it; what was not said is absent."""

    def said(self, slot: str) -> str:
        """A slot as the member wrote it, empty where it was not said."""
        return self.slots.get(slot, "")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is talking, as far as a handler needs to know."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn that is over: what a member said, what it was, what 小爱 answered."""

    said: str
    """Without wake word and mention."""
    replied: str
    intent: str
    """Name of the intent, empty for an order such as 取消 12."""
    slots: Mapping[str, str]
    at: datetime
    """Aware, in the family's time zone."""


async def _nothing_before() -> tuple[Exchange, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Taste:
    """How a member likes his pictures and clips: `style`, `mood`, `camera` or `aspect` → in his own words."""

    standing: Mapping[str, str] = field(default_factory=dict)
    """What he said is to hold from now on."""
    lately: Mapping[str, str] = field(default_factory=dict)
    """What he asked for last: a hint, applied to nothing."""


async def _nothing_shown() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One addressed message from an admitted member, understood."""

    text: str
    """The message with wake word and mention removed."""
    recognition: Recognition
    speaker: Speaker
    is_group: bool
    now: datetime
    """Aware, in the family's time zone."""
    pictures: tuple[str, ...] = ()
    """Artifact ids of the photos that belong to this turn."""
    places: Mapping[str, str] = field(default_factory=dict)
    """The member's saved places, 家 → the address as it was written."""
    city: str = ""
    """The family's city, empty where none is set."""
    history: Callable[[], Awaitable[tuple[Exchange, ...]]] = _nothing_before
    """Looks up this member's last 20 turns in this chat, oldest first. For those who need it: most do not."""
    taste: Taste = Taste()
    shown_ideas: Callable[[], Awaitable[tuple[str, ...]]] = _nothing_shown
    """Looks up what ideas for clips and pictures the member was ever shown, oldest first."""


class MediaRequest(BaseModel):
    """A picture or a clip somebody asked for, in the words of the request. Kept in the job's row as JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["image", "video"]
    text: str
    """The whole request as written, without the wake word."""
    subject: str
    seconds: float | None = Field(default=None, gt=0, le=60)
    aspect: Aspect | None = None
    fps: int | None = Field(default=None, ge=15, le=60)
    resolution: Resolution | None = None
    style: str = ""
    mood: str = ""
    camera: str = ""
    negative: str = ""
    pictures: tuple[str, ...] = ()
    """Artifact ids. One is the first frame, two are the first and the last; of an album all are shown."""
    is_album: bool = False
    """Show the pictures one after another; no model is needed."""
    captions: tuple[str, ...] = ()
    """Of an album, one a picture or none."""
    continues: int = Field(default=0, ge=0)
    """Number of the job whose clip this one goes on from, joined to it; 0 for none. `seconds` is then the length of the whole."""
    varies: int = Field(default=0, ge=0)
    """Number of the job this is another take of; 0 for none."""
    history: tuple[str, ...] = ()
    """What the member said just before about the same thing, oldest first: 换成小狗 means little by itself."""
    generator: str = ""
    """Name of the one that is to make it; empty where the order of the settings decides."""
    size: str = Field(default="", pattern=r"^$|^[1-9]\d{1,2}[02468]x[1-9]\d{1,2}[02468]$")
    """The frame in pixels, 1280x720, even; empty where aspect and resolution say it."""


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence of `prompts/replies/`, by key, and what it is to be filled with."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    parts: Mapping[str, "tuple[Say, ...]"] = field(default_factory=dict)
    """Values that are sentences themselves, said first: each becomes the tuple of its lines."""


@dataclass(frozen=True, slots=True)
class Question:
    """One slot 小爱 asks back for; the member's next message fills it."""

    intent: str
    slot: str
    slots: Mapping[str, str]
    """What is known already."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a numbered list 小爱 shows. Who says its number wants this."""

    title: str
    """What the line is called; said instead of the number it means the same."""
    intent: str
    slots: Mapping[str, str]
    """The wish, complete."""
    means: str = ""
    """What the number stands for in a slot of another wish, 第2个怎么去; empty where it stands for nothing by itself."""
    media: MediaRequest | None = None
    """What is made of it, where it is an idea for a clip or a picture."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers: a sentence, and perhaps something to make, to ask or to choose from."""

    say: Say
    media: MediaRequest | None = None
    """With `media` set, `say` is the promise; the bot adds job number, place in the queue and time range to its values."""
    batch: tuple[MediaRequest, ...] = ()
    """More of them, made under the number of the first."""
    question: Question | None = None
    choices: tuple[Choice, ...] = ()
    """What the numbers of a list in `say` stand for, from 1."""
    offers_ideas: bool = False
    """The choices are ideas for `question`: other words change them, and what was shown is not shown again."""
    picture: bytes | None = None
    """A PNG that follows the sentence in a message of its own."""


class Handler(Protocol):
    """What an intent does. Handlers touch no channel, queue or store."""

    async def handle(self, turn: Turn) -> Reply: ...
