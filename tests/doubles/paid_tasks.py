"""What the paid API remembers: who asked for what, what it charged, and how far each task is."""

import base64
import threading
import time
from collections import Counter
from dataclasses import dataclass

from tests.doubles.clip import clip, clip_from
from tests.doubles.exchange import Refusal


@dataclass(frozen=True, slots=True)
class Submission:
    """A clip somebody pays for."""

    request_id: str
    prompt: str
    seconds: float
    fps: int
    width: int
    height: int
    picture: str = ""
    """To start from: a PNG or JPEG in base64, at most five million characters of it."""

    def __post_init__(self) -> None:
        if not self.request_id or not self.prompt.strip():
            raise Refusal("request_id or prompt is empty")
        if not 0 < self.seconds <= 60:
            raise Refusal(f"seconds is {self.seconds:g}, not between 0 and 60")
        if not 15 <= self.fps <= 60:
            raise Refusal(f"fps is {self.fps}, not between 15 and 60")
        if any(side < 64 or side > 4096 or side % 2 for side in (self.width, self.height)):
            raise Refusal(f"size is {self.width}x{self.height}, not even and between 64 and 4096")
        if len(self.picture) > 5_000_000:
            raise Refusal("picture is too large")
        if self.picture and not base64.b64decode(self.picture, validate=True).startswith((b"\x89PNG", b"\xff\xd8")):
            raise Refusal("picture is neither a PNG nor a JPEG")


@dataclass(slots=True)
class Task:
    """One charged submission."""

    id: str
    number: int
    submission: Submission
    fails: bool
    started_at: float
    is_cancelled: bool = False


class PaidTasks:
    """The books; thread-safe."""

    def __init__(self, task_seconds: float, price_fen: int) -> None:
        self.task_seconds = task_seconds
        self.price_fen = price_fen
        self.counts = Counter[str]()
        self._tasks: dict[str, Task] = {}
        self._charges = Counter[str]()
        self._is_hurried = False
        self._lock = threading.Lock()

    def count(self, what: str) -> None:
        """Note that something was asked for."""
        with self._lock:
            self.counts[what] += 1

    def charge(self, submission: Submission, fails: bool) -> str:
        """Take the money and start the task; its id."""
        with self._lock:
            number = len(self._tasks) + 1
            task = Task(f"t{number}", number, submission, fails, time.monotonic())
            self._tasks[task.id] = task
            self._charges[submission.request_id] += 1
            return task.id

    def find(self, request_id: str) -> str | None:
        """The first task of a request id."""
        with self._lock:
            tasks = (task.id for task in self._tasks.values() if task.submission.request_id == request_id)
            return next(tasks, None)

    def state(self, task_id: str) -> dict[str, object]:
        """How far a task is, as the API says it."""
        with self._lock:
            task = self._task(task_id)
            fraction = self._fraction(task)
            status = "running" if fraction < 1 else "failed" if task.fails else "succeeded"
            return {"status": "cancelled" if task.is_cancelled else status, "progress": round(fraction, 3)}

    def finish(self) -> None:
        """Every task is done at once, the running ones and all that come."""
        with self._lock:
            self._is_hurried = True

    def cancel(self, task_id: str) -> bool:
        """Stop and refund a task that still runs."""
        with self._lock:
            task = self._task(task_id)
            if task.is_cancelled or self._fraction(task) >= 1:
                return False
            task.is_cancelled = True
            self.counts["refunded"] += 1
            return True

    def file(self, task_id: str) -> bytes:
        """The clip of a finished task, different for every task: one posted twice is told from two posted once."""
        if self.state(task_id)["status"] != "succeeded":
            raise Refusal(f"{task_id} has no file", 409)
        task = self._tasks[task_id]
        asked = task.submission
        if asked.picture:
            return clip_from(base64.b64decode(asked.picture), asked.seconds, asked.fps, asked.width, asked.height)
        return clip(task.number, asked.seconds, asked.fps, asked.width, asked.height)

    def stats(self) -> dict[str, object]:
        """Counts, and what each request id was charged. `fen` is what the family paid after refunds."""
        with self._lock:
            charged = self._charges.total()
            names = ("submits", "finds", "polls", "fetched", "cancels", "refunded")
            return {name: self.counts[name] for name in names} | {
                "charged": charged,
                "double_charged": charged - len(self._charges),
                "fen": (charged - self.counts["refunded"]) * self.price_fen,
                "charges": dict(self._charges),
            }

    def _task(self, task_id: str) -> Task:
        if task_id not in self._tasks:
            raise Refusal(f"no such task: {task_id}", 404)
        return self._tasks[task_id]

    def _fraction(self, task: Task) -> float:
        if self._is_hurried or not self.task_seconds:
            return 1.0
        return min(1.0, (time.monotonic() - task.started_at) / self.task_seconds)
