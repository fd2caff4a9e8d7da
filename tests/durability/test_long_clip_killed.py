"""A clip of two paid parts, killed at every point of its way: each part is paid for once, and one whole clip is posted once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from generators import mp4
from tests.durability.books import read_books
from tests.durability.house import House, house

LONG_VIDEO = "小爱，生成一段2秒的视频：小猫追蝴蝶"
LONGEST = ("--longest", "1")
"""A second for each paid request."""

POINTS = (
    "after:check",
    # The second part: before a step is as good as after the one before it, but not where money is.
    "after:render-again",
    "after:open-ledger-again",
    *(f"{when}:{place}-again" for place in ("pay", "write-ticket") for when in ("before", "after")),
    "before:close-ledger-again",
    "after:close-ledger-again",
    "after:fetch-again",
    "after:check-again",
    # Both are there.
    "before:join",
    "after:join",
    "after:encode",
)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("store", ["sqlite"])
def test_killed_once_each_part_is_paid_once(store: str, point: str, outcome: Callable[[], None]) -> None:
    outcome()


def live_through(folder: Path, point: str, database_url: str | None) -> None:
    with house(folder, database_url=database_url) as home:
        home.says("ids", "mama", LONG_VIDEO)
        home.dies_at(point, 1, *LONGEST)
        home.lives_on(1, *LONGEST)
        assert_made_once(home)


def assert_made_once(home: House) -> None:
    """One job, two calls with a charge each, one clip of two seconds, and nothing left of its parts."""
    books = read_books(home)
    (job,) = books.jobs
    assert job.state == "done"
    assert books.workflows == {job.workflow_id: "SUCCESS"}
    assert [call.state for call in books.calls] == ["settled", "settled"]
    assert home.paid_charges() == {call.key: 1 for call in books.calls}
    (clip,) = [post for post in home.posted("ids") if post["kind"] == "video"]
    assert "2 秒" in clip["text"]
    assert "这么长" not in clip["text"]
    (made,) = (home.data / "media").glob("*.mp4")
    assert 1.9 < mp4.probe(made).seconds < 2.1
    assert not list((home.data / "work").glob("job-*"))
    assert len([letter for letter in books.letters if letter.purpose == "result"]) == 1
