"""Which files there are to edit, in which order a page shows them, and what they are called.

Prevents a page from touching anything else: a file is asked for by its path inside a layer, and only the folders below are one.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from intents.engine.catalog import LEARNED_FROM

Kind = Literal["intents", "prompts", "replies", "styles", "words"]
KINDS: dict[Kind, str] = {
    "intents": "意图",
    "prompts": "提示词",
    "replies": "回复",
    "styles": "风格",
    "words": "词表",
}
State = Literal["shipped", "changed", "own", "removed"]
"""As it came, changed by the admin, his own, or taken away (its versions are still there)."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One folder of files that are written alike."""

    folder: str
    kind: Kind
    title: str


SHELVES = (
    Shelf("intents", "intents", "意图"),
    Shelf("prompts/system", "prompts", "跟大模型说的话"),
    Shelf("prompts/shots", "prompts", "写给每家生成的"),
    Shelf("prompts/replies", "replies", "小爱说的话"),
    Shelf("prompts/styles", "styles", "画面和镜头"),
    Shelf("prompts/ideas", "styles", "主意"),
    Shelf("prompts/lexicon", "words", "中英文词"),
    Shelf("prompts/safety", "words", "不拍的内容"),
    Shelf("prompts/unasked", "words", "不许添的内容"),
)
SHARED = "共用的"
LEARNED = "学习用的"
_LEARNED = (*LEARNED_FROM, "_cities.yaml")
_NAME = re.compile(r"[A-Za-z0-9_\u4e00-\u9fff][A-Za-z0-9_\-\u4e00-\u9fff]{0,39}\.yaml")
_TITLE = re.compile(r"^title:[ \t]*([^\n#]+)", re.MULTILINE)
_FIRST_WORDS = re.compile(r"^# *([^：。，（\n]{1,20})", re.MULTILINE)


class NoSuchTemplate(LookupError):
    """Nothing on the shelves is called that."""

    def __init__(self, file: str) -> None:
        super().__init__(f"没有“{file[:60]}”这个文件。")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, as a list shows it."""

    file: str
    """Its path inside a layer: `intents/weather.yaml`."""
    title: str
    kind: Kind
    group: str
    state: State


def shelf_of(file: str) -> Shelf:
    """The shelf a file stands on. Raises `NoSuchTemplate` for every path that is not exactly a shelf and a plain name."""
    folder, _, name = file.rpartition("/")
    shelf = next((shelf for shelf in SHELVES if shelf.folder == folder), None)
    if shelf is None or not _NAME.fullmatch(name):
        raise NoSuchTemplate(file)
    return shelf


def entries(home: Path, overlay: Path, kept: frozenset[str]) -> tuple[Entry, ...]:
    """Every file of both layers, and those of `kept` that are in neither any more, shelf by shelf."""
    found = []
    for shelf in SHELVES:
        shipped, own = _names(home / shelf.folder), _names(overlay / shelf.folder)
        gone = {name for file in kept if (name := file.removeprefix(f"{shelf.folder}/")) != file and "/" not in name}
        # The admin's own first: that is what he comes back for.
        for name in sorted(shipped | own | gone, key=lambda name: (name in shipped, name)):
            if _NAME.fullmatch(name):
                path = (overlay if name in own else home) / shelf.folder / name
                found.append(_entry(shelf, name, path, _state(name, shipped, own)))
    order = {SHARED: 1, LEARNED: 2}
    return tuple(sorted(found, key=lambda entry: order.get(entry.group, 0)))


def _entry(shelf: Shelf, name: str, path: Path, state: State) -> Entry:
    kind, group = _place(shelf, name)
    return Entry(f"{shelf.folder}/{name}", _title_of(path), kind, group, state)


def kind_of(file: str) -> Kind:
    """Where a list shows a file. Raises `NoSuchTemplate`."""
    return _place(shelf_of(file), file.rpartition("/")[2])[0]


def _place(shelf: Shelf, name: str) -> tuple[Kind, str]:
    if shelf.folder == "intents" and name.startswith("_"):
        return ("words", LEARNED) if name in _LEARNED else ("intents", SHARED)
    return shelf.kind, shelf.title


def _state(name: str, shipped: set[str], own: set[str]) -> State:
    if name in own:
        return "changed" if name in shipped else "own"
    return "shipped" if name in shipped else "removed"


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.yaml")}


def _title_of(path: Path) -> str:
    try:
        return title_in(path.read_text(encoding="utf-8-sig", errors="replace")) or path.stem
    except OSError:
        return path.stem


@lru_cache(maxsize=512)
def title_in(text: str) -> str:
    """What a file calls itself, else the first words of the comment on top; also where the rest of it is no YAML."""
    found = _TITLE.search(text) or _FIRST_WORDS.search(text)
    return found[1].strip().strip("\"'") if found else ""
