"""What happens to a job, step by step. Each step reads the job's row, does one thing and writes it down.

A step may run twice when the process dies before its end was recorded, so each is harmless to repeat: it replaces what it wrote,
or finds it there. Steps hand each other nothing but a verdict; texts, prompts and files stay in the app's store.
"""

import asyncio
import contextlib
import dataclasses
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.estimate import usual_seconds
from bot.jobs.ledger import Ledger, Unclear
from bot.jobs.letters import JobLetters
from bot.jobs.lifecycle import Lifecycle, Verdict
from bot.jobs.offers import offer_after
from bot.jobs.pace import pace_of
from bot.jobs.privacy import Privacy
from bot.jobs.records import (
    OPEN,
    Decision,
    Job,
    artifact_id_of,
    call_key,
    decided_json,
    generation_json,
    need_of,
    read_job,
    update_job,
    with_left_out,
)
from bot.jobs.rewriting import Rewritten
from bot.jobs.segments import CannotGoOn, Segments
from bot.jobs.sources import PicturesGone, sources_of
from bot.media import Fitted, TooLarge, fit
from bot.outbox import Row, write_letter
from bot.spending import Spending
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
from generators.nearest import as_sold, told_changes
from generators.router import Choice, Router
from generators.sizes import frame_size
from prompts.loader import Rendered
from prompts.shot import Shot

LONGEST_BUSY_WAIT_SECONDS = 600.0
MADE_AGAIN = ": nobody would want it, made again by another seed"
COVER = "cover"
"""Name of the picture a service made of a clip."""

_log = log("jobs")


