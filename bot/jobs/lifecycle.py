"""The course of a job's row: entering a stage, moving on, and every way it can end."""

import asyncio
import dataclasses
from collections.abc import Callable, Iterable
from typing import Literal

from sqlalchemy import Connection

from bot.jobs.health_book import HealthBook
from bot.jobs.ledger import Ledger
from bot.jobs.letters import JobLetters
from bot.jobs.records import OPEN, Entered, Job, Stage, call_key, read_job, steps_json, update_job
from bot.outbox import Letter, Outbox, Row, write_letter
from bot.spending import DayBudgetSpent
from bot.store import Store
from bot.tables import jobs
from bot.telemetry import log
from generators.base import BadRequest, Cancelled, ContentRefused, Generator, GeneratorError, Lost
from generators.router import Router

AT_HOME = frozenset({"disk_full", "no_generator", "other"})
"""Reasons that nobody but the admin can see to; of a service's own he is told when it fails."""
STOP_WRITTEN_TRIES, STOP_WRITTEN_SECONDS = 4, 0.5

Verdict = Literal["go on", "next part", "enough", "once more", "try another", "stop", "needs admin"]
"""What the workflow does next. The reason stands in the job's row. `enough`: of a long clip no more is made than there is."""

LONGEST_DETAIL = 500
MOST_ATTEMPTS = 20
"""A server in the house that forgets its tickets at every restart is asked again this often, and no more."""

_log = log("jobs")


