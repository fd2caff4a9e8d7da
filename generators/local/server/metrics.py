"""Numbers for a monitor, in the text format of Prometheus, version 0.0.4.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/. Written by hand: a dozen lines are no reason for a dependency.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from threading import Lock

from generators.local.server.jobs import Job

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
HELP = {
    "xiaoai_jobs_total": ("counter", "Jobs that have ended."),
    "xiaoai_phase_seconds_total": ("counter", "Seconds spent in each phase by jobs that were completed."),
    "xiaoai_peak_bytes": ("gauge", "Most memory the last completed job took."),
    "xiaoai_quality": ("gauge", "How the last measured clip came out."),
    "xiaoai_queue_length": ("gauge", "Jobs that wait."),
    "xiaoai_running": ("gauge", "Jobs that are being made."),
    "xiaoai_resident_bytes": ("gauge", "What loaded models take."),
    "xiaoai_shelf_bytes": ("gauge", "What finished clips take on the disk."),
}

Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counts; for several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._values: dict[str, dict[Labels, float]] = defaultdict(lambda: defaultdict(float))

    def ended(self, job: Job) -> None:
        """A job has ended, however."""
        model = ("model", job.served.name)
        with self._lock:
            self._values["xiaoai_jobs_total"][model, ("status", job.status)] += 1
            if job.made:
                for phase, seconds in job.made.seconds.items():
                    self._values["xiaoai_phase_seconds_total"][model, ("phase", phase)] += seconds
                self._values["xiaoai_peak_bytes"][(model,)] = job.made.peak_bytes

    def measured(self, job: Job) -> None:
        """A clip was looked at."""
        for measure, value in (job.quality.model_dump() if job.quality else {}).items():
            if value is not None:
                with self._lock:
                    self._values["xiaoai_quality"][("model", job.served.name), ("measure", measure)] = value

    def text(self, now: Mapping[str, float]) -> str:
        """All of it, with what is counted elsewhere: a name of `HELP` each."""
        with self._lock:
            values = {name: dict(found) for name, found in self._values.items()}
        values |= {name: {(): value} for name, value in now.items()}
        return "".join(f"{line}\n" for name in HELP if name in values for line in _lines(name, values[name]))


def _lines(name: str, values: Mapping[Labels, float]) -> Iterable[str]:
    kind, told = HELP[name]
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"
    for labels, value in sorted(values.items()):
        written = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
        yield f"{name}{{{written}}} {value:g}" if written else f"{name} {value:g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
