"""What tests may ask for, doubles of the world outside and a real PostgreSQL; and what none may do: leave the house."""

import contextlib
import os
from collections.abc import Iterator, Mapping

import pytest

from tests.doubles.guard import LeftTheHouse, loopback_only
from tests.doubles.postgres import INSTALL, PostgresServer, find_binaries, running_postgres
from tests.doubles.processes import Double, StartDouble, running

ON_REQUEST = ("gpu", "network", "account")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a GPU, the internet or an account, unless -m names it."""
    off = [marker for marker in ON_REQUEST if marker not in config.option.markexpr]
    left_out = [item for item in items if any(item.get_closest_marker(marker) for marker in off)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def refused_addresses(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Addresses of other machines this test tried; any that is left in the list fails it."""
    if any(request.node.get_closest_marker(marker) for marker in ("network", "account")):
        yield []
        return
    with loopback_only(monkeypatch) as refused:
        yield refused
    if refused:
        raise LeftTheHouse(refused[0])


@pytest.fixture
def start_double() -> Iterator[StartDouble]:
    """Start any double: `start_double("paid_server", can_find=True, seconds=2)`."""
    with contextlib.ExitStack() as stack:
        yield lambda name, **options: stack.enter_context(running(name, *_options(options)))


@pytest.fixture
def chat_server(request: pytest.FixtureRequest, start_double: StartDouble) -> Double:
    """A chat application. `@pytest.mark.parametrize("chat_server", [{"dedupe": True}], indirect=True)` changes it."""
    return start_double("chat_server", **getattr(request, "param", {}))


@pytest.fixture
def paid_server(request: pytest.FixtureRequest, start_double: StartDouble) -> Double:
    """A paid video API, 0.2 s a clip; changed like `chat_server`: seconds, can_find, can_cancel, price_fen."""
    return start_double("paid_server", **{"seconds": 0.2} | getattr(request, "param", {}))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole run. Where CI is set its absence is a failure, elsewhere a skip."""
    binaries = find_binaries()
    if binaries is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(INSTALL)
    with running_postgres(binaries) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database, this test's own."""
    with postgres_server.fresh_database() as url:
        yield url


def _options(options: Mapping[str, object]) -> Iterator[str]:
    for name, value in options.items():
        if value is not False:
            yield f"--{name.replace('_', '-')}"
            if value is not True:
                yield str(value)
