"""A job's row: what was asked, how far it is, how it ended. The workflow carries its number only.

    accepted → running → delivering → done | undelivered | uncertain
             ↘ failed | cancelled | needs_admin

`uncertain`: the clip was handed to the channel and not confirmed. `needs_admin`: a paid call may have been made, and the provider
cannot be asked; nobody pays twice until the admin has decided.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot.family import Address
from bot.job_numbers import label
from bot.tables import jobs
from generators.base import GenerationRequest, Measured
from generators.router import Need
from intents.engine.types import MediaRequest
from prompts.shot import Shot

State = Literal[
    "accepted", "running", "delivering", "done", "undelivered", "uncertain", "failed", "cancelled", "needs_admin"
]
OPEN: tuple[State, ...] = ("accepted", "running")
"""Not finished and not handed to the outbox yet."""
DEFAULT_SECONDS = 5.0
"""Of a clip nobody named a length for."""
STEPS_KEPT = 200
Stage = Literal["", "rewrite", "route", "render", "generate", "check", "fit", "deliver"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Which generator was to be asked at one time, and why no other was."""

    at: float
    attempt: int
    chosen: str
    """Empty where there was nobody left."""
    price_fen: int = 0
    """Of what was still missing, as far as could be said before."""
    passed_over: tuple[str, ...] = ()
    """`kling: budget`, one for each that stands before the chosen one in the settings."""


@dataclass(frozen=True, slots=True)
class Entered:
    """The job came to a stage: to each once for every attempt and every part of a long clip."""

    stage: Stage
    at: float


@dataclass(frozen=True, slots=True)
class Job:
    """One clip or picture somebody asked for."""

    id: int
    workflow_id: str
    chat: Address
    reply_to: str
    member_id: int
    state: State
    stage: Stage
    fraction: float | None
    request: MediaRequest
    shot: Shot | None
    generator: str
    generation: GenerationRequest | None
    attempt: int
    low_seconds: float
    high_seconds: float
    is_cancel_requested: bool
    is_withheld: bool
    was_nudged: bool
    reason: str
    detail: str
    artifact_id: str
    given_up: tuple[str, ...]
    batch: int
    """Number of the first job of those asked for together, also of the first itself; 0 for one by itself."""
    segments: tuple[str, ...]
    """Of a long clip made in parts, those before the one that is being made: files in the folder of what is being made."""
    is_last_part: bool
    """No other part is to be begun: somebody wanted to stop it."""
    changes: tuple[str, ...]
    """What was left out or changed on the way to the generator, for the admin."""
    decisions: tuple[Decision, ...]
    """One for each time a generator was chosen, oldest first."""
    steps: tuple[Entered, ...]
    """Oldest first; none in a row of an older version."""
    created_at: float
    started_at: float | None
    finished_at: float | None

    @property
    def label(self) -> str:
        """What the family calls it: 12, or 12-2 for the second of a batch."""
        return label(self.id, self.batch)


def read_job(connection: Connection, number: int) -> Job | None:
    """The job with this number."""
    row = connection.execute(sa.select(jobs).where(jobs.c.id == number)).first()
    return _job(row) if row else None


def find_jobs(connection: Connection, *where: sa.ColumnElement[bool], newest: int | None = None) -> list[Job]:
    """Jobs by number; with `newest`, only so many of the last."""
    if newest is None:
        return [_job(row) for row in connection.execute(sa.select(jobs).where(*where).order_by(jobs.c.id))]
    rows = connection.execute(sa.select(jobs).where(*where).order_by(jobs.c.id.desc()).limit(newest))
    return [_job(row) for row in rows][::-1]


def update_job(connection: Connection, number: int, *where: sa.ColumnElement[bool], **values: object) -> bool:
    """Change columns of a job; False when the row is not as `where` wants it."""
    return connection.execute(sa.update(jobs).where(jobs.c.id == number, *where).values(values)).rowcount == 1


def call_key(job: Job) -> str:
    """One intention to pay: this job, this attempt, this part. It is the ledger's key and the request id the provider gets."""
    part = f"-part{len(job.segments) + 1}" if job.segments else ""
    return f"{job.workflow_id}-{job.attempt}{part}"