@dataclasses.dataclass(frozen=True)
class Lifecycle:
    """Changes a job's row and writes the letters that go with it, in one transaction each."""

    store: Store
    outbox: Outbox
    ledger: Ledger
    router: Router
    health: HealthBook
    letters: JobLetters
    now: Callable[[], float]

    async def enter(self, job_id: int, stage: Stage) -> Job | None:
        """The job, marked as being in this stage; None when it was cancelled or ended meanwhile."""

        def change(connection: Connection) -> Job | None:
            job = read_job(connection, job_id)
            if job is None or job.state not in OPEN:
                return None
            if job.is_cancel_requested and stage != "deliver":
                update_job(connection, job_id, state="cancelled", stage="", finished_at=self.now())
                return None
            started = job.started_at or self.now()
            steps = steps_json(job, Entered(stage, self.now()))
            update_job(connection, job_id, state="running", stage=stage, started_at=started, steps=steps)
            return dataclasses.replace(job, state="running", stage=stage, started_at=started)

        job = await self.store.write_patiently(change)
        _log.info("job.entered" if job else "job.stopped", job=job_id, stage=stage)
        return job

    async def update(self, job_id: int, **values: object) -> None:
        """Change columns of the row, unless the job has ended meanwhile: what was erased is not written again."""
        await self.store.write_patiently(
            lambda connection: update_job(connection, job_id, jobs.c.state.in_(OPEN), **values)
        )

    async def is_cancel_wanted(self, job_id: int) -> bool:
        """Somebody wants the job stopped, or it is gone."""
        job = await self.store.read(lambda connection: read_job(connection, job_id))
        return job is None or job.is_cancel_requested

    async def progress(self, job: Job, fraction: float | None) -> None:
        """Write down the counted steps, and say one word when it takes longer than promised."""
        values: dict[str, object] = {"fraction": fraction} if fraction is not None else {}
        overrun = self.letters.overrun(job, self.now())

        def change(connection: Connection) -> list[Letter]:
            is_first = overrun is not None and update_job(connection, job.id, ~jobs.c.was_nudged, was_nudged=True)
            if values:
                update_job(connection, job.id, **values)
            return [overrun] if overrun and is_first else []

        if values or overrun:
            await self._write(change)

    async def give_way(self, job: Job, error: GeneratorError) -> Verdict:
        """The generator could not: another may try where nothing was charged, else the job has failed."""
        _log.warning("job.generator_failed", job=job.id, generator=job.generator, error=error.code, reason=str(error))
        if await self.health.failed(job.generator, error):
            await self._tell_of_rest(job)
        if isinstance(error, BadRequest):
            await self._tell_of_refusal(job, error)
        if isinstance(error, Cancelled):
            await self.ledger.close(call_key(job), "cancelled")
            if not await self._was_stopped_by_us(job):
                return await self._ask_nobody_else(job, error)
            await self.update(job.id, state="cancelled", stage="", finished_at=self.now())
            return "stop"
        if error.is_charged and not self.generator(job).capabilities.is_free:
            return await self._ask_nobody_else(job, error)
        if isinstance(error, ContentRefused):
            # Not handed on: what one service will not show, no other is to be talked into showing.
            await self.ledger.close(call_key(job), "refused")
            return await self._ask_nobody_else(job, error)
        if isinstance(error, DayBudgetSpent):
            await self.tell_day_budget_spent(error.day, error.limit_fen)
        await self.ledger.close(call_key(job), "lost" if isinstance(error, Lost) else "refused")
        await self.update(job.id, reason=error.code, detail=str(error)[:LONGEST_DETAIL])
        return "once more" if isinstance(error, Lost) and job.attempt < MOST_ATTEMPTS else "try another"

    async def _was_stopped_by_us(self, job: Job) -> bool:
        """A member stopped it, and not the service by itself: he has heard of it already."""
        for _ in range(STOP_WRITTEN_TRIES):
            if await self.is_cancel_wanted(job.id):
                return True
            # Who has it stopped writes that down when the service has answered; its next poll may be sooner.
            await asyncio.sleep(STOP_WRITTEN_SECONDS)
        return False

    async def tell_day_budget_spent(self, day: str, limit_fen: int) -> None:
        """The admins are told, once a day, that something was not bought."""
        await self._write(lambda connection: self.letters.day_budget_spent(day, limit_fen))

    async def tell_of_doubt(self, job: Job, problems: tuple[str, ...], *, was_made_again: bool) -> None:
        """The admins are told of a clip that goes out although nobody would want it."""
        title = self.generator(job).capabilities.title or job.generator
        await self._write(
            lambda connection: self.letters.doubtful_clip(job, title, problems, was_made_again=was_made_again)
        )

    async def _tell_of_rest(self, job: Job) -> None:
        state, name = self.health.health.state(job.generator), job.generator
        _log.warning("generator.rests", generator=name, reason=state.reason, until=state.resting_until)
        title = self.generator(job).capabilities.title or name
        await self._write(
            lambda connection: self.letters.generator_rests(name, title, state.reason, state.resting_until, self.now())
        )

    async def _tell_of_refusal(self, job: Job, error: BadRequest) -> None:
        name, title = job.generator, self.generator(job).capabilities.title or job.generator
        reason = str(error)[:LONGEST_DETAIL]
        await self._write(lambda connection: self.letters.generator_refuses(name, title, reason, self.now()))

    async def _ask_nobody_else(self, job: Job, error: GeneratorError) -> Verdict:
        """It ends here: with the parts there are of a long clip, which are paid for and worth seeing, else with the reason."""
        if job.segments:
            await self.update(job.id, reason=error.code, detail=str(error)[:LONGEST_DETAIL])
            return "enough"
        await self.fail(job, error.code, str(error))
        return "stop"

    async def fail(self, job: Job, code: str, detail: str) -> None:
        """The job has failed: a sentence with the reason, and no charge to the member's day."""
        values = {
            "state": "failed",
            "stage": "",
            "reason": code,
            "detail": detail[:LONGEST_DETAIL],
            "finished_at": self.now(),
        }

        def change(connection: Connection) -> list[Letter]:
            is_open = update_job(connection, job.id, jobs.c.state.in_(OPEN), **values)
            if not is_open:
                return []
            told = self.letters.trouble_at_home(job, code, self.now()) if code in AT_HOME else []
            return [self.letters.failure(job, code), *told]

        await self._write(change)
        _log.warning("job.failed", job=job.id, reason=code, detail=detail)

    async def fail_if_open(self, job_id: int, error: str) -> None:
        """A bug of ours ended the job: a sentence for the member, a record for the admin."""
        job = await self.store.read(lambda connection: read_job(connection, job_id))
        if job and job.state in OPEN:
            await self.fail(job, "other", error)

    async def ask_admin(self, job: Job) -> None:
        """A paid call may have been made and nobody can tell: a person decides before anything is paid again."""

        def change(connection: Connection) -> list[Letter]:
            is_open = update_job(
                connection, job.id, jobs.c.state.in_(OPEN), state="needs_admin", stage="", reason="unclear_payment"
            )
            return self.letters.unclear_payment(job) if is_open else []

        await self._write(change)
        _log.warning("job.needs_admin", job=job.id, generator=job.generator)

    def generator(self, job: Job) -> Generator:
        """The generator the job was routed to. Raises `LookupError` when the settings no longer name it."""
        generator = self.router.named(job.generator)
        if generator is None:
            raise LookupError(f"generator {job.generator!r} is no longer configured")
        return generator

    def post(self, rows: Iterable[Row | None]) -> None:
        """Send letters a step wrote in its own transaction."""
        self.outbox.post(rows)

    async def _write(self, change: Callable[[Connection], list[Letter]]) -> None:
        def write(connection: Connection) -> list[Row | None]:
            return [write_letter(connection, self.store, letter, self.now()) for letter in change(connection)]

        self.outbox.post(await self.store.write_patiently(write))
