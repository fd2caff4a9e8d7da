"""`xiaoai doctor`: what is set up, what is missing, what adding it would give. Changes nothing, opens no store.

A check is one function from the settings to its findings, and is in the report by standing in `GROUPS`. The check of a service that
may be configured finds nothing while it is not, and else makes that service's cheapest call. All run beside each other, so each
bounds its own waiting.
"""

import contextlib
import errno
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, TypeAdapter

from bot.config import Settings, load_settings, prepare_data_folder
from bot.errors import NotWritable
from bot.migrations import newest
from bot.owner import socket_path

MARKS = {"good": "✓", "missing": "·", "warning": "!", "bad": "✗"}
WORRYING_BYTES, FULL_BYTES = 2_000_000_000, 100_000_000
NVIDIA_SECONDS, OLLAMA_SECONDS, POSTGRES_SECONDS = 10.0, 1.0, 3
MODELS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report, and what to do about it."""

    state: Literal["good", "missing", "warning", "bad"]
    """`missing`: nothing wrong, adding it gives more. `warning`: will be trouble. `bad`: keeps 小爱 from running."""
    what: str
    cure: str = ""


Check = Callable[[Settings], Iterable[Finding]]


def examine(home: Path | None) -> int:
    """Print the report. Returns 1 when something would keep 小爱 from running."""
    settings = load_settings(home)
    with ThreadPoolExecutor() as pool:
        groups = [
            (title, [pool.submit(lambda check: list(check(settings)), check) for check in checks])
            for title, checks in GROUPS.items()
        ]
        is_good = True
        for title, running in groups:
            print(title)
            for finding in (finding for check in running for finding in check.result()):
                is_good = is_good and finding.state != "bad"
                print(f"  {MARKS[finding.state]} {finding.what}", *finding.cure.splitlines(), sep="\n      ")
    print("没有妨碍小爱运行的问题。" if is_good else "标着 ✗ 的不解决，小爱就跑不起来。")
    return 0 if is_good else 1


# -- this machine -----------------------------------------------------------------------------------------------------


def _python(settings: Settings) -> Iterator[Finding]:
    yield Finding("good", f"Python {sys.version.split()[0]}，程序文件夹 {settings.home}")


def _clock(settings: Settings) -> Iterator[Finding]:
    now = datetime.now(settings.zone)
    # A machine without a clock of its own wakes up in the past, and then trusts no https service.
    files = (Path(__file__), settings.home / "config.yaml", settings.data / "app.sqlite")
    last_seen = max(path.stat().st_mtime for path in files if path.exists())
    if time.time() < last_seen - timedelta(hours=1).total_seconds():
        yield Finding(
            "warning",
            f"系统时间是 {now:%Y-%m-%d %H:%M}，比这里的文件还早",
            "时间不对，网上的服务会连不上：sudo timedatectl set-ntp true",
        )
    here = datetime.now().astimezone()
    other = "" if here.utcoffset() == now.utcoffset() else f"；系统的是 {here:UTC%z}，日志里是系统的时间"
    yield Finding("good", f"时区 {settings.timezone}，现在 {now:%H:%M}{other}")


def _font(_: Settings) -> Iterator[Finding]:
    from generators.storyboard_text import chinese_font

    if font := chinese_font():
        yield Finding("good", f"中文字体 {Path(font[0]).name}")
    else:
        yield Finding(
            "missing",
            "没有中文字体，分镜预览的画面上就没有汉字",
            "Debian / Ubuntu：sudo apt install fonts-noto-cjk\nFedora：sudo dnf install google-noto-sans-cjk-fonts",
        )


def _graphics_card(_: Settings) -> Iterator[Finding]:
    program = shutil.which("nvidia-smi")
    if program is None:
        yield Finding("missing", "没有 NVIDIA 显卡（不要紧）")
        return
    command = [program, "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=NVIDIA_SECONDS, check=True).stdout  # noqa: S603
        cards = [(name.strip(), int(mib)) for name, _, mib in (line.rpartition(",") for line in told.splitlines())]
    except (OSError, ValueError, subprocess.SubprocessError):
        cards = []
    if not cards:
        yield Finding("warning", "有 nvidia-smi，但它说不出有什么显卡", "多半是驱动没装好；不用显卡就不用管。")
    for name, mib in cards:
        yield Finding("good", f"显卡 {name}，显存 {mib / 1024:.0f} GB")


# -- what belongs to 小爱 ---------------------------------------------------------------------------------------------


def _folders(settings: Settings) -> Iterator[Finding]:
    try:
        prepare_data_folder(settings.data)
    except NotWritable as error:
        yield Finding("bad", str(error))
        return
    free = shutil.disk_usage(settings.data).free
    if free >= WORRYING_BYTES:
        yield Finding("good", f"数据文件夹 {settings.data}，还有 {free // 1_000_000_000} GB")
        return
    cure = "清理磁盘，至少留 2 GB；或者在 config.yaml 的 retention 里让东西少留几天。"
    state: Literal["warning", "bad"] = "warning" if free >= FULL_BYTES else "bad"
    yield Finding(state, f"数据文件夹 {settings.data} 只剩 {free // 1_000_000} MB", cure)


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.database_url:
        yield _postgres(settings.database_url.get_secret_value())
        return
    path = settings.data / "app.sqlite"
    if path.exists() and not _is_running(settings) and not _is_sound(path):
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


def _templates(settings: Settings) -> Iterator[Finding]:
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


def _running(settings: Settings) -> Iterator[Finding]:
    if _is_running(settings):
        yield Finding("good", "小爱正在运行")
    else:
        yield Finding("missing", "小爱没在运行", "启动：make run")


def _is_running(settings: Settings) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as door:
        door.settimeout(1.0)
        door.connect(str(socket_path(settings.data)))
        return True
    return False


# -- what 小爱 can do -------------------------------------------------------------------------------------------------


def _channels(settings: Settings) -> Iterator[Finding]:
    port = settings.web.port
    if not _is_running(settings) and _is_taken(settings.web.host, port):
        yield Finding(
            "bad", f"网页：端口 {port} 被别的程序占着", "换一个：设置里的 web.port；写 0 就随便用一个空着的。"
        )
    else:
        yield Finding("good", f"聊天：终端（xiaoai chat）、网页（端口 {port}，用启动时打印的链接打开）")
    yield Finding("missing", "微信：还没有接入")


def _is_taken(host: str, port: int) -> bool:
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        return error.errno == errno.EADDRINUSE
    return False


def _generators(settings: Settings) -> Iterator[Finding]:
    from generators.base import Kind
    from generators.registry import UnknownGenerator, load_generators

    kinds: tuple[tuple[str, str, Kind, tuple[str, ...]], ...] = (
        ("视频", "分镜预览", "video", settings.generators.video),
        ("图片", "构图预览", "image", settings.generators.image),
    )
    for title, preview, kind, names in kinds:
        try:
            load_generators({kind: names}, settings.data / "work")
        except UnknownGenerator as error:
            cure = f"改 config.yaml 的 generators.{kind}，能用的有：{'、'.join(error.known)}。"
            yield Finding("bad", f"{title}：没有叫“{error.name}”的生成器", cure)
            continue
        if set(names) == {"storyboard"}:
            cure = f"接上{title}服务或本机显卡以后，在 config.yaml 的 generators.{kind} 里写上它。"
            yield Finding("missing", f"{title}：只有{preview}（storyboard），没有接上{title}模型", cure)
        elif names:
            yield Finding("good", f"{title}：{'、'.join(names)}")
        else:
            yield Finding(
                "warning",
                f"{title}：一个生成器也没写，做不了",
                f"在 config.yaml 的 generators.{kind} 里写上 storyboard。",
            )


class _OllamaModel(BaseModel):
    name: str


_OllamaModels = TypeAdapter(dict[Literal["models"], list[_OllamaModel]])


def _ollama(_: Settings) -> Iterator[Finding]:
    import httpx

    try:
        address = _ollama_address()
        answer = httpx.get(f"{address}/api/tags", timeout=OLLAMA_SECONDS, trust_env=False)
        names = [model.name for model in _OllamaModels.validate_json(answer.content)["models"]]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError):  # pydantic's is a ValueError
        yield Finding("missing", "语言模型：还没有接上；本机也没有 Ollama 在运行")
        return
    if not names:
        yield Finding(
            "missing", f"语言模型：Ollama 在运行（{address}），里面还没有模型", "装一个：ollama pull qwen3:8b"
        )
        return
    shown = "、".join(names[:MODELS_SHOWN]) + (f" 等 {len(names)} 个" if len(names) > MODELS_SHOWN else "")
    yield Finding(
        "missing",
        f"语言模型：Ollama 在运行，有 {shown}，可以给小爱用",
        f"小爱这一版还不能接语言模型；能接的时候填地址 {address}/v1、模型 {names[0]}。\n现在没有给它发过任何话。",
    )


def _ollama_address() -> str:
    """Where `OLLAMA_HOST`, Ollama's own variable, says; what it listens on everywhere is asked for here."""
    given = os.environ.get("OLLAMA_HOST", "").strip()
    parts = urlsplit(given if "://" in given else f"http://{given}")
    host = parts.hostname if parts.hostname not in (None, "0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
    return f"{parts.scheme}://{f'[{host}]' if ':' in str(host) else host}:{parts.port or 11434}"


def _city(settings: Settings) -> Iterator[Finding]:
    if settings.city:
        yield Finding("good", f"城市：{settings.city}")
    else:
        yield Finding("missing", "没设所在城市", "在 config.yaml 里写 city: 西安，问天气时就不用每次说。")


GROUPS: dict[str, tuple[Check, ...]] = {
    "这台机器": (_python, _clock, _font, _graphics_card),
    "小爱的东西": (_folders, _database, _templates, _running),
    "会做什么": (_channels, _generators, _ollama, _city),
}
