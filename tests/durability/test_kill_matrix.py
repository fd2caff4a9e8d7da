"""Killed at every point of a message's and a job's way, with a provider that can be asked: each is done, paid and posted once.

Two chats in one process, two members in each with a video request, and a plain question. 小爱 is killed at the point, every
message is delivered again, and she finishes.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.doubles.kill_points import POINTS
from tests.durability.books import Books, assert_promise_kept
from tests.durability.house import House, house

LEFT_OPEN = {
    "before:send-text-to-plain": ("text", 0),
    "after:send-text-to-plain": ("text", 1),
    "before:send-video-to-plain": ("video", 0),
    "after:send-video-to-plain": ("video", 1),
}
"""Where the killed send is known: what it was, and how often it is in the chat."""


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_killed_once_everything_happens_once(store: str, point: str, outcome: Callable[[], None]) -> None:
    outcome()


def live_through(folder: Path, point: str, database_url: str | None) -> None:
    with house(folder, database_url=database_url) as home:
        asked = home.everybody_asks()
        home.dies_at(point, asked.count)
        home.lives_on(asked.count)
        books = assert_promise_kept(home, asked)
        if point in LEFT_OPEN:
            assert LEFT_OPEN[point] in uncertain(home, books)


def uncertain(home: House, books: Books) -> list[tuple[str, int]]:
    """Kind of each uncertain letter, and how often it is in the chat."""
    posts = Counter(post["client_id"] for post in home.posted("plain"))
    return [(letter.kind, posts[letter.client_id]) for letter in books.letters if letter.state == "uncertain"]
