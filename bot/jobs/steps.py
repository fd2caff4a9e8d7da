"""What happens to a job, step by step. Each step reads the job's row, does one thing and writes it down.

A step may run twice when the process dies before its end was recorded, so each is harmless to repeat: it replaces what it wrote,
or finds it there. Steps hand each other nothing but a verdict; texts, prompts and files stay in the app's store.
"""

import asyncio
import dataclasses
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.ledger import Ledger, Unclear
from bot.jobs.letters import JobLetters
from bot.jobs.lifecycle import Lifecycle, Verdict
from bot.jobs.records import OPEN, Job, artifact_id_of, call_key, generation_json, need_of, update_job
from bot.media import TooLarge, fit
from bot.outbox import Row, write_letter
from bot.store import Store
from bot.tables import artifacts, jobs, runs
from bot.telemetry import log
from generators.base import (
    Busy,
    Cancelled,
    Failed,
    Finished,
    GenerationRequest,
    Generator,
    GeneratorError,
    Lost,
    Ticket,
    Timeout,
    Unreachable,
)
from generators.router import Router
from generators.sizes import frame_size
from intents.engine.types import MediaRequest
from prompts.loader import Rendered
from prompts.shot import Shot

LONGEST_BUSY_WAIT_SECONDS = 600.0

_log = log("jobs")


