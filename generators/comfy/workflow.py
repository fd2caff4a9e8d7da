"""A workflow of ComfyUI as the admin saved it, and the places in it that a request fills.

The file stays as ComfyUI wrote it; the places stand in the settings, because a number field of ComfyUI holds no placeholder.
Every mistake is told when 小爱 starts, with what would have been right: found only by the first clip it would cost an evening.
"""

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, JsonValue, field_validator

from generators.setting import BadSetting, Options

FOLDER = "workflows"
LIMIT_BYTES = 5_000_000
MOST_NAMED = 12

Graph = dict[str, JsonValue]


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Places = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""`6.text`, or several: a node by its number or title, and its input."""


class WorkflowOptions(Options):
    """One workflow in the settings: its file, and which input of which node is what."""

    file: str
    """In the folder `workflows` of the data folder, or of the home."""
    prompt: Places
    negative: Places = ()
    seed: Places = ()
    width: Places = ()
    height: Places = ()
    frames: Places = ()
    """The length in frames."""
    seconds: Places = ()
    """The length in seconds, for nodes that want it so."""
    fps: Places = ()
    image: Places = ()
    """The picture to start from."""
    last_image: Places = ()
    """The picture to end with."""

    @field_validator("file")
    @classmethod
    def _is_a_name(cls, file: str) -> str:
        if not re.fullmatch(r"[^/\\\0]{1,200}", file):
            raise ValueError(f"file 只写文件的名字，比如 wan.json；文件放在数据文件夹的 {FOLDER} 里。")
        return file


@dataclass(frozen=True, slots=True)
class Place:
    """One input of one node."""

    node: str
    input: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """A graph in ComfyUI's API format, and its places by what goes there."""

    path: Path
    graph: Graph
    places: Mapping[str, tuple[Place, ...]]

    def filled(self, values: Mapping[str, JsonValue]) -> Graph:
        """The graph with these values; what has no place is left as the admin saved it."""
        graph = copy.deepcopy(self.graph)
        for name, value in values.items():
            for place in self.places.get(name, ()):
                _inputs(graph, place.node)[place.input] = value
        return graph

    def takes(self, name: str) -> bool:
        """Whether there is a place for it."""
        return bool(self.places.get(name))

    @property
    def classes(self) -> Mapping[str, tuple[str, ...]]:
        """The kinds of nodes in it, and the numbers of the nodes of each."""
        found: dict[str, tuple[str, ...]] = {}
        for node in self.graph:
            kind = class_of(self.graph, node)
            found[kind] = (*found.get(kind, ()), node)
        return found


def read(options: WorkflowOptions, setting: str, folders: Sequence[Path]) -> Workflow:
    """The workflow that stands under `setting`. Raises `BadSetting`."""
    path = _find(options.file, setting, [folder / FOLDER for folder in folders])
    graph = _graph(path)
    written = options.model_dump(exclude={"file"})
    places = {
        name: tuple(_place(graph, path.name, f"{setting}.{name}", each) for each in each_written)
        for name, each_written in written.items()
    }
    return Workflow(path, graph, places)


def class_of(graph: Mapping[str, JsonValue], node: str) -> str:
    """The kind of a node; empty where there is none."""
    found = graph.get(node)
    kind = found.get("class_type") if isinstance(found, dict) else None
    return kind if isinstance(kind, str) else ""


def _find(name: str, setting: str, folders: Sequence[Path]) -> Path:
    file = name if name.endswith(".json") else f"{name}.json"
    for folder in folders:
        if (folder / file).is_file():
            return folder / file
    there = sorted({path.name for folder in folders for path in folder.glob("*.json")})
    known = f"现在有的是：{_named(there)}。" if there else "现在那里一个也没有。"
    where = folders[0] if folders else FOLDER
    raise BadSetting(f"{setting}.file：找不到 {file}，把它放进 {where}。{known}")


