"""Killed at every point of a message's and a job's way, with a provider that can be asked: each is done, paid and posted once.

Two chats in one process, two members in each with a video request, and a plain question. 小爱 is killed at the point, every
message is delivered again, and she finishes. Several points are tried beside each other: most of a life is waiting.
"""

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.kill_points import POINTS
from tests.doubles.postgres import PostgresServer
from tests.durability.books import assert_promise_kept
from tests.durability.house import QUESTION, VIDEO, House, house

AT_A_TIME = 4


@pytest.mark.parametrize("store", ["sqlite", "postgres"])
@pytest.mark.parametrize("point", POINTS)
def test_killed_once(store: str, point: str, cells: dict[tuple[str, str], "Future[None]"]) -> None:
    cells[store, point].result(timeout=300)


@pytest.fixture(scope="module")
def cells(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Any, "Future[None]"]]:
    chosen = [item.callspec.params for item in request.session.items if getattr(item, "module", None) is request.module]
    postgres: PostgresServer | None = None
    if any(params["store"] == "postgres" for params in chosen):
        postgres = request.getfixturevalue("postgres_server")
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        yield {
            (params["store"], params["point"]): pool.submit(
                kill_once, tmp_path_factory.mktemp("cell"), params["point"], postgres if params["store"] == "postgres" else None
            )
            for params in chosen
        }
        pool.shutdown(cancel_futures=True)


def kill_once(folder: Path, point: str, postgres: PostgresServer | None) -> None:
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(postgres.fresh_database()) if postgres else None
        home = stack.enter_context(house(folder, database_url=url))
        requests, questions = everybody_asks(home)
        home.dies_at(point, expect=6)
        home.lives_on(expect=6)
        books = assert_promise_kept(home, requests, questions)
"""
"""
