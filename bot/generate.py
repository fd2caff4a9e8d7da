"""`xiaoai generate --with zhipu "一只小猫追蝴蝶"`: one clip or picture of one generator, into the folder one is in.

The owner of the data folder makes it, see `bot/workshop.py`; here the price is shown, a yes is asked for, and the file is put down.
Where no owner runs, this process is it for as long as that takes.
"""

import asyncio
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.channels.terminal import JobLine, LetterLine, MakeLine
from bot.client import user_name
from bot.config import load_settings
from bot.errors import ConfigError
from bot.makers import make_one, why
from bot.talk import UNCLEAR, at_the_terminal
from generators.registry import BadOptions, UnknownGenerator

MOST_PHOTO_BYTES = 25_000_000
LONGEST_TEXT = 4000
YES = ("y", "yes", "是", "好", "行", "可以", "要", "嗯")


@dataclass(frozen=True, slots=True)
class Order:
    """What was written on the command line."""

    generator: str
    text: str
    kind: Literal["image", "video"] = "video"
    seconds: float | None = None
    size: str = ""
    picture: Path | None = None
    out: Path | None = None
    """A folder, or the file itself; None is the folder one is in."""
    is_agreed: bool = False


async def generate_one(home: Path | None, order: Order) -> int:
    """Make it. Returns the exit status: 0 done, 1 not done, 3 not known."""
    _check(home, order)
    line = MakeLine(
        id=secrets.token_hex(12),
        name=user_name(),
        generator=order.generator,
        kind=order.kind,
        text=order.text,
        seconds=order.seconds,
        size=order.size,
        is_agreed=order.is_agreed,
    ).model_copy(update={"photo": await asyncio.to_thread(_photo, order.picture)})
    from bot.progress import ProgressBar

    async with at_the_terminal(home, _show) as client:
        taken = await client.order(line)
        print(taken.text, flush=True)
        if taken.needs_yes:
            if not await asyncio.to_thread(_is_yes):
                print("没做，没花钱。")
                return 1
            taken = await client.order(line.model_copy(update={"is_agreed": True}))
            if taken.is_refused:
                print(taken.text, flush=True)
        if taken.is_refused:
            return 1
        with ProgressBar() as bar:
            job = await client.follow(taken.message_id, bar.show)
        if job is None or job.state != "done" or not job.path:
            return 3 if job and job.state in UNCLEAR else 1
        try:
            print(await asyncio.to_thread(_put_down, order, job))
        except OSError as error:
            print(f"做好了，可是放不到那里：{error.strerror}。它在 {job.path}")
            return 1
        return 0


def _check(home: Path | None, order: Order) -> None:
    """Everything that can be wrong before anybody is asked. Raises `ConfigError`."""
    settings = load_settings(home)
    try:
        make_one(settings, order.generator)
    except UnknownGenerator as error:
        raise ConfigError(f"没有叫“{error.name}”的生成器。能用的有：{'、'.join(error.known)}。") from None
    except BadOptions as error:
        raise ConfigError(f"设置里的 generators.settings.{error.name} 不对：{why(error)}") from None
    if not order.text.strip() and order.picture is None:
        raise ConfigError("要做什么？写一句话，比如 xiaoai generate --with zhipu “一只小猫追蝴蝶”。")
    if len(order.text) > LONGEST_TEXT:
        raise ConfigError(f"要求太长了，最多 {LONGEST_TEXT} 个字。")
    out = order.out
    if out and out.is_file():
        raise ConfigError(f"{out} 已经有了，不盖掉它。换个名字。")
    if out and not out.is_dir() and not out.absolute().parent.is_dir():
        raise ConfigError(f"没有 {out.absolute().parent} 这个文件夹。")


def _photo(path: Path | None) -> bytes:
    if path is None:
        return b""
    try:
        with path.open("rb") as file:
            photo = file.read(MOST_PHOTO_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"照片 {path} 读不了：{error.strerror}。") from None
    if not photo or len(photo) > MOST_PHOTO_BYTES:
        raise ConfigError(f"照片 {path} {'是空的' if not photo else '太大了，最大 25 MB'}。")
    return photo


def _is_yes() -> bool:
    # Not among what is printed: the last line of that is the file.
    print("做吗？（是 / 不）", end=" " if sys.stdin.isatty() else "\n", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in YES


def _put_down(order: Order, job: JobLine) -> Path:
    """A copy where it was wanted: what is in the data folder is deleted with age."""
    made = Path(job.path)
    target = order.out or Path.cwd()
    if target.is_dir():
        target = _free(target, f"{order.generator}-{job.number}", made.suffix)
    elif target.suffix.lower() != made.suffix:
        # Named .mp4 a picture would not open.
        target = _free(target.parent, target.stem, made.suffix)
    shutil.copyfile(made, target)
    return target.absolute()


def _free(folder: Path, name: str, suffix: str) -> Path:
    names = (f"{name}{f'-{again}' if again > 1 else ''}{suffix}" for again in range(1, 10_000))
    return next(folder / one for one in names if not (folder / one).exists())


def _show(letter: LetterLine) -> None:
    if letter.kind == "text":
        print(letter.text, flush=True)
