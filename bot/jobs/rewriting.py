"""The first step of a job: its words, and what its photos show, become a shot.

May run twice when the process dies in between: the model is asked again then, which costs an answer and harms nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.jobs.privacy import Privacy
from bot.jobs.records import Job
from bot.store import Store
from bot.tables import artifacts
from bot.templates import TemplateStore
from intents.shots import starts_from_picture
from prompts.shot import Shot


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A shot, and what the admin should know of how it was written."""

    shot: Shot
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Writes shots with the version of the files in force."""

    store: Store
    templates: TemplateStore
    privacy: Privacy

    async def write(self, job: Job) -> Rewritten:
        """The shot of a job. Its photos are shown to a model only if it is in the house, or was allowed to see them."""
        seen: tuple[str, ...] = ()
        if starts_from_picture(job.request):
            photos, may_see = await self.store.read(lambda connection: self._photos(connection, job))
            seen = await self.templates.describe(photos, may_see)
        written = await self.templates.write_shot(job.request, seen)
        changes = [self.templates.render(note.key, note.values) for note in written.notes]
        looked = [self.templates.render("shot.looked", {"count": len(seen)})] if seen else []
        return Rewritten(written.shot, (*looked, *changes))

    def _photos(self, connection: Connection, job: Job) -> tuple[tuple[Path, ...], Callable[[str], bool]]:
        query = sa.select(artifacts.c.id, artifacts.c.path).where(artifacts.c.id.in_(job.request.pictures))
        paths = {row.id: row.path for row in connection.execute(query)}
        found = tuple(Path(paths[picture]) for picture in job.request.pictures if paths.get(picture))
        return found, self.privacy.may_see(connection, job.request, job.member_id)
