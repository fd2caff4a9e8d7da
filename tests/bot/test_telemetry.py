"""What the log says, and what it never says."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.channels.base import Refused
from bot.telemetry import log, set_up_logging
from generators.base import ContentRefused
from tests.bot.harness import BotUnderTest
from tests.bot.room import not_sent, unanswered

SECRET = "杜鹃花"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The next test finds the log as this one found it."""
    handlers = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers
    # The engine's own handler holds the stderr of this test, which is closed now.
    logging.getLogger("dbos").handlers.clear()
    structlog.reset_defaults()


def test_an_event_is_one_json_line_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", is_interactive=False)
    log("jobs").info("job.claimed", job=12, name="妈妈")
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert event.pop("timestamp")
    assert event == {"event": "job.claimed", "part": "jobs", "job": 12, "name": "妈妈", "level": "info"}


async def test_nobodys_words_are_in_the_log(bot: BotUnderTest, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", is_interactive=False)
    await bot.hears(f"小爱，附近的{SECRET}店在哪", name=f"{SECRET}妈")
    bot.room.to_fail += [not_sent(0.01), unanswered(arrived=False), Refused("no")]
    await bot.hears(f"拍一段1秒的视频：{SECRET}开了", group=f"{SECRET}群", at=True)
    await bot.finishes_jobs()
    bot.studio.to_refuse.append(ContentRefused("no"))
    await bot.hears(f"拍一段1秒的视频：{SECRET}谢了")
    await bot.finishes_jobs()
    await bot.hears(f"{SECRET}{SECRET}")
    told = capsys.readouterr().err
    events = {json.loads(line)["event"] for line in told.splitlines() if line.startswith("{")}
    assert {"message.accepted", "outbox.delivered", "outbox.uncertain", "job.handed_over", "job.failed"} <= events
    assert SECRET not in told
    assert json.dumps(SECRET).strip('"') not in told
