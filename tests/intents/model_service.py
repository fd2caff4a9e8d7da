"""A language model on this machine, for a module's tests one after the other."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from intents.services.models.entry import ModelEntry
from intents.services.models.ordered import OrderedModels
from tests.doubles.processes import Double, running

KEY = "sk-0123456789-only-for-tests"


@pytest.fixture(scope="module")
def service() -> Iterator[Double]:
    with running("language_model", "--key", KEY, "--models", "small,large", "--highest-temperature", "1") as double:
        yield double


@pytest.fixture
def double(service: Double) -> Double:
    """The service, in its usual mood."""
    service.misbehave("ok")
    return service


def entry(url: str, name: str = "first", **more: Any) -> ModelEntry:
    """A model at this address with the right key."""
    usual: dict[str, Any] = {"model": "small", "key": SecretStr(KEY), "key_variable": "TEST_API_KEY"}
    return ModelEntry(name, f"{url}/v1", **{**usual, **more})


MakeModels = Callable[..., OrderedModels]


@pytest.fixture
async def models_of() -> AsyncIterator[MakeModels]:
    """`models_of(entry(url), …)`, closed at the end of the test."""
    made: list[OrderedModels] = []

    def make(*entries: ModelEntry, **more: Any) -> OrderedModels:
        made.append(OrderedModels(entries, **more))
        return made[-1]

    yield make
    for models in made:
        await models.close()
