"""One step of setting 小爱 up, and what all of them share: reading what is written now, writing it, and a field for a secret."""

import asyncio
import os
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from nicegui import ui
from pydantic import JsonValue

from bot.config import Settings, load_settings
from bot.doctor.finding import Finding
from bot.keys import find_key
from bot.settings_file import write_key, write_settings

Saved = Callable[[str], Awaitable[None]]
"""Told with a sentence when something was saved, and the page draws itself anew."""


class Written:
    """The settings as they are written now, which may be newer than those in force. One for the whole site."""

    def __init__(self, home: Path, data: Path) -> None:
        self._home = home
        self._data = data
        self.needs_restart = False
        """Something was written that holds only after a restart."""

    def settings(self) -> Settings:
        """As 小爱 would read them if she started now. Raises `ConfigError`."""
        return load_settings(self._home)

    def has_key(self, variable: str) -> bool:
        """Whether there is a key in this variable; nothing of it is ever shown."""
        return find_key(self._home, self._data, variable) is not None

    def is_from_outside(self, variable: str) -> bool:
        """The variable is set where 小爱 was started, which `.env` does not change."""
        return bool(os.environ.get(variable, "").strip())

    async def change(self, changes: Mapping[str, JsonValue]) -> None:
        """Write settings. Raises `ConfigError`."""
        await asyncio.to_thread(write_settings, self._data, changes)
        self.needs_restart = True

    async def keep_key(self, variable: str, key: str) -> None:
        """Write a key. Raises `ConfigError`."""
        await asyncio.to_thread(write_key, self._data, variable, key)
        self.needs_restart = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a step is."""

    is_done: bool
    sentence: str


class Step(ABC):
    """Draws its form, and tells how it stands."""

    name: str
    """In the address of the page."""
    title: str
    gives: str
    """What one gets from it, in a sentence."""
    stays: bool = False
    """Saving leads back to it: there is more to do here."""

    @abstractmethod
    def standing(self, settings: Settings) -> Standing:
        """How it stands with these settings."""

    @abstractmethod
    def draw(self, settings: Settings, saved: Saved) -> None:
        """The form."""


def secret_field(label: str, *, is_set: bool) -> ui.input:
    """A field for a key: empty also where there is one, which is only said to be there."""
    hint = "已经存好了；要换才填" if is_set else ""
    field = ui.input(label, placeholder=hint).props('outlined type=password autocomplete="off" spellcheck=false')
    return field.props("stack-label").classes("wide")


def show(finding: Finding) -> None:
    """What the examination found, and what to do about it."""
    is_good = finding.state == "good"
    with ui.element("div").classes("finding good" if is_good else "finding").props("role=status"):
        ui.label(finding.what).classes("finding-what")
        if finding.cure:
            ui.label(finding.cure).classes("finding-cure")


def steps_of(lines: tuple[str, ...]) -> None:
    """What to do first, one thing a line; addresses in it can be tapped."""
    with ui.element("ol").classes("how"):
        for line in lines:
            with ui.element("li"):
                before, _, address = line.partition("https://")
                ui.label(before).classes("inline")
                if address:
                    ui.link(f"https://{address}", f"https://{address}", new_tab=True)