def artifact_id_of(job: Job) -> str:
    """The id, and file name, of what this job makes: the same however often a step is repeated, and not to be guessed at."""
    return hashlib.sha256(job.workflow_id.encode()).hexdigest()[:32]


def need_of(request: MediaRequest, seconds: float) -> Need:
    """What a request asks of a generator for a clip of that length. One that goes on from another starts with a picture."""
    pictures = len(request.pictures) or (1 if request.continues else 0)
    return Need(request.kind, seconds, pictures, request.is_album, request.generator)


def seconds_to_make(connection: Connection, request: MediaRequest) -> float:
    """How long what is asked for will be, without the earlier clip it may go on from."""
    if not request.seconds:
        return DEFAULT_SECONDS
    earlier = read_job(connection, request.continues) if request.continues else None
    return max(1.0, request.seconds - earlier.shot.seconds) if earlier and earlier.shot else request.seconds


def generation_json(request: GenerationRequest) -> Mapping[str, object]:
    """A generation request as the job's row keeps it."""
    values: Mapping[str, object] = _GENERATION.dump_python(request, mode="json")
    return values


def measured_json(measured: Measured) -> Mapping[str, object]:
    """What was measured of a call, as the ledger keeps it."""
    values: Mapping[str, object] = _MEASURED.dump_python(measured, mode="json")
    return values


def read_measured(kept: object) -> Measured | None:
    """What the ledger keeps of it; None where nothing was measured."""
    return _MEASURED.validate_python(kept) if kept else None


def decided_json(job: Job, decision: Decision) -> list[object]:
    """A job's decisions with one more, as its row keeps them."""
    kept: list[object] = _DECISIONS.dump_python((*job.decisions, decision), mode="json")
    return kept


def steps_json(job: Job, entered: Entered) -> list[object]:
    """A job's steps with one more, as its row keeps them: the last of a job that went on and on."""
    kept: list[object] = _STEPS.dump_python((*job.steps, entered)[-STEPS_KEPT:], mode="json")
    return kept


def with_left_out(changes: tuple[str, ...], family: str, trimmed: tuple[str, ...]) -> tuple[str, ...]:
    """A job's changes with what one family had no room for, in place of what was said before about that family."""
    beginning = f"left out for {family}: "
    others = tuple(change for change in changes if not change.startswith(beginning))
    return (*others, beginning + ", ".join(trimmed)) if trimmed else others


def _job(row: sa.Row[Any]) -> Job:
    return Job(
        id=row.id,
        workflow_id=row.workflow_id,
        chat=Address(row.channel, row.account, row.chat_id),
        reply_to=row.reply_to,
        member_id=row.member_id,
        state=row.state,
        stage=row.stage,
        fraction=row.fraction,
        request=MediaRequest.model_validate(row.request),
        shot=Shot.model_validate(row.shot) if row.shot else None,
        generator=row.generator,
        generation=_GENERATION.validate_python(row.generation) if row.generation else None,
        attempt=row.attempt,
        low_seconds=row.low_seconds,
        high_seconds=row.high_seconds,
        is_cancel_requested=row.is_cancel_requested,
        is_withheld=row.is_withheld,
        was_nudged=row.was_nudged,
        reason=row.reason,
        detail=row.detail,
        artifact_id=row.artifact_id,
        given_up=tuple(row.given_up),
        batch=row.batch,
        segments=tuple(row.segments or ()),
        is_last_part=row.is_last_part,
        changes=tuple(row.changes or ()),
        decisions=_DECISIONS.validate_python(row.decision or ()),
        steps=_STEPS.validate_python(row.steps or ()),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


_DECISIONS = TypeAdapter(tuple[Decision, ...])
# Made once: to make one takes as long as to read thirty rows.
_GENERATION = TypeAdapter(GenerationRequest)
_MEASURED = TypeAdapter(Measured)
_STEPS = TypeAdapter(tuple[Entered, ...])
