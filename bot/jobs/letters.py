"""What 小爱 says about a job, at most three texts: the promise, one word if it takes longer or after a restart, the end."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.days import day_of
from bot.family import Family
from bot.jobs.records import Job
from bot.outbox import Letter, Purpose
from bot.spending import yuan
from generators.base import Generator
from prompts.loader import Speech, Value

LONGEST_TITLE = 16
Offer = Literal["", "look", "more"]
"""Nothing, another look, or that and a longer clip."""


class JobLetters:
    """Writes the letters; sends nothing."""

    def __init__(self, sentences: Speech, family: Family, zone: ZoneInfo) -> None:
        self._sentences = sentences
        self._family = family
        self._zone = zone

    def result(self, job: Job, generator: Generator, *, again: int = 0, offer: Offer = "") -> Letter:
        """The finished clip or picture with its caption; `again` numbers the times it was asked for once more, `offer` is what
        the caption says could be done with it."""
        caption = self._sentences.render(
            "job.done",
            {
                "title": title(job),
                "seconds": round(job.shot.seconds) if job.shot else 0,
                "preview": generator.capabilities.is_preview,
                "given_up": job.given_up,
                "kind": job.request.kind,
                "offer": offer,
                "album": len(job.request.pictures) if job.request.is_album else 0,
                "unwritten": bool(job.request.captions) and not generator.capabilities.writes_chinese,
            },
        )
        return self._letter(
            job,
            caption,
            "result",
            client_id=f"job-{job.id}-result-{again}",
            kind=job.request.kind,
            artifact_id=job.artifact_id,
        )

    def failure(self, job: Job, code: str) -> Letter:
        """The reason, in one sentence."""
        values: dict[str, Value] = {"number": job.label, "title": title(job), "photo": bool(job.request.pictures)}
        text = self._sentences.render(f"job.failed.{code}", values)
        return self._letter(job, text, "failure", client_id=f"job-{job.id}-failed-{job.attempt}")

    def overrun(self, job: Job, now: float) -> Letter | None:
        """One word when it takes longer than promised, and no second one."""
        elapsed = now - (job.started_at or now)
        if job.was_nudged or elapsed <= job.high_seconds:
            return None
        more = self.duration(max(elapsed - job.low_seconds, job.high_seconds / 2))
        text = self._sentences.render("job.overrun", {"number": job.label, "more": more})
        return self._letter(job, text, "notice", client_id=f"job-{job.id}-nudge")

    def restarted(self, job: Job) -> Letter:
        """小爱 was restarted in the middle and goes on."""
        text = self._sentences.render("job.restarted", {"number": job.label})
        return self._letter(job, text, "notice", client_id=f"job-{job.id}-nudge")

    def unclear_payment(self, job: Job) -> list[Letter]:
        """The member is told once; every admin is asked what to do."""
        member = self._family.by_id(job.member_id)
        values: dict[str, Value] = {
            "number": job.label,
            "name": member.name if member else "",
            "generator": job.generator,
        }
        told = self._letter(
            job,
            self._sentences.render("job.uncertain_payment", {"number": job.label}),
            "notice",
            client_id=f"job-{job.id}-unclear-{job.attempt}",
        )
        asked = [
            Letter(
                address,
                self._sentences.render("job.needs_admin", values),
                purpose="notice",
                member_id=admin.id,
                client_id=f"job-{job.id}-unclear-{job.attempt}-{address.channel}-{address.id}"[:100],
            )
            for admin, address in self._family.admins()
        ]
        return [told, *asked]

    def day_budget_spent(self, day: str, limit_fen: int) -> list[Letter]:
        """For every admin: the day's money is used up. Once a day, however many jobs run into it."""
        text = self._sentences.render("quota.day_budget_spent", {"limit": yuan(limit_fen)})
        return self._to_admins(text, f"day-budget-{day}")

    def generator_rests(self, name: str, title: str, reason: str, until: float, now: float) -> list[Letter]:
        """For every admin: this generator is left alone for a while. Once a day; that its account is empty, once more."""
        at = datetime.fromtimestamp(until, self._zone)
        values: dict[str, Value] = {"generator": title, "reason": reason, "until": f"{at:%H:%M}"}
        why = "empty" if reason == "needs_top_up" else "rests"
        text = self._sentences.render("admin.generator_rests", values)
        return self._to_admins(text, f"{why}-{day_of(now, self._zone).name}-{name}")

    def generator_refuses(self, name: str, title: str, reason: str, now: float) -> list[Letter]:
        """For every admin: a key or a setting is wrong, and nobody else can put it right. Once a day."""
        text = self._sentences.render("admin.generator_refuses", {"generator": title, "reason": reason})
        return self._to_admins(text, f"refuses-{day_of(now, self._zone).name}-{name}")

    def doubtful_clip(self, job: Job, title: str, problems: tuple[str, ...], *, was_made_again: bool) -> list[Letter]:
        """For every admin: a clip went out that nobody would want, as far as could be seen. Once for each part of a job."""
        values: dict[str, Value] = {
            "number": job.label,
            "generator": title,
            "problems": problems,
            "again": was_made_again,
        }
        text = self._sentences.render("admin.doubtful_clip", values)
        return self._to_admins(text, f"doubtful-{job.id}-{len(job.segments)}")

    def trouble_at_home(self, job: Job, code: str, now: float) -> list[Letter]:
        """For every admin: a job failed for something that is wrong here. Once a day for each kind."""
        text = self._sentences.render("admin.job_trouble", {"number": job.label, "reason": code})
        return self._to_admins(text, f"trouble-{code}-{day_of(now, self._zone).name}")

    def _to_admins(self, text: str, once: str) -> list[Letter]:
        """The same for all of them; with the same `once` it is written once."""
        return [
            Letter(
                address,
                text,
                purpose="notice",
                member_id=admin.id,
                client_id=f"{once}-{address.channel}-{address.id}"[:100],
            )
            for admin, address in self._family.admins()
        ]

    def time_range(self, low_seconds: float, high_seconds: float) -> tuple[str, str]:
        """Both ends of a range; of two with the same unit the lower goes without, so that one reads 2～8 秒."""
        low, high = self.duration(low_seconds), self.duration(high_seconds)
        number, _, unit = low.partition(" ")
        same_unit = low != high and high.count(" ") == 1 and high.endswith(f" {unit}")
        return (number if same_unit else low), high

    def stage(self, job: Job) -> str:
        """What is being done for it just now."""
        return self._sentences.render(f"stage.{job.stage or 'deliver'}", {})

    def duration(self, seconds: float) -> str:
        """A time as one says it: 40 秒, 1 分 40 秒, 3 分钟; the longer, the rounder."""
        whole = max(1, round(seconds))
        if whole >= 120:
            whole = round(whole / 60) * 60
        minutes, seconds_left = divmod(whole, 60)
        hours, minutes = divmod(minutes, 60)
        return self._sentences.render("units.duration", {"hours": hours, "minutes": minutes, "seconds": seconds_left})

    def _letter(
        self, job: Job, text: str, purpose: Purpose, *, client_id: str, kind: str = "text", artifact_id: str = ""
    ) -> Letter:
        return Letter(
            job.chat,
            text,
            purpose=purpose,
            kind="video" if kind == "video" else "image" if kind == "image" else "text",
            artifact_id=artifact_id,
            reply_to=job.reply_to,
            member_id=job.member_id,
            job_id=job.id,
            client_id=client_id,
        )


def title(job: Job) -> str:
    """What the job is called in a sentence: the subject, else the words of the request, cut to what fits on a line."""
    subject = job.request.subject or job.request.text
    return subject if len(subject) <= LONGEST_TITLE else subject[:LONGEST_TITLE] + "…"
