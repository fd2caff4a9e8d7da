"""HTML drawn by the server, with buttons: what a list of hundreds of rows is made of, where an element for each would be slow.

Whoever draws it escapes every word with `html.escape`. A button is `<button data-act="delete" data-id="…">`.
"""

from collections.abc import Awaitable, Callable, Mapping

from nicegui.element import Element
from nicegui.events import GenericEventArguments

Press = Callable[[Mapping[str, str]], Awaitable[None]]
"""Called with the data of the button that was pressed; `act` says what it is for."""


class Board(Element, component="board.js"):
    """Shows `html`; `press` hears its buttons."""

    def __init__(self, press: Press | None = None) -> None:
        super().__init__()
        self._html = ""
        self.props["html"] = ""
        if press:
            self._press = press
            self.on("act", self._pressed)

    def show(self, html: str) -> None:
        """Draw this; where nothing has changed, nothing is touched, and no finger meets what was just replaced."""
        if html != self._html:
            self._html = html
            self.props["html"] = html

    async def _pressed(self, event: GenericEventArguments) -> None:
        # It comes from a browser: only texts are handed on.
        data = event.args if isinstance(event.args, dict) else {}
        await self._press({str(key): value for key, value in data.items() if isinstance(value, str)})
