"""What a list is filtered and turned over with: the phone's own choosers, which every grandmother's thumb knows."""

import html
from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui
from nicegui.events import GenericEventArguments

Chosen = Callable[[str], Awaitable[None]]
Turned = Callable[[int], Awaitable[None]]
LONGEST_SEARCH = 60
SEARCH_PAUSE_SECONDS = 0.4


def choice(label: str, options: Mapping[str, str], value: str, chosen: Chosen) -> None:
    """A chooser; `options` are values and what they are called. A value that is no option counts as the first."""

    async def change(event: GenericEventArguments) -> None:
        await chosen(event.args if event.args in options else next(iter(options)))

    with ui.element("select").classes("pick") as select:
        select.props["aria-label"] = label
        select.on("change", change, js_handler=_VALUE)
        for one, called in options.items():
            option = ui.html(html.escape(called), sanitize=False, tag="option")
            option.props["value"] = one
            option.props["selected"] = one == value


def search(label: str, value: str, chosen: Chosen) -> None:
    """A field for words; tells of them when the typing pauses."""

    async def change(event: GenericEventArguments) -> None:
        await chosen(str(event.args)[:LONGEST_SEARCH])

    field = ui.element("input").classes("pick seek")
    field.props(f'type="search" enterkeyhint="search" autocomplete="off" maxlength="{LONGEST_SEARCH}"')
    field.props["placeholder"] = label
    field.props["aria-label"] = label
    field.props["value"] = value
    field.on("input", change, throttle=SEARCH_PAUSE_SECONDS, leading_events=False, js_handler=_VALUE)


class Pager:
    """Which page of a list is shown, and the way to its neighbours. Nothing where there is only one."""

    def __init__(self, turned: Turned) -> None:
        self._page = 0
        with ui.element("nav").classes("pager").props('aria-label="翻页"') as self._nav:
            self._newer = ui.button("上一页", on_click=lambda: turned(self._page - 1), color=None)
            self._where = ui.label().classes("pager-where")
            self._older = ui.button("下一页", on_click=lambda: turned(self._page + 1), color=None)
        for button in (self._newer, self._older):
            button.props("flat no-caps").classes("plain")

    def show(self, page: int, count: int, size: int) -> None:
        """Page `page`, from 0, of `count` things, `size` on each."""
        self._page = page
        pages = max(1, -(-count // size))
        self._where.text = f"{page + 1} / {pages}"
        self._newer.enabled, self._older.enabled = page > 0, page + 1 < pages
        self._nav.visible = pages > 1


_VALUE = "(event) => emit(event.target.value)"
