"""What is kept is kept for a stated time, and a member can have everything about him erased."""

import asyncio
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.config import RetentionSettings
from bot.family import Member
from bot.pictures import MAP
from bot.sessions import Sessions
from bot.store import Store
from bot.tables import (
    answers,
    artifacts,
    audit,
    exchanges,
    identities,
    jobs,
    ledger,
    messages,
    outbox,
    schedules,
    service_calls,
    sessions,
)
from bot.telemetry import log

DAY = 86400.0
CALLS_KEPT_DAYS = 60
UNFINISHED = ("accepted", "running", "delivering")
FINISHED = ("done", "undelivered", "uncertain", "failed", "cancelled")

_log = log("retention")


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept about one member, and for how many days; 0 days is until he has it erased."""

    messages: int
    messages_days: int
    photos: int
    """Pictures he sent."""
    photos_days: int
    made: int
    """Clips and pictures made for him."""
    made_days: int
    reminders: int
    """What he wants to be told by the clock."""


class Belongings(Protocol):
    """Something that is kept about members: places, reminders, tastes, consents."""

    def erase(self, connection: Connection, member_id: int) -> int:
        """Delete what is kept about a member; how many things that were."""
        ...

    def drop(self, member_id: int) -> None:
        """Forget it in memory too: the erasure is on disk."""
        ...


class Retention:
    """Deletes by age, every night, and by person, when asked."""

    def __init__(
        self,
        store: Store,
        sessions: Sessions,
        belongings: Sequence[Belongings],
        settings: RetentionSettings,
        data: Path,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._belongings = belongings
        self._settings = settings
        self._data = data
        self._now = now

    async def sweep(self) -> list[str]:
        """Back up, then delete what is older than the settings say. Returns workflow ids that may go as well."""
        await asyncio.to_thread(self._store.backup)
        files, workflow_ids = await self._store.write(self._delete_old)
        await asyncio.to_thread(_unlink, files)
        await asyncio.to_thread(self._drop_orphans, await self._store.read(_known_files))
        _log.info("retention.swept", files=len(files), workflows=len(workflow_ids))
        return workflow_ids

    async def swept_at(self) -> float:
        """When `sweep` last ran; 0.0 for never."""
        last = sa.select(sa.func.max(audit.c.at)).where(audit.c.what == "swept")
        return await self._store.read(lambda connection: connection.scalar(last) or 0.0)

    async def kept(self, member: Member) -> Kept:
        """What `erase` would take from this member."""
        return await self._store.read(lambda connection: self._count(connection, member))

    async def erase(self, member: Member) -> tuple[int, list[str]]:
        """Erase a member's messages, places, reminders, pictures, clips and the inputs of his jobs. Who he is stays, so that he is still served.

        Returns how many things were erased and the ids of workflows that may go as well. Jobs keep their number, time and price,
        without a word of what was asked: the ledger has to add up. Running jobs are to be cancelled first.
        """
        count, files, workflow_ids = await self._store.write(lambda connection: self._erase(connection, member))
        for kept in self._belongings:
            kept.drop(member.id)
        await asyncio.to_thread(_unlink, files)
        await asyncio.to_thread(self._store.renew_backups)
        return count, workflow_ids

    async def delete_made(self, artifact_id: str, *, by: str) -> bool:
        """Delete a clip or picture that was made, with its poster; its job stays, without a file. False where it is gone already.

        `by` is who wanted it, for the record.
        """

        def change(connection: Connection) -> list[str]:
            mine = (artifacts.c.id == artifact_id, ~artifacts.c.is_source)
            files = _drop_artifacts(connection, *mine)
            if files:
                entry = {"at": self._now(), "who": by, "what": "deleted", "detail": artifact_id}
                connection.execute(sa.insert(audit).values(entry))
            return files

        files = await self._store.write(change)
        await asyncio.to_thread(_unlink, files)
        return bool(files)

    def _count(self, connection: Connection, member: Member) -> Kept:
        def count(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
            own = sa.select(sa.func.count()).select_from(table).where(table.c.member_id == member.id, *where)
            return connection.scalar(own) or 0

        return Kept(
            messages=count(messages, messages.c.done_at.is_not(None)),
            messages_days=self._settings.messages_days,
            photos=count(artifacts, artifacts.c.is_source),
            photos_days=self._settings.photos_days,
            made=count(artifacts, ~artifacts.c.is_source),
            made_days=self._settings.clips_days,
            reminders=count(schedules, schedules.c.name == ""),
        )

    def _delete_old(self, connection: Connection) -> tuple[list[str], list[str]]:
        settings = self._settings
        files: list[str] = []
        if settings.messages_days:
            before = self._now() - settings.messages_days * DAY
            connection.execute(sa.delete(outbox).where(outbox.c.settled_at < before))
            connection.execute(sa.delete(messages).where(messages.c.done_at < before))
            connection.execute(sa.delete(sessions).where(sessions.c.expires_at < before))
            connection.execute(sa.delete(exchanges).where(exchanges.c.at < before))
            _empty(connection, jobs.c.state.in_(FINISHED), jobs.c.finished_at < before)
        if settings.photos_days:
            files += _drop_artifacts(
                connection, artifacts.c.is_source, artifacts.c.created_at < self._now() - settings.photos_days * DAY
            )
        if settings.clips_days:
            files += _drop_artifacts(
                connection, ~artifacts.c.is_source, artifacts.c.created_at < self._now() - settings.clips_days * DAY
            )
        files += _drop_artifacts(connection, artifacts.c.kind == MAP, artifacts.c.created_at < self._now() - DAY)
        connection.execute(sa.delete(answers).where(answers.c.expires_at < self._now()))
        long_ago = datetime.fromtimestamp(self._now() - CALLS_KEPT_DAYS * DAY, UTC).date().isoformat()
        connection.execute(sa.delete(service_calls).where(service_calls.c.day < long_ago))
        workflow_ids: list[str] = []
        if settings.workflows_days:
            before = self._now() - settings.workflows_days * DAY
            old = sa.select(jobs.c.workflow_id).where(jobs.c.state.in_(FINISHED), jobs.c.finished_at < before)
            workflow_ids = list(connection.scalars(old))
        connection.execute(sa.delete(audit).where(audit.c.what == "swept"))
        connection.execute(sa.insert(audit).values(at=self._now(), who="", what="swept", detail=""))
        return files, workflow_ids

    def _drop_orphans(self, known: tuple[set[str], set[str]]) -> None:
        """Files no row names: a kill between forgetting a row and deleting its file, or in the middle of making one."""
        files, folders = known
        for path in (self._data / "media").glob("*"):
            if str(path) not in files and self._now() - path.stat().st_mtime > DAY:
                path.unlink(missing_ok=True)
        if self._settings.photos_days:
            for path in (self._data / "uploads").glob("*"):
                if self._now() - path.stat().st_mtime > self._settings.photos_days * DAY:
                    path.unlink(missing_ok=True)
        for path in (self._data / "work").glob("*.*"):
            if path.is_file() and self._now() - path.stat().st_mtime > DAY:
                path.unlink(missing_ok=True)
        for folder in (self._data / "work").glob("job-*"):
            if folder.name.split("-")[1] not in folders:
                shutil.rmtree(folder, ignore_errors=True)

    def _erase(self, connection: Connection, member: Member) -> tuple[int, list[str], list[str]]:
        files = _drop_artifacts(connection, artifacts.c.member_id == member.id)
        own_jobs = sa.select(jobs.c.id).where(jobs.c.member_id == member.id)
        letters = connection.execute(
            sa.delete(outbox).where(sa.or_(outbox.c.member_id == member.id, outbox.c.job_id.in_(own_jobs)))
        ).rowcount
        connection.execute(sa.update(ledger).where(ledger.c.job_id.in_(own_jobs)).values(location=""))
        # The message that asked for this is still open; its text says nothing but that.
        own = messages.c.member_id == member.id
        for pictures in connection.scalars(sa.select(messages.c.pictures).where(own)):
            # Ids are the channels'; only a bare name can be a file of ours.
            files += [str(self._data / "uploads" / picture) for picture in pictures if Path(picture).name == picture]
        count = connection.execute(sa.delete(messages).where(own, messages.c.done_at.is_not(None))).rowcount
        # They hold the words of messages counted above.
        connection.execute(sa.delete(exchanges).where(exchanges.c.member_id == member.id))
        count += sum(kept.erase(connection, member.id) for kept in self._belongings)
        # A job still being cancelled keeps its workflow until the night.
        ended = sa.select(jobs.c.workflow_id).where(jobs.c.member_id == member.id, jobs.c.state.in_(FINISHED))
        workflow_ids = list(connection.scalars(ended))
        emptied = _empty(connection, jobs.c.member_id == member.id)
        # Also what is paid for and could not be stopped: what comes of it is not for anybody any more.
        left = sa.update(jobs).where(jobs.c.member_id == member.id, jobs.c.state.in_(UNFINISHED))
        connection.execute(left.values(state="cancelled", stage="", finished_at=self._now()))
        for row in connection.execute(sa.select(identities).where(identities.c.member_id == member.id)):
            self._sessions.forget(connection, row.channel, row.account, row.user_id)
        connection.execute(sa.insert(audit).values(at=self._now(), who=str(member.id), what="erased", detail=""))
        return count + letters + len(files) + emptied, files, workflow_ids


def _empty(connection: Connection, *where: sa.ColumnElement[bool]) -> int:
    """Take every word out of jobs' rows; returns how many. Clip or picture stays: the quota still has to know which."""
    emptied = 0
    is_image = jobs.c.request["kind"].as_string() == "image"
    for kind, which in (("image", is_image), ("video", ~is_image)):
        request = {"kind": kind, "text": "", "subject": ""}
        values = {"request": request, "shot": None, "generation": None, "detail": ""}
        emptied += connection.execute(sa.update(jobs).where(which, *where).values(values)).rowcount
    return emptied


def _known_files(connection: Connection) -> tuple[set[str], set[str]]:
    """Paths of the files rows name, and the numbers of jobs that are not finished."""
    rows = connection.execute(sa.select(artifacts.c.path, artifacts.c.poster))
    unfinished = connection.scalars(sa.select(jobs.c.id).where(jobs.c.state.not_in(FINISHED)))
    return {path for row in rows for path in row}, {str(number) for number in unfinished}


def _drop_artifacts(connection: Connection, *where: sa.ColumnElement[bool]) -> list[str]:
    """Delete rows of files and return the files' paths; a letter that still wants to send one will say that it is gone."""
    dropped = sa.delete(artifacts).where(*where).returning(artifacts.c.id, artifacts.c.path, artifacts.c.poster)
    rows = connection.execute(dropped).all()
    gone = jobs.c.artifact_id.in_([row.id for row in rows])
    connection.execute(sa.update(jobs).where(gone).values(artifact_id=""))
    return [path for row in rows for path in (row.path, row.poster) if path]


def _unlink(files: Iterable[str]) -> None:
    for file in files:
        Path(file).unlink(missing_ok=True)
