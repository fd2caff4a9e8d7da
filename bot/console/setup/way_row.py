"""One way into WeChat on the page: what it can do, what to beware of, and the form that switches it on or off."""

from collections.abc import Awaitable, Callable

from nicegui import ui
from pydantic import JsonValue

from bot.channels.made import INSTALL, missing_package
from bot.config import Settings
from bot.console.dialogs import button, confirm
from bot.console.setup.step import Saved, Written, secret_field, show
from bot.console.setup.ways import Blank, Way
from bot.doctor.finding import Finding
from bot.errors import ConfigError


class WayRow:
    """`is_running` tells whether it is in force now, which the written settings may be ahead of."""

    def __init__(self, way: Way, settings: Settings, written: Written, saved: Saved, *, is_running: bool) -> None:
        self._way = way
        self._now = way.written(settings)
        self._written = written
        self._saved = saved
        with ui.element("section").classes("way").props(f'aria-label="{way.title}"'):
            with ui.element("div").classes("way-head"):
                ui.label(way.title).classes("step-title")
                tone, word = _standing(is_on=self._now is not None, is_running=is_running)
                ui.label(word).classes(f"login-word {tone}")
            ui.label(way.does)
            ui.label(f"要小心：{way.risk}").classes("way-note")
            ui.label(f"一步一步的说明：{way.page}").classes("way-note")
            package = missing_package(way.name)
            if package:
                show(Finding("warning", f"还缺一个软件包 {package}", f"在小爱的文件夹里运行，再重新启动：\n{INSTALL}"))
            with ui.element("div").classes("way-acts"):
                if self._now is None and not package:
                    self._opener = button("打开", self._open).classes("plain")
                    self._opener.props(f'aria-label="打开{way.title}"')
                if self._now is not None:
                    if way.blanks and not package:
                        self._opener = button("改一改", self._open).classes("plain")
                        self._opener.props(f'aria-label="改{way.title}"')
                    button("关掉", self._switch_off).props(f'aria-label="关掉{way.title}"').classes("plain")
            self._below = ui.element("div").classes("form")
            self._outcome = ui.element("div").classes("form")

    async def _open(self) -> None:
        """Draw the form, or switch it on where nothing has to be filled in."""
        if not self._way.blanks:
            await self._try(self._switch_on)
            return
        self._opener.visible = False
        with self._below:
            self._draw_form()

    def _draw_form(self) -> None:
        way, now = self._way, self._now or {}
        with ui.element("form").classes("form") as form:
            self._fields = {blank.setting: _field(blank, now.get(blank.setting)) for blank in way.blanks}
            self._key = secret_field(way.key, is_set=self._written.has_key(way.variable))
            if self._written.is_from_outside(way.variable):
                ui.label(f"启动小爱的地方已经设了 {way.variable}，以那个为准，这里存的用不上。").classes("box-hint")
            ui.button("存下来", color=None).props("flat no-caps type=submit").classes("send start")
        form.on("submit.prevent", lambda: self._try(self._keep))

    async def _keep(self) -> None:
        way = self._way
        filled: dict[str, JsonValue] = {}
        for blank in way.blanks:
            value = self._fields[blank.setting].value
            filled[blank.setting] = bool(value) if blank.is_choice else str(value or "").strip()
            if filled[blank.setting] == "":
                raise ConfigError(f"还没有填“{blank.label}”。在哪里找，见 {way.page}。")
        key = str(self._key.value or "").strip()
        if not key and not self._written.has_key(way.variable):
            raise ConfigError(f"还没有填“{way.key}”。没有它，重新启动以后{way.title}接不上。")
        if key:
            await self._written.keep_key(way.variable, key)
        await self._switch_on(filled)

    async def _switch_on(self, filled: dict[str, JsonValue] | None = None) -> None:
        whole: JsonValue = (self._now or {}) | (filled or {})
        await self._written.change({f"channels.{self._way.name}": whole})
        await self._saved(f"存好了，重新启动以后打开{self._way.title}。")

    async def _switch_off(self) -> None:
        hint = "重新启动以后，家里人从这里说的话小爱听不到。没发出去的话留着，再打开就接着发。"
        if not await confirm(f"关掉{self._way.title}？", hint, "关掉"):
            return
        await self._try(self._write_off)

    async def _write_off(self) -> None:
        await self._written.change({f"channels.{self._way.name}": None})
        await self._saved(f"存好了，重新启动以后关掉{self._way.title}。")

    async def _try(self, act: Callable[[], Awaitable[None]]) -> None:
        self._outcome.clear()
        try:
            await act()
        except ConfigError as error:
            with self._outcome:
                show(Finding("warning", str(error)))


def _field(blank: Blank, now: JsonValue) -> ui.input | ui.checkbox:
    if blank.is_choice:
        return ui.checkbox(blank.label, value=now is True)
    field = ui.input(blank.label, value=str(now or ""), placeholder=blank.example)
    return field.props('outlined stack-label autocomplete="off" spellcheck=false maxlength=200').classes("wide")


def _standing(*, is_on: bool, is_running: bool) -> tuple[str, str]:
    if is_on:
        return ("good", "开着") if is_running else ("wait", "重新启动后打开")
    return ("wait", "重新启动后关掉") if is_running else ("", "没开")
