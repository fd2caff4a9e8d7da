"""One language model of the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import JsonValue, SecretStr

ExtraBody: TypeAlias = Mapping[str, JsonValue]
"""Fields of the request that only this service knows, such as the one that turns thinking off."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """Where a model is and how it wants to be asked."""

    name: str
    """What the settings, the log and the admin call it."""
    base_url: str
    """Up to and without `/chat/completions`."""
    model: str
    """The service's own name of it."""
    key: SecretStr | None = None
    key_variable: str = ""
    """Name of the environment variable the key is to come from; empty for a service that wants none."""
    extra_body: ExtraBody = field(default_factory=dict)
    highest_temperature: float = 2.0
    forbidden_means_top_up: bool = False
    """Whether the service answers 403 when there is no balance."""

    sees_pictures: bool = False
    """Whether it takes pictures besides words."""
    is_remote: bool = True
    """Whether it is outside the house, as far as its address says."""

    @property
    def lacks_key(self) -> bool:
        """Whether the service wants a key and nobody set it."""
        return bool(self.key_variable) and self.key is None
