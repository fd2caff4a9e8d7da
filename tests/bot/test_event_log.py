"""The last events survive a crash, stay few, and hold neither secrets nor anybody's words."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.event_log import BLOT, FILE_BYTES, FILES, KEPT, NAME, EventLog
from bot.keys import known_secrets
from bot.telemetry import log, set_up_logging

SECRET = "sk-0123456789abcdef"


@pytest.fixture
def events() -> Iterator[EventLog]:
    """An event log; the next test finds logging as it was."""
    handlers = logging.getLogger().handlers[:]
    events = EventLog()
    yield events
    events.close()
    logging.getLogger().handlers[:] = handlers
    structlog.reset_defaults()


def test_what_is_not_shown_is_kept_all_the_same(capsys: pytest.CaptureFixture[str], events: EventLog) -> None:
    set_up_logging("error", is_interactive=False, events=events)
    log("jobs").info("job.claimed", job=12)
    log("jobs").debug("job.looked_at", job=12)
    logging.getLogger("some.library").warning("it creaks")
    log("jobs").error("job.broke", job=12)
    kept = [(event.name, event.part, event.level, event.fields.get("job")) for event in events.events()]
    assert kept == [
        ("job.claimed", "jobs", "info", 12),
        ("it creaks", "some.library", "warning", None),
        ("job.broke", "jobs", "error", 12),
    ]
    shown = [line for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert [json.loads(line)["event"] for line in shown] == ["job.broke"]


def test_the_next_life_knows_the_last_events_of_this_one(events: EventLog, tmp_path: Path) -> None:
    set_up_logging("error", is_interactive=False, events=events)
    log("app").info("before.the_folder_was_ours")
    events.open(tmp_path)
    log("app").info("app.started", channels=["web"])
    events.close()
    with (tmp_path / NAME).open("a", encoding="utf-8") as file:
        file.write('{"at": 1, "level": "in')
    later = EventLog()
    later.open(tmp_path)
    later.close()
    assert [event.name for event in later.events()] == ["before.the_folder_was_ours", "app.started"]
    assert later.events()[1].fields == {"channels": ["web"]}


def test_it_never_grows_beyond_its_files(tmp_path: Path) -> None:
    events = EventLog()
    events.open(tmp_path)
    for number in range(9000):
        events.keep("info", "jobs", "job.told", {"job": number, "detail": "x" * 450})
    events.close()
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == FILES
    assert max(sizes) < FILE_BYTES * 1.01
    assert len(events.events()) == KEPT
    assert events.events()[-1].fields["job"] == 8999


def test_no_secret_is_kept_however_deep_it_hides(
    events: EventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up_logging("error", is_interactive=False, events=events)
    monkeypatch.setenv("KLING_API_KEY", SECRET)
    (tmp_path / ".env").write_text("XIAOAI_DATABASE_URL=postgresql://xiaoai:hunter22@h/d\n", encoding="utf-8")
    log("early").warning("said.too_early", reason=f"401 for {SECRET}")
    events.open(tmp_path / "logs", known_secrets(tmp_path, tmp_path))
    log("remote").warning("remote.failed", reason=f"401 for {SECRET}!", tried=[f"?key={SECRET}", "hunter22"])
    logging.getLogger("httpx").warning("GET https://h/?k=%s", SECRET)
    events.close()
    written = (tmp_path / "logs" / NAME).read_text(encoding="utf-8") + str(events.events())
    assert SECRET not in written
    assert "hunter22" not in written
    assert written.count(BLOT) >= 8


def test_of_an_error_only_its_kind_and_its_way_are_kept(events: EventLog) -> None:
    set_up_logging("error", is_interactive=False, events=events)
    try:
        raise ValueError("奶奶说的话")
    except ValueError:
        log("turns").exception("turn.failed")
    (event,) = events.events()
    told = event.fields["exc_info"]
    assert isinstance(told, list)
    assert told[0] == "ValueError"
    assert "test_event_log.py" in str(told[1])
    assert "奶奶" not in str(event)
