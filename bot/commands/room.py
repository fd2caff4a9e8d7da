"""Orders about the family's room: 家庭房间, /退出, 家庭房间里有谁, /私聊."""

from bot.commands.answer import Answer, Orders
from bot.inbox import Heard
from bot.room import Room
from bot.sessions import Option, Pending
from bot.templates import TemplateStore
from intents.engine.types import CommandMatch, Say, Value


class RoomOrders:
    """Joining, which is explained and asked about first, leaving, and who is in. Where the chat application has groups of its own,
    these words mean nothing."""

    def __init__(self, room: Room, templates: TemplateStore) -> None:
        self._room = room
        self._templates = templates
        self.orders: Orders = {
            "room_join": self._ask,
            "room_leave": self._leave,
            "room_members": self._members,
            "room_alone": self._alone,
        }

    async def pick(self, heard: Heard, pending: Pending | None, text: str) -> Answer | None:
        """The answer to whether he wants to join; None where the words are none."""
        if pending is None or pending.kind != "room":
            return None
        chosen = self._templates.current.answers.chosen(text, pending.titles)
        if chosen is None:
            return None
        match chosen.number:
            case 1:
                await self._room.join(heard.message, heard.member)
                return Answer(Say("room.joined", await self._others(heard)))
            case 2:
                return Answer(Say("room.not_joined"))
        return Answer(Say("answer.no_such_number", {"last": len(pending.options)}), pending=pending)

    async def _ask(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        if heard.message.is_group or not self._room.exists_on(heard.message.channel):
            return None
        if self._room.holds(heard.message):
            return Answer(Say("room.already", await self._others(heard)))
        titles = self._templates.render("room.choices", {}).split()
        options = tuple(Option(title=title, intent="", slots={}, means=title) for title in titles)
        lines = tuple(f"{number} {title}" for number, title in enumerate(titles, 1))
        values: dict[str, Value] = {**await self._others(heard), "lines": lines}
        return Answer(Say("room.explained", values), pending=Pending(kind="room", options=options))

    async def _leave(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        if await self._room.leave(heard.message, heard.member):
            return Answer(Say("room.left"))
        return Answer(Say("room.not_in")) if self._room.exists_on(heard.message.channel) else None

    async def _members(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        if heard.message.is_group or not self._room.exists_on(heard.message.channel):
            return None
        present = await self._room.present()
        if not present:
            return Answer(Say("room.nobody"))
        here, away = self._templates.render("room.is_here", {}), self._templates.render("room.is_away", {})
        lines = tuple(f"{one.name}（{away if one.is_away else here}）" for one in present)
        return Answer(Say("room.members", {"lines": lines}))

    async def _alone(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        return Answer(Say("room.alone")) if self._room.holds(heard.message) else None

    async def _others(self, heard: Heard) -> dict[str, Value]:
        names = [one.name for one in await self._room.present()]
        if heard.member.name in names:
            names.remove(heard.member.name)
        return {"names": tuple(names)}
