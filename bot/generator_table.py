"""`xiaoai generators`: what each generator makes, costs and needs, and how it is doing. `--retry` ends a rest.

Whoever owns the data folder goes on undisturbed: the table reads the store as it is, and a retry goes through the owner's socket.
"""

import asyncio
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.terminal import RetryLine
from bot.client import connected
from bot.config import Settings, load_settings, prepare_data_folder
from bot.errors import ConfigError
from bot.jobs.health_book import Known, read_book, write_state
from bot.keys import find_key
from bot.makers import make_generators, make_one, why
from bot.owner import OwnerLock, socket_path
from bot.spending import yuan
from bot.store import Store, peek
from generators.base import Capabilities, Generator, Kind
from generators.health import State
from generators.registry import BadOptions, UnknownGenerator, known_generators

if TYPE_CHECKING:
    from rich.table import Table

WIDTH_IN_A_PIPE = 220
KINDS: Mapping[Kind, str] = {"video": "视频", "image": "图片"}
SIZES_SHOWN = 2
REASONS: Mapping[str, str] = {
    "unreachable": "连不上",
    "timeout": "没回音",
    "busy": "太忙",
    "broken": "做出来是坏的",
    "needs_top_up": "余额不够",
    "content_refused": "内容没过审",
    "bad_request": "设置或请求不对",
    "lost": "那边忘了这个任务",
    "disk_full": "硬盘满了",
    "day_budget": "今天的钱不够",
}
COLUMNS = ("名字", "是谁", "用在", "做什么", "一次最长", "尺寸", "声音", "价钱", "钥匙", "状态", "上次出错")


def show(home: Path | None, *, is_all: bool) -> None:
    """Print the table: of the settings' generators, or of every one there is."""
    from rich.console import Console

    settings = load_settings(home)
    configured, used = _configured(settings)
    book = peek(settings.data, postgres_of(settings), read_book) or {}
    table, now = _table(), datetime.now(settings.zone)
    for name in dict.fromkeys((*configured, *(known_generators() if is_all else ()))):
        try:
            generator = configured.get(name) or make_one(settings, name)
        except BadOptions as error:
            table.add_row(name, "", used.get(name, "没用"), *[""] * 6, f"先写好设置才能用：{why(error)}", "")
            continue
        has_key = find_key(settings.home, settings.data, generator.key_variable) is not None
        cells = _cells(generator, used.get(name, "没用"), book.get(name, Known()), now, has_key=has_key)
        table.add_row(*cells)
    Console(width=None if sys.stdout.isatty() else WIDTH_IN_A_PIPE).print(table)


async def retry(home: Path | None, name: str) -> int:
    """End the rest of a generator: by the owner, or in the store where nobody owns it."""
    settings = load_settings(home)
    try:
        make_one(settings, name)
    except UnknownGenerator as error:
        raise ConfigError(f"没有叫“{error.name}”的生成器。能用的有：{'、'.join(error.known)}。") from None
    except BadOptions:
        # It may have been well before its settings were changed.
        pass
    try:
        async with connected(socket_path(settings.data), lambda _letter: None) as client:
            print((await client.order(RetryLine(generator=name))).text)
        return 0
    except (ConnectionRefusedError, FileNotFoundError):
        pass
    prepare_data_folder(settings.data)
    lock = OwnerLock(settings.data)
    lock.take()
    store = Store(settings.data, postgres_of(settings))
    try:
        await asyncio.to_thread(store.open)
        await store.write(lambda connection: write_state(connection, store, name, State()))
    finally:
        store.close()
        lock.release()
    print(f"好，“{name}”不歇了，下一个就再试它。")
    return 0


def postgres_of(settings: Settings) -> str | None:
    """The address of PostgreSQL, where that is used."""
    return settings.database_url.get_secret_value() if settings.database_url else None


def _configured(settings: Settings) -> tuple[dict[str, Generator], dict[str, str]]:
    """The generators of the settings by name, and what each is used for: 视频 1 is the first that is asked for a clip."""
    made = make_generators(settings)
    used: dict[str, list[str]] = {}
    for kind, title in KINDS.items():
        for number, one in enumerate(made[kind], 1):
            used.setdefault(one.name, []).append(f"{title} {number}")
    every = {one.name: one for kind in KINDS for one in made[kind]}
    return every, {name: "、".join(places) for name, places in used.items()}


def _table() -> "Table":
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    return table


def _cells(generator: Generator, used: str, known: Known, now: datetime, *, has_key: bool) -> tuple[str, ...]:
    able = generator.capabilities
    return (
        generator.name,
        able.title or ("家里" if not able.is_remote else ""),
        used,
        _makes(able),
        f"{able.max_seconds:g} 秒" if "video" in able.kinds else "",
        _sizes(able),
        "有" if able.has_audio else "",
        _price(able),
        _key(generator, has_key=has_key),
        _state(generator, known.state, now),
        _last_error(known, now),
    )


def _makes(able: Capabilities) -> str:
    if able.is_preview:
        return "预览"
    clips = ["视频"] if "video" in able.kinds else []
    pictures = ["照片开头"] if able.takes_picture and clips else []
    pictures += ["首尾两张"] if able.takes_last_picture and clips else []
    return "、".join([*clips, *pictures, *(["图片"] if "image" in able.kinds else [])])


def _sizes(able: Capabilities) -> str:
    if not able.sizes:
        return "随意"
    shown = " ".join(able.sizes[:SIZES_SHOWN])
    return f"{shown} 等 {len(able.sizes)} 种" if len(able.sizes) > SIZES_SHOWN else shown


def _price(able: Capabilities) -> str:
    each = "一张" if able.kinds == {"image"} else "一次"
    parts = [f"{yuan(able.price_fen)} 元{each}"] if able.price_fen else []
    parts += [f"{able.fen_per_second / 100:.4f}".rstrip("0").rstrip(".") + " 元一秒"] if able.fen_per_second else []
    return "，另加 ".join(parts) or "免费"


def _key(generator: Generator, *, has_key: bool) -> str:
    if generator.missing_key:
        return f"缺 {generator.missing_key}"
    return "有" if has_key else "不用"


def _state(generator: Generator, state: State, now: datetime) -> str:
    if generator.missing_key:
        return "没有钥匙，不用它"
    at = now.timestamp()
    if at < state.resting_until:
        return f"休息到 {_clock(state.resting_until, now)}：{REASONS.get(state.reason, state.reason)}"
    if state.rests:
        return "休息完了，下一个试试它"
    return f"慢，到 {_clock(state.slow_until, now)} 排在后面" if state.is_slow(at) else "正常"


def _last_error(known: Known, now: datetime) -> str:
    if known.last_error_at is None:
        return ""
    reason = REASONS.get(known.last_code, known.last_code)
    return f"{_clock(known.last_error_at, now)} {reason}：{known.last_error}"


def _clock(at: float, now: datetime) -> str:
    """21:05, or with the day where that is not today."""
    when = datetime.fromtimestamp(at, now.tzinfo)
    return f"{when:%H:%M}" if when.date() == now.date() else f"{when:%m-%d %H:%M}"
