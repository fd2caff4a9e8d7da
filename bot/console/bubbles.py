"""One line of a conversation as HTML. Everything somebody wrote is escaped here and nowhere else."""

import html
import re
import zlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.desk import ChatLine

GAP_SECONDS = 300
"""A pause this long gets the time written above what follows."""
TONES, TONE_START = 7, 729
"""With this start the seven people of most families get seven colours."""

FACE = (
    '<svg viewBox="0 0 40 40" aria-hidden="true"><path class="hair" d="M20 3c10 0 17 7 17 17s-7 17-17 17S3 30 3 20 10 3 20 3z"/>'
    '<path class="skin" d="M20 11c8 0 13 3 13 11s-6 13-13 13S7 30 7 22s5-11 13-11z"/>'
    '<path class="leaf" d="M19 9c0-5 3-8 8-8 0 5-3 8-8 8z"/><circle cx="14.5" cy="22" r="1.9"/><circle cx="25.5" cy="22" r="1.9"/>'
    '<path class="cheek" d="M9.5 26.5a2.2 1.5 0 1 0 4.4 0 2.2 1.5 0 1 0-4.4 0M26.1 26.5a2.2 1.5 0 1 0 4.4 0 2.2 1.5 0 1 0-4.4 0"/>'
    '<path class="smile" d="M16.2 27.6c2.2 2.3 5.4 2.3 7.6 0"/></svg>'
)
"""小爱's face."""

_PLAY = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8.5 5.6v12.8L19 12z"/></svg>'
_SPECIAL = re.compile(
    r"(?P<link>https?://[^\s<>\"'，。！？；：、）】」”]+)|(?P<number>(?:第 )?\d+(?:～\d+)?(?: (?:秒|分钟|分|小时|个|号))?)"
)


def bubble(line: ChatLine, *, speaker_id: str, is_group: bool, is_unheard: bool = False) -> str:
    """The line with its avatar; on the right when the speaker of the page said it."""
    is_xiaoai = not line.sender_id
    side = "mine" if line.sender_id == speaker_id else "theirs"
    face = FACE if is_xiaoai else html.escape(line.name[-1:])
    name = ""
    if is_group and side == "theirs":
        whom = f' <span class="whom">回 {html.escape(line.name)}</span>' if is_xiaoai and line.name else ""
        name = f'<div class="name">{"小爱" if is_xiaoai else html.escape(line.name)}{whom}</div>'
    note = '<div class="note">没有叫“小爱”，她没有听</div>' if is_unheard else ""
    said_by = "小爱" if is_xiaoai else html.escape(line.name)
    return (
        f'<article class="line {side}{" unheard" if is_unheard else ""}" aria-label="{said_by}">'
        f'<div aria-hidden="true" class="avatar {"xiaoai" if is_xiaoai else tone(line.name)}">{face}</div><div class="said">{name}{_content(line)}{note}</div></article>'
    )


def tone(name: str) -> str:
    """The colour of a person's avatar, the same wherever he appears."""
    return f"tone{zlib.crc32(name.encode(), TONE_START) % TONES}"


def separator(at: float, now: float, zone: ZoneInfo) -> str:
    """The time above a line that follows a pause."""
    moment, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone).date()
    return f'<div class="when">{_day(moment.date(), today)}{moment:%H:%M}</div>'


def _content(line: ChatLine) -> str:
    parts = [
        f'<a class="picture" href="uploads/{html.escape(picture)}" target="_blank" rel="noopener">'
        f'<img src="uploads/{html.escape(picture)}" alt="照片" loading="lazy"></a>'
        for picture in line.pictures
    ]
    if line.kind == "text":
        if line.text:
            parts.append(f'<div class="bubble">{_text(line.text)}</div>')
        return "".join(parts)
    media = f"media/{html.escape(line.artifact_id)}"
    if not line.artifact_id:
        shown = '<div class="gone">文件已经删掉了</div>'
    elif line.kind == "video":
        shown = (
            f'<div class="clip"><video src="{media}" poster="{media}/poster" playsinline preload="metadata"></video>'
            f'<button type="button" class="play" aria-label="播放">{_PLAY}</button></div>'
        )
    else:
        shown = f'<a href="{media}" target="_blank" rel="noopener"><img src="{media}" alt="图片" loading="lazy"></a>'
    return f'<figure class="bubble media">{shown}<figcaption>{_text(line.text)}</figcaption></figure>'


def _text(text: str) -> str:
    """Escaped, with links that can be tapped and numbers that are not torn from their units."""
    parts, end = [], 0
    for found in _SPECIAL.finditer(text):
        special = html.escape(found[0])
        parts.append(html.escape(text[end : found.start()]))
        if found["link"]:
            parts.append(f'<a href="{special}" target="_blank" rel="noopener noreferrer">{special}</a>')
        else:
            parts.append(f'<span class="whole">{special}</span>')
        end = found.end()
    return "".join([*parts, html.escape(text[end:])])


def _day(day: date, today: date) -> str:
    if day == today:
        return ""
    if day == today - timedelta(days=1):
        return "昨天 "
    year = f"{day.year}年" if day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日 "
