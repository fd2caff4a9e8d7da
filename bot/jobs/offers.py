"""What the caption of a finished clip offers: at most one sentence, and only until a member knows it."""

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.letters import Offer
from bot.jobs.records import Job
from bot.tables import jobs
from generators.base import Generator
from generators.router import Need, Router

RESULTS_WITH_OFFER = 3
"""A member's first ones."""
GOES_ON = Need("video", 1.0, pictures=1)
"""What it takes to go on from the last frame."""


def offer_after(connection: Connection, job: Job, generator: Generator, router: Router) -> Offer:
    """What could be done with the job's clip; the same however often it is asked for one job."""
    request = job.request
    knows_it = request.varies or request.continues or job.batch
    if request.kind == "image" or request.is_album or knows_it or generator.capabilities.is_preview:
        return ""
    earlier = (jobs.c.member_id == job.member_id, jobs.c.id < job.id, jobs.c.artifact_id != "")
    if (connection.scalar(sa.select(sa.func.count()).where(*earlier)) or 0) >= RESULTS_WITH_OFFER:
        return ""
    return "more" if router.able(GOES_ON) else "look"
