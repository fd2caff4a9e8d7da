"""What belongs to 小爱: her folders, her database, her words."""

import contextlib
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.config import Settings, prepare_data_folder
from bot.doctor.finding import Finding, State
from bot.errors import NotWritable
from bot.migrations import newest
from bot.owner import socket_path

WORRYING_BYTES, FULL_BYTES = 2_000_000_000, 100_000_000
POSTGRES_SECONDS = 3


def folders(settings: Settings) -> Iterator[Finding]:
    """A data folder that can be written to and has room."""
    try:
        prepare_data_folder(settings.data)
    except NotWritable as error:
        yield Finding("bad", str(error))
        return
    free = shutil.disk_usage(settings.data).free
    if free >= WORRYING_BYTES:
        yield Finding("good", f"数据文件夹 {settings.data}，还有 {free // 1_000_000_000} GB")
        return
    cure = "清理磁盘，至少留 2 GB；或者把设置里的 retention 改小，让东西少留几天。"
    state: State = "warning" if free >= FULL_BYTES else "bad"
    yield Finding(state, f"数据文件夹 {settings.data} 只剩 {free // 1_000_000} MB", cure)


def database(settings: Settings) -> Iterator[Finding]:
    """A database that can be read."""
    if settings.database_url:
        yield _postgres(settings.database_url.get_secret_value())
        return
    path = settings.data / "app.sqlite"
    if path.exists() and not is_running(settings) and not _is_sound(path):
        copies = sorted((settings.data / "backups").glob("app-*.sqlite"))
        newest_copy = f"最近的备份是 {copies[-1]}" if copies else "没有备份"
        yield Finding("bad", f"数据库 {path} 坏了", f"{newest_copy}。怎么恢复：docs/admin/06-出了问题.md")
    else:
        yield Finding("good", f"数据库 SQLite（结构 {newest()}）")


def _postgres(url: str) -> Finding:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=POSTGRES_SECONDS) as connection:
            connection.execute("select 1")
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
        # Its own words may hold the address, password and all.
        said = str(error)
        cure = next((cure for words, cure in POSTGRES_CURES.items() if words in said), "检查 XIAOAI_DATABASE_URL。")
        return Finding("bad", "数据库 PostgreSQL 连不上", cure)
    return Finding("good", f"数据库 PostgreSQL {version}，连得上")


POSTGRES_CURES = {
    "password": "用户名或密码不对，检查 XIAOAI_DATABASE_URL。",
    "does not exist": "没有这个用户或这个数据库，见 docs/admin/08-用-PostgreSQL.md。",
    "refused": "那里没有 PostgreSQL：看看它启动了没有，XIAOAI_DATABASE_URL 里的机器和端口对不对。",
    "timeout": "那台机器没有回答：看看 XIAOAI_DATABASE_URL 里的机器和端口对不对，防火墙放不放行。",
    "resolve": "找不到 XIAOAI_DATABASE_URL 里写的那台机器；密码里的 @ : / # 要写成 %40 %3A %2F %23。",
}


def _is_sound(path: Path) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError:  # held by another program, or no right to look
        return True
    except sqlite3.DatabaseError:
        return False


def templates(settings: Settings) -> Iterator[Finding]:
    """Both layers of the admin's files."""
    from intents.engine.check import check

    overlay = settings.data / "templates"
    report = check(settings.home / "intents", settings.home / "prompts", overlay)
    own = sum(1 for _ in overlay.rglob("*.yaml"))
    layers = f"，加上你在 {overlay} 里的 {own} 个" if own else ""
    if not report.problems:
        yield Finding("good", f"意图和提示词文件都没问题{layers}")
        return
    what = f"意图和提示词文件{layers}有 {len(report.problems)} 处问题"
    # With a slip in the admin's own files 小爱 runs with the shipped ones.
    is_own = all(problem.path.is_relative_to(overlay) for problem in report.problems)
    yield Finding("warning" if is_own else "bad", what, "看是哪些：xiaoai check")


def running(settings: Settings) -> Iterator[Finding]:
    """Whether somebody is at home."""
    if is_running(settings):
        yield Finding("good", "小爱正在运行")
    else:
        yield Finding("missing", "小爱没在运行", "启动：make run")


def is_running(settings: Settings) -> bool:
    """Whether a 小爱 answers on the data folder's socket; one left by a dead process does not."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as door:
        door.settimeout(1.0)
        door.connect(str(socket_path(settings.data)))
        return True
    return False
