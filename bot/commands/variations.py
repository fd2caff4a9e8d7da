"""Orders that make something new of what was made: 换个风格, 竖屏的, 小猫换成小狗, 加长到10秒, 接着拍.

Without a number and without a quote they mean the member's last clip or picture in this chat. Words that families also say to
each other (慢一点, 换成骑车) count only where a clip or picture is what was last spoken of; else they are ordinary talk.
"""

from collections.abc import Callable

from bot.commands.answer import Answer, Orders
from bot.commands.jobs import JobOrders
from bot.commands.meant import JobsMeant, which
from bot.inbox import Heard
from bot.jobs.queue import JobQueue
from bot.jobs.records import DEFAULT_SECONDS, OPEN, Job
from bot.sessions import Option, Pending, Sessions
from bot.templates import TemplateStore
from intents.engine.slots import LONGEST_SECONDS, parse_seconds
from intents.engine.types import CommandMatch, MediaRequest, Say, Value
from intents.variation import MORE_SECONDS, continued, relooked, repaced, reshaped, reworded
from prompts.words import LookKind

MEDIA = ("image", "video")
FRESH_SECONDS = 3600.0
"""How long after a clip 慢一点 still means it, where nothing else was spoken of since."""
LOOKED_AT = 20
LOOKS: tuple[LookKind, ...] = ("style", "mood", "camera")


