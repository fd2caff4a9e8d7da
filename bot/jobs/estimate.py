"""How long a job will take: a range learned from past runs of the same generator and length, never an invented figure."""

import math

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.records import OPEN
from bot.tables import jobs, ledger, runs
from generators.base import Capabilities

RUNS_LOOKED_AT = 30
RUNS_NEEDED = 3


def one_job(
    connection: Connection, generator: str, capabilities: Capabilities, kind: str, seconds: float
) -> tuple[float, float]:
    """Seconds one job takes, low and high: the 10th and 90th percentile of its like, else what the generator declares."""
    took = _past_runs(connection, generator, kind, seconds)
    if len(took) < RUNS_NEEDED:
        low, high = capabilities.typical_seconds
        requests = capabilities.requests(seconds) if kind == "video" else 1
        return low * requests, high * requests
    ordered = sorted(took)
    return percentile(ordered, 0.1), percentile(ordered, 0.9)


def usual_seconds(connection: Connection, generator: str, kind: str, seconds: float) -> float | None:
    """What jobs of its like took in the middle; None until enough are known."""
    took = sorted(_past_runs(connection, generator, kind, seconds))
    return percentile(took, 0.5) if len(took) >= RUNS_NEEDED else None


def request_times(connection: Connection, generator: str, kind: str, seconds: float) -> list[float]:
    """Seconds the last requests of its like took, from the call to the result at home; oldest first.

    A run is a whole job, with the rewriting before and the other generators it tried; this is one call alone.
    """
    asked = jobs.c.generation
    took = connection.scalars(
        sa.select(ledger.c.settled_at - ledger.c.opened_at)
        .join(jobs, jobs.c.id == ledger.c.job_id)
        .where(
            ledger.c.generator == generator,
            ledger.c.state == "settled",
            asked["kind"].as_string() == kind,
            asked["seconds"].as_float().between(seconds * 0.8, seconds * 1.25),
        )
        .order_by(ledger.c.opened_at.desc())
        .limit(RUNS_LOOKED_AT)
    ).all()
    return [float(one) for one in reversed(took)]


def jobs_ahead(connection: Connection, member_id: int, per_member: int, *, before: int | None = None) -> int:
    """How many jobs start before the next one of this member, or before his job of the number `before`, when members take turns.

    Of every other member at most as many jobs come first as the member himself has waiting, plus one round.
    """
    open_jobs = (
        sa.select(jobs.c.member_id, sa.func.count().label("open"))
        .where(jobs.c.state.in_(OPEN), sa.true() if before is None else jobs.c.id < before)
        .group_by(jobs.c.member_id)
    )
    counts: dict[int, int] = {row.member_id: row.open for row in connection.execute(open_jobs)}
    own = counts.pop(member_id, 0)
    rounds = own // per_member + 1
    return own + sum(min(count, rounds * per_member) for count in counts.values())


def with_queue(low: float, high: float, ahead: int, at_once: int) -> tuple[float, float]:
    """The range when `ahead` jobs go first and `at_once` run beside each other."""
    turns = math.floor(ahead / at_once) + 1
    return low * turns, high * turns


def _past_runs(connection: Connection, generator: str, kind: str, seconds: float) -> list[float]:
    took = connection.scalars(
        sa.select(runs.c.took_seconds)
        .where(
            runs.c.generator == generator, runs.c.kind == kind, runs.c.seconds.between(seconds * 0.8, seconds * 1.25)
        )
        .order_by(runs.c.id.desc())
        .limit(RUNS_LOOKED_AT)
    )
    return list(took)


def percentile(ordered: list[float], part: float) -> float:
    """The value that the share `part` of them, 0 to 1, do not exceed; in between by proportion. `ordered` rises and is not empty."""
    place = part * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
