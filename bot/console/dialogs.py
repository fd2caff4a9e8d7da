"""What the pages ask and tell in passing: windows that wait for an answer, buttons in our own look, a word at the foot of the page.

A window is called by its title, also for who hears the page instead of seeing it.
"""

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Literal

from nicegui import ui

Decision = Literal["mine", "theirs", "wait"]


async def confirm(title: str, hint: str, act: str) -> bool:
    """Ask once more before something that cannot be taken back; closing the window is a no. `act` stands on the button that does it."""
    with window(title, is_question=True) as (dialog, _):
        ui.label(hint).classes("box-hint")
        with ui.element("div").classes("sheet-row"):
            button("算了", lambda: dialog.submit(False)).props("autofocus").classes("quiet")
            button(act, lambda: dialog.submit(True)).classes("send danger")
    return await _answer(dialog) is True


async def decide_conflict(title: str, difference: str) -> Decision:
    """What is to become of two versions of one text; `difference` is ready HTML, from theirs to mine. Closing the window waits."""
    with window(title) as (dialog, sheet):
        sheet.classes("wide")
        ui.label("什么都还没有保存。红的是对方写的，绿的是你写的：")
        ui.html(difference, sanitize=False)
        with ui.element("div").classes("sheet-row"):
            button("先不动", lambda: dialog.submit("wait")).classes("quiet")
            button("用对方的", lambda: dialog.submit("theirs")).classes("plain")
            button("用我的", lambda: dialog.submit("mine")).classes("send")
    answer = await _answer(dialog)
    return "mine" if answer == "mine" else "theirs" if answer == "theirs" else "wait"


@contextlib.contextmanager
def window(title: str, *, tag: str = "div", is_question: bool = False) -> Iterator[tuple[ui.dialog, ui.element]]:
    """The window, closed as yet, and the sheet in it, on which the block draws below the title. As a `form`, Enter sends it."""
    with ui.dialog() as dialog, ui.element(tag).classes("sheet") as sheet:
        dialog.props["aria-label"] = title
        if is_question:
            dialog.props["role"] = "alertdialog"
        ui.label(title).classes("sheet-title")
        yield dialog, sheet


def button(text: str, press: Callable[[], object] | Callable[[], Awaitable[object]]) -> ui.button:
    """Without Quasar's colours; a class gives it its weight."""
    return ui.button(text, on_click=press, color=None).props("flat no-caps")


def told(sentence: str) -> None:
    """Say for a moment that it is done, or why not."""
    ui.notify(sentence, position="bottom", multi_line=True, timeout=6000, classes="passing")


async def _answer(dialog: ui.dialog) -> object:
    answer: object = await dialog
    dialog.delete()
    return answer
