"""Orders about one's own data: 你都记得我什么, 删除我的资料."""

from collections.abc import Awaitable, Callable

from bot.commands.answer import Answer, Orders
from bot.inbox import Heard
from bot.jobs.queue import JobQueue
from bot.jobs.records import OPEN
from bot.places import Places
from bot.retention import Retention
from bot.sessions import Pending
from intents.engine.types import CommandMatch, Say


class OwnOrders:
    """What is kept about the one who asks, and its erasure, which is asked about once more."""

    def __init__(
        self,
        queue: JobQueue,
        places: Places,
        tastes: Callable[[int], tuple[str, ...]],
        retention: Retention,
        forget_workflows: Callable[[list[str]], Awaitable[None]],
    ) -> None:
        self._queue = queue
        self._places = places
        self._tastes = tastes
        self._retention = retention
        self._forget_workflows = forget_workflows
        self.orders: Orders = {
            "about_me": self._about_me,
            "erase_me": self._ask_erase,
            "confirm_erase": self._erase,
        }

    async def _about_me(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        kept = await self._retention.kept(heard.member)
        return Answer(
            Say(
                "family.about_me",
                {
                    "name": heard.member.name,
                    "role": heard.member.role,
                    # In a group everybody reads along: where somebody lives is told in his own chat only.
                    "places": tuple(self._places.of(heard.member.id)),
                    "tastes": self._tastes(heard.member.id),
                    "messages": kept.messages,
                    "messages_days": kept.messages_days,
                    "photos": kept.photos,
                    "photos_days": kept.photos_days,
                    "made": kept.made,
                    "made_days": kept.made_days,
                    "reminders": kept.reminders,
                },
            )
        )

    async def _ask_erase(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return Answer(Say("family.erase_confirm"), pending=Pending(kind="erase"))

    async def _erase(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        if pending is None or pending.kind != "erase":
            return None
        for job in await self._queue.of_member(heard.member.id, newest=1000):
            if job.state in OPEN:
                await self._queue.cancel(job.id)
        count, workflow_ids = await self._retention.erase(heard.member)
        await self._forget_workflows(workflow_ids)
        return Answer(Say("family.erased", {"count": count}))
