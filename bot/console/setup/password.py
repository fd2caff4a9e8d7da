"""The password of the pages."""

import asyncio

from nicegui import ui

from bot.config import Settings
from bot.console.layout import reader
from bot.console.setup.step import Saved, Standing, Step
from bot.doors.all import Doors
from bot.doors.password import SHORTEST, WeakPassword


class PasswordStep(Step):
    """Set at once; nothing has to be restarted."""

    name, title = "password", "进门密码"
    gives = "以后用密码就能从别的手机、电脑进来；不设的话，只能用每次启动时打印的链接。"

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def standing(self, settings: Settings) -> Standing:
        """Whether there is one."""
        is_set = self._doors.password.is_set
        return Standing(is_set, "设好了" if is_set else "还没设，只能用启动时打印的链接进来")

    def draw(self, settings: Settings, saved: Saved) -> None:
        """The same twice."""
        who = reader()
        with ui.element("form").classes("form") as form:
            first = _field("新密码", "new-password").props("autofocus")
            second = _field("再写一遍", "new-password")
            problem = ui.label().classes("problem").props("role=alert")
            problem.visible = False
            ui.button("设成这个密码", color=None).props("flat no-caps type=submit").classes("send start")
            ui.label(
                f"至少 {SHORTEST} 个字。改了以后，别的设备上的管理员要重新输入。忘了的话，重新启动小爱，用打印的链接进来再改。"
            ).classes("box-hint")

        async def keep() -> None:
            problem.text = "两遍写的不一样。" if first.value != second.value else ""
            if not problem.text:
                try:
                    await asyncio.to_thread(self._doors.password.set, str(first.value or ""))
                except WeakPassword as error:
                    problem.text = str(error)
            problem.visible = bool(problem.text)
            if not problem.text:
                await self._doors.browsers.keep(who)
                await saved("密码设好了。")

        form.on("submit.prevent", keep)


def _field(label: str, autocomplete: str) -> ui.input:
    return ui.input(label).props(f'outlined type=password autocomplete="{autocomplete}"').classes("wide")
