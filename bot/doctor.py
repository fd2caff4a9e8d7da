"""`xiaoai doctor`: what is set up, what is missing, what adding it would give. Changes nothing, opens no store."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.config import Settings, load_settings, prepare_data_folder
from bot.errors import NotWritable
from bot.migrations import newest
from bot.owner import socket_path

ROOM_BYTES = 1_000_000_000
MARKS = {"good": "✓", "missing": "·", "bad": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    state: Literal["good", "missing", "bad"]
    what: str
    cure: str = ""


def examine(home: Path | None) -> int:
    """Print the report. Returns 1 when something would keep 小爱 from running."""
    settings = load_settings(home)
    findings = list(_findings(settings))
    for finding in findings:
        print(f"{MARKS[finding.state]} {finding.what}" + (f"\n    {finding.cure}" if finding.cure else ""))
    return 1 if any(finding.state == "bad" for finding in findings) else 0


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding("good", f"Python {sys.version.split()[0]}，程序文件夹 {settings.home}")
    yield from _data_folder(settings)
    yield from _templates(settings)
    previews = all(name == "storyboard" for name in settings.generators.video)
    yield (
        Finding(
            "missing",
            "视频：只有分镜预览（storyboard），没有接上视频模型",
            "接上视频服务或本机显卡以后，在 config.yaml 的 generators.video 里写上它。",
        )
        if previews
        else Finding("good", f"视频：{'、'.join(settings.generators.video)}")
    )
    yield (
        Finding("good", f"城市：{settings.city}")
        if settings.city
        else Finding("missing", "没设所在城市", "在 config.yaml 里写 city: 西安，问天气时就不用每次说。")
    )
    yield Finding("missing", "微信：还没有接入，先在终端里聊（xiaoai chat）")


def _data_folder(settings: Settings) -> Iterator[Finding]:
    try:
        prepare_data_folder(settings.data)
    except NotWritable as error:
        yield Finding("bad", str(error))
        return
    free = shutil.disk_usage(settings.data).free
    if free < ROOM_BYTES:
        yield Finding("bad", f"数据文件夹 {settings.data} 只剩 {free // 1_000_000} MB", "清理磁盘，至少留 1 GB。")
    else:
        yield Finding("good", f"数据文件夹 {settings.data}，还有 {free // 1_000_000_000} GB")
    if settings.database_url:
        yield Finding("good", "数据库：PostgreSQL（XIAOAI_DATABASE_URL）")
    else:
        yield Finding("good", f"数据库：SQLite（{settings.data / 'app.sqlite'}，结构 {newest()}）")
    running = socket_path(settings.data).exists()
    yield Finding(
        "good" if running else "missing",
        "小爱正在运行" if running else "小爱没在运行",
        "" if running else "启动：xiaoai run",
    )


def _templates(settings: Settings) -> Iterator[Finding]:
    from intents.engine.check import check

    report = check(settings.home / "intents", settings.home / "prompts", settings.data / "templates")
    if report.problems:
        yield Finding("bad", f"意图和提示词文件有 {len(report.problems)} 处问题", "看是哪些：xiaoai check")
    else:
        yield Finding("good", "意图和提示词文件都没问题")
