"""Every provider in the chat: from the settings to the clip, over a restart, over a day, and when nobody knows what was paid."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.config import GeneratorSettings, Settings
from bot.makers import make_generators
from bot.tables import artifacts, jobs, ledger
from generators.base import Generator
from tests.bot.harness import ROOT, FastClock, running
from tests.doubles.processes import Double, StartDouble
from tests.doubles.waiting import until
from tests.generators.providers import Provider, every_provider

CLIP = "小爱，拍一段小猫追蝴蝶的视频"
PROVIDERS = every_provider()
each = pytest.mark.parametrize("provider", PROVIDERS, ids=[provider.name for provider in PROVIDERS])
HOUR = 3600.0


@pytest.fixture(autouse=True)
def key(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(provider.made_by.key_variable, provider.key)


def maker(provider: Provider, double: Double, data: Path, **capabilities: object) -> list[Generator]:
    """As the admin's settings make it, only asked more often than a real service."""
    written = {
        "video": [provider.name],
        "image": [],
        "settings": {provider.name: {"base_url": f"{double.url}{provider.path}", **provider.options}},
    }
    settings = Settings(home=ROOT, data=data, generators=GeneratorSettings.model_validate(written))
    [generator] = make_generators(settings)["video"]
    often: dict[str, object] = {"poll_seconds": 0.1, "typical_seconds": (0.1, 0.5)}
    generator.capabilities = replace(generator.capabilities, **(often | capabilities))  # type: ignore[arg-type]
    return [generator]


@each
async def test_from_the_settings_to_the_chat(
    provider: Provider, start_double: StartDouble, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="generators")
    double = start_double(provider.name, key=provider.key)
    with capture_logs() as events:
        async with running(tmp_path, generators=maker(provider, double, tmp_path)) as bot:
            await bot.hears(CLIP)
            await bot.finishes_jobs()
            [row] = await bot.rows(jobs)
            assert (row.state, row.generator) == ("done", provider.name)
            [call] = await bot.rows(ledger)
            assert (call.state, call.price_fen) == ("settled", provider.price_fen)
            [artifact] = await bot.rows(artifacts)
            assert Path(artifact.poster).is_file()
            assert artifact.sha256 == hashlib.sha256(Path(artifact.path).read_bytes()).hexdigest()
            assert bot.sent_file.suffix == ".mp4"
    stats = double.stats()
    assert (stats["charged"], stats["problems"]) == (1, [])
    secrets = [part.encode() for part in provider.key.split(":")]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            written = path.read_bytes()
            assert not [secret for secret in secrets if secret in written], path
            assert b"Signature=" not in written, path
    said = f"{events}{caplog.text}"
    assert "job.handed_over" in said
    assert "Signature=" not in said
    assert not [secret for secret in secrets if secret.decode() in said]


@each
async def test_a_restart_asks_on_and_pays_once(provider: Provider, start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double(provider.name, key=provider.key, seconds=300)
    async with running(tmp_path, generators=maker(provider, double, tmp_path)) as bot:
        await bot.hears(CLIP)
        await until(lambda: double.stats()["requests"].get("result"))
    double.post("/finish")
    async with running(tmp_path, bot.room, generators=maker(provider, double, tmp_path)) as bot:
        await bot.finishes_jobs()
        assert [row.state for row in await bot.rows(jobs)] == ["done"]
        assert bot.sent_file.suffix == ".mp4"
        assert [(row.state, row.price_fen) for row in await bot.rows(ledger)] == [("settled", provider.price_fen)]
    assert (double.stats()["charged"], double.stats()["fen"]) == (1, provider.price_fen)


@each
async def test_an_answer_that_never_came_is_for_a_person_to_settle(
    provider: Provider, start_double: StartDouble, tmp_path: Path
) -> None:
    if not provider.price_fen:
        return
    double = start_double(provider.name, key=provider.key)
    double.misbehave("cut_after", at="submit", times=1)
    async with running(tmp_path, generators=maker(provider, double, tmp_path)) as bot:
        await bot.hears(CLIP)
        await bot.until(lambda c: bool(c.scalar(sa.select(jobs.c.id).where(jobs.c.state == "needs_admin"))))
        assert not [post for post in bot.room.posts if post.path]
        assert [(row.state, row.price_fen) for row in await bot.rows(ledger)] == [("open", provider.price_fen)]
    async with running(tmp_path, bot.room, generators=maker(provider, double, tmp_path)) as bot:
        await bot.settles()
        assert [row.state for row in await bot.rows(jobs)] == ["needs_admin"], "never handed in again by itself"
    assert (double.stats()["charged"], double.stats()["requests"]["submit"]) == (1, 1)


@each
async def test_a_day_in_the_queue_is_waited_for(provider: Provider, start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double(provider.name, key=provider.key, seconds=7 * 24 * HOUR)
    slowly = {"poll_seconds": 240.0, "typical_seconds": (60.0, 300.0)}
    clock, makers = FastClock(), maker(provider, double, tmp_path, **slowly)
    if not makers[0].capabilities.may_take_seconds:
        # A server in the house has no queue of strangers: `jobs.timeout_seconds` holds for it.
        assert not makers[0].capabilities.is_remote
        return
    async with running(tmp_path, clock=clock, generators=makers) as bot:
        await bot.hears(CLIP)
        await until(lambda: clock.ahead_seconds > 10 * HOUR, 60)
    # In the middle of the day she is restarted.
    later = _DayClock(clock.ahead_seconds, double, done_after=23 * HOUR)
    makers = maker(provider, double, tmp_path, **slowly)
    async with running(tmp_path, bot.room, clock=later, generators=makers) as bot:
        await bot.finishes_jobs()
        assert [row.state for row in await bot.rows(jobs)] == ["done"]
        assert bot.sent_file.suffix == ".mp4"
    stats = double.stats()
    assert (stats["charged"], stats["requests"]["submit"]) == (1, 1)
    asked = stats["requests"]["result"]
    assert 24 * 12 - 20 <= asked <= 24 * 15, "every four to five minutes"
    told = json.dumps([post.text for post in bot.room.posts], ensure_ascii=False)
    assert "没做成" not in told


class _DayClock(FastClock):
    """A fast clock at whose `done_after` the double has finished."""

    def __init__(self, ahead_seconds: float, double: Double, done_after: float) -> None:
        super().__init__()
        self.ahead_seconds = ahead_seconds
        self._double = double
        self._done_after = done_after

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if self.ahead_seconds > self._done_after:
            self._done_after = float("inf")
            self._double.post("/finish")
