"""The last events, for the page and for whoever is asked to help: in memory, and in a few files that survive a crash.

Nobody's words are in it, as in the log itself, and no secret: what looks like one of the machine's keys is blotted out before it is
kept. Of an error only its kind and the lines it came through are kept: its own words may be a member's.
"""

import json
import queue
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import cast

from pydantic import JsonValue, TypeAdapter, ValidationError

KEPT = 2000
FILES = 3
FILE_BYTES = 1_000_000
LONGEST_VALUE = 500
BLOT = "•••"
NAME = "events.jsonl"

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened."""

    at: float
    level: str
    """debug, info, warning, error, critical."""
    part: str
    """The part of 小爱 that tells it, or a library's name."""
    name: str
    """job.entered; of a library its sentence."""
    fields: Mapping[str, JsonValue] = field(default_factory=dict)
    """`job` is the job's number, `chat` the mark of the chat."""


class EventLog:
    """Keeps the last 2,000. `open` once the data folder is ours; before that and after `close` they are in memory only."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._secrets: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._writer: threading.Thread | None = None
        self.count = 0
        """Of all that were ever kept: whoever saw this many has missed none."""

    def open(self, folder: Path, secrets: Iterable[str] = ()) -> None:
        """Take up what an earlier life wrote into the folder, and write on. Longest secrets first, so that none is left in part."""
        self._secrets = tuple(sorted((one for one in secrets if one), key=len, reverse=True))
        with self._lock:
            mine = [_scrubbed(event, self._secrets) for event in self._events]
            self._events = deque([*_read(folder), *mine], maxlen=KEPT)
        for event in mine:
            self._lines.put(_line(event))
        self._writer = threading.Thread(target=self._write_all, args=(folder,), name="event-log", daemon=True)
        self._writer.start()

    def close(self) -> None:
        """Write what is waiting."""
        if self._writer:
            self._lines.put(None)
            self._writer.join()
            self._writer = None

    def keep(self, level: str, part: str, name: str, fields: Mapping[str, object]) -> None:
        """Keep an event of now. `exc_info` among the fields becomes where the error came from."""
        told = {key: _plain(key, value) for key, value in fields.items()}
        event = Event(time.time(), level, part, name[:LONGEST_VALUE], told)
        event = _scrubbed(event, self._secrets)
        with self._lock:
            self._events.append(event)
            self.count += 1
        if self._writer:
            self._lines.put(_line(event))

    def events(self) -> tuple[Event, ...]:
        """The oldest first."""
        with self._lock:
            return tuple(self._events)

    def _write_all(self, folder: Path) -> None:
        while (line := self._lines.get()) is not None:
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                path = folder / NAME
                if path.is_file() and path.stat().st_size > FILE_BYTES:
                    _turn(folder)
                with path.open("a", encoding="utf-8") as file:
                    file.write(line)
            except OSError:
                # A full disk: they are in memory still, and telling of it here would be one event more.
                continue


def _turn(folder: Path) -> None:
    """events.jsonl becomes events.1.jsonl, and so on; the last is dropped."""
    names = [NAME, *(f"events.{number}.jsonl" for number in range(1, FILES))]
    for older, newer in zip(reversed(names[1:]), reversed(names[:-1]), strict=True):
        if (folder / newer).is_file():
            (folder / newer).replace(folder / older)


def _read(folder: Path) -> list[Event]:
    names = [*(f"events.{number}.jsonl" for number in range(FILES - 1, 0, -1)), NAME]
    lines = [line for name in names for line in _lines_of(folder / name)]
    return [event for line in lines[-KEPT:] if (event := _parsed(line))]


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _parsed(line: str) -> Event | None:
    """None for half a line that a kill left."""
    try:
        return _EVENT.validate_json(line)
    except ValidationError:
        return None


def _line(event: Event) -> str:
    return json.dumps(asdict(event), ensure_ascii=False) + "\n"


def _scrubbed(event: Event, secrets: tuple[str, ...]) -> Event:
    if not secrets:
        return event
    fields = {key: cast("JsonValue", blotted(value, secrets)) for key, value in event.fields.items()}
    return Event(event.at, event.level, event.part, str(blotted(event.name, secrets)), fields)


def blotted(value: object, secrets: Iterable[str]) -> object:
    """The value with every secret in it, however deep, blotted out. `secrets` are in an order in which none is part of a later one."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, BLOT)
        return value
    if isinstance(value, list | tuple):
        return [blotted(one, secrets) for one in value]
    if isinstance(value, dict):
        return {str(key): blotted(one, secrets) for key, one in value.items()}
    return value


def _plain(key: str, value: object) -> JsonValue:
    if key == "exc_info":
        return _came_through(value)
    if isinstance(value, str):
        return value[:LONGEST_VALUE]
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain("", one) for one in value]
    return str(value)[:LONGEST_VALUE]


def _came_through(error: object) -> JsonValue:
    """ValueError, then the lines it came through, the innermost last: `bot/outbox.py:224:_send`."""
    if isinstance(error, BaseException):
        found: BaseException = error
    elif isinstance(error, tuple) and len(error) == 3 and isinstance(error[1], BaseException):
        found = error[1]
    else:
        return None
    frames = traceback.extract_tb(found.__traceback__)
    places = [f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno}:{frame.name}" for frame in frames]
    return [type(found).__name__, *places]


_EVENT = TypeAdapter(Event)
