"""What handlers are given besides the message: services of the world outside, each behind a type of its own."""

from dataclasses import dataclass

from intents.services.language_model import LanguageModel
from intents.services.maps.maps import Maps
from intents.services.weather.chain import WeatherChain
from prompts.idea_stock import IdeaStock
from prompts.instructions import Instructions
from prompts.safety import Safety


@dataclass(frozen=True, slots=True)
class ModelTimes:
    """How long a language model may take, in seconds."""

    classify: float = 8
    chat: float = 30
    shot: float = 20
    """For one of at most two questions; nobody waits for the answer but the job."""


@dataclass(frozen=True, slots=True)
class Services:
    """Every service that is set up; None for one that is not."""

    language_model: LanguageModel | None = None
    model_times: ModelTimes = ModelTimes()
    instructions: Instructions | None = None
    """What the language model is told, in the version in force."""
    ideas: IdeaStock | None = None
    """Ideas that stand ready."""
    safety: Safety | None = None
    """What nobody is shown an idea of."""
    maps: Maps | None = None
    weather: WeatherChain | None = None
    abilities: tuple[str, ...] = ()
    """Titles of everything 小爱 can do besides 聊天, filled in when the handlers are loaded."""
