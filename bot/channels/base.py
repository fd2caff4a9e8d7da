"""The one interface between 小爱 and a chat application.

The rest of 小爱 knows nothing of WeChat, sockets or browsers: it gets `Message`, hands back `Outgoing`, and believes only a
`Receipt`. A new channel is one file with one class.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.channel_settings import Pace

ContentKind = Literal["text", "image", "video", "file"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel can carry. The defaults hold for WeChat's stricter routes (WeCom media/upload: MP4 10 MB)."""

    media_bytes: int = 9_500_000
    """Largest picture or clip that is shown in the chat."""
    text_characters: int = 2000
    """Longest text of one message in UTF-16 units, as WeChat counts; a longer one goes out in parts."""
    file_bytes: int = 0
    """Largest that goes as a plain file where it is too large to be shown; 0 where that carries no more."""
    pace: Pace = field(default_factory=Pace)
    sends_per_inbound: int | None = None
    """How many messages may follow one message of the chat; None is unlimited. Rows over it wait for the next one."""
    relays_per_inbound: int = 0
    """How many of those may be what members say to each other in the family's room; 0 where there is none."""
    takes_client_id: bool = False
    """The far side drops a second message with the same client id, so that an unanswered send may be repeated."""
    has_groups: bool = True
    has_photos: bool = True
    """Members can send some."""
    keeps_for_later: bool = False
    """What is sent while nobody is there is found by whoever comes; there is always somebody to send to."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """What a clip may have, in bytes: to be shown, then as a file."""
        return (self.media_bytes, self.file_bytes) if self.file_bytes > self.media_bytes else (self.media_bytes,)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in a message, not fetched yet."""

    id: str
    """How the channel finds it again."""


NO_PHOTO = Picture("no-photo")
"""Stands for a clip or a file; whoever opens it says that it is no photo."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something an account has to know again in its next life: how far it has read, a person's newest token."""

    name: str
    """At most 250 characters."""
    value: str
    """Replaces the one before; empty forgets it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came in. A member is channel + account + user id, never a display name."""

    channel: str
    account: str
    """Which of the bot's own logins heard it."""
    chat_id: str
    """In a direct chat the sender's own id, so that a member can be written to without having written first."""
    message_id: str
    """Unique in the account, the same when the channel delivers it again."""
    sender_id: str
    text: str
    sent_at: datetime
    """Aware; by the channel's clock."""
    sender_name: str = ""
    chat_title: str = ""
    is_group: bool = False
    mentions_me: bool = False
    quotes_me: bool = False
    """Answers a message of 小爱's."""
    quoted_id: str = ""
    pictures: tuple[Picture, ...] = ()
    clips: tuple[Picture, ...] = ()
    """Clips that can be fetched, for the family's room; each has its `NO_PHOTO` among the pictures, too."""
    marks: tuple[Mark, ...] = ()
    """Kept in the transaction that stores the message, or when it is knowingly dropped; never before. How far the channel has read
    stands on the last message of what it read."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send."""

    account: str
    chat_id: str
    client_id: str
    """Ours, the same on every attempt."""
    kind: ContentKind = "text"
    text: str = ""
    """The text, or the caption that goes with a file."""
    path: Path | None = None
    poster: Path | None = None
    """JPEG of at most 64 KB, for channels that want a thumbnail."""
    reply_to: str = ""
    """Message id of the member's message this belongs to."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The channel's word that it took the message."""

    message_id: str = ""
    """The id the far side gave it, empty where it gives none."""
    sends: int = 1
    """How many messages of `sends_per_inbound` it took: a caption may be one of its own."""


class ChannelError(Exception):
    """A message did not go out as hoped.

    ChannelError
    ├── NotSent      surely not sent; worth another try
    ├── Refused      surely not sent, and never will be
    └── Unanswered   asked for and not answered: may have arrived
    """


class NotSent(ChannelError):
    """The far side surely did not get it. Try again, not before `retry_after_seconds` where that is known."""

    def __init__(self, reason: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class Refused(ChannelError):
    """The far side says no for good."""


class Unanswered(ChannelError):
    """Asked for and unanswered. Repeated only where the channel takes a client id."""


Hear = Callable[[Message], Awaitable[None]]
"""Returns when the message is stored or knowingly dropped; the channel may then tell the far side so."""


async def _remember_nothing(account: str, marks: Sequence[Mark]) -> None:
    pass


async def _recall_nothing(account: str) -> Mapping[str, str]:
    return {}


@dataclass(slots=True)
class ChannelEvents:
    """What a channel calls upwards, given to it at start."""

    hear: Hear
    reachable: Callable[[str, str], None] = field(default=lambda account, chat_id: None)
    """(account, chat_id) can be sent to again."""
    remember: Callable[[str, Sequence[Mark]], Awaitable[None]] = _remember_nothing
    """(account, marks) keeps what comes without a message."""
    recall: Callable[[str], Awaitable[Mapping[str, str]]] = _recall_nothing
    """(account) gives its marks, values by name."""


LoginStage = Literal["connecting", "scan", "code", "confirm", "online", "offline", "expired", "displaced"]
"""Not connected yet; a QR code waits; digits from the phone are wanted; scanned, to be confirmed there; ready; out of reach; the
login has ended and a person has to log in again; another program took the connection over."""


@dataclass(frozen=True, slots=True)
class Login:
    """How one of the bot's own logins is doing, for the admin."""

    account: str
    """Empty while nobody is logged in."""
    stage: LoginStage
    qr: str = ""
    """What to draw as a QR code, at stage `scan`."""
    detail: str = ""
    """A reason for the record, without secrets."""
    since: datetime | None = None
    name: str = ""
    """Whose it is, where the admin has said so."""


class Channel(ABC):
    """A way into chats."""

    name: str
    limits: Limits = Limits()
    hears: Literal["all", "mentions"] = "all"
    """`mentions` where the application hands on only what is addressed to the bot."""
    admits_everyone: bool = False
    """True where whoever gets in has been let in already: the terminal, the web page behind its login."""

    @abstractmethod
    async def start(self, events: ChannelEvents) -> None:
        """Connect and return; messages arrive through `events.hear` from then on."""

    @abstractmethod
    async def stop(self) -> None:
        """Disconnect without logging out."""

    @abstractmethod
    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send one message. Raises `ChannelError`; anything else is a bug and counts as unanswered."""

    async def fetch(self, picture: Picture) -> bytes:
        """The bytes of a photo in a message, as they were sent. Raises `NotSent` to try again later, `Refused` when it is gone."""
        raise Refused("this channel carries no pictures")

    def logins(self) -> tuple[Login, ...]:
        """The state of every login it has or is asked for; empty where nobody needs to log in."""
        return ()

    def can_reach(self, account: str, chat_id: str) -> bool:
        """False while nobody is there to receive: rows wait and cost no attempt."""
        return True

    def working(self, account: str, chat_id: str) -> AbstractContextManager[None]:
        """While it is open 小爱 thinks about an answer for this chat; where the application can show that somebody is typing, it may."""
        return nullcontext()
