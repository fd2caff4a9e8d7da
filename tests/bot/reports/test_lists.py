"""Jobs and pieces of a long past: the right ones, a page at a time, with few questions to the database."""

import pytest
import sqlalchemy as sa

from bot.reports.gallery import PieceFilter, find_makers, find_piece, find_pieces
from bot.reports.jobs import JobFilter, find_askers, find_entries
from bot.reports.story import read_story
from bot.store import Store
from tests.bot.reports.past import NOW, Counted

MOST_STATEMENTS = 7


def test_the_newest_jobs_come_first_a_page_at_a_time(lived_in: Store) -> None:
    with lived_in._reader.connect() as connection, Counted(connection) as asked:
        first, second = (find_entries(connection, JobFilter(), page=page) for page in (0, 1))
    assert [entry.job.id for entry in (*first.entries, *second.entries)] == list(range(5000, 4920, -1))
    assert first.count == 5000
    assert len(asked.statements) <= 2 * MOST_STATEMENTS
    costs = {entry.job.generator: entry.fen for entry in first.entries if entry.job.state == "done"}
    assert (costs["kling"], costs["zhipu"]) == (60, 0)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (JobFilter(states=("failed",)), 714),
        (JobFilter(kind="image"), 1000),
        (JobFilter(member_id=101), 1250),
        (JobFilter(generator="kling"), 1667),
        (JobFilter(text="饺子"), 715),
        (JobFilter(text="4711"), 1),
        (JobFilter(text="第 4711 号"), 1),
        (JobFilter(text="100%"), 0),
        (JobFilter(text="没有这回事"), 0),
        (JobFilter(states=("failed",), member_id=101, generator="kling", kind="video"), 48),
    ],
)
def test_each_filter_finds_what_it_says(lived_in: Store, wanted: JobFilter, count: int) -> None:
    with lived_in._reader.connect() as connection:
        found = find_entries(connection, wanted)
        far = find_entries(connection, wanted, page=500)
    assert found.count == count
    assert all(entry.job.state in wanted.states for entry in found.entries if wanted.states)
    assert far.entries == ()


def test_the_choices_are_those_who_asked_and_what_was_used(lived_in: Store) -> None:
    with lived_in._reader.connect() as connection:
        askers = find_askers(connection)
        assert [name for _, name in askers.members] == ["爸爸", "妈妈", "奶奶", "小宝"]
        assert askers.generators == ("kling", "storyboard", "zhipu")
        assert find_makers(connection) == askers.members


def test_one_job_is_told_step_by_step(lived_in: Store) -> None:
    with lived_in._reader.connect() as connection:
        story = read_story(connection, 4949, NOW)
        assert read_story(connection, 99_999, NOW) is None
    assert story
    assert [step.stage for step in story.steps] == [
        *("queue", "rewrite", "route", "render", "generate", "check", "fit", "deliver")
    ]
    whole = sum(step.seconds or 0 for step in story.steps)
    assert whole == pytest.approx((story.job.finished_at or 0) - story.job.created_at)
    (route,) = (step for step in story.steps if step.decision)
    assert (route.stage, route.decision and route.decision.chosen) == ("route", story.job.generator)
    assert [(call.state, call.generator) for call in story.calls] == [("settled", story.job.generator)]
    assert [letter.state for letter in story.letters] == ["delivered"]


def test_pieces_are_found_by_kind_person_and_words(lived_in: Store) -> None:
    with lived_in._reader.connect() as connection, Counted(connection) as asked:
        everything = find_pieces(connection, PieceFilter())
        assert len(asked.statements) <= MOST_STATEMENTS
        images = find_pieces(connection, PieceFilter(kind="image", member_id=101))
        words = find_pieces(connection, PieceFilter(text="饺子"))
        one = find_piece(connection, everything.pieces[0].id)
        assert find_piece(connection, "../etc/passwd") is None
    assert everything.count == 2000
    assert len(everything.pieces) == 24
    made = [piece.created_at for piece in everything.pieces]
    assert made == sorted(made, reverse=True)
    assert {(piece.kind, piece.name) for piece in images.pieces} == {("image", "妈妈")}
    assert words.pieces
    assert all("饺子" in piece.text for piece in words.pieces)
    assert one == everything.pieces[0]
    assert one.prompt.startswith("A warm scene")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("select id from jobs where state = 'failed' order by id desc limit 40", "ix_jobs_state"),
        ("select id from jobs where member_id = 101 order by id desc limit 40", "ix_jobs_member_id"),
        ("select id from jobs where generator = 'kling' order by id desc limit 40", "ix_jobs_generator"),
        ("select job_id, sum(price_fen) from ledger where job_id in (1, 2) group by job_id", "ix_ledger_job_id"),
        ("select id from artifacts order by created_at desc limit 24", "ix_artifacts_created_at"),
        ("select count(*) from exchanges where at >= 1795000000", "ix_exchanges_at"),
        ("select took_seconds from runs where at >= 1795000000", "ix_runs_at"),
    ],
)
def test_what_the_pages_ask_for_has_an_index(lived_in: Store, query: str, index: str) -> None:
    if not lived_in._is_sqlite:
        pytest.skip("PostgreSQL plans by the statistics it has, which a table of this size does not need")
    with lived_in._reader.connect() as connection:
        plan = " ".join(str(row) for row in connection.execute(sa.text(f"explain query plan {query}")))
    assert index in plan
