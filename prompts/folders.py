"""Reading every template file of one or more folders.

Prevents half a folder from being in force: what is wrong in any file is collected, and all of it is told at once.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from prompts import sandbox
from prompts.files import FileError, FileProblem, line_of, read

F = TypeVar("F", bound=BaseModel)


class Strict(BaseModel):
    """A part of a file that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnknownTemplate(LookupError):
    """Nobody wrote a sentence or family of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no template is called {name!r}")


def yaml_files(folders: tuple[Path, ...]) -> list[Path]:
    """The YAML files of several folders by name; a later folder's file replaces an earlier one's."""
    return sorted({path.name: path for folder in folders for path in folder.glob("*.yaml")}.values())


def read_all(folders: tuple[Path, ...], model: type[F]) -> tuple[dict[Path, F], list[FileProblem]]:
    """Every file that can be read, and what is wrong with the others."""
    files: dict[Path, F] = {}
    found: list[FileProblem] = []
    for path in yaml_files(folders):
        try:
            files[path] = read(path, model)
        except FileError as error:
            found += error.problems
    return files, found


def template_problems(
    path: Path, location: tuple[str, ...], source: str, variables: Mapping[str, object]
) -> list[FileProblem]:
    """Everything in one template of a file that may not be there, with its line."""
    found = sandbox.problems(source, variables)
    if not found:
        return []
    # A block text starts on the line below its key.
    start = line_of(path, *location) - 1 + ("\n" in source.rstrip("\n"))
    return [FileProblem(path, start + problem.line, problem.message) for problem in found]
