"""The bundle for whoever is asked to help: versions, settings, findings, the last events and, of one job, its course.

No key is in it and, unless the admin has ticked that, no word of the family's: then only figures, codes and names of parts are left
of events and jobs. What a word is, is not guessed at: everything that is not one short ASCII word is taken for the family's.
"""

import asyncio
import io
import json
import platform
import re
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from pydantic import TypeAdapter

from bot import migrations
from bot.config import Settings
from bot.doctor import GROUPS, findings, house
from bot.event_log import Event, EventLog, blotted
from bot.keys import known_secrets
from bot.reports.archive import Archive
from bot.reports.makers import MakerTold
from bot.reports.story import Story

PACKAGES = (
    "alembic",
    "av",
    "dbos",
    "fastapi",
    "hassil",
    "nicegui",
    "openai",
    "pillow",
    "pydantic",
    "sqlalchemy",
    "structlog",
)
LEFT_OUT = "(left out)"
FAMILYS_OWN = ("schedules", "exempt", "city")
"""Settings the admin writes the family's words and names into."""

_CODE = re.compile(r"[\x21-\x7e]{0,120}")


@dataclass(frozen=True)
class Diagnosis:
    """Packs bundles. The doctor's look at the settings waits for the services that are set up."""

    settings: Settings
    archive: Archive
    events: EventLog
    templates_notice: Callable[[], str]
    """What is wrong with the admin's files, empty when all is well."""
    now: Callable[[], float]

    async def bundle(self, *, job: int = 0, has_words: bool = False) -> bytes:
        """A zip. `job` is the number of the job it is about, 0 for none; an unknown one is left out."""
        overview = await self.archive.overview()
        story = await self.archive.story(job) if job else None
        secrets = known_secrets(self.settings.home, self.settings.data)

        def pack() -> bytes:
            files: dict[str, object] = {
                "versions.json": _versions(self.settings),
                "settings.json": _settings(self.settings, has_words=has_words),
                "doctor.json": _findings(self.settings),
                "templates.json": self.templates_notice() if has_words else {"are_good": not self.templates_notice()},
                "generators.json": [_maker(one, has_words=has_words) for one in overview.makers],
                "figures.json": _plain(overview.days),
                "events.json": [_event(event, has_words=has_words) for event in self.events.events()],
            }
            if story:
                files[f"job-{story.job.id}.json"] = _story(story, has_words=has_words)
            return _zipped(files, secrets, self.now(), self.settings)

        return await asyncio.to_thread(pack)


def _zipped(files: Mapping[str, object], secrets: Sequence[str], now: float, settings: Settings) -> bytes:
    made = io.BytesIO()
    when = datetime.fromtimestamp(now, settings.zone).timetuple()[:6]
    folder = f"xiaoai-{datetime.fromtimestamp(now, settings.zone):%Y%m%d-%H%M}"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, contents in files.items():
            text = json.dumps(blotted(contents, secrets), ensure_ascii=False, indent=1, default=str)
            bundle.writestr(zipfile.ZipInfo(f"{folder}/{name}", when), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _findings(settings: Settings) -> object:
    # Ten seconds of work, while she has looked at her files herself and knows what is wrong with them.
    quick = {title: [check for check in checks if check is not house.templates] for title, checks in GROUPS.items()}
    told = {group: [asdict(one) for one in found] for group, found in findings(settings, quick).items()}
    return _without_home(told, str(Path.home()))


def _versions(settings: Settings) -> dict[str, object]:
    return {
        "xiaoai": metadata.version("xiaoai"),
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "machine": platform.machine(),
        "schema": migrations.newest(),
        "store": "PostgreSQL" if settings.database_url else "SQLite",
        "packages": {name: metadata.version(name) for name in PACKAGES},
    }


def _settings(settings: Settings, *, has_words: bool) -> object:
    # Secrets dump as stars; whether there is one is worth knowing.
    plain = json.loads(settings.model_dump_json())
    home = str(Path.home())
    return _without_home(plain if has_words else _without_words(plain), home)


def _without_words(value: object) -> object:
    if isinstance(value, dict):
        return {key: _gone(one) if key in FAMILYS_OWN else _without_words(one) for key, one in value.items()}
    return [_without_words(one) for one in value] if isinstance(value, list) else value


def _gone(value: object) -> object:
    return LEFT_OUT if value else value


def _without_home(value: object, home: str) -> object:
    """The user's name need not be known either."""
    if isinstance(value, dict):
        return {key: _without_home(one, home) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_home(one, home) for one in value]
    return value.replace(home, "~") if isinstance(value, str) and len(home) > 1 else value


def _event(event: Event, *, has_words: bool) -> object:
    told = asdict(event)
    return told if has_words else {key: _coded(value) for key, value in told.items()}


def _maker(maker: MakerTold, *, has_words: bool) -> object:
    told = _plain(maker)
    return told if has_words else _coded(told)


def _story(story: Story, *, has_words: bool) -> object:
    told = _plain(story)
    return told if has_words else _coded(told)


def _plain(told: object) -> object:
    return TypeAdapter(type(told)).dump_python(told, mode="json")


def _coded(value: object) -> object:
    """Figures and codes as they are, everything else left out."""
    if isinstance(value, str):
        return value if _CODE.fullmatch(value) else LEFT_OUT
    if isinstance(value, dict):
        return {key: _coded(one) for key, one in value.items()}
    return [_coded(one) for one in value] if isinstance(value, list | tuple) else value
