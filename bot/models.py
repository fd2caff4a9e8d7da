"""From the settings to the language models: nothing configured is no model at all."""

from urllib.parse import urlsplit

from bot.config import Settings
from bot.keys import find_key
from bot.model_settings import ModelSettings, name_of
from intents.services import ModelTimes, Services
from intents.services.models.client import is_in_the_house
from intents.services.models.entry import ModelEntry
from intents.services.models.meter import Meter
from intents.services.models.ordered import OrderedModels
from intents.services.models.providers import PROVIDERS, Provider
from prompts.instructions import Instructions


def build_language_model(settings: Settings, meter: Meter | None = None) -> OrderedModels | None:
    """The models of the settings in their order; None where none is configured. Whoever builds them closes them."""
    entries = model_entries(settings)
    return OrderedModels(entries, meter) if entries else None


def model_services(
    settings: Settings, model: OrderedModels | None, instructions: Instructions | None = None
) -> Services:
    """What handlers and tiers are given of the language model."""
    limits = settings.language_model
    return Services(
        language_model=model,
        model_times=ModelTimes(limits.classify_seconds, limits.chat_seconds, limits.shot_seconds),
        instructions=instructions,
    )


def model_entries(settings: Settings) -> tuple[ModelEntry, ...]:
    """Each configured model with everything that is known of its provider, and its key."""
    return tuple(_entry(settings, model) for model in settings.language_model.models)


def _entry(settings: Settings, model: ModelSettings) -> ModelEntry:
    known = PROVIDERS.get(model.provider, Provider(model.base_url))
    variable = known.key_variable if model.key_variable is None else model.key_variable
    return ModelEntry(
        name=name_of(model),
        base_url=model.base_url or known.base_url,
        model=model.model or known.model,
        key=find_key(settings.home, settings.data, variable) if variable else None,
        key_variable=variable,
        extra_body=known.extra_body if model.extra_body is None else model.extra_body,
        highest_temperature=known.highest_temperature,
        forbidden_means_top_up=known.forbidden_means_top_up,
        sees_pictures=model.sees_pictures,
        is_remote=not is_in_the_house(urlsplit(model.base_url or known.base_url).hostname or ""),
    )
