"""Orders about saved places: 我家在…, 我公司在哪, 忘掉奶奶家, 我存了哪些地方."""

from bot.commands.answer import Answer, Orders
from bot.inbox import Heard
from bot.places import LONGEST_ADDRESS, LONGEST_NAME, MOST_PLACES, Places
from bot.sessions import Pending
from intents.engine.place_names import plain_name
from intents.engine.types import CommandMatch, Say


class PlaceOrders:
    """Orders about the places of the one who speaks; nobody reaches another member's."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.orders: Orders = {
            "save_place": self._save,
            "where_place": self._where,
            "forget_place": self._forget,
            "list_places": self._list,
        }

    async def _save(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        name = plain_name(match.said("name"))
        values = {"name": name, "address": match.said("address")}
        before = self._places.of(heard.member.id).get(name, "")
        match await self._places.save(heard.member.id, name, match.said("address")):
            case "saved":
                return Answer(Say("places_saved.saved", values))
            case "moved":
                return Answer(Say("places_saved.moved", {**values, "before": before}))
            case "name too long":
                return Answer(Say("places_saved.name_too_long", {"limit": LONGEST_NAME}))
            case "address too long":
                return Answer(Say("places_saved.address_too_long", {"limit": LONGEST_ADDRESS}))
            case "too many":
                return Answer(Say("places_saved.too_many", {"limit": MOST_PLACES}))

    async def _where(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        name = plain_name(match.said("name"))
        address = self._places.of(heard.member.id).get(name)
        if address is None:
            return Answer(Say("places_saved.unknown", {"name": name}))
        return Answer(Say("places_saved.where", {"name": name, "address": address}))

    async def _forget(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        name = plain_name(match.said("name"))
        is_gone = await self._places.forget(heard.member.id, name)
        return Answer(Say("places_saved.forgotten" if is_gone else "places_saved.nothing_to_forget", {"name": name}))

    async def _list(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        lines = tuple(f"{name}：{address}" for name, address in self._places.of(heard.member.id).items())
        return Answer(Say("places_saved.list", {"lines": lines}) if lines else Say("places_saved.none"))
