"""The progress bar of `xiaoai say`, on standard error, so that standard output stays for the answer."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from bot.channels.terminal import JobLine

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

STAGES = {
    "rewrite": "写分镜",
    "route": "挑生成器",
    "render": "写提示词",
    "generate": "生成",
    "check": "检查画面",
    "fit": "压成手机能放的",
    "deliver": "发送",
}


class ProgressBar:
    """Shows stage, steps where the generator counts them, and elapsed time. Silent where nobody watches."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress:
            self._progress.stop()

    def show(self, job: JobLine) -> None:
        """Draw where the job is now."""
        if not sys.stderr.isatty():
            return
        if self._progress is None:
            self._start()
        assert self._progress is not None
        assert self._task is not None
        # Only steps the generator counted are a fraction; anything else would be a guess.
        total = None if job.fraction is None else 1.0
        stage = STAGES.get(job.stage, "排队" if job.state == "accepted" else "")
        self._progress.update(
            self._task, description=f"第 {job.number} 号 {stage}", completed=job.fraction or 0.0, total=total
        )

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("", total=None)
        self._progress.start()
