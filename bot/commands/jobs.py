"""Orders about jobs: 好了没, 再发一次, 重拍 12, 我的视频. 取消 12 is in `cancelling.py`."""

from collections.abc import Callable, Sequence

from bot.commands.answer import Answer, Orders
from bot.commands.meant import JobsMeant, which
from bot.inbox import Heard
from bot.jobs.letters import JobLetters, title
from bot.jobs.queue import JobQueue
from bot.jobs.records import OPEN, Job
from bot.sessions import Pending
from intents.engine.types import CommandMatch, Say, Value
from intents.variation import retaken

LISTED_JOBS = 8
MOST_TOLD = 3
"""Jobs one answer tells about one by one."""


class JobOrders:
    """Orders about what is being made or was made."""

    def __init__(self, queue: JobQueue, meant: JobsMeant, letters: JobLetters, now: Callable[[], float]) -> None:
        self._queue = queue
        self._meant = meant
        self._letters = letters
        self._now = now
        self.orders: Orders = {
            "status": self._status,
            "jobs": self._list,
            "resend": self._resend,
            "retry": self._retry,
            "give_up": self._give_up,
        }

    async def _status(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        jobs = await self._meant.said(match, heard, only_asks=True)
        if isinstance(jobs, Answer):
            return jobs
        if not jobs:
            latest = await self._queue.of_member(heard.member.id, newest=LISTED_JOBS)
            # The running ones first: they are what is waited for.
            jobs = sorted((job for job in latest if job.state in OPEN), key=lambda job: job.state != "running")
            jobs = jobs or latest[-1:]
            if not jobs:
                return Answer(Say("job.status_none"))
            if jobs[0].batch:
                others = [job for job in jobs if job.batch != jobs[0].batch]
                jobs = [*await self._queue.of_batch(jobs[0].batch), *others]
        return Answer(await self._tell_all(jobs))

    async def _list(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        found = await self._queue.of_member(heard.member.id, newest=LISTED_JOBS)
        lines = tuple(self._line(job) for job in found if job.request.text)
        if not lines:
            return Answer(Say("job.status_none"))
        return Answer(Say("job.list", {}, {"lines": lines}))

    async def _resend(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        jobs = await self._meant.said(match, heard) or await self._latest_finished(heard, match)
        if isinstance(jobs, Answer):
            return jobs
        if not jobs:
            return None
        sent = [job for job in jobs if await self._queue.resend(job.id, asked_in=heard.row)]
        if len(jobs) > 1 and sent:
            return Answer(Say("job.resent_many", {"number": jobs[0].batch, "count": len(sent)}))
        number = jobs[0].batch if len(jobs) > 1 else jobs[0].label
        return Answer(Say("job.resent" if sent else "job.nothing_to_resend", {"number": number}))

    async def _retry(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        jobs = await self._meant.said(match, heard) or await self._latest_finished(heard, match)
        if isinstance(jobs, Answer):
            return jobs
        if not jobs:
            return None
        if len(jobs) > 1:
            return which(jobs)
        (job,) = jobs
        if job.state in OPEN or not job.request.text:
            return Answer(await self._tell(job))
        if job.state == "needs_admin":
            if heard.member.role != "admin" or heard.message.is_group:
                return Answer(Say("family.admins_only"))
            await self._queue.retry_unclear(job.id)
            return Answer(Say("job.retried", {"number": job.label}))
        if refusal := await self.cannot_vary(job, heard):
            return refusal
        values: dict[str, Value] = {"of": job.label, "how": "again", "kind": job.request.kind}
        return Answer(Say("variations.accepted", values), media=retaken(job.request, job.id))

    async def cannot_vary(self, job: Job, heard: Heard) -> Answer | None:
        """Why this member cannot have another take of the job; None where he can."""
        if not job.request.text:
            return Answer(Say("variations.forgotten", {"number": job.label}))
        if job.member_id != heard.member.id and (job.request.pictures or job.request.continues):
            # Also an admin does not go on with the pictures of others.
            return Answer(Say("job.not_yours", {"number": job.label}))
        if await self._queue.has_lost_a_picture(job):
            return Answer(Say("variations.photo_gone", {"number": job.label}))
        return None

    async def _give_up(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        jobs = await self._meant.said(match, heard)
        if isinstance(jobs, Answer):
            return jobs
        if not jobs:
            return None
        if len(jobs) > 1:
            return which(jobs)
        if not await self._queue.give_up_unclear(jobs[0].id):
            return Answer(await self._tell(jobs[0]))
        return Answer(Say("job.given_up", {"number": jobs[0].label}))

    async def _latest_finished(self, heard: Heard, match: CommandMatch) -> Sequence[Job]:
        if match.said("name"):
            return ()
        own = await self._queue.of_member(heard.member.id, newest=LISTED_JOBS)
        return [job for job in own if job.state not in OPEN][-1:]

    async def _tell_all(self, jobs: Sequence[Job]) -> Say:
        """One sentence where it is one job; of a batch first how many of it are ready."""
        if len(jobs) == 1:
            return await self._tell(jobs[0])
        batch = [job for job in jobs if job.batch and job.batch == jobs[0].batch]
        waited_for = [job for job in jobs if job.state in OPEN]
        lines = [self._of_batch(batch)] if batch else []
        lines += [await self._tell(job) for job in waited_for if job.state == "running"][:MOST_TOLD]
        if not batch and len(lines) < MOST_TOLD:
            lines += [await self._tell(job) for job in waited_for if job.state != "running"][: MOST_TOLD - len(lines)]
        told = len(lines) - bool(batch)
        if not batch and len(waited_for) > told:
            lines.append(Say("job.status_more", {"count": len(waited_for) - told}))
        return Say("job.status_lines", {}, {"lines": tuple(lines)})

    def _of_batch(self, batch: Sequence[Job]) -> Say:
        states = [job.state for job in batch]
        values: dict[str, Value] = {
            "number": batch[0].batch,
            "count": len(batch),
            "done": sum(state in ("done", "delivering", "undelivered", "uncertain") for state in states),
            "open": sum(state in OPEN for state in states),
            "failed": sum(state in ("failed", "needs_admin") for state in states),
            "cancelled": states.count("cancelled"),
        }
        return Say("job.status_batch", values)

    def _line(self, job: Job) -> Say:
        minutes = int(max(0.0, self._now() - (job.finished_at or job.created_at)) // 60)
        values: dict[str, Value] = {
            "number": job.label,
            "title": title(job),
            "state": job.state,
            "kind": job.request.kind,
            "minutes": minutes,
        }
        return Say("job.line", values)

    async def _tell(self, job: Job) -> Say:
        if job.state == "accepted":
            ahead = await self._queue.place(job)
            low, high = self._letters.time_range(job.low_seconds, job.high_seconds)
            return Say("job.status_waiting", {"number": job.label, "ahead": ahead, "low": low, "high": high})
        if job.state in ("running", "delivering"):
            elapsed = max(0.0, self._now() - (job.started_at or self._now()))
            more = max(job.high_seconds - elapsed, job.high_seconds / 4)
            values: dict[str, Value] = {
                "number": job.label,
                "stage": self._letters.stage(job),
                "elapsed": self._letters.duration(elapsed),
            }
            return Say("job.status_running", {**values, "more": self._letters.duration(more)})
        ended = {"undelivered": "uncertain", "needs_admin": "uncertain"}.get(job.state, job.state)
        return Say(f"job.status_{ended}", {"number": job.label})
