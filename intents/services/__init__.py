"""What handlers are given besides the message: services of the world outside, each behind a type of its own."""

from dataclasses import dataclass

from intents.services.language_model import LanguageModel


@dataclass(frozen=True, slots=True)
class Services:
    """Every service that is set up; None for one that is not."""

    language_model: LanguageModel | None = None
