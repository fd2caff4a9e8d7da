"""The figures of the overview add up, in the family's own days, and Prometheus gets the same."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from bot.reports.days import days_before, read_days
from bot.reports.disk import measure
from bot.reports.makers import read_times
from bot.reports.metrics import as_prometheus
from bot.reports.overview import overview_query
from bot.store import Store
from bot.tables import exchanges, jobs, ledger
from generators.router import Router
from tests.bot.reports.past import NOW, ZONE, Counted

MOST_STATEMENTS = 25


def test_every_turn_job_and_yuan_of_the_days_is_counted_once(lived_in: Store) -> None:
    with lived_in._reader.connect() as connection:
        told = read_days(connection, ZONE, NOW, count=14)
        begin = days_before(ZONE, NOW, 14)[0].begin

        def count(table: sa.Table, at: sa.Column[float]) -> int:
            return connection.scalar(sa.select(sa.func.count()).select_from(table).where(at >= begin)) or 0

        paid = sa.select(sa.func.sum(ledger.c.price_fen)).where(
            ledger.c.opened_at >= begin, ledger.c.state == "settled"
        )
        assert told.total(told.intents) == count(exchanges, exchanges.c.at)
        assert told.total(told.asked) == count(jobs, jobs.c.created_at)
        assert told.total(told.fen) == connection.scalar(paid)
        slow = sa.select(sa.func.count()).where(jobs.c.created_at >= begin, jobs.c.id % 50 == 0)
        assert told.slow == {"kling": connection.scalar(slow)}
    assert told.days[-1] == "2026-11-21"
    assert told.total(told.tiers) == told.total(told.intents) - sum(told.intents["order"])
    assert set(told.failures) == {"timeout", "content_refused", "needs_top_up"}
    assert sum(told.failures.values()) == sum(told.asked["failed"])
    assert told.tokens["glm-4-flash"][-1] == 1800
    assert sum(told.doubtful) > 0


def test_a_day_with_a_change_of_the_clocks_is_one_day() -> None:
    zone = ZoneInfo("Europe/Berlin")
    spans = days_before(zone, datetime(2026, 10, 27, 0, 30, tzinfo=zone).timestamp(), 4)
    assert [span.name for span in spans] == ["2026-10-24", "2026-10-25", "2026-10-26", "2026-10-27"]
    assert [(span.end - span.begin) / 3600 for span in spans] == [24, 25, 24, 24]


def test_times_have_a_middle_and_nine_of_ten_by_day(lived_in: Store) -> None:
    with lived_in._reader.connect() as connection:
        times = read_times(connection, ZONE, NOW, count=14)
    assert {(one.generator, one.kind) for one in times} == {
        (generator, kind) for generator in ("zhipu", "storyboard", "kling") for kind in ("video", "image")
    }
    for one in times:
        assert 20 <= one.median <= one.p90 <= 59
        assert len(one.by_day) == 14
        assert one.usual is not None
        assert abs(one.over_usual or 0) < 0.5


def test_prometheus_gets_the_figures_of_the_page(lived_in: Store, tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.mp4").write_bytes(b"x" * 1234)
    disk = measure(tmp_path)
    with lived_in._reader.connect() as connection, Counted(connection) as asked:
        told = overview_query(Router({}), ZONE, NOW, disk)(connection)
    assert len(asked.statements) <= MOST_STATEMENTS
    text = as_prometheus(told).decode()
    found = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["xiaoai_turns_today", ("intent", "video")] == told.days.intents["video"][-1]
    assert found["xiaoai_spent_yuan_today", ("generator", "kling")] == told.days.fen["kling"][-1] / 100
    assert found["xiaoai_disk_bytes", ("part", "made")] == 1234
    one = told.times[0]
    key = (("days", "14"), ("generator", one.generator), ("kind", one.kind), ("quantile", "0.9"))
    assert found["xiaoai_job_seconds", *key] == pytest.approx(one.p90)
    (measured,) = told.measured
    card, steady = measured.peak_bytes, measured.temporal_ssim
    assert measured.generator == "storyboard"
    assert card
    assert steady
    assert len(card.by_day) == len(steady.by_day) == 14
    assert card.whole.high == max(day.high for day in card.by_day if day) > card.whole.middle
    assert (steady.whole.low, steady.whole.high) == pytest.approx((0.91, 0.99))
    of = ("days", "14"), ("generator", "storyboard")
    assert found["xiaoai_generator_peak_bytes", *of] == card.whole.high
    assert found["xiaoai_temporal_ssim", *of, ("quantile", "0")] == pytest.approx(steady.whole.low)
    assert "python_info" not in text