@dataclasses.dataclass(frozen=True)
class Steps:
    """The steps of one clip or picture, in the order of the fields of `docs/architecture.md`."""

    store: Store
    life: Lifecycle
    ledger: Ledger
    router: Router
    letters: JobLetters
    write_shot: Callable[[MediaRequest], Awaitable[Shot]]
    render_shot: Callable[[str, Shot], Rendered]
    media: Path
    """Folder of finished clips and pictures."""
    work: Path
    """Folder of what is being made."""
    now: Callable[[], float]
    timeout_seconds: float
    media_bytes: Callable[[str], int]
    """The largest file a channel carries, by its name."""

    async def rewrite(self, job_id: int) -> Verdict:
        """The member's words become a shot."""
        job = await self.life.enter(job_id, "rewrite")
        if job is None:
            return "stop"
        shot = await self.write_shot(job.request)
        await self.life.update(job_id, shot=shot.model_dump(mode="json"))
        return "go on"

    async def route(self, job_id: int, tried: tuple[str, ...]) -> str:
        """The name of the generator to ask next; empty when none is left, and the job has failed."""
        job = await self.life.enter(job_id, "route")
        if job is None or job.shot is None:
            return ""
        chosen = self.router.choose(need_of(job.request, job.shot.seconds), tried=tried)
        if chosen is None:
            await self.life.fail(job, job.reason or "no_generator", job.detail)
            return ""
        await self.life.update(job_id, generator=chosen.name, attempt=job.attempt + 1)
        return chosen.name

    async def render(self, job_id: int) -> Verdict:
        """The shot becomes what this generator's family wants to read."""
        job = await self.life.enter(job_id, "render")
        if job is None or job.shot is None:
            return "stop"
        source = await self.store.read(lambda connection: _source(connection, job))
        shot, family = job.shot, self.life.generator(job).capabilities.prompt_family
        rendered = self.render_shot(family, shot)
        width, height = frame_size(shot.aspect, shot.resolution)
        request = GenerationRequest(
            kind=job.request.kind,
            prompt=rendered.prompt,
            negative_prompt=rendered.negative_prompt,
            seconds=shot.seconds,
            fps=shot.fps,
            width=width,
            height=height,
            source=source,
            # Repeatable for one attempt, different for the next.
            seed=int(hashlib.sha256(call_key(job).encode()).hexdigest()[:8], 16),
        )
        await self.life.update(job_id, generation=generation_json(request))
        return "go on"

    async def submit(self, job_id: int) -> Verdict:
        """Hand the request over; the only place where money is spent."""
        job = await self.life.enter(job_id, "generate")
        if job is None or job.generation is None:
            return "stop"
        waited = 0.0
        while True:
            try:
                await self.ledger.submit(self.life.generator(job), job.generation, key=call_key(job), job_id=job_id)
            except Unclear:
                await self.life.ask_admin(job)
                return "needs admin"
            except Busy as error:
                waited += error.retry_after_seconds
                if waited > LONGEST_BUSY_WAIT_SECONDS:
                    return await self.life.give_way(job, error)
                await asyncio.sleep(error.retry_after_seconds)
            except GeneratorError as error:
                return await self.life.give_way(job, error)
            else:
                return "go on"

    async def wait(self, job_id: int) -> Verdict:
        """Ask until it is ready, stopped or given up. One step for all the minutes: the ticket is in the ledger."""
        job = await self.life.enter(job_id, "generate")
        if job is None:
            return "stop"
        key, generator = call_key(job), self.life.generator(job)
        taken = await self.store.read(lambda connection: self.ledger.taken(connection, key))
        deadline = self.now() + self.timeout_seconds
        while isinstance(taken, Ticket):
            try:
                taken = await self._poll(job, generator, taken)
            except (Unreachable, Busy, Timeout) as error:
                if self.now() > deadline:
                    return await self.life.give_way(job, error)
            except GeneratorError as error:
                return await self.life.give_way(job, error)
            else:
                if isinstance(taken, Ticket) and self.now() > deadline:
                    return await self.life.give_way(job, Timeout(f"not ready after {self.timeout_seconds:.0f} s"))
            if isinstance(taken, Ticket):
                await asyncio.sleep(generator.capabilities.poll_seconds)
        if taken is None:
            return await self.life.give_way(job, Lost("no answer in the ledger"))
        return "go on"

    async def fetch(self, job_id: int) -> Verdict:
        """Bring the result home at once: its address dies in minutes."""
        job = await self.life.enter(job_id, "generate")
        if job is None:
            return "stop"
        finished = await self.store.read(lambda connection: self.ledger.taken(connection, call_key(job)))
        if not isinstance(finished, Finished):
            return await self.life.give_way(job, Lost("nothing to fetch"))
        folder = self._folder(job)
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        # Home already if an earlier life was killed between here and the next step.
        for pause in () if self._results(job) else (1.0, 4.0, None):
            try:
                artifact = await self.life.generator(job).fetch(finished, folder)
            except (Unreachable, Busy, Timeout) as error:
                if pause is None:
                    return await self.life.give_way(job, error)
                await asyncio.sleep(pause)
            except GeneratorError as error:
                return await self.life.give_way(job, error)
            else:
                await asyncio.to_thread(artifact.path.replace, folder / f"{artifact_id_of(job)}{artifact.path.suffix}")
                break
        await self.ledger.close(call_key(job), "settled")
        return "go on"

    async def check(self, job_id: int) -> Verdict:
        """Look at the clip. Black or noise from a free generator is made once more; it is never dropped in silence."""
        job = await self.life.enter(job_id, "check")
        if job is None:
            return "stop"
        if job.request.kind == "image":
            return "go on"
        from generators.quality import judge

        try:
            verdict = await asyncio.to_thread(judge, self._results(job)[0])
        except GeneratorError as error:
            return await self.life.give_way(job, error)
        if verdict.problems:
            _log.warning("job.quality_doubtful", job=job_id, problems=verdict.problems, generator=job.generator)
            await self.life.update(job_id, detail="quality: " + ", ".join(verdict.problems))
        is_free = not self.life.generator(job).capabilities.price_fen
        return "once more" if verdict.is_broken and is_free and job.attempt == 1 else "go on"

    async def fit(self, job_id: int) -> Verdict:
        """Make it a file the family's phones play and the channel carries."""
        job = await self.life.enter(job_id, "fit")
        if job is None:
            return "stop"
        artifact_id, limit = artifact_id_of(job), self.media_bytes(job.chat.channel)
        try:
            fitted = await asyncio.to_thread(fit, self._results(job)[0], self.media, max_bytes=limit)
        except TooLarge as error:
            await self.life.fail(job, "too_large", str(error))
            return "stop"
        except GeneratorError as error:
            return await self.life.give_way(job, error)

        def change(connection: Connection) -> bool:
            is_open = update_job(
                connection, job_id, jobs.c.state.in_(OPEN), artifact_id=artifact_id, given_up=list(fitted.given_up)
            )
            if not is_open:
                return False
            connection.execute(
                self.store.insert_new(artifacts).values(
                    id=artifact_id,
                    member_id=job.member_id,
                    job_id=job_id,
                    kind=job.request.kind,
                    path=str(fitted.path),
                    poster=str(fitted.poster),
                    is_source=False,
                    created_at=self.now(),
                )
            )
            return True

        if not await self.store.write_patiently(change):
            # Its member had everything erased while it was being fitted.
            for path in (fitted.path, fitted.poster):
                await asyncio.to_thread(path.unlink, missing_ok=True)
            return "stop"
        return "go on"

    async def deliver(self, job_id: int) -> Verdict:
        """Hand the clip to the outbox; from there it is sent once, or 小爱 says that she is not sure."""
        job = await self.life.enter(job_id, "deliver")
        if job is None:
            return "stop"
        # First, so that a kill after the hand-over leaves nothing behind: the fitted clip is in the media folder already.
        await asyncio.to_thread(self._clear, job)
        letter = self.letters.result(job, self.life.generator(job))

        def change(connection: Connection) -> list[Row | None]:
            # Asked here, not before: the member may just have said so.
            is_withheld = connection.scalar(sa.select(jobs.c.is_withheld).where(jobs.c.id == job_id))
            state = "done" if is_withheld else "delivering"
            if not update_job(
                connection, job_id, jobs.c.state == "running", state=state, finished_at=self.now(), reason=""
            ):
                return []
            connection.execute(
                sa.insert(runs).values(
                    generator=job.generator,
                    kind=job.request.kind,
                    seconds=job.shot.seconds if job.shot else 0.0,
                    took_seconds=max(0.0, self.now() - (job.started_at or self.now())),
                    at=self.now(),
                )
            )
            return [] if is_withheld else [write_letter(connection, self.store, letter, self.now())]

        self.life.post(await self.store.write_patiently(change))
        _log.info("job.handed_over", job=job_id, generator=job.generator, attempt=job.attempt)
        return "go on"

    async def fail_unexpectedly(self, job_id: int, error: str) -> Verdict:
        """A bug of ours ended the job: a sentence for the member, a record for the admin."""
        await self.life.fail_if_open(job_id, error)
        return "stop"

    async def _poll(self, job: Job, generator: Generator, ticket: Ticket) -> Ticket | Finished:
        state = await generator.poll(ticket)
        if isinstance(state, Failed):
            raise state.error
        if isinstance(state, Finished):
            await self.ledger.finish(call_key(job), state)
            return state
        if await self.life.is_cancel_wanted(job.id) and await generator.cancel(ticket):
            raise Cancelled("stopped by a person")
        await self.life.progress(job, state.fraction)
        return ticket

    def _folder(self, job: Job) -> Path:
        return self.work / f"job-{job.id}-{job.attempt}"

    def _results(self, job: Job) -> list[Path]:
        """The file that was fetched, if it was."""
        return list(self._folder(job).glob(f"{artifact_id_of(job)}.*"))

    def _clear(self, job: Job) -> None:
        """Remove what every attempt left."""
        import shutil

        for folder in self.work.glob(f"job-{job.id}-*"):
            shutil.rmtree(folder, ignore_errors=True)


def _source(connection: Connection, job: Job) -> Path | None:
    """The photo to start from."""
    if not job.request.pictures:
        return None
    path = connection.scalar(sa.select(artifacts.c.path).where(artifacts.c.id == job.request.pictures[0]))
    return Path(path) if path else None
