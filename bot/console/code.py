"""The editor of YAML: coloured, with what is wrong marked on its line and told behind it. Its scripts come with NiceGUI."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Literal

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.editing.drafts import Finding

LIGHT: Literal["githubLight"] = "githubLight"
DARK: Literal["githubDark"] = "githubDark"
LONGEST_TOLD = 60
"""Characters of a sentence behind a line; all of it stands below the editor."""
LEAVING = """window.onbeforeunload = {is_dirty} ? (event) => event.preventDefault() : null"""


class CodeEditor:
    """A text that is being edited. `changed` is called when the typing pauses."""

    def __init__(self, text: str, changed: Callable[[], Awaitable[None]], save: Callable[[], Awaitable[None]]) -> None:
        self._changed = changed
        self._told_of = self._before = text
        self._marked: tuple[tuple[int, str], ...] = ()
        self._is_guarded = False
        self._editor = ui.codemirror(
            text, language="YAML", theme=LIGHT, indent="  ", line_wrapping=True, keymap={"Mod-s": save}
        ).classes("code")
        _Theme(self._paint)
        ui.timer(0.4, self._look)

    @property
    def text(self) -> str:
        """What stands there now."""
        return self._editor.value or ""

    def show(self, text: str) -> None:
        """Put another text there."""
        self._editor.value = self._told_of = self._before = text

    def mark(self, findings: Iterable[Finding]) -> None:
        """Mark these lines and no others."""
        lines = self.text.split("\n")
        marked: dict[int, str] = {}
        for one in findings:
            marked.setdefault(min(max(one.line, 1), len(lines)), one.message)
        if tuple(marked.items()) == self._marked:
            return
        self._marked = tuple(marked.items())
        specs: list[dict[str, object]] = []
        for line, message in marked.items():
            end = sum(len(before) + 1 for before in lines[: line - 1]) + len(lines[line - 1])
            told = message if len(message) <= LONGEST_TOLD else f"{message[: LONGEST_TOLD - 1]}…"
            specs += [
                {"kind": "line", "line": line, "class": "wrong-line"},
                {"kind": "widget", "position": end, "text": told, "class": "wrong-told", "side": 1},
            ]
        self._editor.decorations = specs

    def reveal(self, line: int) -> None:
        """Scroll there."""
        self._editor.reveal_line(min(max(line, 1), self.text.count("\n") + 1))

    def guard(self, *, is_dirty: bool) -> None:
        """Have the browser ask before the page is left with something unsaved."""
        if is_dirty != self._is_guarded:
            self._is_guarded = is_dirty
            ui.run_javascript(LEAVING.format(is_dirty=str(is_dirty).lower()))

    async def _look(self) -> None:
        text = self.text
        is_typing, self._before = text != self._before, text
        if not is_typing and text != self._told_of:
            self._told_of = text
            await self._changed()

    def _paint(self, event: GenericEventArguments) -> None:
        self._editor.theme = DARK if event.args is True else LIGHT


class _Theme(Element, component="editor_theme.js"):
    def __init__(self, dark: Callable[[GenericEventArguments], None]) -> None:
        super().__init__()
        self.on("dark", dark)
