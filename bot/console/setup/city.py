"""The family's town."""

from nicegui import ui

from bot.config import Settings
from bot.console.setup.step import Saved, Standing, Step, Written, show
from bot.doctor.finding import Finding
from bot.errors import ConfigError

LONGEST = 20


class CityStep(Step):
    """Where one is when nothing else is said."""

    name, title = "city", "家在哪个城市"
    gives = "问天气、问路的时候不用每次说在哪儿。"

    def __init__(self, written: Written) -> None:
        self._written = written

    def standing(self, settings: Settings) -> Standing:
        """Which it is."""
        return Standing(bool(settings.city), settings.city or "没写，问天气要说在哪儿")

    def draw(self, settings: Settings, saved: Saved) -> None:
        """One field."""
        with ui.element("form").classes("form") as form:
            city = ui.input("城市", value=settings.city, placeholder="西安").props(
                f'outlined stack-label autofocus maxlength="{LONGEST}" autocomplete="off"'
            )
            city.classes("wide")
            ui.button("存下来", color=None).props("flat no-caps type=submit").classes("send start")
            outcome = ui.element("div")

        async def keep() -> None:
            outcome.clear()
            try:
                await self._written.change({"city": str(city.value or "").strip()[:LONGEST]})
            except ConfigError as error:
                with outcome:
                    show(Finding("warning", str(error)))
                return
            await saved("存好了。")

        form.on("submit.prevent", keep)
