"""The ledger of paid calls: a row is on disk before the money can leave.

No job engine can give at-most-once: a step is repeated when the process died before its result was written down. Here the row of
a call says `open` until the answer is known. Finding one open means an earlier life died in between: then the provider is asked
by our request id, and where it cannot be asked nobody pays again before a person has decided (`Unclear`).
"""

import asyncio
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.records import measured_json
from bot.spending import Spending
from bot.store import Store
from bot.tables import jobs, ledger
from generators.base import (
    Busy,
    Cancelled,
    CannotAsk,
    Finished,
    GenerationRequest,
    Generator,
    GeneratorError,
    Lost,
    Measured,
    NotFound,
    Ticket,
    Timeout,
    Unreachable,
)

FIND_PAUSES = (1, 2, 4, 8, 15, 30, 60, 60, 120, 300)
"""Seconds between attempts to ask, ten minutes in all."""
LAST_ANSWERS_SECONDS = 10.0


class Unclear(Exception):
    """Money may have been spent, and nobody can tell."""


class Ledger:
    """Wraps `Generator.submit`. A key is one intention to pay; it is the request id the provider gets.

    Without `spending` there is no end to what may be spent a day.
    """

    def __init__(self, store: Store, now: Callable[[], float], spending: Spending | None = None) -> None:
        self._store = store
        self._now = now
        self._spending = spending
        self._calls: set[asyncio.Task[Ticket | Finished]] = set()

    async def submit(
        self, generator: Generator, request: GenerationRequest, *, key: str, job_id: int
    ) -> Ticket | Finished:
        """Submit at most once per key. Raises `Unclear`, or the generator's error when it is known not to have charged;
        `DayBudgetSpent` where the day's money does not reach for it.

        A call that has begun goes on when the caller is cancelled, so that an ordinary stop leaves no doubt; see `finish_calls`.
        """
        call = asyncio.create_task(self._submit(generator, request, key, job_id))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        return await asyncio.shield(call)

    async def finish_calls(self) -> None:
        """Before the process ends: wait a little for answers to paid calls."""
        if self._calls:
            _, unanswered = await asyncio.wait(self._calls, timeout=LAST_ANSWERS_SECONDS)
            for call in unanswered:
                call.cancel()

    async def _submit(
        self, generator: Generator, request: GenerationRequest, key: str, job_id: int
    ) -> Ticket | Finished:
        is_first, taken, opened_at = await self._store.write_patiently(
            lambda connection: self._open(connection, generator, request, key, job_id)
        )
        if taken:
            return taken
        if not is_first:
            found = await self._ask(generator, key, opened_at)
            if found:
                await self._store.write_patiently(lambda connection: self._take(connection, key, found))
                return found
        try:
            taken = await generator.submit(request, key)
        except GeneratorError as error:
            if error.is_charged:
                return await self._after_doubt(generator, key, error)
            await self._store.write_patiently(lambda connection: self._close(connection, key, "refused"))
            raise
        await self._store.write_patiently(lambda connection: self._take(connection, key, taken))
        return taken

    def taken(self, connection: Connection, key: str) -> Ticket | Finished | None:
        """What the provider answered to this key."""
        row = connection.execute(sa.select(ledger).where(ledger.c.key == key)).first()
        if row is None:
            return None
        if row.location:
            return Finished(row.location)
        return Ticket(row.ticket) if row.ticket else None

    def was_opened(self, connection: Connection, key: str) -> bool:
        """A call of this key may have gone out; False too where it is known to have been refused."""
        state = connection.scalar(sa.select(ledger.c.state).where(ledger.c.key == key))
        return state not in (None, "refused")

    async def finish(self, key: str, finished: Finished) -> None:
        """Keep where the result waits."""
        await self._store.write_patiently(lambda connection: self._take(connection, key, finished))

    async def close(self, key: str, state: str, measured: Measured | None = None) -> None:
        """Write down how the call ended: `settled`, `refused`, `lost`, `given_up`; and what was measured of it."""
        await self._store.write_patiently(lambda connection: self._close(connection, key, state, measured))

    async def _after_doubt(self, generator: Generator, key: str, error: GeneratorError) -> Ticket | Finished:
        found = await self._ask(generator, key, self._now())
        if found:
            await self._store.write_patiently(lambda connection: self._take(connection, key, found))
            return found
        # Asked and surely not there: nothing was charged, another generator may be tried.
        await self._store.write_patiently(lambda connection: self._close(connection, key, "refused"))
        raise Lost(str(error)) from error

    async def _ask(self, generator: Generator, key: str, opened_at: float) -> Ticket | Finished | None:
        """What the provider knows of the key; None when it surely never got it. Raises `Unclear`."""
        answer = await self._find(generator, key)
        if isinstance(answer, NotFound):
            # The request may still be on its way in; its own time has to pass before "not found" means never.
            window = generator.capabilities.settles_in_seconds
            age = max(0.0, self._now() - opened_at)
            if age < window:
                await asyncio.sleep(window - age)
                answer = await self._find(generator, key)
        if isinstance(answer, CannotAsk):
            if not generator.capabilities.is_free:
                raise Unclear(key)
            return None
        return None if isinstance(answer, NotFound) else answer

    async def _find(self, generator: Generator, key: str) -> Ticket | Finished | NotFound | CannotAsk:
        """Ask until there is an answer: a provider out of reach for some minutes is no reason to give up on a paid call."""
        for pause in FIND_PAUSES:
            try:
                return await generator.find(key)
            except (Unreachable, Busy, Timeout):
                await asyncio.sleep(pause)
        raise Unclear(key)

    def _open(
        self, connection: Connection, generator: Generator, request: GenerationRequest, key: str, job_id: int
    ) -> tuple[bool, Ticket | Finished | None, float]:
        row = connection.execute(sa.select(ledger.c.state, ledger.c.opened_at).where(ledger.c.key == key)).first()
        # Known not to have charged is as good as never asked.
        if row and row.state != "refused":
            return False, self.taken(connection, key), row.opened_at
        if connection.scalar(sa.select(jobs.c.is_cancel_requested).where(jobs.c.id == job_id)):
            raise Cancelled("stopped by a person before anything was paid")
        seconds = 0.0 if request.kind == "image" else request.seconds
        now, price = self._now(), generator.capabilities.price(seconds)
        if self._spending:
            # In this transaction, which nobody shares: what another job is about to pay stands in the ledger already.
            self._spending.allow(connection, price)
        if row:
            again = {"state": "open", "opened_at": now, "price_fen": price}
            connection.execute(sa.update(ledger).where(ledger.c.key == key).values(again))
        else:
            values = {"key": key, "job_id": job_id, "generator": generator.name, "price_fen": price}
            connection.execute(sa.insert(ledger).values(values | {"state": "open", "opened_at": now}))
        return True, None, now

    def _take(self, connection: Connection, key: str, taken: Ticket | Finished) -> None:
        values = {"ticket": taken.id} if isinstance(taken, Ticket) else {"location": taken.location}
        connection.execute(sa.update(ledger).where(ledger.c.key == key).values(state="taken", **values))

    def _close(self, connection: Connection, key: str, state: str, measured: Measured | None = None) -> None:
        values: dict[str, object] = {"state": state, "settled_at": self._now()}
        # A step that is repeated may know less than the first time.
        values |= {"measured": measured_json(measured)} if measured else {}
        connection.execute(sa.update(ledger).where(ledger.c.key == key).values(values))
