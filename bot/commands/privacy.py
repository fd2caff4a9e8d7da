"""Orders about pictures of the family and who may see them: 可以, 不行, 以后不用外面的服务, 同意乐乐的照片."""

from collections.abc import Awaitable, Callable

from bot.channels.base import Message
from bot.commands.answer import Answer, Orders
from bot.consents import NO, YES, Consents, nod
from bot.family import Address, Family, Member
from bot.inbox import Heard
from bot.jobs.privacy import Privacy
from bot.sessions import Key, Pending, Sessions
from intents.engine.types import CommandMatch, Say


class PrivacyOrders:
    """Orders about one's own pictures; a grown-up decides for a child."""

    def __init__(
        self,
        consents: Consents,
        privacy: Privacy,
        sessions: Sessions,
        family: Family,
        hear: Callable[[Message, Member], Awaitable[bool]],
        now: Callable[[], float],
    ) -> None:
        self._consents = consents
        self._privacy = privacy
        self._sessions = sessions
        self._family = family
        self._hear = hear
        self._now = now
        self.orders: Orders = {
            "say_yes": _means_nothing,
            "say_no": _means_nothing,
            "allow_child": self._allow_child,
            "refuse_child": self._refuse_child,
            "keep_photos": self._keep,
            "share_photos": self._share,
        }

    async def answer(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        """A yes or a no to an open question about a picture; None where none is open, or it is not this member's to answer."""
        if match.command not in YES | NO or match.number is not None or match.slots:
            return None
        is_yes = match.command in YES
        if pending and pending.kind == "consent":
            if pending.asks_others:
                return Answer(Say("consent.not_a_childs"))
            return await self._decided(heard, pending, is_yes=is_yes)
        if pending or heard.member.role == "child" or not heard.message.is_group:
            return None
        waiting = [one for one in self._children() if one[0][:3] == _chat_of(heard)]
        return await self._for_child(heard, *waiting[-1], is_yes=is_yes) if waiting else None

    async def _decided(self, heard: Heard, pending: Pending, *, is_yes: bool) -> Answer:
        await self._keep_decision(heard.member.id, pending, heard.member, is_yes=is_yes)
        return taken_up(pending, settles=True)

    async def _keep_decision(self, member_id: int, pending: Pending, by: Member, *, is_yes: bool) -> None:
        """A yes is to the service that was named, and to the models that look; a no means the machines in the house only."""
        undecided = self._privacy.undecided(member_id)
        providers = tuple(
            name for name in undecided if not is_yes or name == pending.provider or name in self._privacy.viewers
        )
        await self._consents.decide(member_id, providers, by, is_allowed=is_yes)

    async def _allow_child(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._by_name(match, heard, is_yes=True)

    async def _refuse_child(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._by_name(match, heard, is_yes=False)

    async def _by_name(self, match: CommandMatch, heard: Heard, *, is_yes: bool) -> Answer | None:
        """An admin decides in his own chat, any grown-up in the group where the child asked."""
        if heard.member.role == "child":
            return Answer(Say("consent.not_a_childs"))
        homes = {address for _, address in self._family.addresses_of(match.said("name"))}
        waiting = [one for one in self._children() if Address(one[0][0], one[0][1], one[0][3]) in homes]
        if heard.message.is_group:
            waiting = [one for one in waiting if one[0][:3] == _chat_of(heard)]
        elif heard.member.role != "admin":
            return None
        if not waiting:
            return Answer(Say("consent.nobody_waiting", {"name": match.said("name")}))
        return await self._for_child(heard, *waiting[-1], is_yes=is_yes)

    async def _for_child(self, heard: Heard, key: Key, child: Member, asked: Pending, *, is_yes: bool) -> Answer:
        await self._keep_decision(child.id, asked, heard.member, is_yes=is_yes)
        # Its turn goes on in its own chat, and once only, however often this one is taken.
        await self._hear(nod(key, heard.row, self._now()), child)
        generator = self._privacy.router.named(asked.provider)
        title = generator.capabilities.title if generator else ""
        values = {"name": child.name, "provider": title or asked.provider}
        return Answer(Say("consent.child_allowed" if is_yes else "consent.child_refused", values))

    def _children(self) -> list[tuple[Key, Member, Pending]]:
        """Children whose question is open, the newest last."""
        found = []
        for key, pending in self._sessions.asked("consent"):
            member = self._family.find(Address(key[0], key[1], key[3]))
            if pending.asks_others and member:
                found.append((key, member, pending))
        return found

    async def _keep(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        await self._consents.refuse_all(heard.member.id, heard.member)
        # Said to the question itself, it leaves the machines in the house to make what was wanted.
        return taken_up(pending, settles=True) if _is_his(pending) else Answer(Say("consent.kept_home"))

    async def _share(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        if self._consents.stay_at_home:
            return Answer(Say("consent.never"))
        if pending and _is_his(pending):
            return await self._decided(heard, pending, is_yes=True)
        await self._consents.lift(heard.member.id, heard.member)
        key = "consent.asked_again" if self._consents.are_asked_for else "consent.shared"
        return Answer(Say(key, {"child": heard.member.role == "child"}))


def taken_up(pending: Pending | None, *, settles: bool = False) -> Answer:
    """What had to wait for a yes or a no, asked for once more; the gates see it again."""
    if pending is None or not pending.media:
        return Answer(Say("consent.say_again"))
    promise = pending.promise or Say(f"{pending.media[0].kind}.accepted")
    return Answer(promise, media=pending.media[0], batch=pending.media[1:], settles=settles)


async def _means_nothing(match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
    """可以 without a question is ordinary talk."""
    return None


def _is_his(pending: Pending | None) -> bool:
    """The question is open, and the member himself may answer it."""
    return pending is not None and pending.kind == "consent" and not pending.asks_others


def _chat_of(heard: Heard) -> tuple[str, str, str]:
    return heard.message.channel, heard.message.account, heard.message.chat_id
