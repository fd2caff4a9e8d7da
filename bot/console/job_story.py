"""One job's page as HTML: its course, why it went so, the prompts, what it cost. Everything somebody wrote is escaped here."""

import html
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.console.job_rows import PLAY, badge
from bot.console.job_words import (
    CALLS,
    KINDS,
    LETTERS,
    QUALITY,
    REASONS,
    STAGES,
    called,
    duration,
    moment,
    why_passed_over,
)
from bot.console.measured import in_words
from bot.jobs.records import OPEN, Decision
from bot.reports.days import DOUBTFUL
from bot.reports.story import StepTold, Story
from bot.spending import yuan
from generators.base import Measured
from prompts.shot import Shot

SHOT_FIELDS = {
    "subject": "主体",
    "subject_description": "样子",
    "subject_motion": "动作",
    "scene": "场景",
    "camera": "镜头",
    "framing": "景别",
    "lighting": "光线",
    "atmosphere": "气氛",
    "style": "风格",
    "negative": "不要",
    "note": "没译出来的",
}


def head(story: Story, now: float, zone: ZoneInfo) -> str:
    """What it is, how far it is, and what came of it."""
    job, entry = story.job, story.entry
    where = f"{entry.name}，在“{story.chat}”里" if story.chat else entry.name
    facts = [f"第 {job.label} 号", where, moment(job.created_at, now, zone), KINDS[job.request.kind]]
    if job.shot and job.request.kind == "video":
        facts.append(f"{job.shot.seconds:g} 秒")
    if job.generator:
        facts.append(job.generator)
    if entry.fen:
        facts.append(f"{yuan(entry.fen)} 元")
    return (
        f'{_made(story)}<div class="story-title">{html.escape(called(job, entry.title))}{badge(job.state)}</div>'
        f'<div class="story-facts">{html.escape(" · ".join(fact for fact in facts if fact))}</div>{_trouble(story)}'
    )


def course(story: Story, now: float, zone: ZoneInfo) -> str:
    """Every step with its time, as a list one reads from the top."""
    longest = max((step.seconds or 0.0 for step in story.steps), default=0.0) or 1.0
    steps = "".join(_step(step, longest, zone) for step in story.steps)
    job = story.job
    end = ""
    if job.finished_at and job.state not in OPEN:
        end = (
            f'<li class="step end"><span class="step-name">{badge(job.state)}</span>'
            f'<span class="step-time">{_clock(job.finished_at, zone)}</span></li>'
        )
    return f'<ol class="course">{steps}{end}</ol>'


def prompts(story: Story) -> str:
    """The way from the member's words to what the generator read."""
    job = story.job
    parts = [_text("家里人的原话", job.request.text)]
    if job.request.history:
        parts.append(_text("前面说过的", "\n".join(job.request.history)))
    if job.shot:
        parts.append(f'<div class="said-title">分镜</div>{_shot(job.shot)}')
    if job.generation:
        parts.append(_text("给生成器的提示词", job.generation.prompt))
        parts.append(_text("不要出现的", job.generation.negative_prompt))
    if job.changes:
        parts.append(_text("一路上改掉的", "\n".join(job.changes)))
    if job.given_up:
        parts.append(_text("没能照做的", "\n".join(job.given_up)))
    return "".join(parts) or '<p class="gone-words">内容已过保留期，只留下编号、时间和花费。</p>'


def calls(story: Story, zone: ZoneInfo) -> str:
    """Each request to a generator, and what it cost."""
    rows = "".join(
        f"<tr><td>{html.escape(call.generator)}</td><td>{html.escape(CALLS.get(call.state, call.state))}</td>"
        f"<td>{_clock(call.at, zone)}</td><td>{duration(call.seconds)}</td>"
        f"<td>{f'{yuan(call.fen)} 元' if call.fen else '免费'}</td></tr>"
        for call in story.calls
    )
    head = "<tr><th>谁</th><th>怎么样</th><th>几点</th><th>多久</th><th>价钱</th></tr>"
    return f'<div class="table"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>'


