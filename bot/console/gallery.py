"""作品: everything that was made, to look at, take along, make again and delete."""

import html
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from nicegui import ui

from bot.console.board import Board
from bot.console.controls import Pager, choice, search
from bot.console.dialogs import confirm, told
from bot.console.errand import do_errand
from bot.console.job_rows import PLAY
from bot.console.job_words import KINDS, duration, moment, size
from bot.console.jobs import STYLE, kind_in, number_in, replace_address
from bot.console.layout import RECONNECT_SECONDS, card, empty, is_still_let_in, page, reader
from bot.console.link_window import show_link
from bot.console.parts import Parts
from bot.reports.disk import DiskTold
from bot.reports.gallery import PAGE, Piece, PieceFilter

DISK_PARTS = {
    "made": "作品",
    "photos": "家里人发来的照片",
    "work": "正在做的",
    "databases": "数据库",
    "backups": "备份",
    "logs": "日志",
    "other": "模板、设置和其他",
}


def add_gallery(parts: Parts) -> None:
    """The page."""

    @ui.page("/gallery", response_timeout=RECONNECT_SECONDS)
    async def gallery(kind: str = "", who: str = "", text: str = "", p: str = "") -> None:
        ui.add_head_html(STYLE)
        await GalleryPage(parts, {"kind": kind, "who": who, "text": text[:60]}, number_in(p)).open()


class GalleryPage:
    """The pieces, a page at a time. Only the admin's has buttons that change something."""

    def __init__(self, parts: Parts, query: dict[str, str], number: int) -> None:
        self._parts = parts
        self._query = query
        self._page = number
        self._is_admin = reader().is_admin
        # Who speaks as himself sees his own; None for those who may look at everything.
        self._own = reader().member_id

    async def open(self) -> None:
        """Draw it."""
        people = {"": "所有人"} | {str(id_): name for id_, name in await self._parts.archive.makers()}
        with page("作品", "gallery"):
            with ui.element("div").classes("filters").props('role="search"'):
                choice(
                    "图片或视频",
                    {"": "图片和视频", **KINDS},
                    self._query["kind"],
                    lambda one: self._filter("kind", one),
                )
                if self._own is None:
                    choice("给谁做的", people, self._query["who"], lambda one: self._filter("who", one))
                search("找内容", self._query["text"], lambda text: self._filter("text", text))
            self._count = ui.label().classes("list-count").props("role=status")
            self._board = Board(self._press)
            with ui.element("div") as self._nothing:
                empty("还没有作品", "跟小爱要一段视频或一张图，做好的都在这里。")
            with ui.element("div") as self._no_match:
                empty("没有这样的作品", "换一个条件试试。")
            self._pager = Pager(self._turn)
            self._below = ui.element("div")
        await self._refresh()
        if self._is_admin:
            # Thousands of files are walked through; what was made is not kept waiting for that.
            ui.timer(0.0, self._draw_disk, once=True)

    async def _draw_disk(self) -> None:
        disk = await self._parts.archive.disk()
        if self._below.is_deleted:
            return
        days = self._parts.settings.retention.clips_days
        kept = f"作品保留 {days} 天，到时候自动删掉。" if days else "作品一直保留，不会自动删掉。"
        with self._below, card("占了多少地方", f"{kept}这块硬盘还空着 {size(disk.free)}。"):
            ui.html(disk_bar(disk), sanitize=False)

    async def _refresh(self) -> None:
        who = number_in(self._query["who"]) if self._own is None else self._own
        wanted = PieceFilter(kind_in(self._query["kind"]), who, self._query["text"])
        found = await self._parts.archive.pieces(wanted, self._page)
        if self._board.is_deleted:
            return
        now, zone = self._parts.now(), self._parts.zone
        has_links = self._is_admin and self._parts.doors.links.are_allowed
        drawn = "".join(
            _piece(piece, now, zone, is_admin=self._is_admin, has_links=has_links) for piece in found.pieces
        )
        self._board.show(f'<ul class="pieces" aria-label="作品">{drawn}</ul>' if drawn else "")
        is_filtered = any(self._query.values())
        self._nothing.visible = not drawn and not is_filtered and not self._page
        self._no_match.visible = not drawn and (is_filtered or self._page > 0)
        self._count.text = f"共 {found.count} 件" if found.count else ""
        self._pager.show(self._page, found.count, PAGE)

    async def _filter(self, name: str, value: str) -> None:
        self._query = {**self._query, name: value}
        await self._turn(0)

    async def _turn(self, number: int) -> None:
        self._page = max(0, number)
        replace_address(self._query | ({"p": str(self._page)} if self._page else {}))
        await self._refresh()

    async def _press(self, data: Mapping[str, str]) -> None:
        if not (self._is_admin and is_still_let_in()):
            return
        piece = await self._parts.archive.piece(data.get("id", ""))
        if piece is None:
            told("它已经不在了。")
            await self._refresh()
        elif data.get("act") == "again" and piece.job_id:
            await do_errand(self._parts.errands.order(piece.job_id, "again"))
        elif data.get("act") == "delete":
            await self._delete(piece)
        elif data.get("act") == "link" and (link := await self._parts.doors.links.make(piece.id)):
            await show_link(self._parts.doors.links, piece.id, link)

    async def _delete(self, piece: Piece) -> None:
        title = f"删掉这{'段' if piece.kind == 'video' else '张'}{KINDS[piece.kind]}？"
        if await confirm(title, "文件会从这台机器上删掉，找不回来。已经发到微信里的那一份不受影响。", "删掉"):
            is_gone = await self._parts.errands.delete(piece.id)
            told("删掉了。" if is_gone else "它已经不在了。")
            await self._refresh()


