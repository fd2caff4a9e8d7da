"""What a terminal may look up: how far a message is, and the last jobs."""

import asyncio
import time
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.terminal import AnswerLine, AskLine, JobLine, TerminalChannel
from bot.config import Settings, prepare_data_folder
from bot.jobs.letters import title
from bot.jobs.records import Job, find_jobs
from bot.owner import OwnerLock
from bot.store import Store
from bot.tables import artifacts, jobs, messages, outbox

UNFINISHED = ("accepted", "running", "delivering")
LISTED_JOBS = 50


class Desk:
    """Answers what terminals ask, from the store."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now

    async def answer(self, ask: AskLine) -> AnswerLine:
        """How far this message is; without one, the last jobs."""
        return await self._store.read(lambda connection: self._look(connection, ask))

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