class VariationOrders:
    """Orders about another take, and the question in which style."""

    def __init__(
        self,
        queue: JobQueue,
        meant: JobsMeant,
        jobs: JobOrders,
        sessions: Sessions,
        templates: TemplateStore,
        now: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._meant = meant
        self._jobs = jobs
        self._sessions = sessions
        self._templates = templates
        self._now = now
        self.orders: Orders = {
            "restyle": self._restyle,
            "reshape": self._reshape,
            "repace": self._repace,
            "vary": self._vary,
            "again": self._again,
            "lengthen": self._lengthen,
            "extend": self._extend,
        }

    async def pick(self, heard: Heard, pending: Pending | None, text: str) -> Answer | None:
        """The answer to the question in which style: a number of the list, or any style; None where the words are none."""
        if pending is None or pending.kind != "style":
            return None
        chosen = self._templates.current.answers.chosen(text, pending.titles)
        if chosen and not 0 < chosen.number <= len(pending.options):
            return Answer(Say("answer.no_such_number", {"last": len(pending.options)}), pending=pending)
        style = pending.options[chosen.number - 1].title if chosen else self._style_in(text)
        job = await self._queue.find(pending.job)
        if not style or job is None:
            return None
        return await self._cannot(job, heard) or self._relooked(job, {"style": style}, text)

    async def _restyle(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        looks = {kind: match.said(kind) for kind in LOOKS if match.said(kind)}
        job = await self._base(match, heard, pending, is_plain=bool(looks))
        if isinstance(job, Answer) or job is None:
            return job
        if looks:
            return self._relooked(job, looks, self._said(heard))
        styles = self._templates.render("variations.styles", {}).split()
        lines = tuple(f"{number} {style}" for number, style in enumerate(styles, 1))
        options = tuple(Option(title=style, intent="", slots={}, means=style) for style in styles)
        values: dict[str, Value] = {"number": job.label, "lines": lines}
        return Answer(Say("variations.ask_style", values), pending=Pending(kind="style", job=job.id, options=options))

    async def _reshape(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        job = await self._base(match, heard, pending, is_plain=True)
        if isinstance(job, Answer) or job is None:
            return job
        changed = reshaped(job.request, job.id, match.said("aspect"), self._said(heard))
        return self._accepted(job, changed, "aspect", changed.aspect or "")

    async def _repace(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        job = await self._base(match, heard, pending, is_plain=True, kinds=("video",))
        if isinstance(job, Answer) or job is None:
            return job
        pace = match.said("pace")
        return self._accepted(job, repaced(job.request, job.id, pace, self._templates.current.words), "pace", pace)

    async def _vary(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        recognition = self._templates.current.recognizer.recognize(self._said(heard))
        if recognition.intent in MEDIA and recognition.tier == "rules":
            return None  # 做个公交车改成飞机的视频 is a request of its own
        job = await self._base(match, heard, pending, is_plain=True)
        if isinstance(job, Answer) or job is None:
            return job
        old, new, words = match.said("name"), match.said("request"), self._templates.current.words
        change = self._templates.render("variations.instead", {"old": old, "new": new})
        changed = reworded(job.request, job.id, old, new, change, words)
        return self._accepted(job, changed, "words", change) if changed else None

    async def _again(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        job = await self._base(match, heard, pending, is_plain=True)
        if isinstance(job, Answer) or job is None:
            return job
        return await self._jobs.orders["retry"](CommandMatch("retry", job.id), heard, pending)

    async def _lengthen(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        job = await self._clip(match, heard, pending, is_plain=not match.slots)
        if isinstance(job, Answer) or job is None:
            return job
        length = _length(job)
        wanted, more = parse_seconds(match.said("seconds")), parse_seconds(match.said("more"))
        total = wanted or length + (more or MORE_SECONDS)
        if wanted and wanted <= length + 0.5:
            return Answer(Say("variations.long_enough", {"number": job.label, "seconds": round(length)}))
        return self._continued(job, length, total, "", "longer", self._said(heard))

    async def _extend(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        job = await self._clip(match, heard, pending, is_plain=False)
        if isinstance(job, Answer) or job is None:
            return job
        length = _length(job)
        return self._continued(job, length, length + MORE_SECONDS, match.said("request"), "onward", self._said(heard))

    def _continued(self, job: Job, length: float, total: float, onward: str, how: str, said: str) -> Answer:
        if length >= LONGEST_SECONDS - 0.5:
            return Answer(Say("variations.longest", {"number": job.label, "seconds": round(LONGEST_SECONDS)}))
        changed = continued(job.request, job.id, length, total, onward, said)
        if not self._queue.is_able(changed):
            return Answer(Say("variations.cannot_continue", {"number": job.label}))
        return self._accepted(job, changed, how, onward or str(round(changed.seconds or total)))

    def _relooked(self, job: Job, looks: dict[LookKind, str], said: str) -> Answer:
        words, changed = self._templates.current.words, job.request
        for kind, look in looks.items():
            changed = relooked(job.request, job.id, kind, look, said, words)
        return self._accepted(job, changed, next(iter(looks)), next(iter(looks.values())))

    def _accepted(self, job: Job, changed: MediaRequest, how: str, what: str) -> Answer:
        values: dict[str, Value] = {
            "of": job.label,
            "how": how,
            "what": what,
            "kind": job.request.kind,
            "open": job.state in OPEN,
        }
        return Answer(Say("variations.accepted", values), media=changed, settles=True)

    async def _clip(
        self, match: CommandMatch, heard: Heard, pending: Pending | None, *, is_plain: bool
    ) -> Job | Answer | None:
        """The finished clip that is to go on."""
        job = await self._base(match, heard, pending, is_plain=is_plain, kinds=("video",))
        if isinstance(job, Answer) or job is None:
            return job
        if job.state in OPEN:
            return Answer(Say("variations.not_ready", {"number": job.label}))
        if not job.artifact_id:
            return Answer(Say("variations.no_clip", {"number": job.label}))
        return job

    async def _base(
        self,
        match: CommandMatch,
        heard: Heard,
        pending: Pending | None,
        *,
        is_plain: bool,
        kinds: tuple[str, ...] = MEDIA,
    ) -> Job | Answer | None:
        """The job another take is wanted of. `is_plain` is True for words that may well mean something else."""
        jobs = await self._meant.said(match, heard)
        if isinstance(jobs, Answer):
            return jobs
        if len(jobs) > 1:
            return which(jobs)
        job = jobs[0] if jobs else None
        if job is None:
            if pending and pending.kind in ("slot", "choice", "ideas") and is_plain:
                return None
            if is_plain and not self._is_spoken_of(heard):
                return None
            here = await self._queue.of_member(heard.member.id, newest=LOOKED_AT, chat=heard.chat)
            fitting = [one for one in here if one.request.kind in kinds and one.request.text]
            job = fitting[-1] if fitting else None
            if is_plain and job and self._now() - (job.finished_at or job.created_at) > FRESH_SECONDS:
                return None
            if job is None:
                return None if is_plain else Answer(Say("variations.nothing"))
        if job.request.kind not in kinds:
            return Answer(Say("variations.is_picture", {"number": job.label}))
        return await self._cannot(job, heard) or job

    async def _cannot(self, job: Job, heard: Heard) -> Answer | None:
        return await self._jobs.cannot_vary(job, heard)

    def _said(self, heard: Heard) -> str:
        """The member's words without the call."""
        return self._templates.current.recognizer.called(heard.message.text).text

    def _is_spoken_of(self, heard: Heard) -> bool:
        """The last thing spoken of here was no weather and no way."""
        topic = self._sessions.topic(heard.message)
        return topic is None or topic.intent in MEDIA

    def _style_in(self, text: str) -> str:
        """剪纸的吧, where the list had no paper-cut in it."""
        found = [phrase for phrase in self._templates.current.words.phrases("style") if phrase in text]
        return found[0] if found and len(text) <= len(found[0]) + LONGEST_AROUND else ""


LONGEST_AROUND = 6
"""Characters around a style that is an answer: 那就要…风格的吧."""


def _length(job: Job) -> float:
    """Seconds of a finished clip."""
    return job.shot.seconds if job.shot else job.request.seconds or DEFAULT_SECONDS
