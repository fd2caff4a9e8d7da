"""An ordinary stop (SIGTERM), and the storyboard that forgets what it was drawing: the next life goes on, and sends one clip."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doubles.waiting import wait_until
from tests.durability.books import Books, assert_posted_once, read_books
from tests.durability.house import VIDEO, House, house

DRAWING_POINTS = [
    f"{when}:{place}" for place in ("draw", "poll-drawing", "move-drawing", "encode") for when in ("before", "after")
]


def test_stopped_while_a_paid_clip_is_made_it_is_paid_once(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=600, can_find=False) as home:
        assert home.paid
        home.says("ids", "mama", VIDEO)
        for _ in range(2):
            with home.living() as life:
                is_polled_again(home)
                home.ends(life)
        home.paid.post("/finish")
        home.lives_on(expect=1)
        assert list(home.paid_charges().values()) == [1]
        assert home.paid.stats()["submits"] == 1
        assert_one_clip(home, read_books(home))


def test_stopped_while_the_money_leaves_it_is_paid_once(tmp_path: Path) -> None:
    with house(tmp_path, can_find=False) as home:
        assert home.paid
        home.paid.misbehave("slow", at="submit", seconds=2, times=1)
        home.says("ids", "mama", VIDEO)
        with home.living() as life:
            wait_until(lambda: home.paid_charges(), 30)
            home.ends(life)
        home.lives_on(expect=1)
        assert list(home.paid_charges().values()) == [1]
        assert_one_clip(home, read_books(home))


@pytest.mark.parametrize("point", DRAWING_POINTS)
@pytest.mark.parametrize("store", ["sqlite"])
def test_drawing_killed_is_drawn_again_and_sent_once(store: str, point: str, outcome: Callable[[], None]) -> None:
    outcome()


def live_through(folder: Path, point: str, database_url: str | None) -> None:
    with house(folder, paid_seconds=None) as home:
        home.says("ids", "mama", VIDEO)
        home.dies_at(point, expect=1)
        home.lives_on(expect=1)
        assert_one_clip(home, read_books(home))


def is_polled_again(home: House) -> None:
    """The clip is being made, and this life knows."""
    assert home.paid
    paid, polls = home.paid, home.paid.stats()["polls"]
    wait_until(lambda: paid.stats()["polls"] > polls, 30)


def assert_one_clip(home: House, books: Books) -> None:
    """One job, done, one call settled, one clip in the chat, and at most the promise and one word about the restart beside it."""
    assert [job.state for job in books.jobs] == ["done"]
    assert [call.state for call in books.calls if call.state != "lost"] == ["settled"]
    assert_posted_once(home, books, "ids")
    kinds = [post["kind"] for post in home.posted("ids")]
    assert kinds in (["text", "video"], ["text", "text", "video"])
