"""Two admins changed one file: the second decides."""

from typing import Literal

from nicegui import ui

from bot.console.dialogs import button

Decision = Literal["mine", "theirs", "wait"]


async def decide_conflict(title: str, difference: str) -> Decision:
    """What is to become of two versions of one text; `difference` is ready HTML, from theirs to mine."""
    with ui.dialog() as dialog, ui.element("div").classes("sheet wide"):
        ui.label(title).classes("sheet-title")
        ui.label("什么都还没有保存。红的是对方写的，绿的是你写的：")
        ui.html(difference, sanitize=False)
        with ui.element("div").classes("sheet-row"):
            button("先不动", lambda: dialog.submit("wait")).classes("quiet")
            button("用对方的", lambda: dialog.submit("theirs")).classes("plain")
            button("用我的", lambda: dialog.submit("mine")).classes("send")
    answer = await dialog
    dialog.delete()
    return answer if answer in ("mine", "theirs") else "wait"
