"""The requests of `requests.yaml` and what became of them, element by element."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from intents.shot_lines import ShotLine, ShotLines
from prompts.files import read
from prompts.shot import Shot

HERE = Path(__file__).parent


class Request(BaseModel):
    """One request and its checklist."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: str
    has: dict[str, str]
    """Chinese element → English words, any of which counts."""
    seconds: float | None = None
    aspect: str | None = None
    fps: int | None = None
    resolution: str | None = None
    camera: str | None = None
    palette: str | None = None
    negative: tuple[str, ...] = ()
    moments: tuple[float, ...] = ()
    motion: Literal["slow", "fast"] | None = None
    steady: bool = False


class Requests(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one request became."""

    request: Request
    line: ShotLine
    in_english: tuple[str, ...]
    in_note: tuple[str, ...]
    lost: tuple[str, ...]
    wrong_fields: tuple[str, ...]
    has_chinese: bool
    is_simple: bool
    """Written by the word lists alone."""


def load(name: str) -> tuple[Request, ...]:
    """The requests of one file."""
    return read(HERE / f"{name}.yaml", Requests).requests


async def outcomes_of(requests: tuple[Request, ...], lines: ShotLines, *, is_simple: bool = True) -> list[Outcome]:
    """Run them all and compare."""
    found: list[Outcome] = []
    async for line in lines.lines(request.say for request in requests):
        assert isinstance(line, ShotLine)
        found.append(outcome(requests[len(found)], line, is_simple=is_simple))
    return found


def outcome(request: Request, line: ShotLine, *, is_simple: bool) -> Outcome:
    """What became of one request."""
    english = words_of(line.shot).lower()
    found = {
        chinese: "english" if any(word.lower() in english for word in words.split("|")) else
        "note" if sum(part in line.shot.note for part in chinese) * 2 >= len(chinese) else "lost"
        for chinese, words in request.has.items()
    }  # fmt: skip
    by = {where: tuple(c for c, w in found.items() if w == where) for where in ("english", "note", "lost")}
    has_chinese = bool(re.search(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]", words_of(line.shot)))
    wrong = wrong_fields(request, line.shot)
    return Outcome(request, line, by["english"], by["note"], by["lost"], wrong, has_chinese, is_simple)


def words_of(shot: Shot) -> str:
    """Every English word of a shot."""
    told = shot.model_dump(exclude={"note", "keyframes"})
    return " ".join([*map(str, told.values()), *(frame.description for frame in shot.keyframes)])


def wrong_fields(request: Request, shot: Shot) -> tuple[str, ...]:
    """The wishes that did not become the field they should."""
    said = (
        ("seconds", request.seconds, shot.seconds),
        ("aspect", request.aspect, shot.aspect),
        ("fps", request.fps, shot.fps),
        ("resolution", request.resolution, shot.resolution),
        ("camera", request.camera, shot.camera),
        ("palette", request.palette, shot.color_palette),
    )
    wrong = [f"{name}: {got} instead of {wanted}" for name, wanted, got in said if wanted not in (None, got)]
    unwanted = [part.strip() for part in shot.negative.split(",")]
    wrong += [f"negative: {word}" for word in request.negative if word not in unwanted]
    times = [frame.at_seconds for frame in shot.keyframes]
    wrong += [f"moment: {second:g}" for second in request.moments if second not in times]
    if request.motion == "slow" and shot.motion_intensity > 0.4:
        wrong.append("motion: not slow")
    if request.motion == "fast" and shot.motion_intensity < 1.0:
        wrong.append("motion: not fast")
    if request.steady and shot.temporal_consistency <= 0.9:
        wrong.append("consistency")
    return tuple(wrong)


def table(outcomes: list[Outcome]) -> str:
    """What is not in English and not in its field, and the sums."""
    rows = []
    for one in outcomes:
        if one.in_note or one.lost or one.wrong_fields or one.has_chinese:
            note = f"  note: {' '.join(one.in_note)}" if one.in_note else ""
            lost = f"  LOST: {' '.join(one.lost)}" if one.lost else ""
            rows.append(f"{one.request.say}\n   {note}{lost}  {'; '.join(one.wrong_fields)}")
    elements = sum(len(one.request.has) for one in outcomes)
    known = sum(len(one.in_english) for one in outcomes)
    quoted = sum(len(one.in_note) for one in outcomes)
    rows.append(
        f"{len(outcomes)} requests, {elements} elements: {known} in English ({known / elements:.1%}), "
        f"{quoted} quoted, {elements - known - quoted} lost; wrong fields: {sum(len(o.wrong_fields) for o in outcomes)}"
    )
    return "\n".join(rows)
