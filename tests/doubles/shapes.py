"""Requests read as dataclasses: an unknown field, a missing one or a wrong type is refused by name.

No pydantic here: a double starts for almost every test, and its import costs more than the rest of the start.
"""

import json
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, TypeVar, get_origin, get_type_hints

from tests.doubles.exchange import Refusal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Shape = TypeVar("Shape", bound=DataclassInstance)
else:
    Shape = TypeVar("Shape")


def read_as(shape: type[Shape], body: bytes) -> Shape:
    """The JSON body as a `shape`, or a `Refusal` naming the field."""
    try:
        given = json.loads(body)
    except ValueError:
        raise Refusal("the body is no JSON") from None
    if not isinstance(given, dict):
        raise Refusal("the body is no JSON object")
    types = get_type_hints(shape)
    for name, value in given.items():
        if name not in types:
            raise Refusal(f"unknown field {name}")
        if not _fits(value, types[name]):
            raise Refusal(f"{name} is {value!r:.60}, not {types[name]}")
    for field in fields(shape):
        if field.name not in given and field.default is MISSING and field.default_factory is MISSING:
            raise Refusal(f"{field.name} is missing")
    return shape(**given)


def _fits(value: object, wanted: object) -> bool:
    if isinstance(value, bool):
        return wanted is bool
    if wanted is float:
        return isinstance(value, int | float)
    if get_origin(wanted) is list:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, wanted)  # type: ignore[arg-type]
