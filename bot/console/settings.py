"""设置: what is set up and what is missing, and a guided first run that can be left out at every step."""

from nicegui import ui

from bot.channels.made import make_channels
from bot.config import Settings
from bot.console.dialogs import button, confirm, told
from bot.console.layout import RECONNECT_SECONDS, card, page
from bot.console.parts import Parts
from bot.console.setup.city import CityStep
from bot.console.setup.maker import MakerStep
from bot.console.setup.maps import MapsStep
from bot.console.setup.model import ModelStep
from bot.console.setup.password import PasswordStep
from bot.console.setup.people import PeopleStep
from bot.console.setup.step import Step, Written, show
from bot.console.setup.wechat import WechatStep
from bot.doctor.finding import Finding
from bot.errors import ConfigError


def add_settings(parts: Parts) -> None:
    """The page."""
    written = Written(parts.settings.home, parts.settings.data)

    @ui.page("/settings", response_timeout=RECONNECT_SECONDS)
    async def settings(step: str = "") -> None:
        ui.add_head_html('<link rel="stylesheet" href="look/members.css">')
        with page("设置", "settings"), ui.element("div").classes("stack"):
            SettingsPage(parts, written).open(step)


class SettingsPage:
    """One open page: all steps side by side, or one of them by itself."""

    def __init__(self, parts: Parts, written: Written) -> None:
        self._parts = parts
        self._written = written
        family = parts.household.family
        self._steps: tuple[Step, ...] = (
            PasswordStep(parts.doors),
            ModelStep(written),
            MakerStep(written),
            MapsStep(written),
            WechatStep(written, parts),
            CityStep(written),
            PeopleStep(family, parts.doors),
        )

    def open(self, name: str) -> None:
        """Draw the step of this name, or all of them."""
        try:
            settings = self._written.settings()
        except ConfigError as error:
            # What is in force still is; the page only cannot tell what would come next.
            show(Finding("warning", "写着的设置读不懂，小爱下次会启动不了", str(error)))
            settings = self._parts.settings
        self._draw_restart()
        place = next((place for place, step in enumerate(self._steps) if step.name == name), None)
        if place is None:
            self._draw_all(settings)
        else:
            self._draw_one(settings, place)

    def _draw_all(self, settings: Settings) -> None:
        standings = [step.standing(settings) for step in self._steps]
        first = next(
            (step for step, standing in zip(self._steps, standings, strict=True) if not standing.is_done), None
        )
        if first:
            missing = sum(not standing.is_done for standing in standings)
            with card("一步一步来", f"还有 {missing} 样没设。每一样都可以跳过，什么都不设小爱也能用。"):
                ui.link("开始", f"settings?step={first.name}").classes("send as-button start")
        for step, standing in zip(self._steps, standings, strict=True):
            with ui.element("section").classes("box step").props(f'aria-label="{step.title}"'):
                ui.html(_MARK if standing.is_done else "", sanitize=False).classes(
                    "mark done" if standing.is_done else "mark"
                )
                with ui.element("div").classes("entry-name"):
                    ui.label(step.title).classes("step-title")
                    ui.label(standing.sentence).classes("entry-note")
                    if not standing.is_done:
                        ui.label(step.gives).classes("step-gives")
                ui.link("改一改" if standing.is_done else "设置", f"settings?step={step.name}").classes(
                    "plain as-button"
                )
        with card("别的设置"):
            ui.label(
                "次数、花钱的上限、东西留多久、按点播报这些，写在数据文件夹的 settings.yaml 里，每一项的意思见程序文件夹的 config.yaml。"
            ).classes("box-hint")

    def _draw_one(self, settings: Settings, place: int) -> None:
        step, count = self._steps[place], len(self._steps)
        after = f"settings?step={self._steps[place + 1].name}" if place + 1 < count else "settings"
        with ui.element("div").classes("dots").props(f'role="img" aria-label="第 {place + 1} 步，共 {count} 步"'):
            for number in range(count):
                ui.element("i").classes("here" if number == place else "")
        with card(step.title, step.gives):
            onward = f"settings?step={step.name}" if step.stays else after
            step.draw(settings, lambda sentence: self._saved(sentence, onward))
        with ui.element("div").classes("ways"):
            before = f"settings?step={self._steps[place - 1].name}" if place else "settings"
            ui.link("返回", before).classes("quiet-link")
            ui.link("先不设，下一步" if place + 1 < count else "好了", after).classes("quiet-link")

    async def _saved(self, sentence: str, after: str) -> None:
        told(sentence)
        ui.navigate.to(after)

    def _draw_restart(self) -> None:
        if not self._written.needs_restart:
            return
        with ui.element("section").classes("box restart").props("role=status"):
            ui.label("改好的设置，重新启动小爱以后才生效。").classes("step-title")
            if self._parts.restart is None:
                ui.label("在小爱运行的窗口按 Ctrl-C，再启动一次。").classes("box-hint")
            else:
                ui.label("没做完的任务都记着，启动完接着做。").classes("box-hint")
                button("重新启动", self._restart).classes("send start")

    async def _restart(self) -> None:
        restart = self._parts.restart
        if restart is None or not await confirm("重新启动小爱？", "要几秒钟，页面会自己连回来。", "重新启动"):
            return
        try:
            # With a channel that lacks its key she would not come back.
            make_channels(self._written.settings())
        except ConfigError as error:
            told(f"先不能重新启动：{error}")
            return
        restart()


_MARK = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m5 12.5 4.5 4.5L19 7.5"/></svg>'
