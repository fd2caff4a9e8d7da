"""Asking a language model, whichever the family has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class ModelMessage:
    """One message of a conversation with a language model."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model said, without its thinking."""

    text: str
    model: str
    """Name of the entry in the settings that answered."""


class LanguageModelError(Exception):
    """No model gave an answer."""


class LanguageModel(Protocol):
    """An ordered list of models; who asks does not know which of them answers."""

    async def ask(
        self,
        messages: Sequence[ModelMessage],
        *,
        purpose: str,
        timeout_seconds: float,
        is_json: bool = False,
        max_tokens: int = 1000,
        temperature: float = 0.7,
    ) -> ModelAnswer:
        """The first answer of the list. Raises `LanguageModelError`, after at most `timeout_seconds` over all of them."""
        ...
