"""What a terminal or a page may look up: how far a message is, the last jobs, a whole conversation."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import ContentKind
from bot.channels.terminal import AnswerLine, AskLine, JobLine, TerminalChannel
from bot.config import Settings, prepare_data_folder
from bot.family import Address
from bot.jobs.letters import JobLetters, title
from bot.jobs.records import OPEN, Job, find_jobs
from bot.owner import OwnerLock
from bot.store import Store
from bot.tables import artifacts, identities, jobs, members, messages, outbox

UNFINISHED = ("accepted", "running", "delivering")
LISTED_JOBS = 50


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One message of a conversation, as a page shows it."""

    id: str
    sender_id: str
    """Empty where 小爱 speaks."""
    name: str
    """Of the member who speaks, or whom 小爱 answers."""
    at: float
    text: str
    kind: ContentKind = "text"
    pictures: tuple[str, ...] = ()
    artifact_id: str = ""
    """Empty where there is no file, or none any more."""


@dataclass(frozen=True, slots=True)
class JobCard:
    """A job that is not finished, as a page shows it; times in words."""

    number: int
    title: str
    kind: str
    sender_id: str
    name: str
    state: str
    stage: str
    is_being_cancelled: bool
    ahead: int
    low: str
    high: str
    elapsed: str
    fraction: float | None
    """Only what the generator counted."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished clip or picture."""

    path: Path
    poster: Path | None


class Desk:
    """Answers what terminals and pages ask, from the store."""

    def __init__(self, store: Store, letters: JobLetters, now: Callable[[], float]) -> None:
        self._store = store
        self._letters = letters
        self._now = now

    async def answer(self, ask: AskLine) -> AnswerLine:
        """How far this message is; without one, the last jobs."""
        return await self._store.read(lambda connection: self._look(connection, ask))

    async def chat(self, chat: Address, *, newest: int) -> tuple[ChatLine, ...]:
        """The last lines of a conversation, oldest first: what members said and what 小爱 sent."""
        return await self._store.read(lambda connection: _chat_lines(connection, chat, newest))

    async def open_jobs(self, chat: Address) -> tuple[JobCard, ...]:
        """The jobs of a chat that are not finished."""
        here = (jobs.c.channel == chat.channel, jobs.c.account == chat.account, jobs.c.chat_id == chat.id)
        return await self._store.read(
            lambda connection: tuple(
                self._card(connection, job) for job in find_jobs(connection, *here, jobs.c.state.in_(UNFINISHED))
            )
        )

    async def people(self, channel: str, account: str) -> tuple[tuple[str, str], ...]:
        """Id and name of everybody who ever spoke there, in the order they came."""
        known = (
            sa.select(identities.c.user_id, members.c.name)
            .join(members)
            .where(identities.c.channel == channel, identities.c.account == account)
            .order_by(members.c.id)
        )
        rows = await self._store.read(lambda connection: connection.execute(known).all())
        return tuple((row.user_id, row.name) for row in rows)

    async def made(self, artifact_id: str) -> MadeFile | None:
        """The file of a clip or picture."""
        query = sa.select(artifacts.c.path, artifacts.c.poster).where(artifacts.c.id == artifact_id)
        row = await self._store.read(lambda connection: connection.execute(query).first())
        return MadeFile(Path(row.path), Path(row.poster) if row.poster else None) if row else None

    async def is_for(self, artifact_id: str, member_id: int, chats: Sequence[Address]) -> bool:
        """Whether a file was made for this member, or sent into one of these chats."""
        own = sa.select(artifacts.c.id).where(artifacts.c.id == artifact_id, artifacts.c.member_id == member_id)
        here = [
            sa.and_(outbox.c.channel == chat.channel, outbox.c.account == chat.account, outbox.c.chat_id == chat.id)
            for chat in chats
        ]
        sent = sa.select(outbox.c.id).where(outbox.c.artifact_id == artifact_id, sa.or_(sa.false(), *here)).limit(1)
        return await self._store.read(
            lambda connection: any(connection.scalar(query) is not None for query in (own, sent))
        )

    def _card(self, connection: Connection, job: Job) -> JobCard:
        who = (
            sa.select(identities.c.user_id, members.c.name)
            .join(members)
            .where(identities.c.channel == job.chat.channel, identities.c.member_id == job.member_id)
        )
        member = connection.execute(who).first()
        ahead = sa.select(sa.func.count()).where(jobs.c.state.in_(OPEN), jobs.c.id < job.id)
        low, high = self._letters.time_range(job.low_seconds, job.high_seconds)
        return JobCard(
            number=job.id,
            title=title(job),
            kind=job.request.kind,
            sender_id=member.user_id if member else "",
            name=member.name if member else "",
            state=job.state,
            stage=self._letters.stage(job),
            is_being_cancelled=job.is_cancel_requested,
            ahead=connection.scalar(ahead) or 0,
            low=low,
            high=high,
            elapsed=self._letters.duration(max(0.0, self._now() - job.started_at)) if job.started_at else "",
            fraction=job.fraction,
        )

    def _look(self, connection: Connection, ask: AskLine) -> AnswerLine:
        if not ask.message_id:
            return AnswerLine(is_done=True, jobs=_last_jobs(connection, self._now()))
        said = (messages.c.channel == TerminalChannel.name, messages.c.message_id == ask.message_id)
        message = connection.execute(sa.select(messages.c.id, messages.c.done_at).where(*said)).first()
        if message is None:
            return AnswerLine(is_done=True)
        on_the_way = (
            sa.select(outbox.c.id).where(outbox.c.reply_to == ask.message_id, outbox.c.settled_at.is_(None)).limit(1)
        )
        made = find_jobs(connection, jobs.c.message_row == message.id)
        is_done = (
            message.done_at is not None
            and all(job.state not in UNFINISHED for job in made)
            and connection.scalar(on_the_way) is None
        )
        return AnswerLine(is_done=is_done, jobs=tuple(_line(connection, job, self._now()) for job in made))


