"""What the pages ask and tell in passing: a button, a question before something cannot be taken back, a word at the foot of the page."""

from collections.abc import Callable

from nicegui import ui


def button(text: str, press: Callable[[], object]) -> ui.button:
    """A button in our own look; a class gives it its weight."""
    return ui.button(text, on_click=press, color=None).props("flat no-caps")


async def confirm(title: str, hint: str, yes: str) -> bool:
    """Whether he really wants it."""
    with ui.dialog() as dialog, ui.element("div").classes("sheet"):
        ui.label(title).classes("sheet-title")
        if hint:
            ui.label(hint)
        with ui.element("div").classes("sheet-row"):
            button("算了", lambda: dialog.submit(False)).classes("quiet")
            button(yes, lambda: dialog.submit(True)).classes("send")
    answer = await dialog
    dialog.delete()
    return answer is True


def told(sentence: str) -> None:
    """Say it at the foot of the page for a while."""
    ui.notify(sentence, position="bottom", multi_line=True, timeout=6000)
