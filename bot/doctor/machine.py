"""The machine 小爱 runs on."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.config import Settings
from bot.doctor.finding import Finding

NVIDIA_SECONDS = 10.0


def python(settings: Settings) -> Iterator[Finding]:
    """Which Python runs which checkout."""
    yield Finding("good", f"Python {sys.version.split()[0]}，程序文件夹 {settings.home}")


def clock(settings: Settings) -> Iterator[Finding]:
    """A clock that can be right, and whose time it shows."""
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


def font(_: Settings) -> Iterator[Finding]:
    """A font with Chinese letters."""
    from generators.drawing.fonts import find_cjk_font

    if font := find_cjk_font():
        yield Finding("good", f"中文字体 {font.name}")
    else:
        yield Finding(
            "missing",
            "没有中文字体，分镜预览的画面上就没有汉字",
            "Debian / Ubuntu：sudo apt install fonts-noto-cjk\nFedora：sudo dnf install google-noto-sans-cjk-fonts",
        )


def graphics_card(_: Settings) -> Iterator[Finding]:
    """NVIDIA's cards, as their driver tells them; torch is not asked."""
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
