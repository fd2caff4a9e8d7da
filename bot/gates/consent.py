"""Asks before a picture of the family leaves the house; what waits for the answer is kept in the session."""

from collections.abc import Sequence
from functools import partial

from bot.commands import Answer
from bot.family import Address, Family
from bot.inbox import Heard
from bot.jobs.privacy import Privacy
from bot.sessions import Pending, Sessions
from bot.store import Store
from generators.base import Generator
from intents.engine.types import MediaRequest, Say, Value


class ConsentGate:
    """Lets pass what needs no yes, or has one."""

    def __init__(self, store: Store, privacy: Privacy, sessions: Sessions, family: Family) -> None:
        self._store = store
        self._privacy = privacy
        self._sessions = sessions
        self._family = family

    async def check(self, heard: Heard, wanted: Sequence[MediaRequest]) -> Answer | None:
        """The question, or why it cannot be made; None where nothing private would leave the house."""
        for request in wanted:
            outlook = await self._store.read(partial(self._privacy.outlook, request=request, member_id=heard.member.id))
            if outlook.is_stuck:
                by = "admin" if self._privacy.consents.stay_at_home else "member"
                return Answer(Say("consent.stuck", {"kind": request.kind, "by": by}))
            if outlook.to_ask:
                return self._ask(heard, wanted, outlook.to_ask, has_home=outlook.has_home)
        return None

    def _ask(self, heard: Heard, wanted: Sequence[MediaRequest], generator: Generator, *, has_home: bool) -> Answer:
        is_child = heard.member.role == "child"
        pending = Pending(kind="consent", media=tuple(wanted), provider=generator.name, asks_others=is_child)
        values: dict[str, Value] = {
            "provider": generator.capabilities.title or generator.name,
            "faces": generator.capabilities.refuses_faces,
            "kind": wanted[0].kind,
            "home": has_home,
            "viewers": any(name in self._privacy.viewers for name in self._privacy.undecided(heard.member.id)),
        }
        if not is_child:
            return Answer(Say("consent.ask", values), pending=pending)
        if heard.message.is_group:
            return Answer(Say("consent.ask_grown_ups", values), pending=pending)
        admins = [address for _, address in self._family.admins()]
        asked = Say("consent.ask_admin", {**values, "name": heard.member.name})
        also: tuple[tuple[Say, Address], ...] = tuple((asked, address) for address in admins)
        return Answer(
            Say("consent.wait_for_admin", {**values, "admins": len(admins)}),
            pending=pending,
            also=() if self._was_asked(heard, pending) else also,
        )

    def _was_asked(self, heard: Heard, pending: Pending) -> bool:
        """A child that asks again and again does not ring the admins again and again."""
        open_one = self._sessions.pending(heard.message)
        return open_one is not None and (open_one.kind, open_one.provider) == (pending.kind, pending.provider)
