"""天气: answers what was asked of the weather, for the place and the days that were meant."""

from intents.answering.asking import asking, remembering, wish
from intents.answering.days import Days, days_meant
from intents.answering.pinned import named, pin_where, pinned_where
from intents.answering.weather_aims import aims_of
from intents.answering.weather_words import weather_told
from intents.engine.catalog import Intent
from intents.engine.place_names import HOME, ask_for_unsaved, meant
from intents.engine.slots import fill
from intents.engine.types import Choice, Reply, Say, Turn
from intents.services import Services
from intents.services.maps.errors import MapError
from intents.services.maps.maps import all_within
from intents.services.weather.at_place import where_of
from intents.services.weather.chain import WeatherChain
from intents.services.weather.errors import Ambiguous, NotFound, SourceError
from intents.services.weather.types import Weather


class Handler:
    """Answers questions about the weather."""

    def __init__(self, intent: Intent, services: Services) -> None:
        self._intent = intent
        self._chain = services.weather
        self._maps = services.maps

    async def handle(self, turn: Turn) -> Reply:
        slots = dict(fill(self._intent, turn.recognition.slots).slots)
        if question := ask_for_unsaved(self._intent.name, slots, ("city",), turn.places):
            return remembering(question, turn) or question
        said = {"city": named(slots.get("city", "")), "date": slots.get("date", "")}
        if self._chain is None:
            return Reply(Say("weather.not_set_up", said))
        aims = aims_of(wish(turn))
        days = days_meant(said["date"], turn.now, any_day=aims.any_day)
        if days.outside:
            return Reply(Say(f"weather.{days.outside}", {"place": said["city"], "date": said["date"]}))
        written = self._place(slots.get("city", ""), turn)
        if not written:
            return asking(Say("weather.ask_city"), self._intent.name, "city", slots, turn)
        try:
            async with all_within():
                weather = await self._ask(self._chain, written, turn, days)
        except Ambiguous as several:
            return self._which(said["city"], slots, several)
        except NotFound:
            return asking(Say("weather.not_found", {"place": named(written)}), self._intent.name, "city", slots, turn)
        except (SourceError, MapError):
            return Reply(Say("weather.unavailable", {"place": said["city"]}))
        return Reply(weather_told(weather, named(written), days, aims, turn.now))

    def _place(self, city: str, turn: Turn) -> str:
        """The name to ask for: what was said, else the family's city, else the member's home."""
        if city and (pinned_where(city) or meant(city, turn.places).kind != "here"):
            return city
        return turn.city or (HOME if HOME in turn.places else "")

    async def _ask(self, chain: WeatherChain, written: str, turn: Turn, days: Days) -> Weather:
        count = (days.span.last - turn.now.date()).days + 1
        if where := pinned_where(written):
            return await chain.forecast(where, count)
        name = meant(written, turn.places)
        if name.kind == "saved" and self._maps:
            return await self._at_place(chain, name.address, turn, count)
        try:
            return await chain.weather(name.address, count, near=turn.city)
        except NotFound:
            if self._maps is None:
                raise
            return await self._at_place(chain, name.address, turn, count)

    async def _at_place(self, chain: WeatherChain, address: str, turn: Turn, count: int) -> Weather:
        """A street, a lake or a mountain: no weather service knows it, the map does."""
        assert self._maps is not None
        try:
            found = await self._maps.find_place(address, turn.city)
        except MapError:
            return await chain.weather(address, count, near=turn.city)
        return await chain.forecast(where_of(found[0]), count)

    def _which(self, place: str, slots: dict[str, str], several: Ambiguous) -> Reply:
        lines = tuple(f"{number} {where.label}" for number, where in enumerate(several.places, 1))
        choices = tuple(
            Choice(where.label, self._intent.name, {**slots, "city": pin_where(where)}, means=pin_where(where))
            for where in several.places
        )
        return Reply(Say("places.which", {"name": place, "lines": lines}), choices=choices)
