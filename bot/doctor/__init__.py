"""`xiaoai doctor`: what is set up, what is missing, what adding it would give. Changes nothing, opens no store.

A check is one function from the settings to its findings, and is in the report by standing in `GROUPS`. The check of a service that
may be configured finds nothing while it is not, and else makes that service's cheapest call. All run beside each other, so each
bounds its own waiting.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import typer

from bot.config import Settings, load_settings
from bot.doctor import abilities, house, machine
from bot.doctor.comfyui import comfyui
from bot.doctor.finding import Check, Finding
from bot.doctor.language_model import language_model
from bot.doctor.map_services import amap, weather
from bot.doctor.schedules import schedules
from bot.doctor.wechat import wechat

GROUPS: Mapping[str, Sequence[Check]] = {
    "这台机器": (machine.python, machine.clock, machine.font, machine.graphics_card),
    "小爱的东西": (house.folders, house.database, house.templates, house.running),
    "会做什么": (
        abilities.channels,
        wechat,
        abilities.generators,
        comfyui,
        abilities.quotas,
        language_model,
        amap,
        weather,
        abilities.city,
        schedules,
    ),
}
MARKS = {"good": "✓", "missing": "·", "warning": "!", "bad": "✗"}


def examine(home: Path | None, groups: Mapping[str, Sequence[Check]] = GROUPS) -> int:
    """Print the report. Returns 1 when something would keep 小爱 from running."""
    settings = load_settings(home)
    is_good = True
    for title, found in findings(settings, groups).items():
        typer.echo(title)
        for finding in found:
            is_good = is_good and finding.state != "bad"
            typer.echo("\n      ".join([f"  {MARKS[finding.state]} {finding.what}", *finding.cure.splitlines()]))
    typer.echo("没有妨碍小爱运行的问题。" if is_good else "标着 ✗ 的不解决，小爱就跑不起来。")
    return 0 if is_good else 1


def findings(settings: Settings, groups: Mapping[str, Sequence[Check]] = GROUPS) -> dict[str, list[Finding]]:
    """What the checks of each group found. Waits for services in the network as long as each check does."""
    with ThreadPoolExecutor() as pool:
        running = {
            title: [pool.submit(lambda check: list(check(settings)), check) for check in checks]
            for title, checks in groups.items()
        }
        return {title: [finding for found in checks for finding in found.result()] for title, checks in running.items()}