@dataclasses.dataclass(frozen=True)
class Steps:
    """The steps of one clip or picture, in the order of the fields of `docs/architecture.md`."""

    store: Store
    life: Lifecycle
    ledger: Ledger
    spending: Spending
    router: Router
    privacy: Privacy
    letters: JobLetters
    write_shot: Callable[[Job], Awaitable[Rewritten]]
    render_shot: Callable[[str, Shot, bool], Rendered]
    """For a family of generators; the last says whether there is a picture to start from."""
    media: Path
    """Folder of finished clips and pictures."""
    work: Path
    """Folder of what is being made."""
    now: Callable[[], float]
    timeout_seconds: float
    sizes: Callable[[str], tuple[int, ...]]
    """How many bytes a channel carries, by its name: what it shows, then what it takes as a file."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """How the seconds of `now` are waited for between two polls."""

    async def rewrite(self, job_id: int) -> Verdict:
        """The member's words become a shot."""
        job = await self.life.enter(job_id, "rewrite")
        if job is None:
            return "stop"
        written = await self.write_shot(job)
        await self.life.update(job_id, shot=written.shot.model_dump(mode="json"), changes=list(written.changes))
        return "go on"

    async def route(self, job_id: int, tried: tuple[str, ...]) -> str:
        """The name of the generator to ask next; empty when none is left, and the job has failed if there is nothing to show."""
        job = await self.life.enter(job_id, "route")
        if job is None or job.shot is None:
            return ""
        try:
            footage = await self._segments.footage(job)
        except CannotGoOn as error:
            await self.life.fail(job, error.code, "")
            return ""
        need, barred = need_of(job.request, footage.missing_seconds), await self._barred(job)
        if footage.parts:
            need = dataclasses.replace(need, pictures=max(1, need.pictures))
        left = await self.store.read(self.spending.left_fen)
        choice = self.router.decide(need, tried={*tried, *barred}, affordable_fen=left)
        chosen = choice.generator
        await self._write_down(job, choice)
        if chosen is None and job.segments:
            _log.warning("job.ended_early", job=job_id, parts=len(job.segments), reason=job.reason)
            return ""
        if chosen is None and job.request.continues and not self.router.able(need):
            await self.life.fail(job, job.reason or "cannot_continue", job.detail)
            return ""
        if chosen is None:
            reason = "photo_stays" if self.router.choose(need, tried=tried) else "no_generator"
            reason = "day_budget" if choice.is_over_budget else reason
            await self.life.fail(job, job.reason or choice.illness or reason, job.detail)
            return ""
        await self.life.health.asked(chosen.name)
        await self.life.update(job_id, generator=chosen.name, attempt=job.attempt + 1)
        return chosen.name

    async def render(self, job_id: int) -> Verdict:
        """The shot becomes what this generator's family wants to read."""
        job = await self.life.enter(job_id, "render")
        if job is None or job.shot is None:
            return "stop"
        try:
            sources = await self.store.read(lambda connection: sources_of(connection, job))
            own_aspect = await asyncio.to_thread(sources.aspect)
        except PicturesGone:
            await self.life.fail(job, "photo_gone", "")
            return "stop"
        except GeneratorError as error:
            await self.life.fail(job, error.code, str(error))
            return "stop"
        able = self.life.generator(job).capabilities
        part = await self._segments.next_part(job, able)
        shot, family = part.of(job.shot), able.prompt_family
        rendered = self.render_shot(family, shot, bool(part.source or sources.first))
        aspect = part.aspect or job.request.aspect or own_aspect or shot.aspect
        if job.request.size:
            width, height = (int(side) for side in job.request.size.split("x"))
        else:
            width, height = frame_size(aspect, shot.resolution)
        request = GenerationRequest(
            kind=job.request.kind,
            prompt=rendered.prompt,
            negative_prompt=rendered.negative_prompt,
            seconds=shot.seconds,
            fps=part.fps or shot.fps,
            width=width,
            height=height,
            source=part.source or sources.first,
            last=sources.last_for(able, is_last_part=part.is_last),
            album=sources.album,
            captions=job.request.captions,
            # Repeatable for one attempt, different for the next.
            seed=int(hashlib.sha256(call_key(job).encode()).hexdigest()[:8], 16),
        )
        made = as_sold(able, request)
        changes = with_left_out(job.changes, family, rendered.trimmed)
        changes = (*changes, *(line for line in told_changes(job.generator, request, made) if line not in changes))
        await self.life.update(job_id, generation=generation_json(made), changes=list(changes))
        return "go on"

    async def submit(self, job_id: int) -> Verdict:
        """Hand the request over; the only place where money is spent."""
        job = await self.life.enter(job_id, "generate")
        if job is None or job.generation is None:
            return "stop"
        waited = 0.0
        while True:
            # The yes may have been taken back while the service was busy; what it has already got is waited for.
            if job.generator in await self._barred(job) and not await self._was_asked(job):
                return "try another"
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
        if job is None or job.generation is None:
            await self._stop_taken(job_id)
            return "stop"
        key, generator, request = call_key(job), self.life.generator(job), job.generation
        taken = await self.store.read(lambda connection: self.ledger.taken(connection, key))
        patience = max(self.timeout_seconds, generator.capabilities.may_take_seconds)
        deadline = self.now() + patience
        pace = await self.store.read(lambda connection: pace_of(connection, generator, request, key, self.now))
        if isinstance(taken, Ticket):
            await self._pause(job, pace.before_first(), pace.fixed_seconds)
        while isinstance(taken, Ticket):
            try:
                taken = await self._poll(job, generator, taken)
            except (Unreachable, Busy, Timeout) as error:
                if self.now() > deadline:
                    return await self.life.give_way(job, error)
                if isinstance(error, Busy):
                    pause = min(error.retry_after_seconds, max(0.0, deadline - self.now()))
                    await self._pause(job, pause, pace.fixed_seconds)
            except GeneratorError as error:
                return await self.life.give_way(job, error)
            else:
                if isinstance(taken, Ticket) and self.now() > deadline:
                    return await self.life.give_way(job, Timeout(f"not ready after {patience:.0f} s"))
            if isinstance(taken, Ticket):
                await self._pause(job, pace.pause(), pace.fixed_seconds)
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
        measured = None
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
                measured = artifact.measured
                if artifact.cover:
                    await asyncio.to_thread(artifact.cover.replace, folder / f"{COVER}{artifact.cover.suffix}")
                await asyncio.to_thread(artifact.path.replace, folder / f"{artifact_id_of(job)}{artifact.path.suffix}")
                break
        await self.ledger.close(call_key(job), "settled", measured)
        return "go on"

    async def check(self, job_id: int) -> Verdict:
        """Look at the clip. Black or noise from a free generator is made once more, by another seed; never dropped in silence.

        What is no better then, or was paid for, is delivered and the admins are told. A part of a long clip that is not
        the last is kept, and the next one can be made.
        """
        job = await self.life.enter(job_id, "check")
        if job is None:
            return "stop"
        if job.request.kind == "image":
            return "go on"
        results, able = self._results(job), self.life.generator(job).capabilities
        if job.segments and not results:
            # Kept by an earlier life, which was killed before that was written down.
            return "next part"
        from generators.quality import judge

        try:
            verdict = await asyncio.to_thread(judge, results[0])
        except GeneratorError as error:
            outcome = await self.life.give_way(job, error)
            if job.segments:
                # Or it would be joined to the others.
                await asyncio.to_thread(results[0].unlink)
            return outcome
        if verdict.problems:
            _log.warning("job.quality_doubtful", job=job_id, problems=verdict.problems, generator=job.generator)
            await self.life.update(job_id, detail="quality: " + ", ".join(verdict.problems))
        if verdict.is_broken:
            # Not "an earlier attempt": that may have been another generator, which could not do it at all.
            was_made_again = any(change.endswith(MADE_AGAIN) and change != _again(job) for change in job.changes)
            if able.is_free and not was_made_again:
                await self.life.update(
                    job_id, changes=[*(one for one in job.changes if one != _again(job)), _again(job)]
                )
                return "once more"
            await self.life.tell_of_doubt(job, verdict.problems, was_made_again=was_made_again)
        if not await self._segments.wants_more_after(results[0], job, able):
            return "go on"
        segments = [*job.segments, results[0].relative_to(self.work).as_posix()]

        def keep(connection: Connection) -> bool:
            # Asked here, not before: somebody may just have said so.
            return update_job(connection, job_id, ~jobs.c.is_last_part, jobs.c.state.in_(OPEN), segments=segments)

        return "next part" if await self.store.write_patiently(keep) else "go on"

    async def fit(self, job_id: int) -> Verdict:
        """Make it a file the family's phones play and the channel carries."""
        job = await self.life.enter(job_id, "fit")
        if job is None:
            return "stop"
        artifact_id = artifact_id_of(job)
        try:
            made = await self._segments.whole(job, next(iter(self._results(job)), None), self.life.generator(job))
            # Of one part only: that of a whole clip is its first picture.
            cover = next(self._folder(job).glob(f"{COVER}.*"), None) if not job.segments else None
            fitted = await asyncio.to_thread(self._fit, job, made.path, cover)
        except TooLarge as error:
            await self.life.fail(job, "too_large", str(error))
            return "stop"
        except GeneratorError as error:
            if not job.segments:
                return await self.life.give_way(job, error)
            # Whoever is asked next would only make more of it.
            await self.life.fail(job, error.code, str(error))
            return "stop"
        checksum = await asyncio.to_thread(_checksum, fitted.path)
        values: dict[str, object] = {"given_up": [*made.given_up, *fitted.given_up], "artifact_id": artifact_id}
        if job.shot and made.seconds:
            # What is told and learned is the length it has, not the length it was to have.
            values["shot"] = job.shot.model_copy(update={"seconds": made.seconds}).model_dump(mode="json")

        def change(connection: Connection) -> bool:
            is_open = update_job(connection, job_id, jobs.c.state.in_(OPEN), **values)
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
                    sha256=checksum,
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

    def _fit(self, job: Job, made: Path, cover: Path | None) -> Fitted:
        """As small as the channel shows it, else as it takes it as a file. Raises `TooLarge`."""
        *shown, largest = self.sizes(job.chat.channel)
        for limit in shown:
            with contextlib.suppress(TooLarge):
                return fit(made, self.media, max_bytes=limit, cover=cover)
        return fit(made, self.media, max_bytes=largest, cover=cover)

    async def deliver(self, job_id: int) -> Verdict:
        """Hand the clip to the outbox; from there it is sent once, or 小爱 says that she is not sure."""
        job = await self.life.enter(job_id, "deliver")
        if job is None:
            return "stop"
        # First, so that a kill after the hand-over leaves nothing behind: the fitted clip is in the media folder already.
        await asyncio.to_thread(self._clear, job)
        generator = self.life.generator(job)
        offer = await self.store.read(lambda connection: offer_after(connection, job, generator, self.router))
        letter = self.letters.result(job, generator, offer=offer)

        took = max(0.0, self.now() - (job.started_at or self.now()))
        length = job.shot.seconds if job.shot else 0.0
        usual = await self.store.read(
            lambda connection: usual_seconds(connection, job.generator, job.request.kind, length)
        )

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
                    seconds=length,
                    took_seconds=took,
                    at=self.now(),
                )
            )
            return [] if is_withheld else [write_letter(connection, self.store, letter, self.now())]

        self.life.post(await self.store.write_patiently(change))
        # With others tried before, the time says nothing of this one.
        await self.life.health.finished(job.generator, took, usual if job.attempt == 1 else None)
        _log.info("job.handed_over", job=job_id, generator=job.generator, attempt=job.attempt)
        return "go on"

    async def fail_unexpectedly(self, job_id: int, error: str) -> Verdict:
        """A bug of ours ended the job: a sentence for the member, a record for the admin."""
        await self.life.fail_if_open(job_id, error)
        return "stop"

    async def _write_down(self, job: Job, choice: Choice) -> None:
        """The decision goes into the job's row; the admins hear of what was too dear."""
        passed_over = tuple(f"{one.name}: {one.reason}" for one in choice.passed_over)
        name = choice.generator.name if choice.generator else ""
        attempt = job.attempt + 1 if name else job.attempt
        _log.info("job.routed", job=job.id, generator=name, price_fen=choice.price_fen, passed_over=passed_over)
        decision = Decision(self.now(), attempt, name, choice.price_fen, passed_over)
        await self.life.update(job.id, decision=decided_json(job, decision))
        if choice.is_over_budget:
            await self.life.tell_day_budget_spent(self.spending.day_name(), self.spending.limit_fen)

    async def _barred(self, job: Job) -> frozenset[str]:
        """Generators that may not see its pictures, as things stand now."""
        # One that the settings name no longer is asked about as well.
        self.router.named(job.generator)
        return await self.store.read(lambda connection: self.privacy.barred(connection, job.request, job.member_id))

    async def _was_asked(self, job: Job) -> bool:
        """The generator may have this attempt's request already."""
        return await self.store.read(lambda connection: self.ledger.was_opened(connection, call_key(job)))

    async def _poll(self, job: Job, generator: Generator, ticket: Ticket) -> Ticket | Finished:
        state = await generator.poll(ticket)
        if isinstance(state, Failed):
            raise state.error
        if isinstance(state, Finished):
            await self.ledger.finish(call_key(job), state)
            return state
        if await self.life.is_cancel_wanted(job.id) and await generator.cancel(ticket):
            raise Cancelled("stopped by a person")
        # How far one part is says nothing of how far the clip is.
        is_whole = job.shot and job.generation and job.generation.seconds >= job.shot.seconds
        await self.life.progress(job, state.fraction if is_whole or job.request.kind == "image" else None)
        return ticket

    async def _stop_taken(self, job_id: int) -> None:
        """Somebody stopped the job while its request was on the way: who has it by now is told as well."""
        job = await self.store.read(lambda connection: read_job(connection, job_id))
        if job is None or job.state != "cancelled" or not job.generator:
            return
        key, generator = call_key(job), self.life.generator(job)
        taken = await self.store.read(lambda connection: self.ledger.taken(connection, key))
        with contextlib.suppress(GeneratorError):
            if isinstance(taken, Ticket) and await generator.cancel(taken):
                await self.ledger.close(key, "cancelled")

    async def _pause(self, job: Job, seconds: float, at_most: float) -> None:
        """Until the provider is to be asked again. Our own store is looked at meanwhile: a wish to stop is not kept waiting."""
        while seconds > 0:
            await self.sleep(min(seconds, at_most))
            seconds -= at_most
            if seconds > 0:
                if await self.life.is_cancel_wanted(job.id):
                    return
                await self.life.progress(job, None)

    @property
    def _segments(self) -> Segments:
        return Segments(self.store, self.work)

    def _folder(self, job: Job) -> Path:
        part = f"-part{len(job.segments) + 1}" if job.segments else ""
        return self.work / f"job-{job.id}-{job.attempt}{part}"

    def _results(self, job: Job) -> list[Path]:
        """The file that was fetched, if it was."""
        return list(self._folder(job).glob(f"{artifact_id_of(job)}.*"))

    def _clear(self, job: Job) -> None:
        """Remove what every attempt left."""
        import shutil

        for folder in self.work.glob(f"job-{job.id}-*"):
            shutil.rmtree(folder, ignore_errors=True)


def _again(job: Job) -> str:
    """Names the attempt: the step may run twice, and it is the other attempt that forbids a third."""
    return f"attempt {job.attempt}{MADE_AGAIN}"


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
