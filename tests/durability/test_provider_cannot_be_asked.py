"""Killed around the paid call of a provider that cannot be asked: nobody pays again before the admin has decided.

Between opening the ledger and recording the ticket the job ends `needs_admin`, with at most one charge, and the member and the
admin are told once; at every other point everything is done, paid and posted once, as with any provider.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.durability.books import Books, assert_promise_kept
from tests.durability.house import ADMIN, House, house

PLACES = ("submit", "open-ledger", "pay", "write-ticket", "wait", "poll", "write-location", "fetch", "close-ledger")
POINTS = [f"{when}:{place}" for place in PLACES for when in ("before", "after")]
UNCLEAR = {"before:pay": 0, "after:pay": 1, "before:write-ticket": 1, "after:write-ticket": 1}
"""Charges of the job that is killed there. `after:open-ledger` and `after:write-ticket` are before the COMMIT."""


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("store", ["sqlite", "postgres"])
def test_killed_once_nobody_pays_twice(store: str, point: str, outcome: Callable[[], None]) -> None:
    outcome()


def live_through(folder: Path, point: str, database_url: str | None) -> None:
    # One job at a time, so that no other is caught in its own call by the kill.
    with house(folder, can_find=False, database_url=database_url, JOBS__AT_ONCE="1") as home:
        home.has_admin()
        asked = home.everybody_asks()
        home.dies_at(point, asked.count)
        home.lives_on(asked.count)
        books = assert_promise_kept(home, asked, UNCLEAR.get(point))
        assert_told_once(home, books)


def assert_told_once(home: House, books: Books) -> None:
    """The member in his chat and the admin in hers, about each job that needs somebody to look; nobody else."""
    unclear = [job for job in books.jobs if job.state == "needs_admin"]
    told = [
        (channel, post["chat_id"], post["reply_to"])
        for channel in home.chats
        for post in home.posted(channel)
        if "怕花两次钱" in post["text"]
    ]
    assert told == [(job.channel, job.chat_id, job.reply_to) for job in unclear]
    asked = [text for text in home.texts("ids", ADMIN) if "需要人看一下" in text]
    assert len(asked) == len(unclear)
    assert all(
        f"回“重新拍 {job.id}”" in text and f"回“算了 {job.id}”" in text
        for job, text in zip(unclear, asked, strict=True)
    )
