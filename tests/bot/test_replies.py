"""Every sentence the code says stands in `prompts/replies/`, with exactly the variables it is given.

A key nobody wrote would be found only when a member hears nothing. The code is read, not run: each `Say("…", {…})` and
`render("…", {…})`, and for keys made on the spot every key they can become.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import get_args

import pytest

import bot.spending  # noqa: F401 - an error of ours is one of theirs
import generators
from bot.family import ClaimResult
from bot.jobs.records import Stage, State
from bot.logins import NEEDS_PERSON
from generators.base import GeneratorError
from intents.answering.days import Outside
from intents.services.language_model import LanguageModelError, NoKey
from intents.services.maps.errors import MapError
from prompts.loader import Sentences
from tests.bot.harness import ROOT

SENTENCES = Sentences.load(ROOT / "prompts" / "replies")
DECLARED = {
    f"{path.stem}.{name}": one for path, file in SENTENCES.files.items() for name, one in file.sentences.items()
}
PROMISED = {"number", "ahead", "low", "high", "preview"}
"""What the bot adds to the values of a promise, see `Conversation._values`."""


def every_kind(error: type[GeneratorError]) -> Iterator[type[GeneratorError]]:
    """An error and all that are kinds of it."""
    yield error
    for kind in error.__subclasses__():
        yield from every_kind(kind)


for module in pkgutil.walk_packages(generators.__path__, "generators."):
    # What runs models needs torch, and has errors of its own that the family never hears.
    if not module.name.startswith("generators.local."):
        importlib.import_module(module.name)
ERRORS = tuple(every_kind(GeneratorError))
CODES = {error.code for error in ERRORS}
FAMILIES = {
    "job.failed.": CODES | {"no_generator", "too_large", "other"},
    "job.status_": set(get_args(State)) - {"accepted", "delivering", "running", "undelivered", "needs_admin"},
    "stage.": set(get_args(Stage)) - {""},
    "photo.refused.": set(re.findall(r'PhotoRefused\("(\w+)"\)', (ROOT / "bot" / "photos.py").read_text("utf-8"))),
    ".accepted": {"image", "video"},
    "quota.used_up_": {"image", "video"},
    "quota.too_many_": {"image", "video"},
    # No trouble of a model: what it will not say, what nobody can read, and that it rests because of an earlier one.
    "admin.model_": {error.code for error in (*LanguageModelError.__subclasses__(), NoKey)}
    - {"refused", "bad_answer", "resting"},
    "admin.service_": {"wrong_key", "over_quota"},
    "admin.login_": set(NEEDS_PERSON),
    "route.failed_": {error.code for error in MapError.__subclasses__()},
    "places.failed_": {error.code for error in MapError.__subclasses__()},
    "weather.": set(get_args(Outside)) - {""},
}
"""Keys made on the spot: the part that stands in the code, and what it is completed with."""


def calls() -> Iterator[tuple[str, str | None, str, set[str] | None]]:
    """Place, whole key, fixed part of a key made on the spot, and the names given, where they can be read."""
    for path in sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "intents").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in ("Say", "render"):
                yield from _keys(node, f"{path.relative_to(ROOT)}:{node.lineno}")


def _keys(node: ast.Call, place: str) -> Iterator[tuple[str, str | None, str, set[str] | None]]:
    values = node.args[1] if len(node.args) > 1 else None
    names = (
        {key.value for key in values.keys if isinstance(key, ast.Constant)} if isinstance(values, ast.Dict) else None
    )
    if isinstance(values, ast.Dict) and None in values.keys:
        names = None
    parts = next((word.value for word in node.keywords if word.arg == "parts"), None)
    parts = node.args[2] if len(node.args) > 2 else parts
    if isinstance(parts, ast.Dict):
        said = {key.value for key in parts.keys if isinstance(key, ast.Constant)}
        names = said if values is None else None if names is None else names | said
    elif parts is not None:
        names = None
    for key in ast.walk(node.args[0]):
        if isinstance(key, ast.JoinedStr):
            yield place, None, "".join(str(part.value) for part in key.values if isinstance(part, ast.Constant)), names
            return
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and "." in key.value:
            yield place, key.value, "", set() if values is None and parts is None else names


def _name(function: ast.expr) -> str:
    return getattr(function, "id", None) or getattr(function, "attr", "")


FOUND = list(calls())


@pytest.mark.parametrize(("place", "key", "part", "names"), [pytest.param(*one, id=one[0]) for one in FOUND])
def test_what_is_said_is_written(place: str, key: str | None, part: str, names: set[str] | None) -> None:
    keys = [key] if key else [part + end if part.endswith((".", "_")) else end + part for end in FAMILIES[part]]
    for one in keys:
        assert one in DECLARED, f"{place} says {one}, which nobody wrote"
        if names is None:
            continue
        variables, optional = set(DECLARED[one].variables), set(DECLARED[one].optional)
        given = names | (PROMISED if one.endswith(".accepted") else set())
        assert given <= variables, f"{place} gives {one} {given - variables}, which it does not use"
        assert variables - optional <= given, f"{place} does not give {one} {variables - optional - given}"


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__qualname__)
def test_every_error_of_a_generator_has_its_sentence(error: type[GeneratorError]) -> None:
    said = SENTENCES.render(f"job.failed.{error.code}", {"number": 7})
    assert "7" in said
    assert "不算次数" in said


def test_the_errors_of_the_far_side_are_among_them() -> None:
    """Those that stand in modules nobody imports by himself, too."""
    assert {"AddressRefused", "Expired", "DayBudgetSpent"} <= {error.__name__ for error in ERRORS}


def test_the_reading_finds_something() -> None:
    assert len(FOUND) > 40
    assert {part for _, key, part, _ in FOUND if key is None} == set(FAMILIES)


def test_every_outcome_of_a_claim_is_spoken_of() -> None:
    assert ClaimResult("wrong", 3).tries_left == 3
    assert {"family.became_admin", "family.wrong_code", "family.code_expired"} <= DECLARED.keys()
