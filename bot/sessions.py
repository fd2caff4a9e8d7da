"""What 小爱 is in the middle of with each member: a question asked back, a choice offered, what the last turn was about.

All of it survives a restart.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from bot.channels.base import Message
from bot.store import Store
from bot.tables import sessions
from intents.engine.types import Choice, Exchange, MediaRequest, Question, Say

QUESTION_SECONDS = 600
OTHERS_SECONDS = 86400
"""A question that somebody else has to answer waits until he comes home."""
TOPIC_SECONDS = 600
"""How long 那后天呢 goes on from what was said before."""
COURTESY_CHARACTERS = 5
"""谢谢 and 好的 between two turns do not end what they were about."""
MOST_TOPICS = 2000


class Option(BaseModel):
    """One line of a list 小爱 showed; see `Choice`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    intent: str
    slots: dict[str, str]
    means: str


class Pending(BaseModel):
    """What the member's next message may answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["slot", "choice", "option", "ideas", "style", "consent", "withhold", "erase", "room"]
    intent: str = ""
    slot: str = ""
    slots: dict[str, str] = {}
    text: str = ""
    """The message it was not clear what to do with."""
    candidates: tuple[str, ...] = ()
    """Names of the intents it may be, in the order of their numbers."""
    options: tuple[Option, ...] = ()
    """Lines of a list, in the order of their numbers."""
    job: int = 0
    media: tuple[MediaRequest, ...] = ()
    """What is made once the member has said yes, or more of which he may choose."""
    promise: Say | None = None
    """What is said once they are made after all."""
    asks_others: bool = False
    """Not the member himself can answer: a grown-up is asked what becomes of a child's photo."""
    provider: str = ""
    """Whom the question is about: the name of a generator or of a language model's entry in the settings."""

    @classmethod
    def of_question(cls, question: Question) -> "Pending":
        """A slot asked back."""
        return cls(kind="slot", intent=question.intent, slot=question.slot, slots=dict(question.slots))

    @classmethod
    def of_ideas(cls, question: Question, choices: Sequence[Choice], text: str) -> "Pending":
        """Ideas for what was asked with `text`; there may be none, when all were shown."""
        listed = cls.of_choices(choices, text)
        known = {"kind": "ideas", "intent": question.intent, "slot": question.slot, "slots": dict(question.slots)}
        return listed.model_copy(update={**known, "media": tuple(one.media for one in choices if one.media)})

    @classmethod
    def of_choices(cls, choices: Sequence[Choice], text: str) -> "Pending":
        """A list to choose from; `text` is the message it answers."""
        options = tuple(
            Option(title=one.title, intent=one.intent, slots=dict(one.slots), means=one.means) for one in choices
        )
        return cls(kind="option", text=text, options=options)

    @property
    def titles(self) -> tuple[str, ...]:
        """What the lines of the list are called."""
        return tuple(option.title for option in self.options)

    @property
    def outlasts_orders(self) -> bool:
        """The question stays open while the member asks how his clip is getting on."""
        return self.kind in ("slot", "choice", "option", "ideas", "style", "consent")

    @property
    def seconds(self) -> int:
        """How long the question waits."""
        return OTHERS_SECONDS if self.asks_others else QUESTION_SECONDS


Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Kept:
    pending: Pending
    expires_at: float


