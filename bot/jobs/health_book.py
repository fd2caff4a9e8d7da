"""How the generators are doing, in the store: a restart does not send the next job to a service that has just been found dead.

Each change is on disk before the job goes on. Beside it stands the last error of each, for the admin who asks why it rests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from bot.store import Store
from bot.tables import generator_health
from generators.base import Cancelled, GeneratorError
from generators.health import Health, State

LONGEST_ERROR = 300

_STATE = TypeAdapter(State)


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in the book about one generator."""

    state: State = field(default_factory=State)
    last_code: str = ""
    last_error: str = ""
    """Without keys and signed addresses: errors of generators hold none."""
    last_error_at: float | None = None


class HealthBook:
    """Reports to `health` and writes down what it makes of it. `load` once at start."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._changed: dict[str, State] = {}
        self.health = Health(now)

    async def load(self) -> Health:
        """What an earlier life wrote down."""
        known = await self._store.read(read_book)
        states = {name: one.state for name, one in known.items()}
        self.health = Health(self._now, states, self._changed.__setitem__)
        return self.health

    async def asked(self, name: str) -> None:
        """A request is handed to it."""
        self.health.asked(name)
        await self._write()

    async def finished(self, name: str, took_seconds: float, usual_seconds: float | None) -> None:
        """It could; see `Health.finished`."""
        self.health.finished(name, took_seconds, usual_seconds)
        await self._write()

    async def failed(self, name: str, error: GeneratorError) -> bool:
        """It could not. True when it has gone to rest over this, so that somebody should be told."""
        was_resting = self.health.state(name).resting_until > self._now()
        before = self.health.state(name).reason if was_resting else ""
        self.health.failed(name, error)
        rests = self.health.state(name).resting_until > self._now()
        await self._write(name, error)
        return rests and self.health.state(name).reason != before

    async def recovered(self, name: str) -> bool:
        """A person says that it is well again. False where it was well already."""
        was_well = self.health.state(name) == State()
        self.health.recovered(name)
        await self._write()
        return not was_well

    async def _write(self, name: str = "", error: GeneratorError | None = None) -> None:
        changed = dict(self._changed)
        self._changed.clear()
        if error is not None and not isinstance(error, Cancelled):
            changed.setdefault(name, self.health.state(name))
        if not changed:
            return

        def change(connection: Connection) -> None:
            for one, state in changed.items():
                write_state(connection, self._store, one, state)
            if error is not None and name in changed:
                text = {"last_code": error.code, "last_error": str(error)[:LONGEST_ERROR], "last_error_at": self._now()}
                connection.execute(sa.update(generator_health).where(generator_health.c.name == name).values(text))

        await self._store.write_patiently(change)


def write_state(connection: Connection, store: Store, name: str, state: State) -> None:
    """Write one generator's state down, in place of what was known."""
    values = _STATE.dump_python(state, mode="json")
    connection.execute(store.insert_new(generator_health).values(name=name, state=values))
    connection.execute(sa.update(generator_health).where(generator_health.c.name == name).values(state=values))


def read_book(connection: Connection) -> Mapping[str, Known]:
    """Everything in the book, by the generator's name."""
    return {
        row.name: Known(_state(row.state), row.last_code, row.last_error, row.last_error_at)
        for row in connection.execute(sa.select(generator_health))
    }


def _state(written: object) -> State:
    try:
        return _STATE.validate_python(written)
    except ValidationError:
        # Of a version that knew other reasons: it is found out again.
        return State()
