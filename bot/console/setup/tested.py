"""A key that is tried before it is kept: what works is saved at once, what does not is said, and saved only if one insists."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from bot.console.setup.step import show
from bot.doctor.finding import Finding
from bot.errors import ConfigError

Try = Callable[[], Awaitable[Finding]]
Keep = Callable[[], Awaitable[None]]


class TestedForm:
    """The button below the fields, and what came of it. `keep` may raise `ConfigError`."""

    __test__ = False

    def __init__(self, form: ui.element, text: str, try_it: Try, keep: Keep) -> None:
        self._try = try_it
        self._keep = keep
        with form:
            self._button = ui.button(text, color=None).props("flat no-caps type=submit").classes("send start")
            self._outcome = ui.element("div").classes("form")
        form.on("submit.prevent", self._press)

    async def _press(self) -> None:
        self._outcome.clear()
        self._button.props("loading").disable()
        try:
            finding = await self._try()
        except ConfigError as error:
            finding = Finding("warning", str(error))
        self._button.props(remove="loading").enable()
        if finding.state == "good":
            await self._save()
            return
        with self._outcome:
            show(finding)
            if finding.cure:
                insist = ui.button("先存着，以后再说", on_click=self._save, color=None).props("flat no-caps")
                insist.classes("plain start")

    async def _save(self) -> None:
        try:
            await self._keep()
        except ConfigError as error:
            self._outcome.clear()
            with self._outcome:
                show(Finding("warning", str(error)))
