"""地点推荐: up to five places of a kind, and everything about the one whose number is said."""

from dataclasses import dataclass

from intents.answering.asking import asking, remembering, wish
from intents.answering.pinned import named
from intents.answering.place_wishes import asks_for_others, order_of, ordered, sought
from intents.answering.place_words import all_about, choice_of, line_of, picked
from intents.answering.whereabouts import Several, Unknown, is_known, locate, which_place
from intents.engine.catalog import Intent
from intents.engine.dialogue import WISH
from intents.engine.place_names import ASKED, HOME, ask_for_unsaved
from intents.engine.slots import fill
from intents.engine.types import Reply, Say, Turn, Value
from intents.services import Services
from intents.services.maps.errors import MapError
from intents.services.maps.links import search_link
from intents.services.maps.maps import Maps, all_within
from intents.services.maps.types import Place
from intents.services.weather.gazetteer import stem

SHOWN = 5
WIDER_M = 10_000
"""Where nothing is to be found close by."""


@dataclass(frozen=True, slots=True)
class _Found:
    places: tuple[Place, ...]
    near: str
    """What the family calls where they are."""
    is_city: bool


class Handler:
    """Answers where something is to be found."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._intent = intent
        self._maps = services.maps

    async def handle(self, turn: Turn) -> Reply:
        said = dict(turn.recognition.slots)
        if place := picked(said):
            return Reply(all_about(place))
        slots = dict(fill(self._intent, said).slots)
        # Of a follow-up: 近一点的. No intent declares it.
        more = said.get(WISH, "")
        if self._maps is None:
            return Reply(self._not_set_up(slots, more, turn))
        if question := ask_for_unsaved(self._intent.name, slots, ("near",), turn.places):
            return remembering(question, turn) or question
        if not is_known(slots.get("near", ""), turn):
            slots.pop("near", None)
            if HOME in turn.places:
                slots["near"] = HOME
            elif not turn.city:
                return asking(Say("places.ask_near"), self._intent.name, "near", slots, turn)
        return await self._look(self._maps, slots, more, turn)

    async def _look(self, maps: Maps, slots: dict[str, str], more: str, turn: Turn) -> Reply:
        keyword = sought(slots.get("keyword", ""), wish(turn))
        try:
            async with all_within():
                found = await self._search(maps, keyword, slots.get("near", ""), turn)
        except Several as several:
            return which_place(self._intent.name, slots, "near", several)
        except Unknown as unknown:
            say = Say("route.unknown_place", {"name": unknown.written})
            return asking(say, self._intent.name, "near", slots, turn)
        except MapError as error:
            values = {"keyword": keyword, "link": self._link(slots, turn)}
            return Reply(Say(f"places.failed_{error.code}", values))
        first = await self._first(more, turn)
        order = order_of(more, slots.get("keyword", ""), wish(turn))
        shown = ordered(found.places, order)[first : first + SHOWN]
        figures: dict[str, Value] = {"keyword": keyword, "near": found.near, "is_city": found.is_city}
        if not shown:
            return Reply(Say("places.no_more" if found.places else "places.none", figures))
        lines = tuple(line_of(number, place) for number, place in enumerate(shown, 1))
        parts = {"lines": lines}
        if name := turn.recognition.slots.get(ASKED, ""):
            parts["offer"] = (Say("places_saved.offer", {"name": name}),)
        choices = tuple(choice_of(place, self._intent.name, slots) for place in shown)
        return Reply(Say("places.list", {**figures, "order": order}, parts), choices=choices)

    async def _search(self, maps: Maps, keyword: str, near: str, turn: Turn) -> _Found:
        if not near:
            return _Found(await maps.search(keyword, turn.city), turn.city, is_city=True)
        where = await locate(maps, near, turn)
        if stem(named(near)) == stem(where.place.city):
            return _Found(await maps.search(keyword, where.place.city), named(near), is_city=True)
        places = await maps.around(keyword, where.place.point)
        if not places:
            places = await maps.around(keyword, where.place.point, WIDER_M)
        return _Found(places, where.name, is_city=False)

    async def _first(self, more: str, turn: Turn) -> int:
        """How many were shown already to somebody who asks for others."""
        if not asks_for_others(more):
            return 0
        pages = 1
        for exchange in reversed(await turn.history()):
            same = all(
                exchange.slots.get(name, "") == turn.recognition.slots.get(name, "") for name in ("near", "keyword")
            )
            if exchange.intent != self._intent.name or not same or not asks_for_others(exchange.slots.get(WISH, "")):
                break
            pages += 1
        return SHOWN * pages

    def _not_set_up(self, slots: dict[str, str], more: str, turn: Turn) -> Say:
        said = {name: named(value) for name, value in slots.items()}
        return Say("places.not_set_up", {**said, WISH: more, "link": self._link(slots, turn)})

    def _link(self, slots: dict[str, str], turn: Turn) -> str:
        near = slots.get("near", "")
        where = turn.places.get(near, named(near))
        return search_link(" ".join(word for word in (where, slots.get("keyword", "")) if word) or ANYTHING, turn.city)


ANYTHING = "附近"
"""What a map is opened with where nothing was said."""