def disk_bar(disk: DiskTold) -> str:
    """One bar in parts, and what each part is."""
    used = [(part, count) for part, count in disk.parts if count]
    bar = "".join(
        f'<i class="series{place}" style="width:{100 * count / max(1, disk.used):.2f}%"></i>'
        for place, (_, count) in enumerate(used)
    )
    legend = "".join(
        f'<li><i class="series{place}"></i>{DISK_PARTS[part]}<b>{size(count)}</b></li>'
        for place, (part, count) in enumerate(used)
    )
    return f'<div class="disk" aria-hidden="true">{bar}</div><ul class="legend">{legend}</ul>'


def _piece(piece: Piece, now: float, zone: ZoneInfo, *, is_admin: bool, has_links: bool) -> str:
    source = f"media/{html.escape(piece.id)}"
    text = html.escape(piece.text or "（内容已过保留期）")
    if piece.kind == "video":
        picture = f'<img src="{source}/poster" alt="" loading="lazy">' if piece.has_poster else ""
        shown = (
            f'<button type="button" class="poster" data-clip="{source}" aria-label="播放：{text}">'
            f'{picture}<span class="poster-play">{PLAY}</span></button>'
        )
    else:
        shown = f'<a class="poster" href="{source}" target="_blank" rel="noopener"><img src="{source}" alt="{text}" loading="lazy"></a>'
    about = [
        piece.name,
        moment(piece.created_at, now, zone),
        duration(piece.seconds) if piece.seconds else "",
        piece.generator,
    ]
    return (
        f'<li class="piece">{shown}<div class="piece-words"><div class="piece-text">{text}</div>'
        f'<div class="piece-about">{html.escape(" · ".join(part for part in about if part))}</div>'
        f"{_prompt(piece)}</div>{_buttons(piece, source, is_admin=is_admin, has_links=has_links)}</li>"
    )


def _prompt(piece: Piece) -> str:
    if not piece.prompt:
        return ""
    return (
        f'<details class="piece-prompt"><summary>提示词</summary><p lang="en">{html.escape(piece.prompt)}</p></details>'
    )


def _buttons(piece: Piece, source: str, *, is_admin: bool, has_links: bool) -> str:
    ending = "mp4" if piece.kind == "video" else "png"
    name = html.escape(f"小爱-{piece.label or piece.id[:8]}.{ending}")
    buttons = [f'<a class="small" href="{source}" download="{name}">下载</a>']
    if is_admin and piece.job_id:
        again = (
            f'<button type="button" class="small" data-act="again" data-id="{piece.id}">重拍</button>'
            if piece.text
            else ""
        )
        buttons += [f'<a class="small" href="jobs?job={piece.job_id}">经过</a>', again]
    if has_links:
        buttons.append(f'<button type="button" class="small" data-act="link" data-id="{piece.id}">给个链接</button>')
    if is_admin:
        buttons.append(
            f'<button type="button" class="small danger" data-act="delete" data-id="{piece.id}">删除</button>'
        )
    return f'<div class="piece-buttons">{"".join(buttons)}</div>'
