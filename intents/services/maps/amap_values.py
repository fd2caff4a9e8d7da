"""Values as 高德 writes them: numbers as strings, and what is missing as `[]`, as "", as null or not at all."""

import math
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

T = TypeVar("T")


class Read(BaseModel):
    """Part of an answer. What is not read is let through; what is missing has a default."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def text(value: object) -> str:
    """A value as text; empty for `[]`, null and anything that is none."""
    if isinstance(value, str):
        # Some names have line breaks in them.
        return " ".join(value.split())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def number(value: object) -> float | None:
    """A value as a number; None where it is none."""
    try:
        read = float(text(value))
    except ValueError:
        return None
    return read if math.isfinite(read) else None


def whole(value: object) -> int | None:
    """A value as a whole number; None where it is none."""
    read = number(value)
    return None if read is None else round(read)


def clock(written: str) -> str:
    """20:36 for "2036", as the stations of trains write it; empty where it is no time of day."""
    digits = written.replace(":", "")
    if len(digits) != 4 or not digits.isdecimal() or int(digits[:2]) > 23 or int(digits[2:]) > 59:
        return ""
    return f"{digits[:2]}:{digits[2:]}"


def _object(value: object) -> object:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Any]:
    each = value if isinstance(value, list) else [value]
    return [one for one in each if isinstance(one, dict) and one]


Text: TypeAlias = Annotated[str, BeforeValidator(text)]
Number: TypeAlias = Annotated[float | None, BeforeValidator(number)]
Whole: TypeAlias = Annotated[int | None, BeforeValidator(whole)]
One: TypeAlias = Annotated[T, BeforeValidator(_object)]
"""An object, with all its defaults where there is none."""
Many: TypeAlias = Annotated[tuple[T, ...], BeforeValidator(_objects)]
"""A list of objects; none where there is no list, one where there is only the object."""
