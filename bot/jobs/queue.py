"""Accepting jobs, and what a person may do about them.

Accepting takes two steps that no one transaction spans: (1) the job's row, the message's "done" and the promise in one
transaction of the app; (2) the workflow in DBOS. A kill in between leaves an `accepted` row without a workflow; `sweep` finds it at
start and every half minute, and the workflow id, made from the message, makes a second enqueue harmless.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Message
from bot.config import JobSettings
from bot.family import Address
from bot.inbox import Heard
from bot.jobs.estimate import jobs_ahead, one_job, with_queue
from bot.jobs.letters import JobLetters
from bot.jobs.privacy import Privacy
from bot.jobs.quoted import quoted_job
from bot.jobs.records import (
    DEFAULT_SECONDS,
    OPEN,
    Job,
    call_key,
    find_jobs,
    need_of,
    read_job,
    seconds_to_make,
    update_job,
)
from bot.jobs.workflow import Engine
from bot.outbox import Outbox, Row, write_letter
from bot.spending import Spending
from bot.store import Store
from bot.tables import artifacts, jobs, ledger, outbox
from generators.base import Generator
from generators.router import Router
from intents.engine.types import MediaRequest

SWEEP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Promise:
    """What a member is told when a job is accepted."""

    number: int
    ahead: int
    low_seconds: float
    high_seconds: float
    is_preview: bool
    parts: int = 1
    """A long clip is made in so many."""
    price_fen: int = 0
    """Of all parts, as far as is known; for a preview or what is made in the house 0."""
    most_seconds: float = 0.0
    """More cannot be made of it; 0 where all of it can."""


PAID = ("open", "taken", "settled")
"""States of a call that may have cost something."""

CancelOutcome = Literal["cancelled", "cancelling", "stopped", "too late", "already done"]
"""`stopped`: a paid call that the generator could still stop; what it had cost by then is not known."""


class JobQueue:
    """The jobs' rows and the way into the engine."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        engine: Engine,
        router: Router,
        privacy: Privacy,
        spending: Spending,
        letters: JobLetters,
        settings: JobSettings,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._engine = engine
        self._router = router
        self._privacy = privacy
        self._spending = spending
        self._letters = letters
        self._settings = settings
        self._now = now
        self._wake = asyncio.Event()

    def accept(
        self, connection: Connection, heard: Heard, request: MediaRequest, *, again: int = 0, batch: int = 0
    ) -> Promise:
        """Write the job's row inside the transaction that finishes the turn. `again` numbers the jobs of one message, `batch` is
        the number of the first of those asked for together, which becomes one of them by the second."""
        if batch:
            update_job(connection, batch, jobs.c.batch == 0, batch=batch)
        seconds = seconds_to_make(connection, request)
        barred = self._privacy.barred(connection, request, heard.member.id)
        need, left = need_of(request, seconds), self._spending.left_fen(connection)
        choice = self._router.decide(need, tried=barred, affordable_fen=left)
        if choice.is_over_budget and choice.generator is None:
            # Promised as it would be made: tomorrow's money may be there by its turn.
            choice = self._router.decide(need, tried=barred)
        generator = choice.generator
        ahead = jobs_ahead(connection, heard.member.id, self._settings.per_member)
        low, high = self._range(connection, generator, request, seconds, ahead)
        sent_ms = int(heard.message.sent_at.timestamp() * 1000)
        number = connection.execute(
            sa.insert(jobs)
            .values(
                # Sortable: DBOS orders a queue by whole seconds and then by this (on SQLite before Python 3.12).
                workflow_id=f"{sent_ms:013d}-{heard.row}" + (f"-{again}" if again else ""),
                message_row=heard.row,
                channel=heard.chat.channel,
                account=heard.chat.account,
                chat_id=heard.chat.id,
                reply_to=heard.message.message_id,
                member_id=heard.member.id,
                state="accepted",
                request=request.model_dump(mode="json"),
                given_up=[],
                batch=batch,
                low_seconds=low,
                high_seconds=high,
                created_at=self._now(),
            )
            .returning(jobs.c.id)
        ).scalar_one()
        if generator is None:
            return Promise(number, ahead, low, high, is_preview=False)
        able, is_long = generator.capabilities, request.kind == "video" and not request.is_album
        parts = able.requests(seconds) if is_long else 1
        most = able.longest_seconds if is_long and seconds > able.longest_seconds else 0.0
        return Promise(number, ahead, low, high, able.is_preview, parts, choice.price_fen, most)

    def is_able(self, request: MediaRequest) -> bool:
        """Whether any generator could make it, or most of it."""
        return bool(self._router.able(need_of(request, request.seconds or DEFAULT_SECONDS)))

    def is_preview(self, request: MediaRequest) -> bool:
        """Whether nothing but a preview of it would be made as things stand."""
        generator = self._router.choose(need_of(request, request.seconds or DEFAULT_SECONDS))
        return bool(generator and generator.capabilities.is_preview)

    def wake(self) -> None:
        """A job was accepted: hand it to the engine."""
        self._wake.set()

    async def run(self) -> None:
        """Hand accepted jobs to the engine, as they come and every half minute, for as long as the task lives."""
        while True:
            self._wake.clear()
            await self.sweep()
            try:
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def sweep(self) -> None:
        """Enqueue every accepted job that has no workflow yet."""

        def waiting(connection: Connection) -> list[tuple[int, str, int]]:
            columns = (jobs.c.id, jobs.c.workflow_id, jobs.c.member_id)
            rows = connection.execute(
                sa.select(*columns).where(jobs.c.state == "accepted", jobs.c.enqueued_at.is_(None)).order_by(jobs.c.id)
            )
            return [(row.id, row.workflow_id, row.member_id) for row in rows]

        for number, workflow_id, member_id in await self._store.read(waiting):
            await self._engine.enqueue(number, workflow_id, member_id)
            await self._mark_enqueued(number)

    async def _mark_enqueued(self, number: int) -> None:
        await self._store.write_patiently(lambda connection: update_job(connection, number, enqueued_at=self._now()))

    async def greet_after_restart(self) -> None:
        """Tell members whose job was running when an earlier life ended that it goes on. Before the engine launches."""

        def change(connection: Connection) -> list[Row | None]:
            running = find_jobs(connection, jobs.c.state == "running", ~jobs.c.was_nudged)
            for job in running:
                update_job(connection, job.id, was_nudged=True)
            return [write_letter(connection, self._store, self._letters.restarted(job), self._now()) for job in running]

        self._outbox.post(await self._store.write(change))

    async def find(self, number: int) -> Job | None:
        """The job with this number."""
        return await self._store.read(lambda connection: read_job(connection, number))

    async def of_member(self, member_id: int, *, newest: int, chat: Address | None = None) -> list[Job]:
        """A member's last jobs, oldest first; with `chat`, those he asked for there."""
        where = [jobs.c.member_id == member_id]
        if chat:
            where += [jobs.c.channel == chat.channel, jobs.c.account == chat.account, jobs.c.chat_id == chat.id]
        return await self._store.read(lambda connection: find_jobs(connection, *where, newest=newest))

    async def of_batch(self, number: int) -> list[Job]:
        """The jobs that were asked for together, in their order; `number` is that of the first."""
        return await self._store.read(lambda connection: find_jobs(connection, jobs.c.batch == number))

    async def quoted(self, message: Message) -> Job | None:
        """The job of what this message quotes."""
        return await self._store.read(lambda connection: quoted_job(connection, message))

    async def spent(self, number: int) -> int:
        """Fen that a job has cost so far, with what it may have cost."""
        costs = (ledger.c.job_id == number, ledger.c.state.in_(PAID))
        price = sa.select(sa.func.sum(ledger.c.price_fen)).where(*costs)
        return await self._store.read(lambda connection: connection.scalar(price) or 0)

    async def has_lost_a_picture(self, job: Job) -> bool:
        """A photo that the job began with is kept no longer."""
        kept = sa.select(sa.func.count()).where(artifacts.c.id.in_(job.request.pictures))
        return await self._store.read(lambda connection: connection.scalar(kept) or 0) < len(set(job.request.pictures))

    async def latest(self, *, newest: int) -> list[Job]:
        """Everybody's last jobs, oldest first."""
        return await self._store.read(lambda connection: find_jobs(connection, newest=newest))

    async def place(self, job: Job) -> int:
        """How many jobs start before this one."""
        return await self._store.read(
            lambda connection: jobs_ahead(connection, job.member_id, self._settings.per_member, before=job.id)
        )

    async def cancel(self, number: int) -> CancelOutcome:
        """Stop a job: at once while it waits, at the next boundary while it runs, not at all when it is paid and cannot be."""

        def change(connection: Connection) -> tuple[CancelOutcome, Job | None]:
            job = read_job(connection, number)
            # Who asks again before the next boundary was told already.
            if job is None or job.state not in OPEN or job.is_cancel_requested:
                return "already done", job
            if job.state == "accepted":
                update_job(connection, number, state="cancelled", finished_at=self._now(), is_cancel_requested=True)
                return "cancelled", job
            call = sa.select(ledger.c.state).where(ledger.c.key == call_key(job), ledger.c.price_fen > 0)
            if connection.scalar(call) in PAID:
                # Not marked as cancelled: the next step would drop what is paid for while the generator is still being asked.
                # But no other part of a long clip is paid for before an answer.
                update_job(connection, number, is_last_part=True)
                return "too late", job
            update_job(connection, number, is_cancel_requested=True)
            return "cancelling", job

        outcome, job = await self._store.write(change)
        if outcome == "too late" and job and await self._stop_paid(job):
            # Services tell it in many ways, some as if they had lost the request; without the mark it would be made again.
            await self._store.write(lambda connection: update_job(connection, number, is_cancel_requested=True))
            return "stopped"
        return outcome

    async def set_withheld(self, number: int, *, is_withheld: bool) -> bool:
        """A paid job that could not be stopped: deliver it all the same, or keep it. False when it was handed over already."""
        is_open = jobs.c.state.in_(OPEN)
        return await self._store.write(
            lambda connection: update_job(
                connection, number, is_open, is_withheld=is_withheld, is_last_part=is_withheld
            )
        )

    async def resend(self, number: int, *, asked_in: int) -> bool:
        """Send the finished clip once more for each message that asks for it. False when there is nothing to send."""

        def change(connection: Connection) -> tuple[bool, Row | None]:
            job = read_job(connection, number)
            generator = self._router.named(job.generator) if job else None
            if job is None or generator is None or not job.artifact_id:
                return False, None
            letter = self._letters.result(job, generator, again=asked_in)
            if connection.scalar(sa.select(outbox.c.id).where(outbox.c.client_id == letter.client_id)):
                # The turn is taken again after a kill.
                return True, None
            if job.state in ("accepted", "running", "delivering"):
                return False, None
            update_job(connection, number, state="delivering")
            return True, write_letter(connection, self._store, letter, self._now())

        has_clip, row = await self._store.write(change)
        self._outbox.post([row])
        return has_clip

    async def retry_unclear(self, number: int) -> bool:
        """The admin decided: make it again, which may cost again. False when the job does not wait for the admin."""

        def change(connection: Connection) -> bool:
            job = read_job(connection, number)
            if job is None or job.state != "needs_admin":
                return False
            self._give_up_call(connection, job)
            # A new workflow: the old one has ended. `attempt` goes on counting, so the ledger's key is a new one.
            update_job(
                connection,
                number,
                state="accepted",
                reason="",
                enqueued_at=None,
                workflow_id=f"{job.workflow_id}-again{job.attempt}",
            )
            return True

        done = await self._store.write(change)
        self.wake()
        return done

    async def give_up_unclear(self, number: int) -> bool:
        """The admin decided: leave it. False when the job does not wait for the admin."""

        def change(connection: Connection) -> bool:
            job = read_job(connection, number)
            if job is None or job.state != "needs_admin":
                return False
            self._give_up_call(connection, job)
            update_job(connection, number, state="failed", reason="given_up", finished_at=self._now())
            return True

        return await self._store.write(change)

    async def _stop_paid(self, job: Job) -> bool:
        """Ask the generator to stop a paid call; the job then ends by what it answers to the next poll."""
        from bot.jobs.ledger import Ledger
        from generators.base import GeneratorError, Ticket

        generator = self._router.named(job.generator)
        key = call_key(job)
        taken = await self._store.read(lambda connection: Ledger(self._store, self._now).taken(connection, key))
        if generator and isinstance(taken, Ticket):
            try:
                if await generator.cancel(taken):
                    return True
            except GeneratorError:
                pass
        return False

    def _give_up_call(self, connection: Connection, job: Job) -> None:
        key = call_key(job)
        connection.execute(
            sa.update(ledger).where(ledger.c.key == key).values(state="given_up", settled_at=self._now())
        )

    def _range(
        self, connection: Connection, generator: Generator | None, request: MediaRequest, seconds: float, ahead: int
    ) -> tuple[float, float]:
        if generator is None:
            return 0.0, 0.0
        low, high = one_job(connection, generator.name, generator.capabilities, request.kind, seconds)
        return with_queue(low, high, ahead, self._settings.at_once)
