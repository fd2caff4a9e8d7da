"""What is told by the clock because the admin wants it, and whether there is anybody to tell it to."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.config import Settings
from bot.doctor.finding import Finding


def schedules(settings: Settings) -> Iterator[Finding]:
    """Each schedule of the settings. Whom it is for is looked up in the file of the SQLite store, without opening the store."""
    known = None if settings.database_url else _known(settings.data / "app.sqlite")
    for schedule in settings.schedules:
        what = f"按点播报“{schedule.name}”：{schedule.days} {schedule.at}，给 {schedule.to}"
        if known is None or schedule.to.casefold() in known:
            yield Finding("good", what)
            continue
        cure = f"还没有叫“{schedule.to}”的家人或群，等他来过、同意了才开始。现在有：{'、'.join(known.values()) or '没有人'}。名字写错了就改 schedules 里的 to。"
        yield Finding("warning", what, cure)


def _known(path: Path) -> dict[str, str] | None:
    """Names of members and groups as they are compared and as they are written; None where they cannot be read."""
    if not path.exists():
        return {}
    query = "select name from members union all select title from chats where is_group and title != ''"
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return {name.casefold(): name for (name,) in connection.execute(query)}
    except sqlite3.DatabaseError:  # `database` tells what is wrong with it
        return None
