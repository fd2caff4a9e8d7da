"""取消 12, and what it has cost by then; 照样发 and 不用发 where it could not be stopped any more."""

from collections.abc import Sequence

from bot.commands.answer import Answer, Orders
from bot.commands.meant import JobsMeant
from bot.inbox import Heard
from bot.jobs.queue import JobQueue
from bot.jobs.records import OPEN, Job
from bot.sessions import Pending
from bot.spending import yuan
from intents.engine.types import CommandMatch, Say, Value

LOOKED_AT = 8


class CancelOrders:
    """Stops what is being made, one by one or a whole batch."""

    def __init__(self, queue: JobQueue, meant: JobsMeant) -> None:
        self._queue = queue
        self._meant = meant
        self.orders: Orders = {"cancel": self._cancel, "deliver": self._deliver, "withhold": self._withhold}

    async def _cancel(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        is_bare = match.number is None and not match.slots and not heard.message.quoted_id
        if is_bare and pending and pending.kind in ("slot", "ideas", "consent"):
            return Answer(Say("chat.refusal"))
        jobs = await self._meant.said(match, heard) or await self._latest_open(heard)
        if isinstance(jobs, Answer):
            return jobs
        if not jobs:
            return None
        return await (self._cancel_all(jobs) if len(jobs) > 1 else self._cancel_one(jobs[0]))

    async def _cancel_one(self, job: Job) -> Answer:
        outcome = await self._queue.cancel(job.id)
        if outcome == "already done":
            return Answer(Say("job.already_done", {"number": job.label}))
        if outcome == "too late":
            return Answer(
                Say("job.cancel_too_late", {"number": job.label}), pending=Pending(kind="withhold", job=job.id)
            )
        spent = await self._queue.spent(job.id)
        # What a call had cost when its generator stopped it nobody tells.
        values: dict[str, Value] = {"number": job.label, "yuan": yuan(spent), "unsure": outcome == "stopped"}
        return Answer(Say("job.cancelled", {**values, "free": not spent}))

    async def _cancel_all(self, jobs: Sequence[Job]) -> Answer:
        """All of a batch that is not done. What cannot be stopped is delivered, unless it is cancelled by its own number."""
        # From the last to the first: none of them is begun while the others are being stopped.
        wanted = [job for job in reversed(jobs) if not job.is_cancel_requested]
        outcomes = [(job, await self._queue.cancel(job.id)) for job in wanted]
        stopped = [job for job, outcome in outcomes if outcome in ("cancelled", "cancelling", "stopped")]
        late = [job for job, outcome in outcomes if outcome == "too late"]
        number = jobs[0].batch
        if not stopped and not late:
            return Answer(Say("job.already_done", {"number": number}))
        spent = sum([await self._queue.spent(job.id) for job in stopped])
        values: dict[str, Value] = {
            "number": number,
            "count": len(stopped),
            "free": not spent,
            "yuan": yuan(spent),
            "unsure": any(outcome == "stopped" for _, outcome in outcomes),
            "done": len(jobs) - len(stopped) - len(late),
            "late": tuple(job.label for job in reversed(late)),
        }
        return Answer(Say("job.batch_cancelled", values))

    async def _latest_open(self, heard: Heard) -> Sequence[Job]:
        own = await self._queue.of_member(heard.member.id, newest=LOOKED_AT)
        latest = [job for job in own if job.state in OPEN][-1:]
        return await self._queue.of_batch(latest[0].batch) if latest and latest[0].batch else latest

    async def _deliver(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._decide(pending, is_withheld=False)

    async def _withhold(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._decide(pending, is_withheld=True)

    async def _decide(self, pending: Pending | None, *, is_withheld: bool) -> Answer | None:
        job = await self._queue.find(pending.job) if pending and pending.kind == "withhold" else None
        if job is None:
            return None
        if not await self._queue.set_withheld(job.id, is_withheld=is_withheld):
            return Answer(Say("job.already_done", {"number": job.label}))
        return Answer(Say("job.will_not_deliver" if is_withheld else "job.will_deliver", {"number": job.label}))
