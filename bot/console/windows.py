"""Small windows over the members and the settings page: a question before something that cannot be undone, a word that it is done."""

from collections.abc import Awaitable, Callable

from nicegui import ui


async def confirm(title: str, hint: str, act: str) -> bool:
    """Ask once more; closing the window is a no. `act` stands on the button that does it."""
    with ui.dialog() as dialog, ui.element("div").classes("sheet").props('role="alertdialog"'):
        ui.label(title).classes("sheet-title")
        ui.label(hint).classes("box-hint")
        with ui.element("div").classes("sheet-row"):
            button("算了", lambda: dialog.submit(False)).classes("quiet")
            button(act, lambda: dialog.submit(True)).classes("send danger")
    answer = await dialog
    dialog.delete()
    return bool(answer)


def button(text: str, press: Callable[[], object] | Callable[[], Awaitable[object]]) -> ui.button:
    """A button without Quasar's colours."""
    return ui.button(text, on_click=press, color=None).props("flat no-caps")


def told(sentence: str) -> None:
    """Say for a moment that it is done, or why not."""
    ui.notify(sentence, position="top", classes="told", timeout=5000)
