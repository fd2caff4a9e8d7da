"""One card's lane: a thread that makes one job after the other, and one beside it that writes the finished frames as files.

So the next clip is denoised while the last one is encoded. One clip waits at the most: its frames are held in memory whole.
"""

import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Protocol

from generators.base import Broken, Cancelled, GeneratorError
from generators.local.errors import LocalError
from generators.local.measures import Score
from generators.local.server.answers import JobError, Quality
from generators.local.server.jobs import Book, Job, Outcome
from generators.local.server.metrics import Metrics
from generators.local.server.residency import Loaded, Residency
from generators.local.server.shelf import Shelf
from generators.local.types import Made, Order, Stopped, Watch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_log = logging.getLogger(__name__)


class Maker(Loaded, Protocol):
    """A model that is loaded, and makes what is ordered."""

    def make(self, order: Order, watch: Watch) -> Made:
        """Make it. Raises `LocalError`, and `Stopped` out of the watch."""


class Bench(Protocol):
    """A card and what is loaded on it."""

    @property
    def models(self) -> Residency[Maker]:
        """By their folders."""


class Lane:
    """Works on the jobs of the book until that is closed."""

    def __init__(self, open_bench: Callable[[], Bench], book: Book, shelf: Shelf, metrics: Metrics) -> None:
        self._open_bench = open_bench
        self._book = book
        self._shelf = shelf
        self._metrics = metrics
        self._thread = Thread(target=self._work, name="lane", daemon=True)
        self._saver = ThreadPoolExecutor(1, thread_name_prefix="saver")
        self._saving: Future[None] | None = None
        self.bench: Bench | None = None
        """None until the libraries are loaded and the card is found."""
        self.reason = ""
        """Why there will never be one."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self, timeout_seconds: float) -> None:
        """Wait for what runs to stop at its next boundary, but no longer than that."""
        self._thread.join(timeout_seconds)
        self._saver.shutdown(wait=False, cancel_futures=True)

    @property
    def loaded(self) -> tuple[Path, ...]:
        """Folders of the models that are loaded."""
        return self.bench.models.folders if self.bench else ()

    @property
    def resident_bytes(self) -> int:
        """What they take."""
        return self.bench.models.bytes if self.bench else 0

    def _work(self) -> None:
        try:
            self.bench = self._open_bench()
        except LocalError as error:
            self.reason = str(error)
            _log.error("%s", error)
        except Exception as error:  # noqa: BLE001 - told by /health; the last lane fails every job with it
            self.reason = f"{type(error).__name__}: {error}"
            _log.exception("the card cannot be used")
        if self.bench is None and self._book.leave():
            return
        while (job := self._book.take()) is not None:
            self._run(job)
        if self.bench:
            self.bench.models.close()

    def _run(self, job: Job) -> None:
        try:
            if self.bench is None:
                raise LocalError(self.reason)
            model = self.bench.models.get(job.served.model.path)
            made = model.make(job.order, job)
        except Exception as error:  # noqa: BLE001 - the job is where a failure becomes a sentence and a record
            self._end_badly(job, error)
            return
        if self._saving is not None:
            self._saving.result()
        self._saving = self._saver.submit(self._save, job, made)

    def _save(self, job: Job, made: Made) -> None:
        path = self._shelf.path(job.id, job.order.kind)
        try:
            began = time.monotonic()
            _write(made, path, job)
            job.made = Outcome.of(made, time.monotonic() - began)
            job.expires_at = time.time() + self._shelf.most_seconds
            is_wanted = self._book.end(job, "completed")
            self._metrics.ended(job)
            if not is_wanted:
                self._shelf.remove(job.id)
                return
            # After the clip is handed out: it takes a second for five.
            self._measure(job, made, path)
            self._shelf.keep(job.as_video())
            if self._book.job(job.id) is None:
                # Fetched and thrown away meanwhile: its words are not to lie here.
                self._shelf.remove(job.id)
            self._book.forget(self._shelf.tidy())
        except Exception as error:  # noqa: BLE001 - the other half of the same job
            self._end_badly(job, error)
        finally:
            _clear(job)

    def _measure(self, job: Job, made: Made, path: Path) -> None:
        from generators.local.measures import measure

        quality = Quality()
        # A clip may be fetched and thrown away meanwhile, and one smaller than the window of SSIM cannot be measured.
        with contextlib.suppress(Broken, OSError, ValueError):
            score: Score = measure(made, job.order, path if job.order.kind == "video" else None).score
            quality = Quality(
                temporal_ssim=score.temporal_ssim,
                first_frame_ssim=score.first_frame_ssim,
                encode_psnr=score.encode_psnr,
            )
        job.quality = quality
        self._metrics.measured(job)

    def _end_badly(self, job: Job, error: Exception) -> None:
        if job.ended.is_set():
            _log.error("%s was finished, and then: %s", job.id, error, exc_info=error)
            return
        if isinstance(error, Stopped | Cancelled):
            self._book.end(job, "cancelled")
        else:
            code = error.code if isinstance(error, GeneratorError) else _code(error)
            is_known = isinstance(error, LocalError | GeneratorError)
            message = str(error) if is_known else f"{type(error).__name__}: {error}"
            _log.error("%s failed: %s", job.id, message, exc_info=None if is_known else error)
            self._book.end(job, "failed", JobError(code=code, message=message))
        self._metrics.ended(job)
        _clear(job)


def _write(made: Made, path: Path, job: Job) -> None:
    """The frames as an MP4, or the one frame as a PNG. Raises `Cancelled`, `Stopped` and `DiskFull`."""
    from generators import mp4
    from generators.files import replacing
    from generators.sound import Sound

    count, height, width, _ = made.frames.shape
    if job.order.kind == "image":
        from PIL import Image

        job.reached("save", 0, 1)
        with replacing(path) as part:
            Image.fromarray(made.frames[0]).save(part, "PNG")
        return

    def counted() -> "Iterator[NDArray[np.uint8]]":
        for index, frame in enumerate(made.frames):
            job.reached("save", index, count)
            yield frame

    sound = Sound(made.audio, made.audio_rate) if made.audio is not None else None
    mp4.encode(counted(), path, fps=made.frame_rate, width=width, height=height, sound=sound)


def _clear(job: Job) -> None:
    if job.folder is not None:
        shutil.rmtree(job.folder, ignore_errors=True)


def _code(error: Exception) -> str:
    """NotEnoughMemory → not_enough_memory."""
    if not isinstance(error, LocalError):
        return "server_error"
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in type(error).__name__).lstrip("_")
