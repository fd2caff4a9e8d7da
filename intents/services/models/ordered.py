"""The family's models in their order: the first that works answers.

Prevents a dead service from holding a message up (each has a share of the time and a circuit), a wrong key from staying unknown
(`troubles`, told to the admin once), and a runaway bill (the meter).
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

from intents.services.language_model import (
    BadAnswer,
    BadRequest,
    Busy,
    LanguageModelError,
    MaySee,
    ModelAnswer,
    ModelMessage,
    NeedsTopUp,
    NoKey,
    NotAllowed,
    OverBudget,
    Purpose,
    Refused,
    Resting,
    TimedOut,
    UnknownModel,
    nobody_outside,
)
from intents.services.models.circuit import Circuit
from intents.services.models.client import ModelClient, Question, Said
from intents.services.models.entry import ModelEntry
from intents.services.models.meter import Call, Meter, Unlimited

SHARE_OF_THE_FIRST = 2 / 3
"""Of the time that is left, where another model waits behind."""
LONGEST_PAUSE_SECONDS = 2.0
"""Before the last model is asked once more because it was busy."""
LASTING = (NotAllowed, NeedsTopUp, UnknownModel)
"""What a person has to put right."""
ALL = "*"
"""In place of a model's name: trouble of them all together."""


class OrderedModels:
    """Asks one model after the other. Use from one event loop; `close` at the end."""

    def __init__(
        self, entries: Sequence[ModelEntry], meter: Meter | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._clients = [ModelClient(entry) for entry in entries]
        self._circuits = {entry.name: Circuit(now) for entry in entries}
        self._meter = meter or Unlimited()
        self._troubles: dict[str, LanguageModelError] = {}
        self._news: list[LanguageModelError] = []
        self.changed = asyncio.Event()
        """Set while there is `news`: the admin should be told."""

    @property
    def troubles(self) -> Mapping[str, LanguageModelError]:
        """Name of the model, or `*` for all → what is wrong, since it last worked."""
        return dict(self._troubles)

    def news(self) -> tuple[LanguageModelError, ...]:
        """Troubles that have begun since this was asked last; the same one comes again only after the model worked."""
        self.changed.clear()
        news, self._news = tuple(self._news), []
        return news

    @property
    def names(self) -> tuple[str, ...]:
        """Of all models, in their order."""
        return tuple(client.entry.name for client in self._clients)

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
        """See `LanguageModel.ask`."""
        question = Question(tuple(messages), is_json, max_tokens, temperature)
        deadline = time.monotonic() + timeout_seconds
        last: LanguageModelError = Resting(ALL)
        has_pictures = any(message.pictures for message in messages)
        allowed = [c for c in self._clients if not has_pictures or _is_shown(c.entry, may_see)]
        usable = [client for client in allowed if self._circuits[client.entry.name].is_closed]
        for index, client in enumerate(usable):
            left = deadline - time.monotonic()
            share = left if index == len(usable) - 1 else left * SHARE_OF_THE_FIRST
            try:
                return await self._ask_one(client, question, purpose, share)
            except OverBudget:
                raise
            except LanguageModelError as error:
                last = error
        pause = min(last.retry_after_seconds, LONGEST_PAUSE_SECONDS) if isinstance(last, Busy) else 0.0
        if isinstance(last, Busy) and pause >= last.retry_after_seconds and deadline - time.monotonic() > 2 * pause:
            await asyncio.sleep(pause)
            return await self._ask_one(usable[-1], question, purpose, deadline - time.monotonic())
        raise last

    @property
    def viewers_outside(self) -> tuple[str, ...]:
        """Names of the models that look at pictures outside the house."""
        entries = (client.entry for client in self._clients)
        return tuple(entry.name for entry in entries if entry.sees_pictures and entry.is_remote)

    def sees(self, may_see: MaySee = nobody_outside) -> bool:
        """See `LanguageModel.sees`."""
        entries = [client.entry for client in self._clients]
        is_private = all(not entry.is_remote or may_see(entry.name) for entry in entries)
        return is_private and any(entry.sees_pictures for entry in entries)

    async def close(self) -> None:
        """Let go of all connections."""
        for client in self._clients:
            await client.close()

    async def _ask_one(
        self, client: ModelClient, question: Question, purpose: Purpose, timeout_seconds: float
    ) -> ModelAnswer:
        name = client.entry.name
        if timeout_seconds <= 0:
            raise TimedOut(name, "no time left")
        if self._meter.is_used_up:
            error = OverBudget(ALL)
            self._is_in_trouble(error)
            raise error
        self._troubles.pop(ALL, None)
        circuit = self._circuits[name]
        if client.entry.lacks_key:
            missing = NoKey(name, f"{client.entry.key_variable} is not set")
            self._note(circuit, missing)
            raise missing
        circuit.try_it()
        started = time.monotonic()
        said = Said("", 0)
        trouble = "given_up"
        try:
            said = await client.ask(question, timeout_seconds)
        except LanguageModelError as error:
            trouble = error.code
            self._note(circuit, error)
            raise
        else:
            trouble = ""
            circuit.worked()
            self._troubles.pop(name, None)
        finally:
            if trouble == "given_up":
                circuit.let_go()
            await self._meter.count(Call(name, purpose, said.tokens, time.monotonic() - started, trouble))
        return ModelAnswer(said.text, name)

    def _note(self, circuit: Circuit, error: LanguageModelError) -> None:
        if isinstance(error, Refused | BadAnswer):  # the service is well; what it cannot say in JSON it may say in 聊天
            circuit.worked()
            self._troubles.pop(error.model, None)
            return
        rest = error.retry_after_seconds if isinstance(error, Busy) else 0.0
        rest = rest if rest > LONGEST_PAUSE_SECONDS else 0.0
        is_open = circuit.failed(is_lasting=isinstance(error, LASTING), rest_seconds=rest)
        if is_open or isinstance(error, BadRequest):
            self._is_in_trouble(error)

    def _is_in_trouble(self, error: LanguageModelError) -> None:
        known = self._troubles.get(error.model)
        # Of a service that is down one time busy, one time silent, nobody wants to hear twice.
        if known is None or (isinstance(error, LASTING) and known.code != error.code):
            self._troubles[error.model] = error
            self._news.append(error)
            self.changed.set()


def _is_shown(entry: ModelEntry, may_see: MaySee) -> bool:
    return entry.sees_pictures and (not entry.is_remote or may_see(entry.name))
