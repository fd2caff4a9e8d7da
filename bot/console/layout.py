"""The frame all pages share: where else one may go, on the left at a desk and behind a button on a phone, and what stands beside it.

Every link of the console is written without a slash in front, and every page is one word deep: so all of it also works below a path
of a reverse proxy, without any page knowing that path.
"""

import contextlib
import html
from collections.abc import Iterator

from nicegui import ui

from bot.console.access import may
from bot.console.bubbles import FACE
from bot.console.theme import ThemeButton
from bot.doors.readers import Reader

RECONNECT_SECONDS = 30.0
"""A phone that was put away for so long goes on where it was; after that its page loads anew, and shows the same."""
LOOK_AGAIN_SECONDS = 5.0
HEAD = """<meta name="theme-color" content="#f4f1ec" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#141317" media="(prefers-color-scheme: dark)">
<link rel="stylesheet" href="look/chat.css"><link rel="stylesheet" href="look/console.css">"""

_ICONS = {
    "": '<path d="M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5z"/>',
    "jobs": '<path d="M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01"/>',
    "gallery": '<rect x="3.5" y="5" width="17" height="14" rx="2.5"/><path d="m10 9 5 3-5 3z"/>',
    "templates": '<path d="M5 4h9l5 5v11H5zM14 4v5h5M8.5 13h7M8.5 16.5h5"/>',
    "members": '<circle cx="9" cy="8.5" r="3.3"/><path d="M3 19.5c.4-3.7 2.7-5.5 6-5.5s5.6 1.8 6 5.5M15.5 5.7a3.3 3.3 0 0 1 0 5.7M17.5 14.6c2 .7 3.2 2.3 3.5 4.9"/>',
    "overview": '<path d="M4 20h16M7 16.5v-5M12 16.5V6M17 16.5v-8"/>',
    "events": '<circle cx="12" cy="12" r="8.2"/><path d="M12 7.5V12l3.2 2"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
}
PAGES = (
    ("", "聊天"),
    ("jobs", "任务"),
    ("gallery", "作品"),
    ("templates", "模板"),
    ("members", "成员"),
    ("overview", "概览"),
    ("events", "日志"),
    ("settings", "设置"),
)
"""Path without its slash, and title."""
_MENU = '<path d="M4 7h16M4 12h16M4 17h16"/>'
_LEAVE = '<path d="M14 4.5H6.5v15H14M10.5 12H20M16.5 8.5 20 12l-3.5 3.5"/>'


def reader() -> Reader:
    """Who looks at the page that is being drawn."""
    found = ui.context.client.request.state.reader
    assert isinstance(found, Reader), "the door lets nobody in without saying who it is"
    return found


def is_still_let_in() -> bool:
    """Whether the reader's browser was not sent away since the page was opened."""
    return bool(ui.context.client.request.state.holds())


@contextlib.contextmanager
def page(title: str, active: str) -> Iterator[None]:
    """Draw the frame and put what the block draws into it. `active` is the page's path without the slash."""
    with frame(title, active), ui.element("div").classes("content"), ui.element("div").classes("content-body"):
        with ui.element("header").classes("content-head"):
            menu_button()
            ui.html(html.escape(title), sanitize=False, tag="h1").classes("content-title")
        yield


@contextlib.contextmanager
def frame(title: str, active: str) -> Iterator[None]:
    """The navigation alone, for a page that draws its own content area. It has to show `menu_button()` somewhere."""
    ui.add_head_html(HEAD)
    ui.page_title("小爱" if active == "" else f"{title} · 小爱")
    with ui.element("div").classes("frame"):
        with ui.element("nav").classes("rail").props('id="menu" popover=auto aria-label="页面"'):
            with ui.element("div").classes("rail-brand"):
                ui.html(FACE, sanitize=False).classes("avatar xiaoai")
                ui.label("小爱").classes("rail-name")
            role = reader().role
            links = (_link(path, name, active) for path, name in PAGES if may(role, f"/{path}"))
            ui.html("".join(links), sanitize=False).classes("rail-links")
            with ui.element("div").classes("rail-foot"):
                ThemeButton()
                ui.html(_leave(), sanitize=False)
        # Not at once: a timer that starts sends the page off before what is looked up for it is drawn.
        ui.timer(LOOK_AGAIN_SECONDS, _close_when_sent_away, immediate=False)
        yield


def menu_button() -> None:
    """Opens the navigation on a phone; at a desk it is not there."""
    ui.html(
        f'<button type="button" class="icon menu-button" popovertarget="menu" aria-label="打开菜单">{_svg(_MENU)}</button>',
        sanitize=False,
    ).classes("menu-place")


@contextlib.contextmanager
def card(title: str = "", hint: str = "") -> Iterator[None]:
    """A piece of a page on a sheet of its own."""
    with ui.element("section").classes("box"):
        if title:
            ui.html(html.escape(title), sanitize=False, tag="h2").classes("box-title")
        if hint:
            ui.label(hint).classes("box-hint")
        yield


def empty(sentence: str, hint: str = "") -> None:
    """What stands where there is nothing yet."""
    with ui.element("div").classes("nothing"):
        ui.html(FACE, sanitize=False).classes("avatar xiaoai")
        ui.label(sentence).classes("nothing-title")
        if hint:
            ui.label(hint).classes("nothing-hint")


def _close_when_sent_away() -> None:
    """A page that is open has a websocket, which asks at the door only once."""
    if not is_still_let_in():
        client = ui.context.client
        ui.navigate.to("/login")
        client.delete()


def _link(path: str, name: str, active: str) -> str:
    here = ' aria-current="page"' if path == active else ""
    return f'<a class="rail-link" href="{html.escape(path) or "./"}"{here}>{_svg(_ICONS[path])}<span>{name}</span></a>'


def _leave() -> str:
    return (
        '<form method="post" action="leave"><button type="submit" class="icon" aria-label="退出" title="退出">'
        f"{_svg(_LEAVE)}</button></form>"
    )


def _svg(shape: str) -> str:
    return f'<svg viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>'
