"""What pydantic found wrong, as a Chinese sentence that names the cure.

Prevents an admin from meeting "Extra inputs are not permitted": a key nobody knows is answered with the nearest known one.
"""

import types
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails


def complaint(error: ErrorDetails, model: type[BaseModel]) -> str:
    """One sentence about one error. `model` is the whole file's model: it knows which keys would have been right."""
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    name = _name(error["loc"])
    if kind == "extra_forbidden":
        return _unknown(str(error["loc"][-1]), _keys(model, error["loc"][:-1]))
    if kind == "missing":
        return f"缺少 {name}，请加一行 “{error['loc'][-1]}: …”。"
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        allowed = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return f"{name} 写成了 “{given}”，{_choice(str(given), allowed)}"
    if given is None:
        return f"{name} 后面是空的，请填上内容，或者删掉这一行。"
    if kind in _CURES:
        return f"{name} {_CURES[kind]}"
    if kind in _LIMITS:
        sign, key = _LIMITS[kind]
        return f"{name} 超出了范围，要{sign} {context[key]}。"
    if kind in ("too_short", "string_too_short"):
        return f"{name} 太少，至少要 {context.get('min_length')} {'个字' if kind.startswith('string') else '项'}。"
    if kind in ("too_long", "string_too_long"):
        return f"{name} 太多，最多 {context.get('max_length')} {'个字' if kind.startswith('string') else '项'}。"
    if kind == "string_pattern_mismatch":
        return f"{name} 写成了 “{given}”，格式不对，要符合 {context['pattern']}。"
    return f"{name} 写得不对，请对照文件开头的说明修改。（{error['msg']}）"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or an empty string."""
    scored = [
        # People rarely mistype the first letter: “stile” is “style”, not “title”.
        (SequenceMatcher(None, word.lower(), name.lower()).ratio() + 0.1 * (word[:1].lower() == name[:1].lower()), name)
        for name in known
    ]
    score, name = max(scored, default=(0.0, ""))
    return name if score > 0.65 else ""


_MAPPING = "要写成 “名字: 内容” 的样子，下一级往右缩进两格。"
_LIST = "要写成列表：每项一行，以 “- ” 开头。"
_INTEGER = "要写成整数，不加引号和单位。"
_NUMBER = "要写成数字，不加引号和单位。"
_SWITCH = "只能写 true（是）或 false（否）。"
_CURES = {
    "string_type": "要写成一段文字；如果是数字、true 之类，两边加上引号。",
    "invalid_key": "要写成一段文字；如果是数字、true 之类，两边加上引号。",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "frozen_set_type": _LIST,
    "set_type": _LIST,
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "int_type": _INTEGER,
    "int_parsing": _INTEGER,
    "int_from_float": _INTEGER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
}
_LIMITS = {
    "greater_than": ("大于", "gt"),
    "greater_than_equal": ("不小于", "ge"),
    "less_than": ("小于", "lt"),
    "less_than_equal": ("不大于", "le"),
}


def _unknown(key: str, known: list[str]) -> str:
    if near := nearest(key, known):
        return f"不认识 “{key}”，是不是 “{near}”？"
    return f"不认识 “{key}”，请删掉；这里只能写 {'、'.join(known)}。" if known else f"不认识 “{key}”，请删掉。"


def _choice(given: str, allowed: list[str]) -> str:
    near = nearest(given, allowed)
    return f"是不是 “{near}”？" if near else f"只能写 {'、'.join(allowed)}。"


def _name(location: tuple[str | int, ...]) -> str:
    names = [part for part in location if isinstance(part, str) and part != "[key]"]
    if location and isinstance(location[-1], int):
        return f"“{names[-1]}” 的第 {location[-1] + 1} 项" if names else f"第 {location[-1] + 1} 项"
    return f"“{names[-1]}”" if names else "整个文件"


def _keys(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """Keys that are known where the error stands, found by walking the models along its path."""
    kind: Any = model
    for part in location:
        kind = _step(kind, part)
    models = [m for m in _members(kind) if isinstance(m, type) and issubclass(m, BaseModel)]
    return [field.alias or name for m in models for name, field in m.model_fields.items()]


def _step(kind: Any, part: str | int) -> Any:
    for member in _members(kind):
        if isinstance(member, type) and issubclass(member, BaseModel):
            for name, field in member.model_fields.items():
                if part in (name, field.alias):
                    return field.annotation
        elif get_args(member):
            inside = [argument for argument in get_args(member) if argument is not Ellipsis]
            return inside[-1]
    return kind


def _members(kind: Any) -> list[Any]:
    if get_origin(kind) is Annotated:
        return _members(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [member for argument in get_args(kind) for member in _members(argument)]
    return [kind]
