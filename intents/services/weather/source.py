"""What every weather service can be asked."""

from typing import Protocol

from intents.services.weather.types import Weather, Where


class WeatherSource(Protocol):
    """One weather service."""

    @property
    def name(self) -> str:
        """In the settings, the log and to the admin."""
        ...

    @property
    def reach_days(self) -> int:
        """How many days it knows, today included."""
        ...

    async def look_up(self, place: str) -> tuple[Where, ...]:
        """Places of this name, likeliest first; several when only a person can tell which. Raises NotFound or SourceError."""
        ...

    async def forecast(self, where: Where, days: int) -> Weather:
        """The weather of at least `days` days from today on, or of all this service knows. Raises NotFound or SourceError."""
        ...
