"""模板: everything 小爱 hears by and says, file by file; where one of them is opened and where a new intent is taught."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from itertools import groupby
from urllib.parse import quote

from nicegui import ui

from bot.console.board import Board
from bot.console.controls import search
from bot.console.editor import STATES, EditorPage, Tools
from bot.console.layout import RECONNECT_SECONDS, empty, frame, page, reader
from bot.console.notice import NoticeStrip
from bot.console.parts import Parts
from bot.console.teach import TeachForm
from bot.doors.readers import Reader
from bot.editing.editor import Editor
from bot.editing.exam import Exam
from bot.editing.shelves import KINDS, Entry, Kind, NoSuchTemplate
from bot.editing.tryout import TryOut

LOOK = """<link rel="stylesheet" href="look/reports.css">
<link rel="stylesheet" href="look/templates.css">"""
INTROS: dict[Kind, str] = {
    "intents": "什么样的话算哪件事。家里人的话没听懂，多半是在这里加一句。",
    "prompts": "跟大模型说的话，和写给每家生成的话。",
    "replies": "小爱说的每一句。",
    "styles": "画面风格、气氛、运镜，和她出的主意。",
    "words": "词的中英文、地名、听写，和不拍的内容。",
}
ADMIN = "管理员"
"""Who came with the password and is nobody in the chats."""


def add_templates(parts: Parts) -> None:
    """The pages `/templates`, `/templates?file=…` and `/templates?new=intent`."""
    editor = Editor(parts.templates)
    settings = parts.settings
    tryout = TryOut(
        parts.templates,
        editor.drafts,
        lambda: datetime.fromtimestamp(parts.now(), parts.zone),
        city=settings.city,
        learns=settings.recognition.classifier,
    )
    tools = Tools(editor, tryout, Exam(parts.templates, editor.drafts, tryout))

    @ui.page("/templates", response_timeout=RECONNECT_SECONDS)
    async def templates(kind: str = "intents", file: str = "", new: str = "") -> None:
        ui.add_head_html(LOOK)
        if file:
            await _open_file(parts, tools, file)
        elif new:
            with page("教一件新的事", "templates"):
                TeachForm(tools, _name(parts, reader()))
        else:
            with page("模板", "templates"):
                await TemplatesPage(parts, editor).open(kind)


async def _open_file(parts: Parts, tools: Tools, file: str) -> None:
    try:
        opened = await tools.editor.open(file)
    except NoSuchTemplate:
        with page("模板", "templates"):
            empty("没有这个文件", "可能已经改了名字，或者地址抄错了。从左边的“模板”重新找找。")
        return
    with (
        frame(opened.title, "templates"),
        ui.element("div").classes("content"),
        ui.element("div").classes("content-body wide-body"),
    ):
        editing = EditorPage(parts, tools, opened, _name(parts, reader()))
    await editing.start()


class TemplatesPage:
    """The list."""

    def __init__(self, parts: Parts, editor: Editor) -> None:
        self._editor = editor
        self._notice = parts.notice

    async def open(self, kind: str) -> None:
        """Show the files of one kind."""
        self._kind: Kind = next((known for known in KINDS if known == kind), "intents")
        self._entries = [entry for entry in await self._editor.entries() if entry.kind == self._kind]
        links = "".join(
            f'<a href="templates?kind={one}"{" aria-current=page" if one == self._kind else ""}>{title}</a>'
            for one, title in KINDS.items()
        )
        ui.html(links, sanitize=False, tag="nav").classes("kinds").props('aria-label="哪一类"')
        NoticeStrip(self._notice)
        with ui.element("div").classes("list-head"):
            ui.label(INTROS[self._kind]).classes("soft")
            with ui.element("div").classes("list-tools"):
                search("找名字", "", self._search)
                if self._kind == "intents":
                    ui.html('<a class="send" href="templates?new=intent">教一件新的事</a>', sanitize=False)
        self._board = Board()
        self._board.show(_list(self._entries))

    async def _search(self, words: str) -> None:
        wanted = words.strip().lower()
        self._board.show(_list(one for one in self._entries if wanted in f"{one.title} {one.file}".lower()))


def _list(found: Iterable[Entry]) -> str:
    entries = tuple(found)
    there = [one for one in entries if one.state != "removed"]
    gone = [one for one in entries if one.state == "removed"]
    groups = [(title, list(of_group)) for title, of_group in groupby(there, lambda one: one.group)]
    if gone:
        groups.append(("删掉的", gone))
    if not groups:
        return '<p class="soft none">没有叫这个的。</p>'
    return "".join(
        f'<section class="box files"><h2 class="box-title">{escape(title)}</h2><ul>{"".join(map(_row, rows))}</ul></section>'
        for title, rows in groups
    )


def _row(entry: Entry) -> str:
    badge = "" if entry.state == "shipped" else f'<span class="mark {entry.state}">{STATES[entry.state]}</span>'
    return (
        f'<li><a href="templates?file={quote(entry.file)}"><b>{escape(entry.title)}</b>'
        f'<span class="soft fine">{escape(entry.file.rpartition("/")[2])}</span>{badge}</a></li>'
    )


def _name(parts: Parts, who: Reader) -> str:
    member = parts.household.family.by_id(who.member_id) if who.member_id is not None else None
    return member.name if member else ADMIN
