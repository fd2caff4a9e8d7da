"""Orders of an admin about who is what: 家里都有谁, 把乐乐设成孩子, 让妈妈当管理员."""

from collections.abc import Callable

from bot.commands.answer import Answer, Orders
from bot.family import Address, Family, Member
from bot.inbox import Heard
from bot.sessions import Pending
from intents.engine.types import CommandMatch, Role, Say


class RoleOrders:
    """Orders about roles. `reaches` tells whether a letter to an address would arrive now."""

    def __init__(self, family: Family, reaches: Callable[[Address], bool]) -> None:
        self._family = family
        self._reaches = reaches
        self.orders: Orders = {
            "members": self._list,
            "set_child": self._set_child,
            "is_child": self._is_child,
            "set_grown_up": self._set_grown_up,
            "is_grown_up": self._is_grown_up,
            "make_admin": self._ask_make_admin,
            "confirm_admin": self._make_admin,
            "dismiss_admin": self._dismiss_admin,
            "resign_admin": self._resign_admin,
        }

    async def _list(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        lines = tuple(Say("role.line", {"name": one.name, "role": one.role}) for one in self._family.members())
        return Answer(Say("role.members", {}, {"lines": lines}))

    async def _set_child(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._set(match.said("name"), "child", heard)

    async def _is_child(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._set_if_said_so(match, heard, "child")

    async def _set_grown_up(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._set(match.said("name"), "member", heard)

    async def _is_grown_up(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._set_if_said_so(match, heard, "member")

    async def _set_if_said_so(self, match: CommandMatch, heard: Heard, role: Role) -> Answer | None:
        """乐乐是孩子 is an order where there is a 乐乐; 他还是孩子 is talk, also when an admin says it."""
        if not self._family.called(match.said("name")) or heard.member.role != "admin":
            return None
        if heard.message.is_group:
            return Answer(Say("family.admins_only"))
        return await self._set(match.said("name"), role, heard)

    async def _set(self, name: str, role: Role, heard: Heard) -> Answer:
        """Child or grown-up. Who writes from two applications is two members of one name, and is the same age in both."""
        meant = self._family.called(name)
        if not meant:
            return self._nobody(name)
        if admin := next((member for member in meant if member.role == "admin"), None):
            return Answer(Say("role.is_admin", {"name": admin.name, "child": role == "child"}))
        for member in meant:
            await self._family.set_role(member, role, heard.member.name)
        return Answer(Say("role.set", {"name": meant[0].name, "child": role == "child"}))

    async def _ask_make_admin(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        member = self._to_be_admin(match.said("name"))
        if isinstance(member, Answer):
            return member
        return Answer(Say("role.make_admin_confirm", {"name": member.name}))

    async def _make_admin(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        """The words hold everything: they mean the same after a restart, or tomorrow."""
        member = self._to_be_admin(match.said("name"))
        if isinstance(member, Answer):
            return member
        await self._family.set_role(member, "admin", heard.member.name)
        return Answer(Say("role.made_admin", {"name": member.name}), also=self._tell(member, Say("role.you_are_admin")))

    def _to_be_admin(self, name: str) -> Member | Answer:
        """The one of this name, where it can be nobody else; a wrong one would have the whole house."""
        meant = self._family.called(name)
        if not meant:
            return self._nobody(name)
        if len(meant) > 1:
            return Answer(Say("role.ambiguous", {"name": meant[0].name, "count": len(meant)}))
        if meant[0].role != "member":
            key = "role.already_admin" if meant[0].role == "admin" else "role.child_no_admin"
            return Answer(Say(key, {"name": meant[0].name}))
        return meant[0]

    async def _dismiss_admin(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        meant = self._family.called(match.said("name"))
        if not meant:
            return self._nobody(match.said("name"))
        admins = [member for member in meant if member.role == "admin"]
        if not admins:
            return Answer(Say("role.not_admin", {"name": meant[0].name}))
        return await self._dismiss(admins, heard)

    async def _resign_admin(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return await self._dismiss([heard.member], heard)

    async def _dismiss(self, admins: list[Member], heard: Heard) -> Answer:
        done = [one for one in admins if await self._family.set_role(one, "member", heard.member.name)]
        if not done:
            return Answer(Say("role.last_admin", {"name": admins[0].name}))
        told = [also for one in done if one.id != heard.member.id for also in self._tell(one, Say("role.no_admin_now"))]
        return Answer(Say("role.dismissed", {"name": done[0].name}), also=tuple(told))

    def _tell(self, member: Member, say: Say) -> tuple[tuple[Say, Address], ...]:
        found = self._family.addresses_of(member.name)
        return tuple((say, address) for one, address in found if one.id == member.id and self._reaches(address))

    def _nobody(self, name: str) -> Answer:
        names = tuple(dict.fromkeys(member.name for member in self._family.members()))
        return Answer(Say("role.no_such_member", {"name": name, "names": names}))
