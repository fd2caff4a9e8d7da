"""The messages of one chat on the page, as the store has them. Reading them again adds what is new and moves nothing."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from nicegui import ui
from nicegui.element import Element

from bot.channels.web import ACCOUNT, GROUP, WebChannel
from bot.console.bubbles import GAP_SECONDS, bubble, separator
from bot.desk import ChatLine, Desk
from bot.family import Address

AT_FIRST = 60
MOST_UNHEARD = 20


class Scroll(Element, component="thread.js"):
    """Stays at the newest message unless somebody has scrolled away from it."""


class Thread:
    """Keeps the newest lines on the page, and older ones when asked for."""

    def __init__(self, desk: Desk, zone: ZoneInfo, now: Callable[[], float]) -> None:
        self._desk = desk
        self._zone = zone
        self._now = now
        self._elements: dict[str, ui.html] = {}
        self._unheard: list[ChatLine] = []
        with Scroll().classes("scroll") as self._scroll:
            self._older = ui.button("看更早的", on_click=self._show_older, color=None)
            self._older.props("flat dense no-caps").classes("quiet older")
            self._box = ui.element("div").classes("lines").props('role="log" aria-label="聊天记录"')
            self.empty = ui.element("div").classes("empty")
        self.open("", "")

    def open(self, chat_id: str, speaker_id: str) -> None:
        """Another chat, or another one who looks at it: empty until `refresh`."""
        self._chat = Address(WebChannel.name, ACCOUNT, chat_id)
        self._speaker_id = speaker_id
        self._newest = AT_FIRST
        self._unheard.clear()
        self._elements.clear()
        self._box.clear()
        self._older.visible = self.empty.visible = False

    async def refresh(self) -> None:
        """Show what the store has now."""
        chat = self._chat
        kept = await self._desk.chat(chat, newest=self._newest)
        # Another chat was chosen meanwhile, or the page was closed.
        if chat != self._chat or self._box.is_deleted:
            return
        unheard = [line for line in self._unheard if line.id not in {stored.id for stored in kept}]
        lines = sorted([*kept, *unheard], key=lambda line: line.at)
        for gone in self._elements.keys() - {line.id for line in lines}:
            self._elements.pop(gone).delete()
        previous = 0.0
        for place, line in enumerate(lines):
            if line.id not in self._elements:
                self._insert(line, place, previous)
            previous = line.at
        self._older.visible = len(kept) == self._newest
        self.empty.visible = not lines

    def to_end(self) -> None:
        """Scroll to the newest message: its writer wants to see it."""
        self._scroll.run_method("toEnd")

    def has(self, message_id: str) -> bool:
        """This message is on the page."""
        return message_id in self._elements

    def add_unheard(self, line: ChatLine) -> None:
        """A message that 小爱 did not listen to, kept nowhere but on this page."""
        self._unheard = [*self._unheard, line][-MOST_UNHEARD:]

    def _insert(self, line: ChatLine, place: int, previous: float) -> None:
        is_unheard = any(line.id == unheard.id for unheard in self._unheard)
        is_group = self._chat.id == GROUP
        content = bubble(line, speaker_id=self._speaker_id, is_group=is_group, is_unheard=is_unheard)
        if line.at - previous > GAP_SECONDS:
            content = separator(line.at, self._now(), self._zone) + content
        with self._box:
            element = ui.html(content, sanitize=False)
        if place < len(self._elements):
            element.move(target_index=place)
        self._elements[line.id] = element

    async def _show_older(self) -> None:
        self._newest += AT_FIRST
        await self.refresh()
