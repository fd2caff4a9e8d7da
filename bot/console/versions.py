"""Earlier versions of a file and what changed between two texts, as HTML. Every word of a file is escaped here."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from bot.editing.difference import DiffLine
from bot.editing.editor import Opened, digest_of
from bot.template_history import Version

HOW = {
    "saved": "保存",
    "restored": "换回以前的一份",
    "shipped": "换回自带的",
    "removed": "删掉",
    "by_hand": "在文件夹里改的",
}
MOST_LINES = 400
"""Lines of a diff that are shown."""
_CLASSES = {"+": "added", "-": "taken", " ": "same", "…": "gap"}
_SPOKEN = {"+": "加上", "-": "去掉"}


def versions(
    kept: Iterable[Version], opened: Opened, shown: tuple[str, tuple[DiffLine, ...]] | None, zone: ZoneInfo, now: float
) -> str:
    """The list, newest first, the shipped text last. `shown` names the version whose difference is open, and what it is."""
    rows = []
    is_kept = False
    for index, version in enumerate(kept):
        is_current = index == 0 and opened.state != "removed" and digest_of(_text(version)) == opened.digest
        is_kept |= is_current
        who = version.author.name or ("" if version.author.how == "by_hand" else "有人")
        what = f"{who} {HOW[version.author.how]}".strip()
        rows.append(_row(version.name, when(version.at, zone, now), what, shown, is_current=is_current))
    if opened.shipped is not None:
        is_current = opened.state == "shipped" and not is_kept
        rows.append(_row("shipped", "自带的", "小爱来的时候就是这样", shown, is_current=is_current))
    return f'<ol class="versions">{"".join(rows)}</ol>' if rows else '<p class="soft">还没有以前的版本。</p>'


def diff(lines: tuple[DiffLine, ...]) -> str:
    """What changed, line by line."""
    if not lines:
        return '<p class="soft">一个字也不差。</p>'
    shown = lines[1:] if lines[0].sign == "…" else lines
    rows = "".join(
        f'<div class="{_CLASSES[line.sign]}">{_sign(line)}{escape(line.text) or "&nbsp;"}</div>'
        for line in shown[:MOST_LINES]
    )
    more = f'<div class="gap">还有 {len(shown) - MOST_LINES} 行</div>' if len(shown) > MOST_LINES else ""
    return f'<div class="diff" tabindex="0" role="group" aria-label="改了什么">{rows}{more}</div>'


def when(at: float, zone: ZoneInfo, now: float) -> str:
    """A moment as one says it."""
    moment, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
    if moment.date() == today.date():
        return f"今天 {moment:%H:%M:%S}"
    year = f"{moment.year}年" if moment.year != today.year else ""
    return f"{year}{moment.month}月{moment.day}日 {moment:%H:%M}"


def _row(name: str, title: str, what: str, shown: tuple[str, tuple[DiffLine, ...]] | None, *, is_current: bool) -> str:
    is_shown = shown is not None and shown[0] == name
    buttons = '<span class="mark">正在用</span>'
    if not is_current:
        buttons = (
            f'<button type="button" class="link" data-act="compare" data-version="{escape(name)}" aria-expanded="{str(is_shown).lower()}">'
            f"{'收起' if is_shown else '差在哪里'}</button>"
            f'<button type="button" class="link strong" data-act="restore" data-version="{escape(name)}">换回这份</button>'
        )
    difference = diff(shown[1]) if shown is not None and is_shown else ""
    return (
        f'<li><div class="version"><div><b>{escape(title)}</b><span>{escape(what)}</span></div>'
        f'<div class="version-buttons">{buttons}</div></div>{difference}</li>'
    )


def _sign(line: DiffLine) -> str:
    spoken = _SPOKEN.get(line.sign)
    return f'<span aria-label="{spoken}">{line.sign}</span>' if spoken else "<span></span>"


def _text(version: Version) -> str:
    try:
        return version.path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""
