"""Asking a language model, whichever the family has.

    LanguageModelError
    ├── NotAllowed       the key is wrong, or not for this model
    │   └── NoKey        the settings name a variable for it that is not set
    ├── NeedsTopUp       no balance left; asking again changes nothing
    ├── UnknownModel     the service has no model of that name
    ├── BadRequest       the service does not understand what the settings send
    ├── Busy             too many requests, for a while
    ├── TimedOut         no answer in time
    ├── Unreachable      nobody there, a broken connection, a fault of the service
    ├── Refused          the service will not speak of this
    ├── BadAnswer        empty, cut, or not what was asked for
    ├── OverBudget       the day's calls or tokens are used up
    └── Resting          every model failed a moment ago and is left alone for a while

Their texts are for the log: they never hold a key, an address with a query, or what the service said in its own words. What the
family and the admin hear is chosen by `code`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

Purpose = Literal["classify", "chat", "prompt", "shot", "check", "probe", "look", "ideas"]
"""What a call was for, as the day's count keeps it."""


@dataclass(frozen=True, slots=True)
class ModelMessage:
    """One message of a conversation with a language model."""

    role: Literal["system", "user", "assistant"]
    text: str
    pictures: tuple[bytes, ...] = ()
    """JPEG, small and without EXIF: what a model is shown besides the words. Only the models that see pictures get it."""


MaySee = Callable[[str], bool]
"""Whether the entry of that name, outside the house, may be shown these pictures."""


def nobody_outside(name: str) -> bool:
    """Pictures stay in the house unless somebody allowed otherwise."""
    return False


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model said, without its thinking."""

    text: str
    """With `is_json` one JSON object and nothing else."""
    model: str
    """Name of the entry in the settings that answered."""


class LanguageModelError(Exception):
    """No model gave an answer."""

    code: ClassVar[str] = "failed"

    def __init__(self, model: str, detail: str = "") -> None:
        self.model = model
        """Name of the entry in the settings."""
        super().__init__(f"{model}: {self.code}{f' ({detail})' if detail else ''}")


class NotAllowed(LanguageModelError):
    """The key is wrong, or not for this model."""

    code = "not_allowed"


class NoKey(NotAllowed):
    """The settings name a variable for the key, and it is not set."""

    code = "no_key"


class NeedsTopUp(LanguageModelError):
    """No balance is left."""

    code = "needs_top_up"


class UnknownModel(LanguageModelError):
    """The service has no model of the name that the settings say."""

    code = "unknown_model"


class BadRequest(LanguageModelError):
    """The service does not understand what it was sent: most often `extra_body` or the address is not its own."""

    code = "bad_request"


class Busy(LanguageModelError):
    """Too many requests."""

    code = "busy"

    def __init__(self, model: str, retry_after_seconds: float, detail: str = "") -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(model, detail)


class TimedOut(LanguageModelError):
    """No answer in time."""

    code = "timed_out"


class Unreachable(LanguageModelError):
    """Nobody answers there, or not whole, or with a fault of the service's own."""

    code = "unreachable"


class Refused(LanguageModelError):
    """The service will not speak of this. Nothing is wrong with it."""

    code = "refused"


class BadAnswer(LanguageModelError):
    """An answer that is empty, cut, or not what was asked for."""

    code = "bad_answer"


class OverBudget(LanguageModelError):
    """The day's calls or tokens are used up; tomorrow there are new ones."""

    code = "over_budget"


class Resting(LanguageModelError):
    """Every model failed a moment ago and is left alone for a while."""

    code = "resting"


class LanguageModel(Protocol):
    """An ordered list of models; who asks does not know which of them answers."""

    async def ask(
        self,
        messages: Sequence[ModelMessage],
        *,
        purpose: Purpose,
        timeout_seconds: float,
        is_json: bool = False,
        max_tokens: int = 1000,
        temperature: float = 0.7,
        may_see: MaySee = nobody_outside,
    ) -> ModelAnswer:
        """The first answer of the list. Raises `LanguageModelError`, after at most `timeout_seconds` over all of them.

        With `is_json` one of the messages has to hold the word JSON: several services refuse to answer otherwise.
        Messages with pictures go only to models that see, and to those outside the house only where `may_see` allows it.
        """
        ...

    def sees(self, may_see: MaySee = nobody_outside) -> bool:
        """Whether there is a model that pictures may be shown to.

        What they show is as private as they are: no, where what a model saw would then be told to one that may not see them.
        """
        ...
