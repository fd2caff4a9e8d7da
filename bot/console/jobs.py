"""任务: the list of jobs, and the page of one of them. Both follow what happens while they are open."""

from collections.abc import Mapping
from typing import get_args
from urllib.parse import urlencode

from nicegui import ui

from bot.console import job_story
from bot.console.board import Board
from bot.console.controls import Pager, choice, search
from bot.console.errand import do_errand
from bot.console.job_rows import rows
from bot.console.job_words import KINDS, STATES
from bot.console.layout import RECONNECT_SECONDS, card, empty, page
from bot.console.parts import Parts
from bot.errands import Order
from bot.jobs.records import OPEN, State
from bot.reports.jobs import PAGE, JobFilter
from bot.reports.story import Story
from generators.base import Kind

FRESH_SECONDS = 1.0
STYLE = '<link rel="stylesheet" href="look/reports.css">'
MOST_NUMBER = 2**31 - 1
GROUPS: Mapping[str, tuple[State, ...]] = {
    "": (),
    "open": ("accepted", "running", "delivering"),
    "needs_admin": ("needs_admin",),
    "done": ("done",),
    "failed": ("failed",),
    "unsent": ("undelivered", "uncertain"),
    "cancelled": ("cancelled",),
}
GROUP_NAMES = {
    "": "所有状态",
    "open": "没做完的",
    "needs_admin": STATES["needs_admin"],
    "done": STATES["done"],
    "failed": STATES["failed"],
    "unsent": "没送到的",
    "cancelled": STATES["cancelled"],
}


def add_jobs(parts: Parts) -> None:
    """The page."""

    @ui.page("/jobs", response_timeout=RECONNECT_SECONDS)
    async def jobs(
        job: str = "", state: str = "", who: str = "", kind: str = "", generator: str = "", text: str = "", p: str = ""
    ) -> None:
        ui.add_head_html(STYLE)
        query = {"state": state, "who": who, "kind": kind, "generator": generator, "text": text[:60], "p": p}
        query = {name: value for name, value in query.items() if value}
        if job:
            await JobPage(parts, query).open(number_in(job))
        else:
            await JobsPage(parts, query).open()


class JobsPage:
    """The list."""

    def __init__(self, parts: Parts, query: dict[str, str]) -> None:
        self._parts = parts
        self._query = query
        self._page = number_in(query.pop("p", ""))

    async def open(self) -> None:
        """Draw it, and follow it."""
        askers = await self._parts.archive.askers()
        people = {"": "所有人"} | {str(id_): name for id_, name in askers.members}
        makers = {"": "所有生成器"} | {name: name for name in askers.generators}
        with page("任务", "jobs"):
            with ui.element("div").classes("filters").props('role="search"'):
                choice("状态", GROUP_NAMES, self._query.get("state", ""), lambda one: self._filter("state", one))
                choice("谁要的", people, self._query.get("who", ""), lambda one: self._filter("who", one))
                choice("图片或视频", {"": "图片和视频", **KINDS}, self._query.get("kind", ""), self._filter_kind)
                choice("生成器", makers, self._query.get("generator", ""), lambda one: self._filter("generator", one))
                search("找内容或编号", self._query.get("text", ""), lambda text: self._filter("text", text))
            self._count = ui.label().classes("list-count").props("role=status")
            self._board = Board()
            with ui.element("div") as self._nothing:
                empty("还没有任务", "家里人在聊天里要一段视频或一张图，就会出现在这里。")
            with ui.element("div") as self._no_match:
                empty("没有这样的任务", "换一个条件试试。")
            self._pager = Pager(self._turn)
        await self._refresh()
        ui.timer(FRESH_SECONDS, self._refresh, immediate=False)

    @property
    def _wanted(self) -> JobFilter:
        return JobFilter(
            states=GROUPS.get(self._query.get("state", ""), ()),
            member_id=number_in(self._query.get("who", "")),
            kind=kind_in(self._query.get("kind", "")),
            generator=self._query.get("generator", ""),
            text=self._query.get("text", ""),
        )

    async def _refresh(self) -> None:
        found = await self._parts.archive.jobs(self._wanted, self._page)
        if self._board.is_deleted:
            return
        query = self._query | ({"p": str(self._page)} if self._page else {})
        self._board.show(rows(found, query, self._parts.now(), self._parts.zone) if found.entries else "")
        self._count.text = f"共 {found.count} 个" if found.count else ""
        is_filtered = any(self._query.values())
        self._nothing.visible = not found.entries and not is_filtered and not self._page
        self._no_match.visible = not found.entries and (is_filtered or self._page > 0)
        self._pager.show(self._page, found.count, PAGE)

    async def _filter(self, name: str, value: str) -> None:
        self._query = {**self._query, name: value}
        await self._turn(0)

    async def _filter_kind(self, value: str) -> None:
        await self._filter("kind", value)

    async def _turn(self, number: int) -> None:
        self._page = max(0, number)
        replace_address(self._query | ({"p": str(self._page)} if self._page else {}))
        await self._refresh()


