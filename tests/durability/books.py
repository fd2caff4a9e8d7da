"""What the databases say when 小爱 is dead, and what must be true of it whatever was killed."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store import sqlalchemy_url
from bot.tables import jobs, ledger, messages, outbox, runs
from tests.durability.house import Asked, House

Rows = list[sa.Row[Any]]
ENDED = {"ids": ("done",), "plain": ("done", "uncertain")}


@dataclass(frozen=True)
class Books:
    """Every row that matters."""

    messages: Rows
    jobs: Rows
    calls: Rows
    runs: Rows
    letters: Rows
    workflows: dict[str, str]

    def letters_of(self, job: sa.Row[Any], purpose: str) -> Rows:
        """A job's letters of one purpose."""
        return [letter for letter in self.letters if (letter.job_id, letter.purpose) == (job.id, purpose)]


def read_books(house: House) -> Books:
    """Read both databases."""
    if house.database_url is None:
        app = sa.create_engine(f"sqlite:///{house.data}/app.sqlite")
        engine, schema = sa.create_engine(f"sqlite:///{house.data}/jobs.sqlite"), ""
    else:
        url = sqlalchemy_url(house.database_url)
        app = sa.create_engine(url, connect_args={"options": "-csearch_path=xiaoai"})
        engine, schema = sa.create_engine(url), "xiaoai_jobs."
    try:
        with app.connect() as connection:
            said, made, called, ran, written = (
                list(connection.execute(sa.select(table).order_by(*table.primary_key)))
                for table in (messages, jobs, ledger, runs, outbox)
            )
        with engine.connect() as connection:
            rows = connection.execute(sa.text(f"SELECT workflow_uuid, status FROM {schema}workflow_status"))
            workflows = {row.workflow_uuid: row.status for row in rows}
    finally:
        app.dispose()
        engine.dispose()
    return Books(said, made, called, ran, written, workflows)


def assert_promise_kept(house: House, asked: Asked, unclear_charges: int | None = None) -> Books:
    """Every request became one job, one charge and one clip; every question one answer.

    With `unclear_charges` one job waits for the admin, charged so often and nobody knows.
    """
    books = read_books(house)
    assert all(message.done_at for message in books.messages)
    assert [job.state for job in books.jobs].count("needs_admin") == (unclear_charges is not None)
    assert_jobs_ended_once(house, books, asked)
    assert_paid_once(house, books, unclear_charges or 0)
    for channel in house.chats:
        assert_posted_once(house, books, channel)
        answers = Counter(
            letter.reply_to for letter in books.letters if (letter.channel, letter.purpose) == (channel, "answer")
        )
        assert answers == Counter(asked.questions[channel])
    return books


def assert_jobs_ended_once(house: House, books: Books, asked: Asked) -> None:
    """One job, one workflow, one promise and one result a request; every job done, or uncertain where that can be."""
    wanted = [(channel, message) for channel, messages in asked.requests.items() for message in messages]
    assert sorted((job.channel, job.reply_to) for job in books.jobs) == sorted(wanted)
    assert books.workflows == {job.workflow_id: "SUCCESS" for job in books.jobs}
    for job in books.jobs:
        results = [letter.client_id for letter in books.letters_of(job, "result")]
        if job.state == "needs_admin":
            assert results == []
        else:
            assert job.state in ENDED[job.channel], job
            assert results == [f"job-{job.id}-result-0"]
        assert not books.letters_of(job, "failure")
        notices = [letter.text for letter in books.letters_of(job, "notice")]
        assert len([text for text in notices if f"（第 {job.id} 号）" in text]) == 1
        assert len([text for text in notices if "接着做" in text]) <= 1
    made = [job for job in books.jobs if job.state != "needs_admin"]
    assert len(books.runs) == len(made)
    folders = {f"job-{job.id}-1" for job in books.jobs if job.state == "needs_admin"}
    assert {folder.name for folder in (house.data / "work").glob("job-*")} <= folders, "what was made is cleared away"


def assert_paid_once(house: House, books: Books, unclear_charges: int = 0) -> None:
    """One call and one charge a job, in our books and in the provider's."""
    calls = {call.job_id: call for call in books.calls}
    assert len(calls) == len(books.calls) == len(books.jobs)
    charges = {}
    for job in books.jobs:
        is_unclear = job.state == "needs_admin"
        assert calls[job.id].state == ("open" if is_unclear else "settled"), calls[job.id]
        charges[calls[job.id].key] = unclear_charges if is_unclear else 1
    assert house.paid_charges() == {key: times for key, times in charges.items() if times}


def assert_posted_once(house: House, books: Books, channel: str) -> None:
    """Delivered is in the chat once. Uncertain is there once or not at all, only on `plain`, and 小爱 said that she is not sure."""
    posts = Counter(post["client_id"] for post in house.posted(channel))
    letters = {letter.client_id: letter for letter in books.letters if letter.channel == channel}
    assert posts.keys() <= letters.keys()
    for client_id, letter in letters.items():
        if letter.state == "delivered":
            assert posts[client_id] == 1, letter
            continue
        assert (letter.state, channel) == ("uncertain", "plain"), letter
        assert posts[client_id] <= 1, letter
        if letter.purpose != "notice":
            about = letters[f"about-{letter.id}"]
            assert "不确定" in about.text
            # A second kill may catch this one too; what it says of itself would not end.
            assert about.state == "delivered" or house.kills > 1