async def last_jobs(settings: Settings) -> tuple[JobLine, ...]:
    """The last jobs of a data folder nobody owns just now; starts nothing."""
    prepare_data_folder(settings.data)
    lock = OwnerLock(settings.data)
    lock.take()
    store = Store(settings.data, settings.database_url.get_secret_value() if settings.database_url else None)
    try:
        await asyncio.to_thread(store.open)
        return await store.read(lambda connection: _last_jobs(connection, time.time()))
    finally:
        store.close()
        lock.release()


def _chat_lines(connection: Connection, chat: Address, newest: int) -> tuple[ChatLine, ...]:
    said = (
        sa.select(messages, members.c.name)
        .join(members)
        .where(messages.c.channel == chat.channel, messages.c.account == chat.account, messages.c.chat_id == chat.id)
        .order_by(messages.c.id.desc())
        .limit(newest)
    )
    sent = (
        sa.select(outbox, members.c.name, artifacts.c.id.label("file"))
        .outerjoin(members, members.c.id == outbox.c.member_id)
        .outerjoin(artifacts, artifacts.c.id == outbox.c.artifact_id)
        .where(
            outbox.c.channel == chat.channel,
            outbox.c.account == chat.account,
            outbox.c.chat_id == chat.id,
            outbox.c.state != "failed",
        )
        .order_by(outbox.c.id.desc())
        .limit(newest)
    )
    lines = [
        ChatLine(row.message_id, row.sender_id, row.name, row.received_at, row.text, pictures=tuple(row.pictures))
        for row in connection.execute(said)
    ] + [
        ChatLine(row.client_id, "", row.name or "", row.created_at, row.text, row.kind, artifact_id=row.file or "")
        for row in connection.execute(sent)
    ]
    return tuple(sorted(lines, key=lambda line: line.at)[-newest:])


def _last_jobs(connection: Connection, now: float) -> tuple[JobLine, ...]:
    return tuple(_line(connection, job, now) for job in find_jobs(connection, newest=LISTED_JOBS))


def _line(connection: Connection, job: Job, now: float) -> JobLine:
    path = (
        connection.scalar(sa.select(artifacts.c.path).where(artifacts.c.id == job.artifact_id))
        if job.artifact_id
        else None
    )
    ended = job.finished_at or now
    return JobLine(
        number=job.id,
        title=title(job),
        state=job.state,
        stage=job.stage,
        fraction=job.fraction,
        elapsed_seconds=max(0.0, ended - (job.started_at or ended)),
        high_seconds=job.high_seconds,
        reason=job.reason,
        path=path or "",
    )