class Sessions:
    """One small state for each member in each chat, in memory and in the store."""

    def __init__(self, store: Store, now: Callable[[], float], *, follow_up_seconds: float) -> None:
        self._store = store
        self._now = now
        self._follow_up_seconds = follow_up_seconds
        self._kept: dict[Key, _Kept] = {}
        self._answered_at: dict[Key, float] = {}
        self._topics: dict[Key, Exchange] = {}

    async def load(self, turns: Iterable[tuple[Key, Exchange]] = ()) -> None:
        """Read what was asked in an earlier life; `turns` are its last ones, oldest first."""

        def query(connection: Connection) -> dict[Key, _Kept]:
            return {
                (row.channel, row.account, row.chat_id, row.sender_id): _Kept(
                    Pending.model_validate(row.pending), row.expires_at
                )
                for row in connection.execute(sa.select(sessions).where(sessions.c.expires_at > self._now()))
            }

        self._kept = await self._store.read(query)
        for key, exchange in turns:
            self._remember(key, exchange)

    def pending(self, message: Message) -> Pending | None:
        """What the sender was asked, while it is fresh."""
        kept = self._kept.get(_key(message))
        return kept.pending if kept and kept.expires_at > self._now() else None

    def asked(self, kind: str) -> list[tuple[Key, Pending]]:
        """Everybody's open questions of one kind, the newest last: channel, account, chat, sender and what was asked."""
        fresh = [(key, kept) for key, kept in self._kept.items() if kept.expires_at > self._now()]
        ordered = sorted(fresh, key=lambda one: one[1].expires_at)
        return [(key, kept.pending) for key, kept in ordered if kept.pending.kind == kind]

    def topic(self, message: Message) -> Exchange | None:
        """The turn that the sender's next message may go on from: his last one in this chat, orders and courtesies aside."""
        topic = self._topics.get(_key(message))
        return topic if topic and 0 <= self._now() - topic.at.timestamp() <= TOPIC_SECONDS else None

    def keep(self, connection: Connection, message: Message, pending: Pending | None) -> None:
        """Write inside the turn's transaction what is asked now; None ends an earlier question."""
        key = _key(message)
        where = [column == value for column, value in zip(_key_columns(), key, strict=True)]
        if pending is None:
            if key in self._kept:
                connection.execute(sa.delete(sessions).where(*where))
            return
        values = {"pending": pending.model_dump(mode="json"), "expires_at": self._now() + pending.seconds}
        if connection.execute(sa.update(sessions).where(*where).values(values)).rowcount == 0:
            keys = {column.name: value for column, value in zip(_key_columns(), key, strict=True)}
            connection.execute(sa.insert(sessions).values(keys | values))

    def answered(self, message: Message, pending: Pending | None, exchange: Exchange) -> None:
        """The turn is on disk: remember it in memory too."""
        key = _key(message)
        self._remember(key, exchange)
        if pending is None:
            self._kept.pop(key, None)
        else:
            self._kept[key] = _Kept(pending, self._now() + pending.seconds)

    def answered_at(self, message: Message) -> float:
        """When 小爱 last answered this sender in this chat; 0.0 for never."""
        return self._answered_at.get(_key(message), 0.0)

    def is_follow_up(self, message: Message) -> bool:
        """小爱 answered this sender in this chat a moment ago."""
        answered_at = self._answered_at.get(_key(message))
        return answered_at is not None and 0 <= self._now() - answered_at <= self._follow_up_seconds

    def forget(self, connection: Connection, channel: str, account: str, sender_id: str) -> None:
        """Erase everything about a person."""
        columns = (sessions.c.channel == channel, sessions.c.account == account, sessions.c.sender_id == sender_id)
        connection.execute(sa.delete(sessions).where(*columns))
        for kept in (self._kept, self._topics):
            for key in [key for key in kept if (key[0], key[1], key[3]) == (channel, account, sender_id)]:
                del kept[key]

    def _remember(self, key: Key, exchange: Exchange) -> None:
        self._answered_at[key] = exchange.at.timestamp()
        is_courtesy = exchange.intent == "chat" and len(exchange.said) <= COURTESY_CHARACTERS
        if exchange.intent and not is_courtesy:
            # The newest stand last: who has been silent longest is forgotten first.
            self._topics.pop(key, None)
            self._topics[key] = exchange
            if len(self._topics) > MOST_TOPICS:
                del self._topics[next(iter(self._topics))]


def _key(message: Message) -> Key:
    return message.channel, message.account, message.chat_id, message.sender_id


def _key_columns() -> tuple[sa.Column[str], ...]:
    return sessions.c.channel, sessions.c.account, sessions.c.chat_id, sessions.c.sender_id
