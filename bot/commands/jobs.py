"""Orders about jobs: 取消 12, 好了没, 再发一次, 重拍 12, 我的视频."""

from collections.abc import Callable

from bot.commands.answer import Answer, Orders
from bot.inbox import Heard
from bot.jobs.letters import JobLetters, title
from bot.jobs.queue import JobQueue
from bot.jobs.records import OPEN, Job
from bot.sessions import Pending
from intents.engine.types import CommandMatch, Say, Value

LISTED_JOBS = 8


class JobOrders:
    """Orders about what is being made or was made."""

    def __init__(self, queue: JobQueue, letters: JobLetters, now: Callable[[], float]) -> None:
        self._queue = queue
        self._letters = letters
        self._now = now
        self.orders: Orders = {
            "cancel": self._cancel,
            "status": self._status,
            "jobs": self._list,
            "resend": self._resend,
            "retry": self._retry,
            "give_up": self._give_up,
            "deliver": self._deliver,
            "withhold": self._withhold,
        }

    async def _cancel(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        if match.number is None and pending and pending.kind == "slot":
            return Answer(Say("chat.refusal"))
        job = await self._job_meant(match, heard)
        if isinstance(job, Answer) or job is None:
            return job
        outcome = await self._queue.cancel(job.id)
        if outcome == "already done":
            return Answer(Say("job.already_done", {"number": job.id}))
        if outcome == "too late":
            return Answer(Say("job.cancel_too_late", {"number": job.id}), pending=Pending(kind="withhold", job=job.id))
        return Answer(Say("job.cancelled", {"number": job.id, "free": outcome != "stopped"}))

    async def _status(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        job = await self._job_meant(match, heard)
        if isinstance(job, Answer):
            return job
        if job is None:
            latest = await self._queue.of_member(heard.member.id, newest=1)
            return Answer(await self._tell(latest[0]) if latest else Say("job.status_none"))
        return Answer(await self._tell(job))

    async def _list(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        found = await self._queue.of_member(heard.member.id, newest=LISTED_JOBS)
        lines = tuple(f"{job.id} {title(job)}" for job in found if job.request.text)
        if not lines:
            return Answer(Say("job.status_none"))
        return Answer(Say("job.list", {"lines": lines}))

    async def _resend(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        job = await self._job_meant(match, heard, finished=True)
        if isinstance(job, Answer) or job is None:
            return job
        key = "job.resent" if await self._queue.resend(job.id, asked_in=heard.row) else "job.nothing_to_resend"
        return Answer(Say(key, {"number": job.id}))

    async def _retry(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        job = await self._job_meant(match, heard, finished=True)
        if isinstance(job, Answer) or job is None:
            return job
        if job.state in OPEN or not job.request.text:
            return Answer(await self._tell(job))
        if job.state == "needs_admin":
            if heard.member.role != "admin" or heard.message.is_group:
                return Answer(Say("family.admins_only"))
            await self._queue.retry_unclear(job.id)
            return Answer(Say("job.retried", {"number": job.id}))
        return Answer(Say(f"{job.request.kind}.accepted"), media=job.request)

    async def _give_up(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        job = await self._job_meant(match, heard, finished=True)
        if isinstance(job, Answer) or job is None:
            return job
        if not await self._queue.give_up_unclear(job.id):
            return Answer(await self._tell(job))
        return Answer(Say("job.given_up", {"number": job.id}))

    async def _deliver(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._decide(pending, is_withheld=False)

    async def _withhold(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._decide(pending, is_withheld=True)

    async def _decide(self, pending: Pending | None, *, is_withheld: bool) -> Answer | None:
        if pending is None or pending.kind != "withhold":
            return None
        if not await self._queue.set_withheld(pending.job, is_withheld=is_withheld):
            return Answer(Say("job.already_done", {"number": pending.job}))
        return Answer(Say("job.will_not_deliver" if is_withheld else "job.will_deliver", {"number": pending.job}))

    async def _job_meant(self, match: CommandMatch, heard: Heard, *, finished: bool = False) -> Job | Answer | None:
        """The job with the number, else the member's latest open (or `finished`) one; an answer where it is not his to touch."""
        if match.number is None:
            own = await self._queue.of_member(heard.member.id, newest=LISTED_JOBS)
            fitting = [job for job in own if (job.state not in OPEN) is finished]
            return fitting[-1] if fitting else None
        job = await self._queue.find(match.number)
        if job is None:
            return Answer(Say("job.not_found", {"number": match.number}))
        if job.member_id != heard.member.id and heard.member.role != "admin":
            return Answer(Say("job.not_yours", {"number": match.number}))
        return job

    async def _tell(self, job: Job) -> Say:
        if job.state == "accepted":
            ahead = await self._queue.place(job)
            low, high = self._letters.time_range(job.low_seconds, job.high_seconds)
            return Say("job.status_waiting", {"number": job.id, "ahead": ahead, "low": low, "high": high})
        if job.state in ("running", "delivering"):
            elapsed = max(0.0, self._now() - (job.started_at or self._now()))
            more = max(job.high_seconds - elapsed, job.high_seconds / 4)
            values: dict[str, Value] = {
                "number": job.id,
                "stage": self._letters.stage(job),
                "elapsed": self._letters.duration(elapsed),
            }
            return Say("job.status_running", {**values, "more": self._letters.duration(more)})
        ended = {"undelivered": "uncertain", "needs_admin": "uncertain"}.get(job.state, job.state)
        return Say(f"job.status_{ended}", {"number": job.id})
