"""Clips, pictures and uploaded photos, to browsers that were let in. Nothing is found by a path, only by an id the store knows."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from bot.channels.web import ACCOUNT, GROUP, NoPicture, PictureTooLarge, WebChannel
from bot.console.cast import own_member
from bot.console.parts import Parts
from bot.desk import MadeFile
from bot.doors.readers import Reader
from bot.family import Address

TYPES = {
    ".mp4": "video/mp4",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
}
# What an id names never changes, so a browser may keep it; another user of the machine's proxy may not.
HEADERS = {"cache-control": "private, max-age=86400, immutable"}


def add_files(app: FastAPI, parts: Parts) -> None:
    """The routes. Starlette's `FileResponse` answers ranges, which seeking in a clip needs."""
    desk, channel, say, family = parts.desk, parts.channel, parts.say, parts.household.family

    async def found(artifact_id: str, reader: Reader) -> MadeFile | None:
        """Who speaks as himself gets what was made for him, and what was sent into his chats."""
        if reader.role == "member":
            own = own_member(family, reader)
            chats = [Address(WebChannel.name, ACCOUNT, chat) for chat in (GROUP, *([own.id] if own else []))]
            if not await desk.is_for(artifact_id, reader.member_id or 0, chats):
                return None
        return await desk.made(artifact_id)

    def shown(path: Path | None) -> Response:
        if path is None or path.suffix not in TYPES or not path.is_file():
            return PlainTextResponse(say("console.not_found"), 404)
        return FileResponse(path, media_type=TYPES[path.suffix], headers=HEADERS)

    @app.get("/media/{artifact_id}")
    async def media(artifact_id: str, request: Request) -> Response:
        made = await found(artifact_id, request.state.reader)
        return shown(made.path if made else None)

    @app.get("/media/{artifact_id}/poster")
    async def poster(artifact_id: str, request: Request) -> Response:
        made = await found(artifact_id, request.state.reader)
        return shown(made.poster if made else None)

    @app.get("/uploads/{picture_id}")
    async def upload(picture_id: str) -> Response:
        return shown(channel.upload(picture_id))

    @app.post("/uploads")
    async def keep(request: Request) -> Response:
        try:
            picture = await channel.keep(request.stream())
        except PictureTooLarge:
            return PlainTextResponse(say("console.picture_too_large"), 413)
        except NoPicture:
            return PlainTextResponse(say("console.no_picture"), 415)
        return JSONResponse({"id": picture.id})
