"""The figures of the overview as Prometheus text. A registry of our own: nothing of the process or of other libraries is in it."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.reports.overview import Overview

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
TODAY = -1


def as_prometheus(told: Overview) -> bytes:
    """Gauges: what is counted by day begins at 0 with the family's day, and `days` names the days a sum goes over."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(told))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, told: Overview) -> None:
        self._told = told

    def collect(self) -> Iterable[Metric]:
        told, days = self._told, self._told.days
        for name, text, label, series in (
            ("xiaoai_turns_today", "Messages answered today, by intent.", "intent", days.intents),
            ("xiaoai_tiers_today", "Messages understood today, by the tier that read them.", "tier", days.tiers),
            ("xiaoai_model_tokens_today", "Tokens of the language models' answers today.", "model", days.tokens),
            ("xiaoai_model_calls_today", "Calls of language models today, by purpose.", "purpose", days.model_calls),
            ("xiaoai_jobs_today", "Jobs asked for today, by the state they are in.", "state", days.asked),
        ):
            yield _by(name, text, label, ((one, figures[TODAY]) for one, figures in series.items()))
        spent = ((one, figures[TODAY] / 100) for one, figures in days.fen.items())
        yield _by("xiaoai_spent_yuan_today", "Yuan spent today, or that may have been.", "generator", spent)
        span = str(len(days.days))
        failed = GaugeMetricFamily("xiaoai_jobs_failed", "Failed jobs of the last days.", labels=["reason", "days"])
        for reason, number in days.failures.items():
            failed.add_metric([reason, span], number)
        yield failed
        seconds = GaugeMetricFamily(
            "xiaoai_job_seconds", "What jobs took in the last days.", labels=["generator", "kind", "quantile", "days"]
        )
        for one in told.times:
            seconds.add_metric([one.generator, one.kind, "0.5", span], one.median)
            seconds.add_metric([one.generator, one.kind, "0.9", span], one.p90)
        yield seconds
        yield from self._measured(span)
        resting = ((one.name, bool(one.resting)) for one in told.makers)
        yield _by("xiaoai_generator_resting", "1 while it is left alone after failures.", "generator", resting)
        slow = ((one.name, one.is_slow) for one in told.makers)
        yield _by("xiaoai_generator_slow", "1 while the others are asked first.", "generator", slow)
        waiting = (("accepted", told.waiting), ("running", told.running), ("needs_admin", told.unclear))
        yield _by("xiaoai_jobs_open", "Jobs that have not ended, by state.", "state", waiting)
        yield _by("xiaoai_disk_bytes", "What lies in the data folder.", "part", told.disk.parts)
        yield GaugeMetricFamily("xiaoai_disk_free_bytes", "Free on the disk of the data folder.", told.disk.free)

    def _measured(self, span: str) -> Iterable[Metric]:
        peak = GaugeMetricFamily(
            "xiaoai_generator_peak_bytes", "Most memory of the card in the last days.", labels=["generator", "days"]
        )
        steady = GaugeMetricFamily(
            "xiaoai_temporal_ssim",
            "How alike neighbouring frames of the clips of the last days are, 0 to 1.",
            labels=["generator", "quantile", "days"],
        )
        for one in self._told.measured:
            if one.peak_bytes:
                peak.add_metric([one.generator, span], one.peak_bytes.whole.high)
            if one.temporal_ssim:
                steady.add_metric([one.generator, "0", span], one.temporal_ssim.whole.low)
                steady.add_metric([one.generator, "0.5", span], one.temporal_ssim.whole.middle)
        yield peak
        yield steady


def _by(name: str, text: str, label: str, figures: Iterable[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for one, figure in figures:
        family.add_metric([one], figure)
    return family
