"""The family: done on a page of its own."""

from nicegui import ui

from bot.config import Settings
from bot.console.setup.step import Saved, Standing, Step
from bot.doors.all import Doors
from bot.family import Family


class PeopleStep(Step):
    """Points to the members page."""

    name, title = "people", "家里人"
    gives = "每个人有自己的链接，用自己的名字跟小爱说话；孩子的照片由大人做主。"

    def __init__(self, family: Family, doors: Doors) -> None:
        self._family = family
        self._doors = doors

    def standing(self, settings: Settings) -> Standing:
        """How many there are."""
        count, waiting = len(self._family.members()), len(self._family.waiting())
        waits = f"，{waiting} 个等你点头" if waiting else ""
        return Standing(count > 0, f"{count} 个人{waits}" if count else f"还没有人{waits}")

    def draw(self, settings: Settings, saved: Saved) -> None:
        """The way there."""
        ui.link("去邀请家里人", "members").classes("send as-button start")
