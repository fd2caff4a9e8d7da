"""日志: the last events, as they come; and the bundle for whoever is asked to help."""

import html
from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from nicegui import ui

from bot.console.board import Board
from bot.console.controls import choice, search
from bot.console.event_words import EVENTS, FIELDS, HIDDEN, LEVELS, ROLES
from bot.console.job_words import REASONS, STAGES
from bot.console.jobs import STYLE, number_in, replace_address
from bot.console.layout import RECONNECT_SECONDS, card, empty, page
from bot.console.parts import Parts
from bot.event_log import Event

FRESH_SECONDS = 1.0
SHOWN = 200
SERIOUS: Mapping[str, frozenset[str]] = {
    "": frozenset({"debug", "info", "warning", "error", "critical"}),
    "warning": frozenset({"warning", "error", "critical"}),
    "error": frozenset({"error", "critical"}),
}
TROUBLE = SERIOUS["warning"]
_WORDS: Mapping[str, Mapping[str, str]] = {"stage": STAGES, "reason": REASONS, "error": REASONS, "role": ROLES}


def add_events(parts: Parts) -> None:
    """The page."""

    @ui.page("/events", response_timeout=RECONNECT_SECONDS)
    async def events(level: str = "", chat: str = "", job: str = "", text: str = "") -> None:
        ui.add_head_html(STYLE)
        await EventsPage(parts, {"level": level, "chat": chat, "job": job, "text": text[:60]}).open()


class EventsPage:
    """The newest first."""

    def __init__(self, parts: Parts, query: dict[str, str]) -> None:
        self._parts = parts
        self._query = query
        self._log = parts.diagnosis.events
        self._seen = -1

    async def open(self) -> None:
        """Draw it, and follow it."""
        chats = await self._parts.archive.chats()
        places = {"": "所有聊天"} | {chat.mark: chat.title for chat in chats}
        with page("日志", "events"):
            with ui.element("div").classes("filters").props('role="search"'):
                choice("要紧不要紧", LEVELS, self._query["level"], lambda one: self._filter("level", one))
                choice("哪个聊天", places, self._query["chat"], lambda one: self._filter("chat", one))
                search("任务编号", self._query["job"], lambda text: self._filter("job", text))
                search("找别的字", self._query["text"], lambda text: self._filter("text", text))
            self._count = ui.label().classes("list-count").props("role=status")
            self._board = Board()
            with ui.element("div") as self._nothing:
                empty("没有这样的记录", "小爱一做事就会记在这里；家里人说的话不会记。")
            with card(
                "请人帮忙",
                "把版本、设置、检查结果和最近的日志打成一个文件，发给懂的人。钥匙和密码不在里面，家里人说的话也不在，除非勾上。",
            ):
                self._draw_bundle()
        self._refresh()
        ui.timer(FRESH_SECONDS, self._follow)

    def _draw_bundle(self) -> None:
        # A form of its own: the file comes like any other download, and nothing is kept of it here.
        ui.html(
            '<form class="bundle" action="diagnosis" method="get">'
            f'<label>说的是任务几号（可以不写）<input class="pick" name="job" inputmode="numeric" value="{html.escape(self._query["job"])}"></label>'
            '<label class="tick"><input type="checkbox" name="words" value="1">带上家里人说的话和提示词</label>'
            '<button type="submit" class="send">打包下载</button></form>',
            sanitize=False,
        )

    def _follow(self) -> None:
        if self._log.count != self._seen:
            self._refresh()

    def _refresh(self) -> None:
        self._seen = self._log.count
        found = [event for event in self._log.events() if self._is_wanted(event)]
        newest = found[::-1][:SHOWN]
        zone = self._parts.zone
        today = datetime.fromtimestamp(self._parts.now(), zone).date()
        rows = "".join(_row(event, zone, is_today=_day(event, zone) == today) for event in newest)
        self._board.show(f'<ol class="events" aria-label="日志">{rows}</ol>' if rows else "")
        self._nothing.visible = not rows
        more = f"，只显示最新的 {SHOWN} 条" if len(found) > SHOWN else ""
        self._count.text = f"共 {len(found)} 条{more}" if found else ""

    def _is_wanted(self, event: Event) -> bool:
        number, text = number_in(self._query["job"].strip("第号# ")), self._query["text"].strip().casefold()
        return (
            event.level in SERIOUS.get(self._query["level"], SERIOUS[""])
            and (not self._query["chat"] or event.fields.get("chat") == self._query["chat"])
            and (not number or event.fields.get("job") == number)
            and (not text or text in _told(event).casefold())
        )

    async def _filter(self, name: str, value: str) -> None:
        self._query = {**self._query, name: value}
        self._refresh()
        replace_address(self._query)


def _row(event: Event, zone: ZoneInfo, *, is_today: bool) -> str:
    at = datetime.fromtimestamp(event.at, zone)
    clock = f"{at:%H:%M:%S}" if is_today else f"{at.month}月{at.day}日 {at:%H:%M:%S}"
    tone = "bad" if event.level in SERIOUS["error"] else "warn" if event.level in TROUBLE else ""
    name = EVENTS.get(event.name, event.name)
    return (
        f'<li class="event {tone}"><span class="event-at">{clock}</span><span class="event-name">{html.escape(name)}</span>'
        f'<span class="event-fields">{"".join(_fields(event))}</span></li>'
    )


def _fields(event: Event) -> Iterable[str]:
    for name, value in event.fields.items():
        if name in HIDDEN or value in ("", None, [], False):
            continue
        if name == "job" and isinstance(value, int):
            yield f'<a href="jobs?{urlencode({"job": value})}">第 {value} 号</a>'
        else:
            yield f"<span>{html.escape(FIELDS.get(name, name))} {html.escape(_value(name, value))}</span>"


def _value(name: str, value: object) -> str:
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return _WORDS.get(name, {}).get(str(value), str(value))


def _told(event: Event) -> str:
    """Everything of it that is shown, to look for words in."""
    fields = " ".join(f"{FIELDS.get(name, name)} {_value(name, value)}" for name, value in event.fields.items())
    return f"{event.name} {EVENTS.get(event.name, '')} {event.part} {fields}"


def _day(event: Event, zone: ZoneInfo) -> object:
    return datetime.fromtimestamp(event.at, zone).date()
