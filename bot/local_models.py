"""`xiaoai models`: which models the machine's own card could run, fetching them, and removing them.

Touches the folder of models alone; whoever owns the data folder goes on undisturbed.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.config import Settings, load_settings
from bot.errors import ConfigError, XiaoaiError
from bot.keys import find_key
from generators.local.errors import LocalError
from generators.local.families import FAMILIES
from generators.local.family import Extra, Family
from generators.local.hubs.base import Hub, HubName
from generators.local.hubs.huggingface import HuggingFace
from generators.local.hubs.modelscope import ModelScope
from generators.local.models_folder import Coming, Kept, ModelsFolder, State

WIDTH_IN_A_PIPE = 220
HUBS: Mapping[HubName, type[Hub]] = {"modelscope": ModelScope, "huggingface": HuggingFace}
KINDS = {"video": "视频", "image": "图片"}
STATES: Mapping[State, str] = {"absent": "没有", "partial": "下了一半", "here": "在", "own": "在（自己放的）"}
COLUMNS = ("名字", "是什么", "做什么", "要下载", "许可", "在不在", "占地方")


def show(home: Path | None) -> None:
    """Print every model that is known, and what there is of it."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    settings = load_settings(home)
    folder = _folder(settings)
    table = Table(box=SIMPLE, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for family in FAMILIES.values():
        kept = folder.look(family)
        size = gb(family.download_bytes) if _repository(family, "huggingface") or family.modelscope else "要自己放"
        row = (family.name, family.title, KINDS[family.kind], size, family.licence, *_presence(kept))
        # Not as markup: FLUX.1 [dev] is a name.
        table.add_row(*map(Text, row))
        for extra in family.extras:
            beside = folder.look_at_extra(family, extra)
            row = (f"  └ {extra.folder}", extra.purpose, "", gb(extra.download_bytes), "", *_presence(beside))
            table.add_row(*map(Text, row))
    Console(width=None if sys.stdout.isatty() else WIDTH_IN_A_PIPE).print(table)
    print(f"放在 {folder.folder}。下载：xiaoai models download 名字；删掉：xiaoai models remove 名字")


async def download(home: Path | None, name: str, hub_name: str, *, has_extras: bool) -> None:
    """Fetch a model and what lies beside it. Raises `XiaoaiError`."""
    settings, family = load_settings(home), _family(name)
    folder, hub = _folder(settings), _hub(settings, _where(settings, family, hub_name))
    print(f"{family.title}：大约 {gb(family.download_bytes)}，从{hub.title}下载到 {folder.folder / family.name}")
    print(f"许可：{family.licence}", flush=True)
    try:
        with _progress() as report:
            path = await folder.download(family, hub, report)
        print(f"好了，在 {path}")
        for extra in family.extras if has_extras else ():
            beside = _hub(settings, _where(settings, extra, hub_name))
            print(f"{extra.purpose}：再下 {gb(extra.download_bytes)}，从{beside.title}", flush=True)
            with _progress() as report:
                path = await folder.download_extra(family, extra, beside, report)
            print(f"好了，在 {path}")
    except LocalError as error:
        raise XiaoaiError(str(error)) from error


def remove(home: Path | None, name: str, *, is_agreed: bool) -> int:
    """Delete a model, after a yes. Returns the exit status."""
    settings, family = load_settings(home), _family(name)
    folder = _folder(settings)
    kept = folder.look(family)
    if kept.state == "absent":
        print(f"本来就没有：{kept.folder}")
        return 0
    if not is_agreed:
        print(f"删掉 {kept.folder}（{gb(kept.bytes)}）吗？（是 / 不）", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes", "是", "好", "行", "可以", "嗯"):
            print("没删。")
            return 1
    try:
        freed = folder.remove(family)
    except LocalError as error:
        raise XiaoaiError(str(error)) from error
    print(f"删了，腾出 {gb(freed)}。")
    return 0


def gb(number: int) -> str:
    """A size as it is said: 13.8 GB, 0.3 GB, 12 MB."""
    return f"{number / 1e9:.1f} GB" if number >= 100_000_000 else f"{number / 1e6:.0f} MB"


def _presence(kept: Kept) -> tuple[str, str]:
    return STATES[kept.state], gb(kept.bytes) if kept.bytes else ""


def _family(name: str) -> Family:
    family = FAMILIES.get(name.strip().lower())
    if family is None:
        raise ConfigError(f"没有叫“{name}”的模型。能用的有：{'、'.join(FAMILIES)}。")
    return family


def _folder(settings: Settings) -> ModelsFolder:
    return ModelsFolder(settings.local.models_folder(settings.data))


def _repository(one: Family | Extra, hub_name: HubName) -> str:
    return one.modelscope if hub_name == "modelscope" else one.hub


def _where(settings: Settings, one: Family | Extra, wished: str) -> HubName:
    """The hub that was asked for, or that of the settings, or the other one where the first does not have it."""
    if wished and wished not in HUBS:
        raise ConfigError(f"没有叫“{wished}”的地方。能写 modelscope 或者 huggingface。")
    order: list[HubName] = [settings.local.hub, HUBS[settings.local.hub].other]
    if wished:
        order = [name for name in order if name == wished]
    found = next((name for name in order if _repository(one, name)), None)
    if found is None:
        title = one.title if isinstance(one, Family) else one.purpose
        where = f"{HUBS[order[0]].title}上" if wished else "网上"
        raise ConfigError(
            f"{title}在{where}没有现成的文件夹可以下载。把转好的文件夹放进 {settings.local.models_folder(settings.data)}。"
        )
    return found


def _hub(settings: Settings, name: HubName) -> Hub:
    kind, local = HUBS[name], settings.local
    key = find_key(settings.home, settings.data, kind.key_variable)
    url = local.modelscope_url if name == "modelscope" else local.huggingface_url
    return kind(url, key.get_secret_value() if key else "", local.fetch_from)


@contextmanager
def _progress() -> Iterator[Callable[[Coming], None]]:
    """A bar where somebody watches, else a line for each tenth."""
    if not sys.stderr.isatty():
        yield _Tenths().tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def tell(coming: Coming) -> None:
            progress.update(task, description=coming.path[-40:], completed=coming.bytes, total=coming.of)

        yield tell


class _Tenths:
    """Says 30 % once."""

    def __init__(self) -> None:
        self._told = 0

    def tell(self, coming: Coming) -> None:
        tenth = 10 * coming.bytes // max(1, coming.of)
        if tenth > self._told:
            self._told = tenth
            print(f"{10 * tenth}% {gb(coming.bytes)} / {gb(coming.of)}", file=sys.stderr, flush=True)
