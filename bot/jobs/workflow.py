"""The durable workflow: a job goes on where it was, whatever was killed.

    rewrite → ( route → ( render → submit → wait → fetch → check ) → fit ) → deliver
                 ↑          ↑___________________________________| |   the next part of a long clip
                 ↑________________________________________________|   the same or another generator, where nothing was charged

DBOS writes down the verdict of every step and hands it back after a restart instead of running the step again. The body is
deterministic: it decides by verdicts alone.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from structlog.contextvars import bound_contextvars

from bot.jobs.steps import Steps
from bot.telemetry import log

if TYPE_CHECKING:
    from dbos import DBOSConfig

QUEUE = "media"
VERSION = "1"
"""Raised only when the order of steps changes so that running jobs cannot go on; DBOS takes up jobs of its own version only.

Parts of long clips came without raising it: a clip of one part takes the steps it always took.
"""
ONE_PART = ("render", "submit", "wait", "fetch", "check")
MOST_RECOVERIES = 1000
POLL_SECONDS = 0.25

T = TypeVar("T")

_log = log("workflow")


def define(steps: Steps, running: set[asyncio.Task[Any]]) -> Callable[[int], Coroutine[Any, Any, str]]:
    """Register the workflow and its steps with DBOS; called once per process, before launch. `running` is kept up to date."""
    from dbos import DBOS

    def durable(method: Callable[..., Coroutine[Any, Any, T]], name: str) -> Callable[..., Coroutine[Any, Any, T]]:
        # DBOS marks the function it is given, which a bound method does not allow.
        async def step(*args: object) -> T:
            return await method(*args)

        # No retries by DBOS: what may be repeated repeats itself inside the step, and a paid call never is.
        return DBOS.step(name=name, retries_allowed=False)(step)

    rewrite = durable(steps.rewrite, "rewrite")
    route = durable(steps.route, "route")
    one_part = [durable(getattr(steps, name), name) for name in ONE_PART]
    fit = durable(steps.fit, "fit")
    deliver = durable(steps.deliver, "deliver")
    fail = durable(steps.fail_unexpectedly, "fail")

    async def make(job_id: int) -> str:
        if await rewrite(job_id) != "go on":
            return "stop"
        tries: list[str] = []
        while True:
            name = await route(job_id, tuple(tries))
            # With nobody left to ask, a long clip ends where it is; any other job has failed, and `fit` leaves it alone.
            verdict = await shoot(job_id) if name else "enough"
            if verdict in ("go on", "enough"):
                verdict = await fit(job_id)
            if verdict == "go on":
                return await deliver(job_id)
            if verdict == "try another":
                tries.append(name)
            elif verdict != "once more":
                return verdict

    async def shoot(job_id: int) -> str:
        """Most clips have one part."""
        verdict = "next part"
        while verdict == "next part":
            for step in one_part:
                verdict = await step(job_id)
                if verdict != "go on":
                    break
        return verdict

    @DBOS.workflow(name="make_media", max_recovery_attempts=MOST_RECOVERIES)
    async def make_media(job_id: int) -> str:
        task = asyncio.current_task()
        assert task
        running.add(task)
        task.add_done_callback(running.discard)
        try:
            with bound_contextvars(job=job_id):
                return await make(job_id)
        except Exception as error:  # noqa: BLE001 - the job is where a failure becomes a sentence and a record
            _log.exception("job.broke", job=job_id)
            return await fail(job_id, f"{type(error).__name__}: {error}")

    return make_media


class Engine:
    """DBOS in this process: launched by the owner of the data folder, and by nobody else."""

    def __init__(self, data: Path, postgres_url: str | None, *, at_once: int, per_member: int) -> None:
        self._path = data / "jobs.sqlite"
        self._postgres_url = postgres_url
        self._at_once = at_once
        self._per_member = per_member
        self._workflow: Callable[[int], Coroutine[Any, Any, str]] | None = None
        self._running: set[asyncio.Task[Any]] = set()

    async def launch(self, steps: Steps) -> None:
        """Take up what an earlier life was doing, and wait for more."""
        # 0.3 s of imports; beside the loop, so that the first answers do not wait for the first job.
        await asyncio.to_thread(_import_dbos)
        from dbos import DBOS

        if self._postgres_url is None:
            await asyncio.to_thread(_use_wal, self._path)
        DBOS(config=self._config())
        self._workflow = define(steps, self._running)
        DBOS.launch()
        await DBOS.register_queue_async(
            QUEUE,
            worker_concurrency=self._at_once,
            partition_concurrency=self._per_member,
            polling_interval_sec=POLL_SECONDS,
        )

    @property
    def is_running(self) -> bool:
        """True between launch and close."""
        return self._workflow is not None

    async def enqueue(self, job_id: int, workflow_id: str, member_id: int) -> None:
        """Queue a job; the same workflow id again changes nothing."""
        from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

        assert self._workflow is not None, "launch first"
        with ExitStack() as options:
            options.enter_context(SetWorkflowID(workflow_id))
            options.enter_context(SetEnqueueOptions(queue_partition_key=str(member_id)))
            await DBOS.enqueue_workflow_async(QUEUE, self._workflow, job_id)

    async def forget(self, workflow_ids: list[str]) -> None:
        """Delete what DBOS keeps of finished workflows."""
        from dbos import DBOS

        if workflow_ids and self._workflow:
            await DBOS.delete_workflows_async(workflow_ids)

    async def close(self) -> None:
        """Stop at once; running steps are taken up at the next launch."""
        if self._workflow is None:
            return
        from dbos import DBOS

        self._workflow = None
        # Cancelled, a workflow writes nothing: for DBOS it is as if the process had been killed there.
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running)
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        # DBOS made its own threads the loop's and has just ended them; what is still to be closed needs some.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())

    def _config(self) -> "DBOSConfig":
        url = self._postgres_url or f"sqlite:///{self._path}"
        return {
            "name": "xiaoai",
            "system_database_url": url,
            "dbos_system_schema": "xiaoai_jobs",
            "application_version": VERSION,
            # Fixed: a restarted process takes up its own jobs.
            "executor_id": "owner",
            "log_level": "ERROR",
            # Nothing of ours listens; the listener's nap is what closing has to wait for.
            "notification_listener_polling_interval_sec": 0.1,
        }


def _import_dbos() -> None:
    import dbos  # noqa: F401


def _use_wal(path: Path) -> None:
    # DBOS leaves SQLite's slow default journal; in WAL mode a step costs 2 ms instead of 24 (measured). The mode is kept in the file.
    import contextlib
    import sqlite3

    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
