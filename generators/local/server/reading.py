"""A request's body as a wish and its files, from JSON or from a form. What is wrong with it leaves as a `Problem`."""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from generators.local.server.problems import Problem, answer, bad, wrong_fields

MOST_BODY_BYTES = 64_000_000
MOST_FIELD_BYTES = 40_000_000
"""Of a field that is no file: a picture may come as text."""
MOST_PIXELS = 50_000_000
WRAPPED = "[image_url]"
"""How OpenAI's package names the field inside a reference when it sends a form."""
AS_JSON = ("keyframes", "segments")

W = TypeVar("W", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Read(Generic[W]):
    """What came."""

    wish: W
    files: Mapping[str, Path] = field(default_factory=dict)
    """By the name of their field."""


async def read(request: Request, kind: type[W], folder: Path) -> Read[W]:
    """The wish; files of a form are put into `folder`. Raises `Problem`."""
    content_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    try:
        if content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
            return await _form(request, kind, folder)
        if content_type != "application/json":
            raise Problem(415, f"content-type: {content_type} is neither application/json nor multipart/form-data")
        return Read(kind.model_validate_json(await request.body()))
    except ValidationError as error:
        raise wrong_fields(error.errors()) from None


async def _form(request: Request, kind: type[W], folder: Path) -> Read[W]:
    fields: dict[str, Any] = {}
    files: dict[str, Path] = {}
    try:
        form: FormData = await request.form(max_files=20, max_fields=100, max_part_size=MOST_FIELD_BYTES)
    except (HTTPException, UnicodeDecodeError, ValueError) as error:
        raise Problem(400, f"body: no form that can be read ({getattr(error, 'detail', error)})") from None
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = await run_in_threadpool(_kept, value, folder)
            elif name.endswith(WRAPPED):
                fields[name.removesuffix(WRAPPED)] = {"image_url": value}
            elif value:
                fields[name] = _parsed(name, value) if name in AS_JSON else value
    finally:
        await form.close()
    return Read(kind.model_validate(fields), files)


def _kept(upload: UploadFile, folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / secrets.token_hex(8)
    with path.open("wb") as file:
        while chunk := upload.file.read(1 << 20):
            file.write(chunk)
    return path


def _parsed(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise bad(name, "no JSON") from None


def picture_at(source: Path | str, folder: Path, param: str) -> Path:
    """A picture, from a file or `data:image/…;base64,…`, upright as a PNG of its own. Slow; for a thread. Raises `Problem`."""
    from PIL import Image, ImageOps

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if isinstance(source, str):
        source = _decoded(source, folder, param)
    target = folder / f"{secrets.token_hex(8)}.png"
    try:
        with Image.open(source) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise bad(param, f"a picture of more than {MOST_PIXELS // 1_000_000} million pixels")
            ImageOps.exif_transpose(opened).convert("RGB").save(target, "PNG", compress_level=1)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise bad(param, "no picture that can be read") from None
    return target


def _decoded(text: str, folder: Path, param: str) -> Path:
    _, found, letters = text.partition(";base64,")
    try:
        content = base64.b64decode(letters, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not found or not content:
        raise bad(param, "data:image/…;base64,… is wanted, and that is none")
    path = folder / secrets.token_hex(8)
    path.write_bytes(content)
    return path


class SmallBodies:
    """Refuses bodies that are larger than any request needs, before or while they come in."""

    def __init__(self, app: ASGIApp, most_bytes: int = MOST_BODY_BYTES) -> None:
        self._app = app
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        too_large = Problem(413, f"body: more than {self._most_bytes} bytes", code="too_large")
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if length.isdigit() and int(length) > self._most_bytes:
            await answer(too_large)(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self._most_bytes:
                raise too_large
            return message

        await self._app(scope, counted, send)
