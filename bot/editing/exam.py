"""All test sentences at once, of the files in force and of a draft: what is wrong, and what a change made wrong or right."""

import asyncio
from dataclasses import dataclass

from bot.editing.drafts import Broken, Changes, Draft, Drafts, Finding
from bot.editing.tryout import TryOut
from bot.templates import Templates, TemplateStore
from intents.engine.check import Report, check


@dataclass(frozen=True, slots=True)
class Result:
    """What came out."""

    sentences: int
    """Examples that ran."""
    wrong: tuple[Finding, ...]
    """All of them, old and new."""
    newly_wrong: tuple[Finding, ...]
    """Right with the files in force, wrong with the draft."""
    newly_right: tuple[Finding, ...]
    """Wrong with the files in force, right with the draft."""


class Exam:
    """Runs them, some 8 seconds for 4,000 sentences, one run at a time: it takes a core for that long."""

    def __init__(self, store: TemplateStore, drafts: Drafts, tryout: TryOut) -> None:
        self._store = store
        self._drafts = drafts
        self._tryout = tryout
        self._running = asyncio.Lock()
        self._known: tuple[Templates, tuple[Finding, ...], int] | None = None
        """The version in force when it was examined last, with what was wrong in it."""

    async def run(self, changes: Changes) -> Result:
        """Examine the draft beside the version in force; no changes, that version alone. Raises `Broken`."""
        async with self._running:
            if not changes:
                before, count = await self._in_force()
                return Result(count, before, (), ())
            after, count = await self._examined(changes)
            try:
                before, _ = await self._in_force()
            except Broken:  # the files as they lie there are not in force: there is nothing to compare with
                return Result(count, after, (), ())
            # Lines move when something is written above them; the sentence about it says the same.
            was, now = ({(one.file, one.message) for one in findings} for findings in (before, after))
            return Result(
                count,
                after,
                tuple(one for one in after if (one.file, one.message) not in was),
                tuple(one for one in before if (one.file, one.message) not in now),
            )

    async def _in_force(self) -> tuple[tuple[Finding, ...], int]:
        current = self._store.current
        if self._known is None or self._known[0] is not current:
            self._known = (current, *await self._examined({}))
        return self._known[1], self._known[2]

    async def _examined(self, changes: Changes) -> tuple[tuple[Finding, ...], int]:
        async with self._drafts.reading(changes) as draft:
            await self._tryout.teach(draft)
            report = await asyncio.to_thread(self._check, draft)
            return self._drafts.findings(report.problems, draft.overlay), report.counts.get("sentences", 0)

    def _check(self, draft: Draft) -> Report:
        home = self._store.shipped
        classifier = draft.version.recognizer.classifier
        return check(home / "intents", home / "prompts", draft.overlay, learn=lambda _: classifier)
