"""What was made, the newest first, a page at a time."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.job_numbers import label
from bot.tables import artifacts, jobs, members
from generators.base import Kind
from intents.engine.types import MediaRequest
from prompts.shot import Shot

PAGE = 24
MADE: tuple[Kind, ...] = ("video", "image")


@dataclass(frozen=True, slots=True)
class PieceFilter:
    """Which pieces are shown; what is empty or 0 leaves out none."""

    kind: Kind | None = None
    member_id: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A finished clip or picture."""

    id: str
    kind: Kind
    has_poster: bool
    job_id: int | None
    label: str
    """What the family calls its job: 12, or 12-2; empty without one."""
    text: str
    """The request in its own words; empty where they are gone."""
    prompt: str
    """What the generator read."""
    name: str
    generator: str
    seconds: float
    """Of a clip, as far as it is known; 0 of a picture."""
    created_at: float


@dataclass(frozen=True, slots=True)
class PiecesPage:
    """A page of the gallery, the newest first."""

    pieces: tuple[Piece, ...]
    count: int
    """Of all pages."""


def find_pieces(connection: Connection, wanted: PieceFilter, *, page: int = 0, size: int = PAGE) -> PiecesPage:
    """The page of that number, from 0; an empty one where there are not so many."""
    where = _where(wanted)
    source = artifacts.outerjoin(jobs, jobs.c.id == artifacts.c.job_id) if wanted.text.strip() else artifacts
    count = connection.scalar(sa.select(sa.func.count()).select_from(source).where(*where)) or 0
    newest = sa.select(artifacts.c.id).select_from(source).where(*where)
    newest = newest.order_by(artifacts.c.created_at.desc(), artifacts.c.id).limit(size).offset(page * size)
    ids = list(connection.scalars(newest))
    return PiecesPage(_pieces(connection, ids), count)


def find_piece(connection: Connection, artifact_id: str) -> Piece | None:
    """The piece of this id; None where there is none, or it is no clip or picture that was made."""
    return next(iter(_pieces(connection, [artifact_id])), None)


def find_makers(connection: Connection) -> tuple[tuple[int, str], ...]:
    """Id and name of everybody something was made for."""
    has_some = sa.exists().where(artifacts.c.member_id == members.c.id, *_MADE)
    people = connection.execute(sa.select(members.c.id, members.c.name).where(has_some).order_by(members.c.id))
    return tuple((row.id, row.name) for row in people)


_MADE = (~artifacts.c.is_source, artifacts.c.kind.in_(MADE))


def _pieces(connection: Connection, ids: list[str]) -> tuple[Piece, ...]:
    asked = (jobs.c.batch, jobs.c.request, jobs.c.shot, jobs.c.generation, jobs.c.generator)
    query = (
        sa.select(artifacts, members.c.name, *asked)
        .join(members, members.c.id == artifacts.c.member_id)
        .outerjoin(jobs, jobs.c.id == artifacts.c.job_id)
        .where(artifacts.c.id.in_(ids), *_MADE)
    )
    found = {row.id: _piece(row) for row in connection.execute(query)} if ids else {}
    return tuple(found[one] for one in ids if one in found)


def _piece(row: sa.Row[tuple[object, ...]]) -> Piece:
    request = MediaRequest.model_validate(row.request) if row.request else None
    shot = Shot.model_validate(row.shot) if row.shot else None
    prompt = row.generation.get("prompt", "") if row.generation else ""
    return Piece(
        id=row.id,
        kind=row.kind,
        has_poster=bool(row.poster),
        job_id=row.job_id,
        label=label(row.job_id, row.batch) if row.job_id else "",
        text=request.text if request else "",
        prompt=str(prompt),
        name=row.name,
        generator=row.generator or "",
        seconds=shot.seconds if shot and row.kind == "video" else 0.0,
        created_at=row.created_at,
    )


def _where(wanted: PieceFilter) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = [*_MADE]
    if wanted.kind:
        where.append(artifacts.c.kind == wanted.kind)
    if wanted.member_id:
        where.append(artifacts.c.member_id == wanted.member_id)
    if text := wanted.text.strip():
        words = jobs.c.request["text"].as_string()
        where.append(words.contains(text, autoescape=True))
    return where
