"""The strip above the chat that tells the admin what is wrong in his files, for as long as it is."""

from nicegui import ui

from bot.console.parts import Notice

LOOK_SECONDS = 2.0


class NoticeStrip:
    """Shows the notice, and hides when there is none."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice
        self._label = ui.label().classes("notice").props("role=alert")
        self._show()
        ui.timer(LOOK_SECONDS, self._show)

    def _show(self) -> None:
        self._label.text = self._notice()
        self._label.visible = bool(self._label.text)