def _graph(path: Path) -> Graph:
    try:
        if path.stat().st_size > LIMIT_BYTES:
            raise BadSetting(f"{path} 超过 5 MB，不像是一个工作流。")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadSetting(f"{path} 读不了（{error.strerror}），请检查权限。") from None
    except json.JSONDecodeError as error:
        raise BadSetting(f"{path} 第 {error.lineno} 行：不是 JSON。{_SAVE_AGAIN}") from None
    except (UnicodeDecodeError, RecursionError):
        raise BadSetting(f"{path} 不是 ComfyUI 存的文件。{_SAVE_AGAIN}") from None
    if isinstance(content, dict) and isinstance(content.get("nodes"), list):
        raise BadSetting(f"{path} 是平常存的格式，小爱用不了，要 API 格式的。{_SAVE_AGAIN}")
    is_graph = isinstance(content, dict) and all(
        class_of(content, node) and isinstance(content[node].get("inputs"), dict) for node in content
    )
    if not content or not is_graph:
        raise BadSetting(f"{path} 不是 API 格式的工作流。{_SAVE_AGAIN}")
    return dict(content)


_SAVE_AGAIN = "在 ComfyUI 里打开工作流，用菜单“文件 → 导出工作流 (API)”存一份（老版本：设置里打开 Dev mode，再点 Save (API Format)）。"


def _place(graph: Graph, file: str, setting: str, written: str) -> Place:
    """Titles and inputs may hold dots themselves, so that each dot is tried."""
    node, dot, wanted = written.partition(".")
    if not dot or not node or not wanted:
        raise BadSetting(f"{setting} 写的是 “{written}”，要写成“节点.输入”，比如 6.text。")
    tried = [(written[:at], written[at + 1 :]) for at, letter in enumerate(written) if letter == "."]
    found = [(each, wanted) for name, wanted in tried for each in _nodes(graph, name, setting, file)]
    for node, wanted in found:
        if wanted in _inputs(graph, node):
            return Place(node, wanted)
    if found:
        node, wanted = found[0]
        has = _named(_inputs(graph, node))
        raise BadSetting(
            f"{setting} 写的是 “{written}”：{file} 里的节点 {_shown(graph, node)}没有 “{wanted}”，它有：{has}。"
        )
    others = [_shown(graph, other) for other in graph if wanted in _inputs(graph, other)]
    hint = f"有 “{wanted}” 的节点是：{_named(others)}。" if others else f"节点有：{_named(_all_shown(graph))}。"
    raise BadSetting(f"{setting} 写的是 “{written}”：{file} 里没有编号或者名字是 “{node}” 的节点。{hint}")


def _nodes(graph: Graph, name: str, setting: str, file: str) -> Iterator[str]:
    """The node of that number, else of that title."""
    if name in graph:
        yield name
        return
    titled = [node for node in graph if _title(graph, node) == name]
    if len(titled) > 1:
        raise BadSetting(
            f"{setting}：{file} 里有 {len(titled)} 个节点都叫 “{name}”（编号 {_named(titled)}），写编号，或者给它们起不同的名字。"
        )
    yield from titled


def _inputs(graph: Graph, node: str) -> dict[str, JsonValue]:
    found = graph[node]
    inputs = found.get("inputs") if isinstance(found, dict) else None
    return inputs if isinstance(inputs, dict) else {}


def _title(graph: Graph, node: str) -> str:
    found = graph[node]
    meta = found.get("_meta") if isinstance(found, dict) else None
    title = meta.get("title") if isinstance(meta, dict) else None
    return title if isinstance(title, str) else ""


def _shown(graph: Graph, node: str) -> str:
    return f"{node}（{_title(graph, node) or class_of(graph, node)}）"


def _all_shown(graph: Graph) -> list[str]:
    return [_shown(graph, node) for node in graph]


def _named(names: Sequence[str] | Mapping[str, object]) -> str:
    shown = list(names)
    return "、".join(shown[:MOST_NAMED]) + (f" 等 {len(shown)} 个" if len(shown) > MOST_NAMED else "")
