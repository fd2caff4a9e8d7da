"""The rows of the list of jobs as HTML. Everything somebody wrote is escaped here."""

import html
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bot.console.job_words import KINDS, REASONS, STAGES, STATES, called, duration, moment
from bot.jobs.records import OPEN
from bot.reports.jobs import JobEntry, JobsPage
from bot.spending import yuan

PLAY = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8.5 5.6v12.8L19 12z"/></svg>'
PICTURE = '<svg viewBox="0 0 24 24" aria-hidden="true"><rect x="3.5" y="5" width="17" height="14" rx="2.5"/><path d="m5 17 4.500-5 3.5 3.500 2.5-3 4 4.5"/></svg>'
CLIP = '<svg viewBox="0 0 24 24" aria-hidden="true"><rect x="3.5" y="5" width="17" height="14" rx="2.5"/><path d="m10 9 5 3-5 3z"/></svg>'


def rows(page: JobsPage, query: dict[str, str], now: float, zone: ZoneInfo) -> str:
    """All rows of a page; `query` stays in the links, so that the way back leads to the same list."""
    drawn = "".join(_row(entry, query, now, zone) for entry in page.entries)
    return f'<ul class="jobs" aria-label="任务">{drawn}</ul>'


def badge(state: str) -> str:
    """The state in a word, with its colour."""
    return f'<span class="badge {html.escape(state)}">{html.escape(STATES.get(state, state))}</span>'


def _row(entry: JobEntry, query: dict[str, str], now: float, zone: ZoneInfo) -> str:
    job = entry.job
    link = "jobs?" + urlencode({**query, "job": str(job.id)})
    about = [f"第 {job.label} 号", entry.name, moment(job.created_at, now, zone)]
    if job.generator:
        about.append(job.generator)
    if job.started_at and job.finished_at:
        about.append(f"用了 {duration(job.finished_at - job.started_at)}")
    if entry.fen:
        about.append(f"{yuan(entry.fen)} 元")
    why = ""
    if job.state == "failed":
        why = f'<span class="job-why">{html.escape(REASONS.get(job.reason, job.reason))}</span>'
    elif job.state in OPEN:
        why = f'<span class="job-now">{html.escape(_now(entry, now))}</span>'
    return (
        f'<li><a class="job" href="{html.escape(link)}">{_thumb(entry)}'
        f'<span class="job-title">{html.escape(called(job, entry.title))}</span>{badge(job.state)}'
        f'<span class="job-about">{html.escape(" · ".join(part for part in about if part))}</span>{why}</a></li>'
    )


def _now(entry: JobEntry, now: float) -> str:
    job = entry.job
    if job.is_cancel_requested:
        return "正在取消"
    if job.state == "accepted":
        return f"已经等了 {duration(max(0.0, now - job.created_at))}"
    share = f" · {job.fraction:.0%}" if job.fraction is not None else ""
    elapsed = duration(max(0.0, now - (job.started_at or now)))
    return f"{STAGES.get(job.stage, job.stage)}{share} · 已经 {elapsed}"


def _thumb(entry: JobEntry) -> str:
    job = entry.job
    name = KINDS[job.request.kind]
    if not job.artifact_id:
        return f'<span class="job-thumb none" title="{name}">{CLIP if job.request.kind == "video" else PICTURE}</span>'
    source = f"media/{html.escape(job.artifact_id)}" + ("/poster" if job.request.kind == "video" else "")
    mark = f'<span class="thumb-mark">{PLAY}</span>' if job.request.kind == "video" else ""
    return f'<span class="job-thumb"><img src="{source}" alt="{name}" loading="lazy">{mark}</span>'
