"""微信: who is logged in, binding one more person, and which ways into WeChat are open."""

from nicegui import ui

from bot.channels.ilink.channel import ILinkChannel
from bot.config import Settings
from bot.console.board import Board
from bot.console.login_rows import login_rows, told_of
from bot.console.parts import Parts
from bot.console.setup.scan import ScanForm
from bot.console.setup.step import Saved, Standing, Step, Written
from bot.console.setup.way_row import WayRow
from bot.console.setup.ways import WAYS

FRESH_SECONDS = 1.0


class WechatStep(Step):
    """Switches channels on and off, which holds after a restart; then somebody has to scan here."""

    name, title = "wechat", "微信"
    gives = "家里人在微信里跟小爱说话、收视频。没有它，只能用网页和终端。"
    stays = True

    def __init__(self, written: Written, parts: Parts) -> None:
        self._written = written
        self._parts = parts

    def standing(self, settings: Settings) -> Standing:
        """How the logins are doing; before that, what they still need."""
        on = [way for way in WAYS if way.written(settings) is not None]
        if not on:
            return Standing(False, "还没有接上")
        for way in on:
            if way.variable and not self._written.has_key(way.variable):
                return Standing(False, f"写了{way.title}，还没有它的{way.key}")
        waiting = "、".join(way.title for way in on if way.name not in self._parts.channels)
        if waiting:
            return Standing(False, f"{waiting}：重新启动以后打开")
        rows = told_of(self._parts.channels)
        is_good = bool(rows) and all(row.tone == "good" for row in rows)
        return Standing(is_good, "；".join(f"{row.title}，{row.word}" for row in rows))

    def draw(self, settings: Settings, saved: Saved) -> None:
        """What one comes back for stands first."""
        channels = self._parts.channels
        if told_of(channels):
            self._draw_logins()
        ilink = channels.get("ilink")
        if isinstance(ilink, ILinkChannel):
            with ui.element("section").classes("way").props('aria-label="接上一个人"'):
                ScanForm(ilink)
        for way in WAYS:
            WayRow(way, settings, self._written, saved, is_running=way.name in channels)

    def _draw_logins(self) -> None:
        parts, board = self._parts, Board()

        def refresh() -> None:
            board.show(login_rows(told_of(parts.channels), parts.now(), parts.zone))

        refresh()
        ui.timer(FRESH_SECONDS, refresh)