class JobPage:
    """One job."""

    def __init__(self, parts: Parts, query: dict[str, str]) -> None:
        self._parts = parts
        self._back = query
        self._number = 0

    async def open(self, number: int) -> None:
        """Draw it, and follow it for as long as it changes."""
        self._number = number
        story = await self._parts.archive.story(number)
        with page(f"任务 {story.job.label}" if story else "任务", "jobs"):
            ui.link("← 所有任务", "jobs" + address_of(self._back)).classes("back")
            if story is None:
                empty("没有这个任务", "编号对不对？也可能它属于另一个小爱。")
                return
            with card():
                self._head = Board()
                with ui.element("div").classes("actions"):
                    self._buttons = {
                        "cancel": self._button("取消", "cancel"),
                        "resend": self._button("再发一次", "resend"),
                        "again": self._button("重拍", "again"),
                    }
                    self._unclear = (self._decision("再做一次", is_again=True), self._decision("算了", is_again=False))
            with card("经过"):
                self._course = Board()
            with card("画面和提示词"):
                self._prompts = Board()
            with ui.element("div") as self._calls_card, card("请生成器做的"):
                self._calls = Board()
            with ui.element("div") as self._letters_card, card("聊天里说的"):
                self._letters = Board()
        self._show(story)
        ui.timer(FRESH_SECONDS, self._refresh, immediate=False)

    def _button(self, text: str, order: Order) -> ui.button:
        async def press() -> None:
            await do_errand(self._parts.errands.order(self._number, order))
            await self._refresh()

        return ui.button(text, on_click=press, color=None).props("flat no-caps").classes("plain")

    def _decision(self, text: str, *, is_again: bool) -> ui.button:
        async def press() -> None:
            await self._parts.errands.decide_unclear(self._number, is_again=is_again)
            await self._refresh()

        return ui.button(text, on_click=press, color=None).props("flat no-caps").classes("plain")

    async def _refresh(self) -> None:
        story = await self._parts.archive.story(self._number)
        if story and not self._head.is_deleted:
            self._show(story)

    def _show(self, story: Story) -> None:
        now, zone, job = self._parts.now(), self._parts.zone, story.job
        self._head.show(job_story.head(story, now, zone))
        self._course.show(job_story.course(story, now, zone))
        self._prompts.show(job_story.prompts(story))
        self._calls.show(job_story.calls(story, zone))
        self._letters.show(job_story.letters(story, zone))
        self._calls_card.visible, self._letters_card.visible = bool(story.calls), bool(story.letters)
        self._buttons["cancel"].visible = job.state in OPEN
        self._buttons["cancel"].text = "正在取消" if job.is_cancel_requested else "取消"
        self._buttons["cancel"].enabled = not job.is_cancel_requested
        has_ended = job.state not in (*OPEN, "delivering", "needs_admin")
        self._buttons["resend"].visible = has_ended and bool(job.artifact_id)
        self._buttons["again"].visible = has_ended and bool(job.request.text)
        for button in self._unclear:
            button.visible = job.state == "needs_admin"


def number_in(text: str) -> int:
    """A number of an address, 0 for anything else: whoever types one may type what he likes."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= MOST_NUMBER else 0


def kind_in(text: str) -> Kind | None:
    """A kind of an address."""
    return next((kind for kind in get_args(Kind) if kind == text), None)


def address_of(query: Mapping[str, str]) -> str:
    """`?state=failed`, without what is empty; nothing at all where everything is."""
    kept = {name: value for name, value in query.items() if value}
    return "?" + urlencode(kept) if kept else ""


def replace_address(query: Mapping[str, str]) -> None:
    """The address bar follows, so that a reload or the way back shows the same."""
    ui.navigate.history.replace(address_of(query) or "?")