def letters(story: Story, zone: ZoneInfo) -> str:
    """What 小爱 said about it in the chat."""
    return "".join(
        f'<div class="letter"><span class="letter-at">{_clock(letter.at, zone)} · '
        f"{html.escape(LETTERS.get(letter.state, letter.state))}"
        f"{html.escape(f'：{letter.reason}') if letter.reason else ''}</span>"
        f'<div class="letter-text">{html.escape(letter.text)}</div></div>'
        for letter in story.letters
    )


def _made(story: Story) -> str:
    job = story.job
    if not job.artifact_id:
        return ""
    source = f"media/{html.escape(job.artifact_id)}"
    if job.request.kind == "image":
        return f'<div class="story-made"><a href="{source}" target="_blank" rel="noopener"><img src="{source}" alt="做好的图片"></a></div>'
    return (
        f'<div class="story-made"><button type="button" class="poster" data-clip="{source}" aria-label="播放第 {job.label} 号">'
        f'<img src="{source}/poster" alt=""><span class="poster-play">{PLAY}</span></button></div>'
    )


def _trouble(story: Story) -> str:
    job = story.job
    told: list[str] = []
    if job.state == "failed":
        told.append(f"没做成：{REASONS.get(job.reason, job.reason)}。")
    if job.state == "needs_admin":
        told.append("可能已经付过钱，那边查不到。再做一次可能再花一次钱；算了就不再管它。")
    if job.is_last_part and job.state in OPEN:
        told.append("想停的时候已经付了钱，停不下来，做完这一段就算。")
    detail = job.detail
    if detail.startswith(DOUBTFUL):
        seen = [QUALITY.get(one, one) for one in detail.removeprefix(DOUBTFUL).split(", ")]
        told.append(f"检查的时候觉得画面不对劲：{'、'.join(seen)}。")
        detail = ""
    if not told and not detail:
        return ""
    more = f'<span class="trouble-detail">{html.escape(detail)}</span>' if detail else ""
    return f'<div class="trouble" role="status">{html.escape("".join(told))}{more}</div>'


def _step(step: StepTold, longest: float, zone: ZoneInfo) -> str:
    share = max(1.5, 100 * (step.seconds or 0.0) / longest)
    bar = f'<span class="step-bar"><i style="width:{share:.1f}%"></i></span>'
    now = ' aria-current="step"' if step.is_now else ""
    took = f"{duration(step.seconds)}{'，还在进行' if step.is_now else ''}" if step.seconds is not None else ""
    return (
        f'<li class="step{" now" if step.is_now else ""}"{now}><span class="step-name">{STAGES.get(step.stage, step.stage)}</span>'
        f'<span class="step-time">{_clock(step.at, zone)}</span>{bar}<span class="step-took">{took}</span>'
        f"{_decision(step.decision)}{_measured(step.measured)}</li>"
    )


def _decision(decision: Decision | None) -> str:
    if decision is None:
        return ""
    chosen = f"选了 {decision.chosen}" if decision.chosen else "没有能做的了"
    price = f"，大约 {yuan(decision.price_fen)} 元" if decision.price_fen else ""
    others = [one.partition(": ") for one in decision.passed_over]
    why = "；".join(f"没选 {name}：{why_passed_over(reason)}" for name, _, reason in others)
    return f'<span class="step-why">{html.escape(chosen + price + ("。" + why if why else ""))}</span>'


def _measured(measured: Sequence[Measured]) -> str:
    return "".join(f'<span class="step-why">{html.escape(in_words(one))}</span>' for one in measured)


def _shot(shot: Shot) -> str:
    values = {called: str(getattr(shot, name)) for name, called in SHOT_FIELDS.items()}
    pairs = "".join(
        f'<dt>{called}</dt><dd lang="en">{html.escape(value)}</dd>' for called, value in values.items() if value
    )
    return f'<dl class="shot">{pairs}</dl>'


def _text(title: str, text: str) -> str:
    return f'<div class="said-title">{title}</div><div class="said-text">{html.escape(text)}</div>' if text else ""


def _clock(at: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%H:%M:%S}"
