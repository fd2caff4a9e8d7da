"""Several houses at a time: a test that lives through a kill mostly waits, so the chosen ones of a file run beside each other."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.durability.books")

from tests.doubles.postgres import PostgresServer  # noqa: E402

AT_A_TIME = 6
LONGEST_SECONDS = 600.0

Outcomes = dict[tuple[str, str], "Future[None]"]


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcomes]:
    """The file's `live_through(folder, point, database_url)` for each (store, point) that is to be tested."""
    items = [item for item in request.session.items if getattr(item, "module", None) is request.module]
    cells = [item.callspec.params for item in items if hasattr(item, "callspec")]
    chosen = [(params["store"], params["point"]) for params in cells]
    has_postgres = any(store == "postgres" for store, _ in chosen)
    postgres = request.getfixturevalue("postgres_server") if has_postgres else None
    live_through: Callable[[Path, str, str | None], None] = request.module.live_through

    def one(folder: Path, store: str, point: str) -> None:
        with contextlib.ExitStack() as stack:
            assert postgres is None or isinstance(postgres, PostgresServer)
            url = stack.enter_context(postgres.fresh_database()) if postgres and store == "postgres" else None
            live_through(folder, point, url)

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        yield {key: pool.submit(one, tmp_path_factory.mktemp("house"), *key) for key in chosen}
        pool.shutdown(cancel_futures=True)


@pytest.fixture
def outcome(request: pytest.FixtureRequest, outcomes: Outcomes) -> Callable[[], None]:
    """Waits for this test's own; raises what went wrong in it."""
    params = request.node.callspec.params
    return lambda: outcomes[params["store"], params["point"]].result(LONGEST_SECONDS)
