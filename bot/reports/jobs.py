"""The list of jobs: the newest first, filtered, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.letters import title
from bot.jobs.records import Job, State, find_jobs
from bot.spending import SPENT
from bot.tables import jobs, ledger, members
from generators.base import Kind

PAGE = 40


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs are listed; what is empty or 0 leaves out none."""

    states: tuple[State, ...] = ()
    member_id: int = 0
    kind: Kind | None = None
    generator: str = ""
    text: str = ""
    """A number, 12, or words of the request."""


@dataclass(frozen=True, slots=True)
class JobEntry:
    """One line of the list."""

    job: Job
    title: str
    """At most 17 characters; empty where retention has taken the words."""
    name: str
    """Of the member."""
    fen: int
    """What it has cost, with what it may have cost."""


@dataclass(frozen=True, slots=True)
class JobsPage:
    """A page of the list, the newest first."""

    entries: tuple[JobEntry, ...]
    count: int
    """Of all pages."""


def find_entries(connection: Connection, wanted: JobFilter, *, page: int = 0, size: int = PAGE) -> JobsPage:
    """The page of that number, from 0; an empty one where there are not so many."""
    where = _where(wanted)
    count = connection.scalar(sa.select(sa.func.count()).select_from(jobs).where(*where)) or 0
    ids = sa.select(jobs.c.id).where(*where).order_by(jobs.c.id.desc()).limit(size).offset(page * size)
    numbers = list(connection.scalars(ids))
    found = find_jobs(connection, jobs.c.id.in_(numbers))[::-1] if numbers else []
    return JobsPage(as_entries(connection, found), count)


def as_entries(connection: Connection, found: Sequence[Job]) -> tuple[JobEntry, ...]:
    """The jobs with what stands in other tables, in the same order."""
    costs = (
        sa.select(ledger.c.job_id, sa.func.sum(ledger.c.price_fen))
        .where(ledger.c.job_id.in_([job.id for job in found]), ledger.c.state.in_(SPENT))
        .group_by(ledger.c.job_id)
    )
    fen: dict[int, int] = {row[0]: row[1] for row in connection.execute(costs)}
    names = names_of(connection, {job.member_id for job in found})
    return tuple(JobEntry(job, title(job), names.get(job.member_id, ""), fen.get(job.id, 0)) for job in found)


def names_of(connection: Connection, member_ids: set[int]) -> dict[int, str]:
    """The members' names, by their id."""
    query = sa.select(members.c.id, members.c.name).where(members.c.id.in_(member_ids))
    return {row.id: row.name for row in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Askers:
    """Who and what there is to filter by."""

    members: tuple[tuple[int, str], ...]
    """Id and name of everybody who has asked for something."""
    generators: tuple[str, ...]


def find_askers(connection: Connection) -> Askers:
    """Both from their index, however many jobs there are."""
    has_asked = sa.exists().where(jobs.c.member_id == members.c.id)
    people = connection.execute(sa.select(members.c.id, members.c.name).where(has_asked).order_by(members.c.id))
    return Askers(tuple((row.id, row.name) for row in people), tuple(_generators(connection)))


def _generators(connection: Connection) -> list[str]:
    """Every name once, each found by a step through the index: there are few names and many jobs."""
    names: list[str] = []
    last = ""
    while found := connection.scalar(sa.select(sa.func.min(jobs.c.generator)).where(jobs.c.generator > last)):
        names.append(last := found)
    return names


def _where(wanted: JobFilter) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    if wanted.states:
        where.append(jobs.c.state.in_(wanted.states))
    if wanted.member_id:
        where.append(jobs.c.member_id == wanted.member_id)
    if wanted.generator:
        where.append(jobs.c.generator == wanted.generator)
    if wanted.kind:
        where.append(jobs.c.request["kind"].as_string() == wanted.kind)
    if text := wanted.text.strip():
        where.append(_about(text))
    return where


def _about(text: str) -> sa.ColumnElement[bool]:
    words = sa.or_(
        jobs.c.request["text"].as_string().contains(text, autoescape=True),
        jobs.c.request["subject"].as_string().contains(text, autoescape=True),
    )
    number = text.strip("第号# ").partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return words
    return sa.or_(words, jobs.c.id == int(number), sa.and_(jobs.c.batch == int(number), jobs.c.batch > 0))
