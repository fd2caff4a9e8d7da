"""Which jobs an order means: by number, by number and place in a batch, by what they show, by a quoted result."""

from collections.abc import Sequence

from bot.commands.answer import Answer
from bot.inbox import Heard
from bot.job_numbers import labelled
from bot.jobs.letters import title
from bot.jobs.queue import JobQueue
from bot.jobs.records import Job
from intents.engine.numbers import parse_whole
from intents.engine.types import CommandMatch, Say, Value

LOOKED_THROUGH = 50
"""A member's last jobs, among which a name is looked for."""


class JobsMeant:
    """Finds them, and answers for those that are not there or not the member's to touch."""

    def __init__(self, queue: JobQueue) -> None:
        self._queue = queue

    async def said(self, match: CommandMatch, heard: Heard, *, only_asks: bool = False) -> Sequence[Job] | Answer:
        """The jobs an order names, all of a batch where only its number is said; empty where it names none. An admin may touch
        anybody's, in his direct chat; `only_asks` is True for what touches nothing."""
        found = await self._found(match, heard)
        if isinstance(found, Answer):
            return found
        for job in found:
            if job.member_id == heard.member.id:
                continue
            if heard.member.role != "admin":
                return Answer(Say("job.not_yours", {"number": job.label}))
            if heard.message.is_group and not only_asks:
                return Answer(Say("family.admins_only"))
        return found

    async def _found(self, match: CommandMatch, heard: Heard) -> Sequence[Job] | Answer:
        number, place = match.number, parse_whole(match.said("ordinal")) or 0
        if match.said("part"):
            number, place = labelled(match.said("part"))
        if number is None:
            return await self._unnumbered(match, heard)
        job = await self._queue.find(number)
        if job is None:
            return Answer(Say("job.not_found", {"number": number}))
        together = await self._queue.of_batch(number) if job.batch == number else [job]
        if place:
            together = together[place - 1 : place] if job.batch == number or place == 1 else []
            missing = f"{number}-{place}"
        elif name := match.said("name"):
            together, missing = [one for one in together if _is_called(one, name)], str(number)
        else:
            return together
        return together or Answer(Say("job.not_found", {"number": missing}))

    async def _unnumbered(self, match: CommandMatch, heard: Heard) -> Sequence[Job]:
        if heard.message.quoted_id and (quoted := await self._queue.quoted(heard.message)):
            return (quoted,)
        if name := match.said("name"):
            own = await self._queue.of_member(heard.member.id, newest=LOOKED_THROUGH)
            return [job for job in own if _is_called(job, name)][-1:]
        return ()


def which(jobs: Sequence[Job]) -> Answer:
    """Several were named where one is wanted."""
    lines = tuple(Say("job.line", {"number": job.label, "title": title(job), "state": ""}) for job in jobs)
    values: dict[str, Value] = {"number": jobs[0].batch, "count": len(jobs), "example": jobs[-1].label}
    return Answer(Say("job.which", values, {"lines": lines}))


def _is_called(job: Job, name: str) -> bool:
    return name in job.request.subject or name in job.request.text
