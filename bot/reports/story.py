"""One job from the asking to the last letter: every step with its time, and why it went as it did."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.records import OPEN, Decision, Job, Stage, read_job, read_measured
from bot.reports.jobs import JobEntry, as_entries
from bot.tables import chats, ledger, outbox
from generators.base import Measured

LongStage = Literal["queue"] | Stage


@dataclass(frozen=True, slots=True)
class StepTold:
    """A stage the job was in; `queue` is before the first."""

    stage: LongStage
    at: float
    seconds: float | None
    """None while it lasts, or where nobody knows when it ended."""
    is_now: bool = False
    decision: Decision | None = None
    """Of the stage `route`: who was chosen, and why no other."""
    measured: tuple[Measured, ...] = ()
    """Of the stage `generate`: what was measured of what came back in it."""


@dataclass(frozen=True, slots=True)
class CallTold:
    """One request to a generator, as the ledger has it."""

    generator: str
    state: str
    """open, taken, settled, refused, lost, cancelled, given_up."""
    fen: int
    at: float
    seconds: float | None
    """Until it was settled."""
    measured: Measured | None = None


@dataclass(frozen=True, slots=True)
class LetterTold:
    """Something 小爱 sent about the job."""

    at: float
    purpose: str
    kind: str
    text: str
    state: str
    """waiting, sending, delivered, failed, uncertain."""
    reason: str
    settled_at: float | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything there is to tell about one job."""

    entry: JobEntry
    chat: str
    """Title of the group; empty in a direct chat."""
    steps: tuple[StepTold, ...] = ()
    calls: tuple[CallTold, ...] = ()
    letters: tuple[LetterTold, ...] = field(default=())

    @property
    def job(self) -> Job:
        """The row."""
        return self.entry.job


def read_story(connection: Connection, number: int, now: float) -> Story | None:
    """The story of the job with this number; None where there is none."""
    job = read_job(connection, number)
    if job is None:
        return None
    (entry,) = as_entries(connection, [job])
    chat = sa.select(chats.c.title).where(
        chats.c.channel == job.chat.channel,
        chats.c.account == job.chat.account,
        chats.c.chat_id == job.chat.id,
        chats.c.is_group,
    )
    calls = sa.select(ledger).where(ledger.c.job_id == number).order_by(ledger.c.opened_at, ledger.c.key)
    letters = sa.select(outbox).where(outbox.c.job_id == number).order_by(outbox.c.id)
    told = tuple(
        CallTold(
            row.generator,
            row.state,
            row.price_fen,
            row.opened_at,
            _between(row.opened_at, row.settled_at),
            read_measured(row.measured),
        )
        for row in connection.execute(calls)
    )
    return Story(
        entry,
        connection.scalar(chat) or "",
        _steps(job, told, now),
        told,
        tuple(
            LetterTold(row.created_at, row.purpose, row.kind, row.text, row.state, row.reason, row.settled_at)
            for row in connection.execute(letters)
        ),
    )


def _steps(job: Job, calls: Sequence[CallTold], now: float) -> tuple[StepTold, ...]:
    """The stages one after another; each lasts until the next begins, the last until the job's end."""
    is_open = job.state in OPEN
    # To submit, to wait and to fetch are three steps of the workflow in one stage.
    steps = [step for place, step in enumerate(job.steps) if not place or job.steps[place - 1].stage != step.stage]
    begin = steps[0].at if steps else job.started_at
    end = now if is_open else job.finished_at
    waited = StepTold("queue", job.created_at, _between(job.created_at, begin or end), is_now=is_open and not begin)
    told, chosen = [waited], list(job.decisions)
    for place, step in enumerate(steps):
        is_last = place + 1 == len(steps)
        until = end if is_last else steps[place + 1].at
        # A decision is written while its stage lasts; a row whose first steps were dropped has more of them.
        decision = None
        while step.stage == "route" and chosen and chosen[0].at <= (until or now):
            decision = chosen.pop(0)
        told.append(StepTold(step.stage, step.at, _between(step.at, until), is_last and is_open, decision))
    for call in calls:
        settled = call.at + (call.seconds or 0.0)
        places = [place for place, one in enumerate(told) if one.stage == "generate" and one.at <= settled]
        if call.measured and places:
            step_told = told[places[-1]]
            told[places[-1]] = replace(step_told, measured=(*step_told.measured, call.measured))
    return tuple(told)


def _between(begin: float, end: float | None) -> float | None:
    # A clock set back in between makes it negative.
    return None if end is None else max(0.0, end - begin)
